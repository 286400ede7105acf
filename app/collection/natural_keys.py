"""Which stored records have the natural keys of the rows at hand, and who may take which key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.collection.changeset import Stored, image_columns, read_stored

NaturalKey = tuple[Any, ...]


def find(
    conn: sa.Connection,
    table: sa.Table,
    agency: str,
    key: Sequence[str],
    wanted: Mapping[NaturalKey, int],
    period: str,
) -> dict[int, Stored]:
    """The agency's newest record with each key of ``wanted``, by the position given there.

    ``period`` names a column of the key by whose span the reading may be narrowed, or is empty.
    """
    if not wanted:
        return {}
    columns = image_columns(table)
    places = [columns.index(name) for name in key]
    where = "agency_code = ?"
    parameters: tuple[Any, ...] = (agency,)
    if len(wanted) == 1:  # typed by hand: the row's own key, not the whole table
        where += "".join(f' AND "{name}" IS ?' for name in key)
        parameters += next(iter(wanted))
    elif period:
        place = key.index(period)
        seen = [found[place] for found in wanted]
        if None not in seen:
            where += f' AND "{period}" BETWEEN ? AND ?'
            parameters += (min(seen), max(seen))
    found: dict[int, Stored] = {}
    for stored in read_stored(conn, table, where, parameters):
        position = wanted.get(tuple(stored.image[place] for place in places))
        if position is not None:
            found[position] = stored
    return found


def taken(
    table: sa.Table,
    key: Sequence[str],
    keys: Sequence[NaturalKey],
    met: Mapping[int, Stored],
    targets: Mapping[int, Stored],
) -> Iterator[int]:
    """The positions whose key belongs to another record than the one that the row replaces.

    ``met`` is what was found by key, ``targets`` the records that rows replace.
    """
    columns = image_columns(table)
    places = [columns.index(name) for name in key]
    place = columns.index("rec_id")
    replaced = {stored.image[place] for stored in targets.values()}
    for position, found in met.items():
        own = targets.get(position)
        if own is None:
            if found.image[place] in replaced:
                yield position
        elif found.image[place] != own.image[place]:
            moved = keys[position] != tuple(own.image[at] for at in places)
            if moved:
                yield position
