"""What a bank may offer per grade (差异化授信, plan 三(六)(七)): a recommendation, 供参考.

The county's table is data, ``resources/outcomes/credit_terms.toml``; banks decide for themselves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app import paths
from app.errors import RefusedError
from app.rating import scheme as schemes

FILE = paths.OUTCOMES / "credit_terms.toml"
MOST_BASIS_POINTS = 2400
MOST_MONTHS = 12
"""A grade holds twelve months; terms that rest on it cannot hold longer."""


@dataclass(frozen=True)
class Terms:
    """One grade's terms: ``limit_yuan`` 元 (0: none advised), ``revenue_pct`` percent of last
    year's sales, ``lpr_bp`` basis points on the LPR, ``days`` working days, months of validity.
    """

    grade: str
    limit_yuan: int
    revenue_pct: int
    lpr_bp: int
    collateral: str
    days: int
    green_channel: bool
    valid_months: int

    @property
    def limit_words(self) -> str:
        """The limit in words."""
        if self.limit_yuan == 0:
            return "不建议新增授信"
        share = f"，且不超过上年销售收入的{self.revenue_pct}%" if self.revenue_pct else ""
        whole, rest = divmod(self.limit_yuan, 10_000)
        amount = f"{whole}万元" if rest == 0 else f"{self.limit_yuan}元"
        return f"不超过{amount}{share}"

    @property
    def rate_words(self) -> str:
        """The rate in words."""
        if self.limit_yuan == 0:
            return "—"
        if self.lpr_bp == 0:
            return "不高于同期LPR"
        return f"同期LPR{'加' if self.lpr_bp > 0 else '减'}{abs(self.lpr_bp)}个基点"


@dataclass(frozen=True)
class TermsTable:
    """All grades' terms, best first as the file has them; ``scheme`` is the scheme they serve."""

    scheme: str
    note: str
    terms: dict[str, Terms]

    def of(self, grade: str) -> dict[str, Any] | None:
        """What a result sheet carries for this grade; None where no grade was given."""
        found = self.terms.get(grade)
        if found is None:
            return None
        return {
            **asdict(found),
            "limit": found.limit_words,
            "rate": found.rate_words,
            "note": self.note,
        }

    def check(self, grades: Iterable[str]) -> None:
        """Raise ``R-TERMS`` unless exactly these grades are served."""
        wanted = set(grades)
        odd = sorted(wanted.symmetric_difference(self.terms))
        if odd:
            raise refused(f"等级与评级方案不一致：{'、'.join(odd)}")


def load(path: Path = FILE) -> TermsTable:
    """The county's table, serving every grade of its scheme exactly once.

    Raises ``R-TERMS``, and ``R-SCHEME`` when the scheme that it names does not load.
    """
    try:
        declared = tomllib.loads(path.read_text("utf-8"))
        scheme, note, rows = declared["scheme"], declared["note"], declared["terms"]
        terms = [Terms(**row) for row in rows]
    except (OSError, ValueError) as error:
        raise refused(f"读不出（{error}）") from error
    except (KeyError, TypeError) as error:
        raise refused(f"缺项或多项（{error}）") from error
    if not isinstance(scheme, str) or not isinstance(note, str) or not note.strip():
        raise refused("scheme、note须为文字")
    for one in terms:
        _check(one)
    if len({one.grade for one in terms}) != len(terms):
        raise refused("同一等级出现两次")
    table = TermsTable(scheme, note, {one.grade: one for one in terms})
    table.check(name for name, _ in schemes.load(table.scheme).grades)
    return table


def _check(one: Terms) -> None:
    limits = {
        "limit_yuan": (0, 10**10),
        "revenue_pct": (0, 100),
        "lpr_bp": (-MOST_BASIS_POINTS, MOST_BASIS_POINTS),
        "days": (1, 60),
        "valid_months": (1, MOST_MONTHS),
    }
    for name, (least, most) in limits.items():
        value = getattr(one, name)
        if type(value) is not int or not least <= value <= most:
            raise refused(f"{one.grade}的{name}须为{least}至{most}的整数")
    if type(one.green_channel) is not bool:
        raise refused(f"{one.grade}的green_channel须为true或false")
    for name in ("grade", "collateral"):
        value = getattr(one, name)
        if not isinstance(value, str) or not value.strip():
            raise refused(f"{name}不能为空")


def refused(problem: str) -> RefusedError:
    """``R-TERMS``: what is wrong with the table of terms."""
    return RefusedError(
        "R-TERMS",
        f"差异化授信表有误：{problem}。",
        "请改正 credit_terms.toml 后重试；数据没有变动。",
    )
