"""用信统计表 as a workbook: every bank's figures, the total, and why applications were refused."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from app.outcomes.relending import Figures, Statistics
from app.workbook import Value, add_page, book_written

_TITLES = (
    "银行", "发放笔数", "发放金额（万元）", "用评级笔数", "用评级金额（万元）", "笔数占比（%）",
    "金额占比（%）", "办结笔数", "用评级办结笔数", "用评级批准笔数", "用评级批准金额（万元）",
    "用评级平均利率（%）", "未用评级批准笔数", "未用评级批准金额（万元）", "未用评级平均利率（%）",
    "绿色通道笔数", "绿色通道金额（万元）", "拒绝笔数", "客户撤回笔数", "平均办理天数",
)  # fmt: skip
_CENT = Fraction(1, 1_000_000)
"""分 to 万元."""
_RATE = Fraction(1, 10_000)


def write_relending_book(
    path: Path, county: str, titles: Mapping[str, str], found: Statistics
) -> None:
    """Write the statistics as .xlsx: 用信统计, 拒绝理由, 说明; ``titles`` names banks by code.

    Raises ``ENV-*``; ``path`` is then as it was before.
    """
    with book_written(path) as book:
        rows = [_row(titles[code], figures) for code, figures in found.banks.items()]
        widths = [32.0, *[14.0] * (len(_TITLES) - 1)]
        add_page(book, "用信统计", _TITLES, [*rows, _row("合计", found.total)], widths)
        reasons: list[list[Value]] = [
            [titles[code], reason, (Decimal(count), "0")]
            for code, figures in found.banks.items()
            for reason, count in figures.reasons
        ]
        add_page(book, "拒绝理由", ("银行", "理由", "笔数"), reasons)
        about: list[list[Value]] = [
            ["统计期", f"{found.first.isoformat()}至{found.last.isoformat()}"],
            ["发放", "统计期内发放的借据；用评级的，为银行反馈中使用了评级结果并写明借据号的"],
            ["批准、拒绝、撤回", "统计期内办结的申请；平均利率按批准金额加权，天数为申请至办结"],
            ["空格", "没有可计算的数"],
        ]
        add_page(book, "说明", ("名称", f"{county}用信统计表"), about)


def rounded(value: Fraction, places: int) -> Decimal:
    """A fraction as a decimal of so many places, half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _row(name: str, one: Figures) -> list[Value]:
    return [
        name, _count(one.loans), _money(one.loan_amount),
        _count(one.rated_loans), _money(one.rated_loan_amount),
        _number(one.share, 100), _number(one.amount_share, 100),
        _count(one.decided), _count(one.decided_rated),
        _count(one.granted_rated), _money(one.granted_rated_amount),
        _number(one.rated_rate, _RATE, 4),
        _count(one.granted_ungraded), _money(one.granted_ungraded_amount),
        _number(one.ungraded_rate, _RATE, 4),
        _count(one.green), _money(one.green_amount),
        _count(one.refused), _count(one.withdrawn), _number(one.average_days, 1),
    ]  # fmt: skip


def _count(value: int) -> Value:
    return Decimal(value), "0"


def _money(cents: int) -> Value:
    return _number(Fraction(cents), _CENT, 6)


def _number(value: Fraction | None, factor: Fraction | int, places: int = 2) -> Value:
    if value is None:
        return ""
    return rounded(value * factor, places), "0." + "0" * places if places < 6 else "0.00####"
