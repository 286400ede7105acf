"""失信名单: a mirror of what competent bodies decided, never the outcome of a score.

Most of it is read from the records of court, tax, market regulation and labour (L01–L04, L08). For
the other kinds (L05–L07, L99) the coordinator enters a decision that another body has made, with
its number and legal basis; it has force when a second person has confirmed it. No veto follows
from these (rating-rules D5). What ended keeps its place in the history.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock, edition
from app.collection.ids import new_id
from app.edition import Edition
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.outcomes import listed
from app.outcomes.listed import EXPIRED, REMOVED, Entry, Kind
from app.store import audit
from app.store.conduct_tables import listing
from app.store.office_store import Store
from app.store.tables import register

BY_HAND = "人工"


def entries(store: Store, on: date, among: Sequence[str] | None = None) -> list[Entry]:
    """Everything in force on ``on``, in order of list and credit code.

    An agency sees what its own records say; ``among`` names the enterprises to be told of, all
    when it is left out. Raises ``R-ROLE``, ``R-LISTS``.
    """
    store.require(Role.QUERY, Role.ENTRY, Role.REVIEWER)
    day = on.isoformat()
    with store.read() as conn:
        found = list(listed.mirrored(conn, store.catalogue, on, among))
        for row in conn.execute(_confirmed(among)):
            entry = _entry(row, on)
            if not entry.ended and entry.since <= day:
                found.append(entry)
        return sorted(_named(conn, found), key=lambda entry: entry.order)


def history(conn: sa.Connection, uscc: str = "", on: date | None = None) -> list[Entry]:
    """All that was ever confirmed about an enterprise, or about any, as it stands on ``on``.

    The day is today when it is left out.
    """
    day, among = on or clock.today(), [uscc] if uscc else None
    found = list(listed.once_mirrored(conn, day, among))
    found += [_entry(row, day) for row in conn.execute(_confirmed(among))]
    return sorted(_named(conn, found), key=lambda entry: (entry.since, *entry.order))


def pending(store: Store) -> list[dict[str, Any]]:
    """Entries that wait for the second person, as stored, oldest first."""
    store.require(Role.QUERY, Role.ENTRY, Role.REVIEWER)
    with store.read() as conn:
        return [dict(row._mapping) for row in _waiting(conn)]


def proposed(store: Store, on: date) -> list[Entry]:
    """The same as they would stand on ``on`` once confirmed."""
    store.require(Role.QUERY, Role.ENTRY, Role.REVIEWER)
    with store.read() as conn:
        return _named(conn, [_entry(row, on) for row in _waiting(conn)])


def propose(
    store: Store,
    code: str,
    uscc: str,
    *,
    body: str,
    decision_no: str,
    decided: date,
    basis: str,
    since: date | None = None,
    until: date | None = None,
) -> str:
    """Enter another body's decision, without force until confirmed; returns the entry's number.

    ``since`` (default ``decided``) is the first, ``until`` the last day. Raises ``R-ROLE``,
    ``E-EDITION``, ``U-LIST``, ``R-LIST-MIRROR`` for a list that is read from records,
    ``U-ENTERPRISE``, ``R-LIST-BASIS`` without body, number or legal basis, ``R-LIST-BODY`` for a
    decision of the coordinator itself, ``R-DATE``, ``R-LIST-TWICE``.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    edition.require(store.edition, Edition.COORDINATOR)
    _by_hand(code)
    body, decision_no, basis = body.strip(), decision_no.strip(), basis.strip()
    _competent(store, body, decision_no, basis)
    start = since or decided
    _in_order(decided, start, until)
    values = {
        "list_code": code,
        "uscc": uscc,
        "body": body,
        "decision_no": decision_no,
        "decision_date": decided.isoformat(),
        "basis": basis,
        "since": start.isoformat(),
        "until": until.isoformat() if until else None,
    }
    entry_id = new_id()
    with store.write() as conn:
        if conn.scalar(sa.select(register.c.uscc).where(register.c.uscc == uscc)) is None:
            raise UsageError("U-ENTERPRISE", f"名录中没有这户企业：{uscc}", "请核对信用代码。")
        _once(conn, code, uscc, decision_no)
        conn.execute(
            listing.insert().values(
                entry_id=entry_id,
                proposed_by=store.operator,
                proposed_at=clock.timestamp(),
                **values,
            )
        )
        audit.append(conn, store, "listing.propose", entry_id, values)
    return entry_id


def confirm(store: Store, entry_id: str) -> None:
    """The second person. Raises ``R-ROLE``, ``E-EDITION``, ``U-LISTING``, ``R-FOUR-EYES``."""
    store.require(Role.REVIEWER)
    edition.require(store.edition, Edition.COORDINATOR)
    with store.write() as conn:
        row = _row(conn, entry_id)
        if row.confirmed_by is not None:
            raise _unknown()
        if row.proposed_by == store.operator:
            raise RefusedError(
                "R-FOUR-EYES", "登记人不能确认自己登记的名单。", "请由另一名审核人确认。"
            )
        conn.execute(
            listing.update()
            .where(listing.c.entry_id == entry_id)
            .values(confirmed_by=store.operator, confirmed_at=clock.timestamp())
        )
        audit.append(conn, store, "listing.confirm", entry_id, {})


def remove(store: Store, entry_id: str, *, on: date, reason: str) -> None:
    """End an entry, or drop one that nobody confirmed; without effect from ``on``.

    Raises ``R-ROLE``, ``E-EDITION``, ``U-LISTING`` also for one that was removed, ``R-REASON``,
    ``R-DATE``.
    """
    store.require(Role.REVIEWER)
    edition.require(store.edition, Edition.COORDINATOR)
    if not reason.strip():
        raise RefusedError("R-REASON", "移出名单须写明理由。", "请填写后再试；数据没有变动。")
    if on > clock.today():
        raise RefusedError("R-DATE", "移出日期不能晚于今天。", "请核对日期；没有变动。")
    with store.write() as conn:
        row = _row(conn, entry_id)
        if on.isoformat() < row.since:
            raise RefusedError("R-DATE", "移出日期早于起算日期。", "请核对日期；没有变动。")
        conn.execute(
            listing.update()
            .where(listing.c.entry_id == entry_id)
            .values(
                removed_date=on.isoformat(),
                removed_by=store.operator,
                removal_reason=reason.strip(),
            )
        )
        summary = {"on": on.isoformat(), "reason": reason.strip()}
        audit.append(conn, store, "listing.remove", entry_id, summary)


def to_dict(entry: Entry) -> dict[str, Any]:
    """As JSON."""
    return asdict(entry)


def _by_hand(code: str) -> Kind:
    kind = listed.load().get(code)
    if kind is None:
        raise UsageError("U-LIST", f"没有这类名单：{code}", f"只有{'、'.join(listed.CODES)}。")
    if kind.dataset:
        raise RefusedError(
            "R-LIST-MIRROR",
            f"“{kind.title}”从{kind.dataset}的记录读取，不能手工登记。",
            "请由采集单位报送列入决定；数据没有变动。",
        )
    return kind


def _competent(store: Store, body: str, decision_no: str, basis: str) -> None:
    if not (body and decision_no and basis):
        raise RefusedError(
            "R-LIST-BASIS",
            "须写明认定机关、决定文号和法律、法规依据。",
            "请按认定决定书填写；数据没有变动。",
        )
    here = store.catalogue.agencies[store.catalogue.coordinator]
    if body in (here.title, here.short, here.code):
        raise RefusedError(
            "R-LIST-BODY",
            "汇总单位不能自行认定失信主体，名单只转载有权机关的决定。",
            "请填写作出认定的机关；数据没有变动。",
        )


def _in_order(decided: date, start: date, until: date | None) -> None:
    if start > clock.today():
        raise RefusedError("R-DATE", "决定日期、起算日期不能晚于今天。", "请核对日期；没有变动。")
    if start < decided or (until is not None and until < start):
        raise RefusedError(
            "R-DATE", "日期先后不对：应为决定、起算、截止。", "请核对日期；没有变动。"
        )


def _once(conn: sa.Connection, code: str, uscc: str, decision_no: str) -> None:
    same = sa.select(listing.c.entry_id).where(
        listing.c.list_code == code,
        listing.c.uscc == uscc,
        listing.c.decision_no == decision_no,
        listing.c.removed_date.is_(None),
    )
    if conn.scalar(same) is not None:
        raise RefusedError("R-LIST-TWICE", "这件决定已经登记。", "请查看名单；没有变动。")


def _row(conn: sa.Connection, entry_id: str) -> Any:
    row = conn.execute(sa.select(listing).where(listing.c.entry_id == entry_id)).first()
    if row is None or row.removed_date is not None:
        raise _unknown()
    return row


def _unknown() -> UsageError:
    return UsageError("U-LISTING", "没有这件可办理的名单登记。", "请刷新列表后再试。")


def _entry(row: Any, on: date) -> Entry:
    kind = listed.load()[row.list_code]
    ended, why = "", ""
    if row.removed_date and row.removed_date <= on.isoformat():
        ended, why = row.removed_date, f"{REMOVED}：{row.removal_reason}"
    elif row.until and row.until < on.isoformat():
        ended, why = listed.day_after(row.until), EXPIRED
    return Entry(
        list_code=kind.code,
        title=kind.title,
        warning=kind.warning,
        uscc=row.uscc,
        name="",
        body=row.body,
        document=row.decision_no,
        basis=row.basis,
        since=row.since,
        until=row.until or "",
        measures=kind.measures,
        source=BY_HAND,
        number=row.entry_id,
        ended=ended,
        why=why,
    )


def _waiting(conn: sa.Connection) -> list[sa.Row[Any]]:
    query = sa.select(listing).where(
        listing.c.confirmed_by.is_(None), listing.c.removed_date.is_(None)
    )
    return list(conn.execute(query.order_by(listing.c.proposed_at, listing.c.entry_id)))


def _confirmed(among: Sequence[str] | None) -> sa.Select[Any]:
    query = sa.select(listing).where(listing.c.confirmed_by.is_not(None))
    return query if among is None else query.where(listing.c.uscc.in_(among))


def _named(conn: sa.Connection, found: Sequence[Entry]) -> list[Entry]:
    """The entries with the names of their enterprises: of these only, the register is long."""
    query = f"SELECT uscc, name FROM {register.name} WHERE uscc IN (SELECT value FROM json_each(?))"
    told = json.dumps(sorted({one.uscc for one in found}))
    names = {row[0]: row[1] for row in conn.exec_driver_sql(query, (told,))}
    return [replace(one, name=names.get(one.uscc, "")) for one in found]
