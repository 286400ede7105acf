"""Versions of the county register as published, and what differs between two of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.merging.campaigns import told
from app.store.office_store import Store
from app.store.register_tables import published_enterprise, published_register
from app.store.tables import register

NOW = 0
"""In the place of a version: the register as it stands, published or not."""
NEW, GONE, RENAMED, STATUS, MOVED = "新增", "退出", "更名", "状态变化", "乡镇变化"
CHANGES = (NEW, GONE, RENAMED, STATUS, MOVED)
_COMPARED = {RENAMED: "name", STATUS: "reg_status", MOVED: "township"}


@dataclass(frozen=True)
class Version:
    """A published version: how many ``enterprises``, when (timestamp) and by whom."""

    version: int
    package_id: str
    period: str
    author: str
    at: str
    enterprises: int
    campaigns: str


def versions(conn: sa.Connection) -> list[Version]:
    """The versions that are kept, the newest first."""
    query = sa.select(published_register).order_by(published_register.c.version.desc())
    return [Version(**row._mapping) for row in conn.execute(query)]


def keep(conn: sa.Connection, store: Store, package_id: str, period: str) -> int:
    """Keep what is published now; returns its version. Runs in the publishing transaction."""
    last = sa.select(sa.func.coalesce(sa.func.max(published_register.c.version), 0))
    version = int(conn.scalar(last) or 0) + 1
    columns = [column.name for column in published_enterprise.c if column.name != "version"]
    rows = sa.select(sa.literal(version), *(register.c[name] for name in columns))
    conn.execute(published_enterprise.insert().from_select(["version", *columns], rows))
    conn.execute(
        published_register.insert().values(
            version=version,
            package_id=package_id,
            period=period,
            author=store.operator,
            at=clock.timestamp(),
            enterprises=sa.select(sa.func.count()).select_from(register).scalar_subquery(),
            campaigns=json.dumps(told(conn), ensure_ascii=False),
        )
    )
    return version


def campaigns_untold(conn: sa.Connection) -> bool:
    """Whether the agencies were not told yet of the rounds as they are now."""
    known = next(iter(versions(conn)), None)
    return (json.loads(known.campaigns) if known else []) != told(conn)


def differences(older: int, newer: int) -> sa.Subquery:
    """``change``, ``uscc``, ``name``, ``before``, ``after`` of whatever differs between the two.

    One row for each change of an enterprise; ``before`` and ``after`` are stored values.
    """
    old, new = _held(older, "old"), _held(newer, "new")
    came = (
        _row(NEW, new.c.uscc, new.c.name, sa.null(), new.c.name)
        .select_from(new.outerjoin(old, old.c.uscc == new.c.uscc))
        .where(old.c.uscc.is_(None))
    )
    went = (
        _row(GONE, old.c.uscc, old.c.name, old.c.name, sa.null())
        .select_from(old.outerjoin(new, old.c.uscc == new.c.uscc))
        .where(new.c.uscc.is_(None))
    )
    both = old.join(new, old.c.uscc == new.c.uscc)
    changed = [
        _row(change, new.c.uscc, new.c.name, old.c[name], new.c[name])
        .select_from(both)
        .where(old.c[name].is_distinct_from(new.c[name]))
        for change, name in _COMPARED.items()
    ]
    return sa.union_all(came, went, *changed).subquery("differences")


def counts(conn: sa.Connection, older: int, newer: int) -> dict[str, int]:
    """How many enterprises came, went, and changed in each way."""
    found = differences(older, newer)
    query = sa.select(found.c.change, sa.func.count()).group_by(found.c.change)
    return {str(row[0]): int(row[1]) for row in conn.execute(query)}


def _held(version: int, name: str) -> sa.Subquery:
    table = register if version == NOW else published_enterprise
    columns = [table.c[column] for column in ("uscc", *_COMPARED.values())]
    query = sa.select(*columns)
    if version != NOW:
        query = query.where(published_enterprise.c.version == version)
    return query.subquery(name)


def _row(
    change: str,
    uscc: sa.ColumnElement[str],
    name: sa.ColumnElement[str],
    before: sa.ColumnElement[str] | sa.Null,
    after: sa.ColumnElement[str] | sa.Null,
) -> sa.Select[str, str, str, str | None, str | None]:
    return sa.select(
        sa.literal(change).label("change"),
        uscc.label("uscc"),
        name.label("name"),
        before.label("before"),
        after.label("after"),
    )
