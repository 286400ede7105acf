"""送达回执: the numbers of letters, the digits on their slips, and the slips that come back.

An office numbers all its letters of a year in one series, as 发文字号 wants it, so that a slip's
digits name one letter only.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store import audit
from app.store.letter_tables import letter
from app.store.office_store import Store
from app.store.tables import notice

MADE = "已生成"
DELIVERED = "已送达"
SIGNED = "已签收"
REFUSED = "拒收"
RETURNED = "退回"
OUTCOMES = (DELIVERED, SIGNED, REFUSED, RETURNED)

SERVED = (DELIVERED, SIGNED, REFUSED)
"""States in which the addressee counts as told: a refusal before a witness is service."""


@dataclass(frozen=True)
class Delivery:
    """A letter whose slip was registered: to whom, its digits, and what became of it."""

    addressee: str
    slip_code: str
    status: str
    delivered_date: str
    method: str
    signatory: str


def slip_code(year: int, serial: int) -> str:
    """Four digits of the year, six of the serial, one check digit (Luhn)."""
    body = f"{year:04d}{serial:06d}"
    return body + _luhn(body)


def next_serial(conn: sa.Connection, agency: str, year: int) -> int:
    """One more than any serial of the year that was ever given out, replaced notices included."""
    told = sa.select(sa.func.max(notice.c.notice_id)).where(
        notice.c.agency_code == agency, notice.c.notice_id.like(f"{agency}-{year}-%")
    )
    last = conn.scalar(told)
    letters = conn.scalar(sa.select(sa.func.max(letter.c.serial)).where(letter.c.year == year))
    return max(int(str(last).rsplit("-", 1)[1]) if last else 0, letters or 0) + 1


def register_delivery(
    store: Store,
    slip: str,
    *,
    delivered_date: date,
    method: str,
    signatory: str = "",
    status: str = SIGNED,
) -> Delivery:
    """Register the slip that came back. ``status`` is 已送达, 已签收, 拒收 or 退回.

    Raises ``N-SLIP-DIGIT`` (mistyped), ``N-SLIP-UNKNOWN``, ``N-SLIP-DATE``, ``N-SLIP-STATUS``,
    ``R-ROLE``.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    code = read_code(slip)
    if status not in OUTCOMES:
        raise UsageError(
            "N-SLIP-STATUS", f"送达结果不能是“{status}”。", "可填：" + "、".join(OUTCOMES)
        )
    with store.write() as conn:
        table, row = _sent(conn, store.agency, code, slip)
        made = row.generated_at[:10]
        if not made <= delivered_date.isoformat() <= clock.today().isoformat():
            raise RefusedError(
                "N-SLIP-DATE", "送达日期早于文书生成日期或晚于今天。", "请核对回执上的日期。"
            )
        values = {
            "status": status,
            "delivered_date": delivered_date.isoformat(),
            "method": method,
            "signatory": signatory or None,
        }
        conn.execute(sa.update(table).where(table.c.slip_code == code).values(**values))
        audit.append(conn, store, "delivery", row.subject, {"uscc": row.addressee, **values})
    return Delivery(row.addressee, code, status, delivered_date.isoformat(), method, signatory)


def _sent(conn: sa.Connection, agency: str, code: str, slip: str) -> tuple[sa.Table, Any]:
    """The letter with this code, in whichever of the two registers. Raises ``N-SLIP-UNKNOWN``."""
    notices = sa.select(
        notice.c.uscc.label("addressee"), notice.c.notice_id.label("subject"), notice.c.generated_at
    ).where(notice.c.agency_code == agency, notice.c.slip_code == code)
    letters = sa.select(
        letter.c.addressee,
        (letter.c.kind + " " + letter.c.about).label("subject"),
        letter.c.generated_at,
    ).where(letter.c.slip_code == code)
    for table, query in ((notice, notices), (letter, letters)):
        if row := conn.execute(query).first():
            return table, row
    raise RefusedError("N-SLIP-UNKNOWN", f"没有这张回执：{slip}", "请核对是否本单位的回执。")


def read_code(slip: str) -> str:
    """The eleven digits of a slip as scanned or typed, full-width digits of an input method too.

    Raises ``N-SLIP-DIGIT`` for a wrong length or a mistyped digit.
    """
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", slip))
    if not (code.isascii() and code.isdigit()) or len(code) != 11 or _luhn(code[:-1]) != code[-1]:
        raise RefusedError("N-SLIP-DIGIT", f"回执编号有误：{slip}", "请对照回执重新输入11位数字。")
    return code


def _luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
