"""推荐名单, 孵化名单, 待补正名单: who is named to whom after a kept rating run.

The outcome itself needs no consent; a list for a bank names only enterprises that consented to
that bank on the as-of day (rating-rules O5) and have not taken it back since: what may be told is
asked on the day of telling. Superiors get names and grades of 推荐 only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection import consents
from app.edition import BANK
from app.errors import IntegrityError, RefusedError, UsageError
from app.keys.roles import Role
from app.outcomes.publishing import require_published
from app.rating import kept, schemes
from app.rating.grading import (
    INCUBATED,
    NOT_YET,
    PENDING,
    RECOMMENDED,
    REFUSED,
    SUSPENDED,
    UNKNOWN,
)
from app.rating.runs import canonical
from app.rating.scheme import Indicator
from app.store import audit
from app.store.list_tables import outcome_list
from app.store.office_store import Store
from app.store.tables import rating_result, rating_run, register

OUTCOMES = (RECOMMENDED, PENDING, INCUBATED, NOT_YET, UNKNOWN, SUSPENDED, REFUSED)
KINDS = {RECOMMENDED: "TJ", PENDING: "BZ", INCUBATED: "FH"}
SUPERIOR, GROUP = "上级", "工作组"
GRADES = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
WANTING = {
    "coverage": "信息覆盖率不足80%",
    "objection": "有异议尚未办结",
    "notice": "告知书尚未全部送达",
    "entity_kind": "主体类别未登记",
}
"""What keeps a result 待补正, in words."""
_STEP = {1: "上调一级", -1: "下调一级"}


def partition(store: Store, run_id: str) -> dict[str, list[str]]:
    """Every enterprise of the run under exactly one of :data:`OUTCOMES`. Raises ``L-RUN``."""
    with store.read() as conn:
        _run(conn, run_id)
        found: dict[str, list[str]] = {outcome: [] for outcome in OUTCOMES}
        table = rating_result.c
        query = sa.select(table.uscc, table.outcome).where(table.run_id == run_id)
        for uscc, outcome in conn.execute(query.order_by(table.uscc)):
            if outcome not in found:
                raise IntegrityError("L-OUTCOME", f"评级结论不认识：{outcome}", "请重新评级。")
            found[outcome].append(uscc)
    return found


def listed(store: Store, conn: sa.Connection, run_id: str, kind: str, to: str) -> dict[str, Any]:
    """The content of a list, not yet issued: head, ``rows`` by place, and who ``left``.

    ``to`` is a bank's agency code, 上级 or 工作组. Raises ``L-RUN``, ``L-KIND``, ``L-OLDER``.
    """
    _allowed(store, kind, to)
    run = _run(conn, run_id)
    rows, now = _rows(store, conn, run, kind, to)
    codes = {row["code"] for row in rows}
    previous = _previous(conn, run_id, kind, to, codes)
    if previous and previous["as_of"] > run.as_of:
        raise RefusedError(
            "L-OLDER", "已向该单位发出较新评级的名单。", "请用最近一次评级；没有变动。"
        )
    before = {row["code"]: row for row in previous["rows"]} if previous else {}
    for place, row in enumerate(rows, 1):
        row |= {"place": place, "change": _change(before.get(row["code"]), row) if previous else ""}
    if to == SUPERIOR:
        told = ("place", "name", "code", "final", "change")
        rows = [{name: row[name] for name in told} for row in rows]
    left = [
        {"name": row["name"], "code": code, **_why(now.get(code), kind, to)}
        for code, row in before.items()
        if code not in codes
    ]
    return {
        "kind": kind, "recipient": to, "run_id": run_id, "as_of": run.as_of,
        "valid_until": valid_until(date.fromisoformat(run.as_of)).isoformat(),
        "rows": rows, "left": left,
    }  # fmt: skip


def issue(store: Store, run_id: str, kind: str, to: str) -> str:
    """Keep a list as issued; returns its number. The same list again is the same number.

    Raises ``R-ROLE``, ``L-STALE`` when the grades are older than 12 months, ``R-UNPUBLISHED`` where
    the list leaves the working group, and as :func:`listed`.
    """
    store.require(Role.REVIEWER)
    with store.write() as conn:
        content = listed(store, conn, run_id, kind, to)
        if to != GROUP:
            require_published(conn, run_id)
        if content["valid_until"] < clock.today().isoformat():
            raise RefusedError("L-STALE", "评级已超过十二个月有效期。", "请重新评级；没有变动。")
        told = canonical(content)
        digest = hashlib.sha256(told).hexdigest()
        same = outcome_list.c.content_sha256 == digest
        if known := conn.scalar(sa.select(outcome_list.c.list_id).where(same)):
            return str(known)
        stem = f"{KINDS[kind]}-{clock.today().year}-"
        count = sa.select(sa.func.count()).where(outcome_list.c.list_id.like(f"{stem}%"))
        list_id = f"{stem}{(conn.scalar(count) or 0) + 1:03}"
        conn.execute(
            outcome_list.insert().values(
                list_id=list_id, kind=kind, run_id=run_id, recipient=to, author=store.operator,
                at=clock.timestamp(), content_sha256=digest, count=len(content["rows"]),
                content=told.decode(),
            )
        )  # fmt: skip
        summary = {"to": to, "run": run_id, "sha256": digest, "enterprises": len(content["rows"])}
        audit.append(conn, store, "list.issue", list_id, summary)
    return list_id


def issued(store: Store, list_id: str) -> dict[str, Any]:
    """An issued list as it was, with ``list_id`` and ``at``. Raises ``L-LIST``, ``L-DAMAGED``."""
    with store.read() as conn:
        query = sa.select(outcome_list).where(outcome_list.c.list_id == list_id)
        row = conn.execute(query).first()
    if row is None:
        raise UsageError("L-LIST", f"没有这份名单：{list_id}", "请核对编号。")
    return {**_content(row), "list_id": list_id, "at": row.at}


def _content(row: Any) -> dict[str, Any]:
    """What an issued list says. Raises ``L-DAMAGED`` when it is not what was issued."""
    if hashlib.sha256(row.content.encode()).hexdigest() != row.content_sha256:
        raise IntegrityError("L-DAMAGED", f"名单 {row.list_id} 的内容被改动。", "请从备份恢复。")
    return dict(json.loads(row.content))


def valid_until(as_of: date) -> date:
    """Twelve months after the as-of day (domain §4.2)."""
    try:
        return as_of.replace(year=as_of.year + 1)
    except ValueError:
        return as_of.replace(year=as_of.year + 1, day=28)


def _allowed(store: Store, kind: str, to: str) -> None:
    agency = store.catalogue.agencies.get(to)
    bank = agency is not None and agency.kind == BANK
    may = {SUPERIOR: (RECOMMENDED,), GROUP: tuple(KINDS)}.get(
        to, (RECOMMENDED, INCUBATED) if bank else ()
    )
    if kind not in may:
        raise RefusedError("L-KIND", f"不能向“{to}”发出“{kind}”名单。", "请核对接收单位和种类。")


def _run(conn: sa.Connection, run_id: str) -> Any:
    row = conn.execute(sa.select(rating_run).where(rating_run.c.run_id == run_id)).first()
    if row is None:
        raise UsageError("L-RUN", f"没有这次评级：{run_id}", "请核对评级编号。")
    return row


def _rows(
    store: Store, conn: sa.Connection, run: Any, kind: str, to: str
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Who is to be named, best first, and the outcome of everybody in the run."""
    everybody = to in (SUPERIOR, GROUP)
    may = frozenset() if everybody else consents.consenting(store, conn, to, clock.today())
    indicators = _indicators(conn, run)
    known = {row.uscc: row for row in conn.execute(sa.select(register))}
    rows, now = [], {}
    for sheet in kept.sheets(conn, run.run_id):
        uscc, outcome = sheet["id"], sheet["outcome"]
        now[uscc] = outcome
        if outcome == kind and (everybody or (to in sheet["banks"] and uscc in may)):
            one = known.get(uscc)
            township, entity_kind = (one.township, one.entity_kind) if one else ("", "")
            rows.append(_row(sheet, township or "", entity_kind or "", indicators))
    rows.sort(key=lambda row: (_rank(row["final"]), -float(row["score"] or 0), row["code"]))
    return rows, now


def _previous(
    conn: sa.Connection, run_id: str, kind: str, to: str, codes: set[str]
) -> dict[str, Any] | None:
    """The list to compare with: the newest to this recipient, not counting the same one again.

    The same run names fewer when a consent was taken back; the bank must be told who left.
    """
    table = outcome_list.c
    mine = sa.select(outcome_list).where(table.kind == kind, table.recipient == to)
    newest = conn.execute(mine.order_by(sa.text("outcome_list.rowid DESC")).limit(2))
    for content in map(_content, newest):
        if content["run_id"] != run_id or {row["code"] for row in content["rows"]} != codes:
            return content
    return None


def _indicators(conn: sa.Connection, run: Any) -> Mapping[str, Indicator]:
    """The indicators of the very scheme that made the run; none where it is not there any more."""
    found = schemes.by_sha256(conn, run.scheme_sha256)
    return found.by_id if found else {}


def _row(
    sheet: dict[str, Any], township: str, kind: str, indicators: Mapping[str, Indicator]
) -> dict[str, Any]:
    coverage = int(sheet["coverage"])
    better = [
        {**one, "title": known.title, "advice": known.advice}
        if (known := indicators.get(one["id"]))
        else {**one, "title": one["id"], "advice": ""}
        for one in sheet["improvement"]
    ]
    return {
        "name": sheet["name"], "code": sheet["id"], "entity_kind": kind, "township": township,
        "computed": sheet["computed_grade"], "final": sheet["final_grade"],
        "reference": 60 <= coverage < 80, "score": sheet["score"], "coverage": coverage,
        "first_time_borrower": sheet["first_time_borrower"],
        "adjustment": _STEP.get(sheet["adjustment"], ""),
        "missing": [WANTING.get(name, name) for name in sheet["pending"]],
        "improvement": better,
    }  # fmt: skip


def _rank(grade: str) -> int:
    return GRADES.index(grade) if grade in GRADES else len(GRADES)


def _change(before: dict[str, Any] | None, row: dict[str, Any]) -> str:
    if before is None:
        return "新增"
    step = _rank(before["final"]) - _rank(row["final"])
    return "升" if step > 0 else "降" if step < 0 else ""


def _why(outcome: str | None, kind: str, to: str) -> dict[str, str]:
    """Why an enterprise left; a bank without consent any more is not told the new outcome."""
    if outcome is None:
        return {"change": "移出", "why": "未参加本次评级"}
    return {"change": "移出", "why": outcome if to == GROUP else "不再列入"}
