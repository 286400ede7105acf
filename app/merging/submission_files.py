"""What a submission is called: as a file on a stick, and by the round it belongs to."""

from __future__ import annotations

import re

from app import clock
from app.merging import campaigns
from app.store.office_store import Store

_ODD = re.compile(r"[^0-9A-Za-z一-鿿-]")


def current_period(store: Store) -> str:
    """The round that is on, by its number; without one, the year."""
    with store.read() as conn:
        running = campaigns.current(conn)
    return running.campaign_id if running else str(clock.today().year)


def file_name(store: Store, period: str, number: int) -> str:
    """``报送包_GD_CJ-2026-01_003.xyb``: whose, which round, the how-manieth in its series."""
    return f"报送包_{store.agency}_{_ODD.sub('', period)}_{number:03d}.xyb"
