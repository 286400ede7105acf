"""Telling the enterprises in writing before their data leaves the office (domain §5.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app import clock
from app.collection import states
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.tables import notice as table

MADE = "已生成"
DELIVERED = "已送达"
SIGNED = "已签收"
REFUSED = "拒收"
RETURNED = "退回"
OUTCOMES = (DELIVERED, SIGNED, REFUSED, RETURNED)

SERVED = (DELIVERED, SIGNED, REFUSED)
"""States in which the enterprise counts as told: a refusal before a witness is service."""


@dataclass(frozen=True)
class Notice:
    """A notice to one enterprise. ``slip_code``: eleven digits, the last a check digit (Luhn)."""

    uscc: str
    notice_id: str
    slip_code: str
    status: str
    generated_at: str
    delivered_date: str | None
    method: str | None
    signatory: str | None


def generate(store: Store, usccs: Iterable[str] | None = None) -> list[Notice]:
    """Make notices for the named enterprises, or for all with records here and none yet.

    An enterprise that has one keeps it; one returned by the post gets a new one. Returns the new
    notices in the order of the codes. Raises ``R-ROLE``.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    with store.write() as conn:
        current = {
            row.uscc: row.status
            for row in conn.execute(sa.select(table).where(table.c.agency_code == store.agency))
        }
        wanted = set(usccs) if usccs is not None else _with_records(store, conn)
        made = sorted(code for code in wanted if current.get(code) in (None, RETURNED))
        if not made:
            return []
        year = clock.today().year
        first = _next_serial(store, conn, year)
        now = clock.timestamp()
        fresh = [
            Notice(
                uscc,
                f"{store.agency}-{year}-{serial:06d}",
                slip_code(year, serial),
                MADE,
                now,
                None,
                None,
                None,
            )
            for serial, uscc in enumerate(made, first)
        ]
        driver = conn.connection.driver_connection
        if driver is not None:
            driver.executemany(
                "DELETE FROM notice WHERE agency_code = ? AND uscc = ?",
                [(store.agency, uscc) for uscc in made if uscc in current],
            )
        store.bulk_insert(
            conn,
            table,
            ("agency_code", "uscc", "notice_id", "slip_code", "status", "generated_at"),
            [(store.agency, n.uscc, n.notice_id, n.slip_code, MADE, now) for n in fresh],
        )
        summary = {"count": len(fresh), "first": fresh[0].notice_id, "last": fresh[-1].notice_id}
        audit.append(conn, store, "notices", store.agency, summary)
    return fresh


def notices(store: Store, status: str | None = None) -> list[Notice]:
    """This office's notices, by number."""
    query = sa.select(
        table.c.uscc,
        table.c.notice_id,
        table.c.slip_code,
        table.c.status,
        table.c.generated_at,
        table.c.delivered_date,
        table.c.method,
        table.c.signatory,
    ).where(table.c.agency_code == store.agency)
    if status is not None:
        query = query.where(table.c.status == status)
    with store.read() as conn:
        return [Notice(*row) for row in conn.execute(query.order_by(table.c.notice_id))]


def register_delivery(
    store: Store,
    slip: str,
    *,
    delivered_date: date,
    method: str,
    signatory: str = "",
    status: str = SIGNED,
) -> Notice:
    """Register the slip that came back. ``status`` is 已送达, 已签收, 拒收 or 退回.

    Raises ``N-SLIP-DIGIT`` (mistyped), ``N-SLIP-UNKNOWN``, ``N-SLIP-DATE``, ``N-SLIP-STATUS``,
    ``R-ROLE``.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    code = re.sub(r"[\s-]", "", slip)
    if status not in OUTCOMES:
        raise UsageError(
            "N-SLIP-STATUS", f"送达结果不能是“{status}”。", "可填：" + "、".join(OUTCOMES)
        )
    if not (code.isascii() and code.isdigit()) or len(code) != 11 or _luhn(code[:-1]) != code[-1]:
        raise RefusedError("N-SLIP-DIGIT", f"回执编号有误：{slip}", "请对照回执重新输入11位数字。")
    with store.write() as conn:
        row = conn.execute(
            sa.select(table).where(table.c.agency_code == store.agency, table.c.slip_code == code)
        ).first()
        if row is None:
            raise RefusedError(
                "N-SLIP-UNKNOWN", f"没有这张回执：{slip}", "请核对是否本单位的回执。"
            )
        made = row.generated_at[:10]
        if not made <= delivered_date.isoformat() <= clock.today().isoformat():
            raise RefusedError(
                "N-SLIP-DATE", "送达日期早于告知书生成日期或晚于今天。", "请核对回执上的日期。"
            )
        values = {
            "status": status,
            "delivered_date": delivered_date.isoformat(),
            "method": method,
            "signatory": signatory or None,
        }
        conn.execute(
            sa.update(table)
            .where(table.c.agency_code == store.agency, table.c.slip_code == code)
            .values(**values)
        )
        audit.append(conn, store, "delivery", row.notice_id, {"uscc": row.uscc, **values})
    return Notice(
        row.uscc,
        row.notice_id,
        code,
        status,
        row.generated_at,
        delivered_date.isoformat(),
        method,
        signatory or None,
    )


def told(store: Store, conn: sa.Connection, agency: str = "") -> frozenset[str]:
    """The enterprises that count as told by ``agency`` (default this office)."""
    query = sa.select(table.c.uscc).where(
        table.c.agency_code == (agency or store.agency), table.c.status.in_(SERVED)
    )
    return frozenset(conn.execute(query).scalars())


def slip_code(year: int, serial: int) -> str:
    """Four digits of the year, six of the serial, one check digit."""
    body = f"{year:04d}{serial:06d}"
    return body + _luhn(body)


def _luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _next_serial(store: Store, conn: sa.Connection, year: int) -> int:
    """One more than any serial of the year that was ever given out, replaced notices included."""
    query = sa.select(sa.func.max(table.c.notice_id)).where(
        table.c.agency_code == store.agency, table.c.notice_id.like(f"{store.agency}-{year}-%")
    )
    last = conn.execute(query).scalar()
    return int(str(last).rsplit("-", 1)[1]) + 1 if last else 1


def _with_records(store: Store, conn: sa.Connection) -> set[str]:
    found: set[str] = set()
    for code in store.catalogue.data_sets:
        records = store.table(code)
        query = sa.select(records.c.uscc).where(
            records.c.agency_code == store.agency, records.c.row_status != states.WITHDRAWN
        )
        found.update(conn.execute(query.distinct()).scalars())
    return found
