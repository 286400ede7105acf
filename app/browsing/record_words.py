"""What a record is called in a list, and who answers for it."""

from __future__ import annotations

import sqlalchemy as sa

from app import clock
from app.catalogue.model import DataSet
from app.outcomes import words
from app.store.office_store import Store


def label(store: Store, data_set: DataSet, row: sa.RowMapping) -> str:
    """What tells a record from the others of its data set and enterprise: its natural key."""
    own = [name for name in data_set.key if name in data_set.by_name and name != "uscc"]
    named = [
        words.shown(store.catalogue, data_set.by_name[name], row[name])
        for name in own
        if name in row
    ]
    return "　".join(text for text in named if text) or words.day_words(row["as_of_date"])


def signed(who: str | None, when: str | None) -> str:
    """Who did something and when (China time); empty when nobody did."""
    return f"{who} {clock.moment_words(when)}" if who and when else (who or "")
