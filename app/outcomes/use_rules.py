"""What the entry of a credit application must look like, at the bank and when it arrives."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from app.errors import RefusedError
from app.merging.contents import is_day

OPEN, GRANTED, REFUSED, WITHDRAWN = "受理中", "批准", "拒绝", "客户撤回"
DECISIONS = (OPEN, GRANTED, REFUSED, WITHDRAWN)
MOST_RATE = 360_000
"""36 % with the four decimals of YH02.rate."""
MOST_AMOUNT = 10**15
MOST_REASON, MOST_LOAN_NO = 400, 60


@dataclass(frozen=True)
class Application:
    """One enterprise's application for credit and what became of it.

    Dates are ISO, ``requested`` and ``amount`` 分, ``rate`` in 0.0001 %, ``model`` a code of
    cooperation.toml, ``with_rating`` whether the county's grade was relied on.
    """

    uscc: str
    applied_date: str
    decision: str = OPEN
    requested: int | None = None
    decided_date: str | None = None
    amount: int | None = None
    rate: int | None = None
    with_rating: bool = False
    model: str | None = None
    green_channel: bool = False
    loan_no: str | None = None
    reason: str | None = None

    @property
    def relied_on(self) -> date:
        """The day on which a grade had to hold: of the decision, before one of the application."""
        return date.fromisoformat(self.decided_date or self.applied_date)


def check(one: Application, models: Container[str], today: date | None) -> None:
    """Raise ``R-USE-*`` unless the entry is sound; ``today`` None where the clock has no say."""
    _check_dates(one, today)
    _check_money(one)
    if one.model is not None and one.model not in models:
        raise refused("R-USE-MODEL", f"没有这种合作模式：{one.model}")
    if one.reason is not None and not 0 < len(one.reason.strip()) <= MOST_REASON:
        raise refused("R-USE-REASON", f"理由须有文字且不超过{MOST_REASON}字")
    if one.decision == REFUSED and one.reason is None:
        raise refused("R-USE-REASON", "拒绝须写明理由")
    if one.loan_no is not None:
        if one.decision != GRANTED:
            raise refused("R-USE-LOAN", "只有批准的申请才有借据号")
        if not 0 < len(one.loan_no.strip()) <= MOST_LOAN_NO:
            raise refused("R-USE-LOAN", f"借据号须有文字且不超过{MOST_LOAN_NO}字")


def _check_dates(one: Application, today: date | None) -> None:
    if one.decision not in DECISIONS:
        raise refused("R-USE-DECISION", f"办理结果须为{'、'.join(DECISIONS)}之一")
    if not is_day(one.applied_date):
        raise refused("R-USE-DATE", "申请日期须为日期")
    if (one.decided_date is None) != (one.decision == OPEN):
        raise refused("R-USE-DATE", "受理中的没有办结日期，其他结果须填办结日期")
    if one.decided_date is not None:
        if not is_day(one.decided_date):
            raise refused("R-USE-DATE", "办结日期须为日期")
        if one.decided_date < one.applied_date:
            raise refused("R-USE-DATE", "办结日期早于申请日期")
    if today is not None and (one.decided_date or one.applied_date) > today.isoformat():
        raise refused("R-USE-DATE", "日期晚于今天")


def _check_money(one: Application) -> None:
    if one.requested is not None and not 0 < one.requested <= MOST_AMOUNT:
        raise refused("R-USE-AMOUNT", "申请金额须大于0")
    if one.decision != GRANTED:
        if one.amount is not None or one.rate is not None:
            raise refused("R-USE-AMOUNT", "没有批准的申请不填批准金额和利率")
        return
    if one.amount is None or not 0 < one.amount <= MOST_AMOUNT:
        raise refused("R-USE-AMOUNT", "批准金额须大于0")
    if one.rate is None or not 0 <= one.rate <= MOST_RATE:
        raise refused("R-USE-RATE", "年利率须在0至36%之间")


def refused(code: str, problem: str) -> RefusedError:
    """The refusal of an entry."""
    return RefusedError(code, f"{problem}。", "请核对后再试；没有变动。")
