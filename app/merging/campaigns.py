"""Rounds of collection (采集批次): opened and closed at the coordinator, told with the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store import audit
from app.store.campaign_tables import campaign
from app.store.office_store import Store

PREPARED, RUNNING, CLOSED = "筹备", "进行", "结束"
REGISTER_SET = "SC01"


@dataclass(frozen=True)
class Campaign:
    """A round; the period's days inclusive, ``register_due`` and ``rest_due`` the last days."""

    campaign_id: str
    title: str
    period_from: str
    period_to: str
    register_due: str
    rest_due: str
    catalogue_version: str
    state: str
    author: str
    at: str

    def due(self, dataset: str) -> date:
        """The last day for a data set: the register comes first."""
        return date.fromisoformat(self.register_due if dataset == REGISTER_SET else self.rest_due)

    def days_left(self, on: date) -> int:
        """Days until everything is due; negative once it is late."""
        return (date.fromisoformat(self.rest_due) - on).days


def open_campaign(
    store: Store,
    title: str,
    period_from: date,
    period_to: date,
    *,
    register_due: date | None = None,
    rest_due: date | None = None,
    prepare: bool = False,
) -> str:
    """Open a round; returns its number. Days not given: the catalogue's, next after the period.

    With ``prepare`` it waits for :func:`begin`. Raises ``R-ROLE``, ``R-PERIOD``, ``C-RUNNING``
    while another round is on.
    """
    store.require(Role.REVIEWER)
    due = register_due or next_deadline(store, REGISTER_SET, period_to)
    rest = rest_due or next_deadline(store, "", period_to)
    if period_from > period_to or due > rest or not title.strip():
        raise RefusedError("R-PERIOD", "名称、期间或截止日期不对。", "名录的截止日期不能晚于其他。")
    with store.write() as conn:
        if not prepare:
            _refuse_second(conn)
        stem = f"CJ-{period_to.year}-"
        count = sa.select(sa.func.count()).where(campaign.c.campaign_id.like(f"{stem}%"))
        values = {
            "campaign_id": f"{stem}{(conn.scalar(count) or 0) + 1:02}",
            "title": title.strip(),
            "period_from": period_from.isoformat(),
            "period_to": period_to.isoformat(),
            "register_due": due.isoformat(),
            "rest_due": rest.isoformat(),
            "catalogue_version": store.catalogue.version,
            "state": PREPARED if prepare else RUNNING,
            "author": store.operator,
            "at": clock.timestamp(),
        }
        conn.execute(campaign.insert().values(**values))
        audit.append(conn, store, "campaign.open", values["campaign_id"], values)
    return values["campaign_id"]


def begin(store: Store, campaign_id: str) -> None:
    """Let a prepared round begin. Raises ``R-ROLE``, ``C-CAMPAIGN``, ``C-STATE``, ``C-RUNNING``."""
    _move(store, campaign_id, PREPARED, RUNNING)


def close(store: Store, campaign_id: str) -> None:
    """End a round. Raises ``R-ROLE``, ``C-CAMPAIGN``, ``C-STATE`` unless it is on."""
    _move(store, campaign_id, RUNNING, CLOSED)


def campaigns(conn: sa.Connection) -> list[Campaign]:
    """All rounds that this office knows, newest first."""
    rows = conn.execute(sa.select(campaign).order_by(campaign.c.at.desc(), campaign.c.campaign_id))
    return [Campaign(**row._mapping) for row in rows]


def current(conn: sa.Connection) -> Campaign | None:
    """The round that is on, else the last one that was."""
    known = [one for one in campaigns(conn) if one.state != PREPARED]
    return next((one for one in known if one.state == RUNNING), known[0] if known else None)


def told(conn: sa.Connection) -> list[dict[str, Any]]:
    """The rounds as agencies are told of them: not those that are still prepared."""
    query = sa.select(campaign).where(campaign.c.state != PREPARED).order_by(campaign.c.campaign_id)
    return [dict(row._mapping) for row in conn.execute(query)]


def _move(store: Store, campaign_id: str, was: str, becomes: str) -> None:
    store.require(Role.REVIEWER)
    with store.write() as conn:
        mine = campaign.c.campaign_id == campaign_id
        state = conn.scalar(sa.select(campaign.c.state).where(mine))
        if state is None:
            raise UsageError("C-CAMPAIGN", f"没有这个采集批次：{campaign_id}", "请核对编号。")
        if state != was:
            raise RefusedError(
                "C-STATE", f"采集批次 {campaign_id} 的状态是“{state}”。", "没有变动。"
            )
        if becomes == RUNNING:
            _refuse_second(conn)
        conn.execute(campaign.update().where(mine).values(state=becomes))
        audit.append(conn, store, "campaign.state", campaign_id, {"from": was, "to": becomes})


def _refuse_second(conn: sa.Connection) -> None:
    running = sa.select(campaign.c.campaign_id).where(campaign.c.state == RUNNING)
    known = conn.scalar(running)
    if known is not None:
        raise RefusedError("C-RUNNING", f"采集批次 {known} 还在进行。", "请先结束它；没有变动。")


def next_deadline(store: Store, dataset: str, after: date) -> date:
    """The catalogue's last day (MM-DD) of the register or of the rest, on or after ``after``."""
    sets = store.catalogue.data_sets
    rest = max(entry.deadline for code, entry in sets.items() if code != REGISTER_SET)
    month, day = map(int, (sets[dataset].deadline if dataset in sets else rest).split("-"))
    found = date(after.year, month, day)
    return found if found >= after else date(after.year + 1, month, day)
