"""用信统计 as lists: a line per bank with its figures, its uses, and the packages they came in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

import sqlalchemy as sa

from app import clock
from app.browsing.register_search import RegisterSearch
from app.browsing.summed_list import SummedList
from app.browsing.use_list import COLUMNS, UseList
from app.documents.workbooks.relending_book import rounded
from app.edition import BANK
from app.listing import NUMBER, TEXT, Choice, Column, Filter, Key, Row
from app.outcomes.relending import Figures, Statistics
from app.store.office_store import Store
from app.store.successions import predecessors
from app.store.tables import inbox

TOTAL: Final = "合计"
BANK_FILTER, FIRST, LAST, PACKAGE = "agency", "first", "last", "package"
_TEN_THOUSAND, _RATE = 1_000_000, 10_000
"""分 in 万元, and 0.0001 % in 1 %."""


class BankFigures(SummedList):
    """A line per bank, the total last; what is shown is what ``found`` gives."""

    columns = (
        Column("bank", "银行", TEXT, 14),
        Column("loans", "发放笔数", NUMBER, 8),
        Column("amount", "发放金额（万元）", NUMBER, 14),
        Column("rated", "用评级笔数", NUMBER, 10),
        Column("rated_amount", "用评级金额（万元）", NUMBER, 16),
        Column("share", "笔数占比（%）", NUMBER, 12),
        Column("amount_share", "金额占比（%）", NUMBER, 12),
        Column("decided", "办结", NUMBER, 7),
        Column("decided_rated", "用评级办结", NUMBER, 10),
        Column("granted_rated", "用评级批准", NUMBER, 10),
        Column("granted_ungraded", "未用评级批准", NUMBER, 12),
        Column("rated_rate", "用评级平均利率（%）", NUMBER, 17),
        Column("ungraded_rate", "未用评级平均利率（%）", NUMBER, 19),
        Column("green", "绿色通道", NUMBER, 8),
        Column("refused", "拒绝", NUMBER, 7),
        Column("withdrawn", "客户撤回", NUMBER, 8),
        Column("days", "平均办理天数", NUMBER, 12),
    )
    last = frozenset({TOTAL})

    def __init__(self, store: Store, found: Callable[[], Statistics | None]) -> None:
        super().__init__(store)
        self._found = found

    def _lines(self, wanted: Filter) -> dict[Key, Row]:
        found = self._found()
        if found is None:
            return {}
        lines = {
            code: _figures(self._shorts.get(code, code), one) for code, one in found.banks.items()
        }
        return {**lines, TOTAL: _figures(TOTAL, found.total)}


class CountyUseList(UseList):
    """Every bank's applications as its packages told them."""

    columns: Sequence[Column] = (
        Column("agency_code", "银行", width=12),
        *(column for column in COLUMNS if column.key not in ("sent", "operator")),
    )

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        super().__init__(store, search)
        agencies = store.catalogue.agencies.values()
        self._shorts = {one.code: one.short for one in agencies}
        banks = tuple((one.code, one.short) for one in agencies if one.kind == BANK)
        others = tuple(choice for choice in self.choices if choice.key != "sent")
        self.choices = (Choice(BANK_FILTER, "银行", banks), *others)

    def _conditions(self, now: sa.Subquery, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions = super()._conditions(now, wanted)
        if bank := wanted.get(BANK_FILTER):
            with self._store.read() as conn:
                mine = (bank, *predecessors(conn, bank, clock.today()))
            conditions.append(now.c.agency_code.in_(mine))
        if first := wanted.get(FIRST):
            conditions.append(now.c.decided_date >= first)
        if last := wanted.get(LAST):
            conditions.append(now.c.decided_date <= last)
        if package := wanted.get(PACKAGE):
            conditions.append(now.c.package_id == package)
        return conditions

    def _row(self, row: Any) -> Row:
        return (self._shorts.get(row.agency_code, row.agency_code), *super()._row(row)[:-2])


class FeedbackList(SummedList):
    """The feedback packages that came in, newest first; a key is a package's number."""

    columns = (
        Column("bank", "银行", TEXT, 14),
        Column("seq", "序号", NUMBER, 6),
        Column("at", "收到时间", TEXT, 18),
        Column("new", "新登记", NUMBER, 8),
        Column("known", "已有", NUMBER, 8),
        Column("package", "数据包编号", TEXT, 34),
    )

    def _lines(self, wanted: Filter) -> dict[Key, Row]:
        new, known = (
            sa.func.json_extract(inbox.c.counts, f"$.{name}") for name in ("new", "known")
        )
        query = sa.select(inbox, new.label("new"), known.label("known"))
        mine = query.where(inbox.c.kind == "feedback").order_by(inbox.c.at.desc())
        with self._store.read() as conn:
            return {
                row.package_id: (
                    self._shorts.get(row.sender, row.sender),
                    str(row.seq),
                    clock.moment_words(row.at),
                    f"{row.new or 0:,}",
                    f"{row.known or 0:,}",
                    row.package_id,
                )
                for row in conn.execute(mine)
            }


def _figures(name: str, one: Figures) -> Row:
    return (
        name,
        f"{one.loans:,}", _amount(one.loan_amount),
        f"{one.rated_loans:,}", _amount(one.rated_loan_amount),
        _number(one.share, 100), _number(one.amount_share, 100),
        f"{one.decided:,}", f"{one.decided_rated:,}",
        f"{one.granted_rated:,}", f"{one.granted_ungraded:,}",
        _number(one.rated_rate, Fraction(1, _RATE), 4),
        _number(one.ungraded_rate, Fraction(1, _RATE), 4),
        f"{one.green:,}", f"{one.refused:,}", f"{one.withdrawn:,}",
        _number(one.average_days, 1, 1),
    )  # fmt: skip


def _amount(cents: int) -> str:
    return f"{rounded(Fraction(cents, _TEN_THOUSAND), 2):,}"


def _number(value: Fraction | None, factor: Fraction | int, places: int = 2) -> str:
    return "" if value is None else str(rounded(value * factor, places))
