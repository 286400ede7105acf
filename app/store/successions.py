"""Who stands in whose place on a day: agencies that merged into others, over any number of steps.

By general succession (民法典第六十七条) rights and duties of a merged legal person pass to the one
that it merged into; so do its records, its data sets and the consents given to it.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.catalogue.model import Catalogue, DataSet
from app.errors import RefusedError
from app.store.succession_tables import succession


def successors(conn: sa.Connection, on: date) -> dict[str, str]:
    """Merged agency → the agency that stands in its place on that day, at the end of the chain."""
    rows = conn.execute(
        sa.select(succession.c.predecessor, succession.c.successor).where(
            succession.c.effective <= on.isoformat()
        )
    )
    step: dict[str, str] = {row[0]: row[1] for row in rows}
    return {agency: _last(step, agency) for agency in step}


def _last(step: dict[str, str], agency: str) -> str:
    seen = {agency}
    while (following := step.get(agency)) is not None and following not in seen:
        seen.add(following)
        agency = following
    return agency


def predecessors(conn: sa.Connection, agency: str, on: date) -> frozenset[str]:
    """The agencies in whose place ``agency`` stands on that day."""
    return frozenset(old for old, new in successors(conn, on).items() if new == agency)


def data_sets_of(
    conn: sa.Connection, catalogue: Catalogue, agency: str, on: date
) -> tuple[DataSet, ...]:
    """The data sets that an agency collects on that day, its predecessors' among them."""
    places = (agency, *sorted(predecessors(conn, agency, on)))
    codes = {one.code for place in places for one in catalogue.data_sets_of(place, on)}
    return tuple(one for code, one in catalogue.data_sets.items() if code in codes)


def refuse_merged(conn: sa.Connection, catalogue: Catalogue, agency: str, on: date) -> None:
    """Raise ``M-MERGED``, naming the successor, when ``agency`` has merged into another."""
    successor = successors(conn, on).get(agency)
    if successor is None:
        return
    known = catalogue.agencies.get(successor)
    name = f"{known.title}（{successor}）" if known else successor
    raise RefusedError(
        "M-MERGED",
        f"{agency} 已并入{name}，不再单独报送。",
        f"其数据由{name}承继并报送；没有变动。",
    )
