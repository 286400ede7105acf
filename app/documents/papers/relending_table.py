"""用信统计表: what the banks lent on the grades in a period, as the county certifies it.

Amounts in 万元 as the central bank's tables want them; the certified totals also in capitals, which
nobody can alter (支付结算办法, annex).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.documents.office_writing import capital_amount
from app.documents.papers.form import Form
from app.documents.typeset.lines import clean
from app.documents.typeset.page import Paper
from app.documents.typeset.table import Cell, label
from app.documents.workbooks.relending_book import rounded
from app.outcomes import words
from app.outcomes.relending import Statistics

TITLE = "信用评级结果用信统计表"
_CENTS = 1_000_000
"""分 in a 万元."""
_RATE = Fraction(1, 10_000)
_SIGNED = 96.0
_LENT = ("银行", "笔数", "金额", "用评级\n笔数", "用评级\n金额", "笔数\n占比%", "金额\n占比%")
_LENT_SHARES = (0.31, 0.10, 0.15, 0.10, 0.15, 0.095, 0.095)
_DECIDED = (
    "银行", "办结\n笔数", "其中用\n评级", "用评级批准\n笔数／金额", "利率\n%",
    "未用评级批准\n笔数／金额", "利率\n%", "绿色通道\n笔数／金额", "拒绝／\n撤回", "平均\n天数",
)  # fmt: skip
_DECIDED_SHARES = (0.228, 0.06, 0.075, 0.13, 0.06, 0.13, 0.06, 0.115, 0.082, 0.06)


@dataclass(frozen=True)
class RelendingTable:
    """The figures of a period; ``titles`` names banks by code, ``day`` is the paper's date."""

    county: str
    issuer: str
    day: date
    titles: Mapping[str, str]
    found: Statistics

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        yield from (self.county, self.issuer, self.day.isoformat(), *self.titles.values())
        yield from (self.found.first.isoformat(), self.found.last.isoformat())
        yield str(self.found.banks)

    def draw(self, paper: Paper) -> None:
        """Draw its pages."""
        _Drawn(paper, self).draw()


class _Drawn(Form):
    def __init__(self, paper: Paper, told: RelendingTable) -> None:
        first, last = (words.iso(day) for day in (told.found.first, told.found.last))
        super().__init__(paper, f"{first}至{last}")
        self._told, self._total = told, told.found.total
        self._rows = [(told.titles[code], one) for code, one in told.found.banks.items()]
        self._period = f"{first}至{last}"

    def draw(self) -> None:
        y = self.title(f"{self._told.county}{TITLE}")
        y = self.sentence(y - 2, f"统计期：{self._period}　　金额单位：万元") + 6
        y = self._lent(self.section("一、统计期内发放的贷款", y - 8))
        y = self._decided(self.section("二、统计期内办结的申请", y))
        if self._total.reasons:
            y = self._reasons(self.section("三、拒绝理由", y))
        self._closing(y)
        self.end_page()

    def _lent(self, y: float) -> float:
        table = self.table(y, _LENT_SHARES)
        table.heading(*(label(one) for one in _LENT))
        for name, one in (*self._rows, ("合计", self._total)):
            told = (
                str(one.loans),
                _amount(one.loan_amount),
                str(one.rated_loans),
                _amount(one.rated_loan_amount),
                _number(one.share, 100),
                _number(one.amount_share, 100),
            )
            table.row(_name(name), *_right(told))
        certified = (
            ("发放金额合计（大写）", self._total.loan_amount),
            ("用评级发放金额合计（大写）", self._total.rated_loan_amount),
        )
        for title, cents in certified:
            table.row(label(title), Cell(f"{capital_amount(cents)}（{words.money(cents)}）", 6))
        return table.y

    def _decided(self, y: float) -> float:
        table = self.table(y, _DECIDED_SHARES, 8)
        table.heading(*(label(one) for one in _DECIDED))
        for name, one in (*self._rows, ("合计", self._total)):
            told = (
                str(one.decided),
                str(one.decided_rated),
                f"{one.granted_rated}／{_amount(one.granted_rated_amount)}",
                _number(one.rated_rate, _RATE),
                f"{one.granted_ungraded}／{_amount(one.granted_ungraded_amount)}",
                _number(one.ungraded_rate, _RATE),
                f"{one.green}／{_amount(one.green_amount)}",
                f"{one.refused}／{one.withdrawn}",
                _number(one.average_days, 1, 1),
            )
            table.row(_name(name), *_right(told))
        return table.y

    def _reasons(self, y: float) -> float:
        table = self.table(y, (0.31, 0.54, 0.15))
        table.heading(*(label(one) for one in ("银行", "理由", "笔数")))
        for name, one in self._rows:
            for reason, count in one.reasons:
                told = Cell(str(count), align="right")
                table.row(Cell(clean(name)), Cell(clean(reason)), told)
        return table.y

    def _closing(self, y: float) -> None:
        if y + _SIGNED > self.bottom:
            y = self.new_page()
        note = (
            "发放，指统计期内发放的借据；用评级，指银行反馈中使用了评级结果并写明借据号。"
            "办结，指批准和拒绝；平均利率按批准金额加权，天数为申请至办结。“—”为没有可计算的数。"
        )
        y = self.sentence(y + 6, note)
        self.signatures(y + 30, "制表：", "复核：")
        self.issuer(y + 30, f"{self._told.issuer}（盖章）", self._told.day)


def _name(name: str) -> Cell:
    return label(name) if name == "合计" else Cell(clean(name))


def _right(texts: Sequence[str]) -> list[Cell]:
    return [Cell(text, align="right") for text in texts]


def _amount(cents: int) -> str:
    """分 as 万元 with two decimals and thousands."""
    return f"{rounded(Fraction(cents, _CENTS), 2):,}"


def _number(value: Fraction | None, factor: Fraction | int, places: int = 2) -> str:
    return "—" if value is None else str(rounded(value * factor, places))
