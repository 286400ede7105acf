"""The county register (企业名录) on its way from the coordinator to the agencies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.errors import RefusedError
from app.exchange.inner import Resource
from app.exchange.writing import Written
from app.keys.roles import Role
from app.merging.campaigns import told
from app.merging.contents import need, read_json, rows_for
from app.merging.directory import from_coordinator, recipients_in_force
from app.merging.register_versions import keep
from app.merging.streams import EVERYBODY, note_arrival, send, undone
from app.store import audit
from app.store.campaign_tables import campaign
from app.store.office_store import Store
from app.store.tables import register

RESOURCE = "data/register.json"
CAMPAIGNS = "data/campaign.json"
"""The rounds of collection, so that an agency knows period and days left."""


_PORTION = 200
"""Rows that are encoded in one call: more would hold the screen still."""


def _json(name: str, rows: Sequence[dict[str, Any]]) -> Resource:
    return Resource(name, _portions(rows))


def _portions(rows: Sequence[dict[str, Any]]) -> Iterator[bytes]:
    """A JSON list of ``rows``, portion by portion."""
    yield b"["
    for at in range(0, len(rows), _PORTION):
        told = json.dumps(rows[at : at + _PORTION], ensure_ascii=False)[1:-1]
        yield (", " if at else "").encode() + told.encode()
    yield b"]"


def publish_register(store: Store, path: Path, *, period: str) -> Written:
    """Sign and write the register for all agencies in force, and keep what it held.

    Raises ``R-ROLE``, ``M-FIRST`` for an empty register, ``P-NO-KEY``, ``ENV-*``.
    """
    store.require(Role.REVIEWER)
    with undone(path), store.write() as conn:
        query = sa.select(register).order_by(register.c.uscc)
        rows = [dict(row._mapping) for row in conn.execute(query)]
        if not rows:
            raise RefusedError("M-FIRST", "企业名录还是空的。", "请先并入市场监管部门的报送包。")
        audit.append(conn, store, "register.publish", period, {"enterprises": len(rows)})
        written = send(
            store,
            conn,
            path,
            kind="register",
            to=EVERYBODY,
            recipients=recipients_in_force(conn, store),
            resources=[_json(RESOURCE, rows), _json(CAMPAIGNS, told(conn))],
            period=period,
            extra={"enterprises": len(rows)},
        )
        keep(conn, store, written.package_id, period)
    return written


def receive_register(store: Store, path: Path) -> int:
    """Replace this agency's register by the published one; returns how many enterprises.

    The rounds of collection come with it; a package of an older release has none. Raises
    ``X-CONTENT``.
    """
    with from_coordinator(store, path, "register") as package, store.write() as conn:
        rows = rows_for(register, read_json(package, RESOURCE), "名录")
        need("名录是空的", bool(rows))
        conn.execute(sa.delete(register))
        conn.execute(register.insert(), rows)
        if CAMPAIGNS in package.names:
            rounds = rows_for(campaign, read_json(package, CAMPAIGNS), "采集批次")
            conn.execute(sa.delete(campaign))
            if rounds:
                conn.execute(campaign.insert(), rounds)
        note_arrival(conn, package, {"enterprises": len(rows)})
        audit.append(
            conn, store, "register.receive", package.envelope.package_id, {"enterprises": len(rows)}
        )
    return len(rows)
