"""How an office stands: its round of collection, its last backup, its audit chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.errors import IntegrityError
from app.merging import campaigns
from app.outcomes import words
from app.store import backup, integrity, operators
from app.store.office_store import Store
from app.store.tables import audit

SOON_DAYS = 14
"""So many days before the end a round is told as urgent."""


@dataclass(frozen=True)
class Standing:
    """What the frame of the window tells.

    ``campaign`` is empty without a round; ``days_left`` is negative once it is over.
    ``last_backup`` is a day in words or empty; ``chain`` empty when the audit chain is whole;
    ``password_due`` whether the operator's password is to be changed; ``clock_behind`` whether the
    computer's clock stands before the newest act.
    """

    office: str
    campaign: str
    days_left: int | None
    last_backup: str
    chain: str
    password_due: bool
    clock_behind: bool


def standing(store: Store, backups: Path | None = None) -> Standing:
    """Read it; ``backups`` is where the office keeps them besides its own folder."""
    with store.read() as conn:
        running = campaigns.current(conn)
        newest = conn.scalar(sa.select(sa.func.max(audit.c.at))) or ""
        try:
            integrity.check_chain(conn)
            chain = ""
        except IntegrityError as error:
            chain = str(error)
    known = store.catalogue.agencies.get(store.agency)
    backed_up = last_backup(store, backups)
    return Standing(
        known.title if known else store.agency,
        running.title if running else "",
        running.days_left(clock.today()) if running else None,
        words.iso(backed_up) if backed_up else "",
        chain,
        any(one.due for one in operators.people(store) if one.name == store.operator),
        clock.timestamp() < newest,
    )


def urgency(days_left: int, soon: int = SOON_DAYS) -> tuple[str, str]:
    """How pressing a day is: ``ok``, ``soon`` (``soon`` days before) or ``late``, and its words."""
    if days_left < 0:
        return "late", f"已逾期 {-days_left} 天"
    if days_left <= soon:
        return "soon", f"还剩 {days_left} 天"
    return "ok", f"还有 {days_left} 天"


def last_backup(store: Store, backups: Path | None = None) -> date | None:
    """The day in China of the newest backup in the office's folder or in ``backups``."""
    folders = [store.folder / backup.FOLDER, *([backups] if backups else [])]
    names = [entry.name for folder in folders for entry in backup.listed(folder, store.db_id)[:1]]
    if not names:
        return None
    made = datetime.strptime(max(names)[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return made.astimezone(clock.CHINA).date()
