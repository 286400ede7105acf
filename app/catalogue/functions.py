"""The functions that catalogue expressions may call. Dates are ISO text, months ``YYYY-MM``."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from app.catalogue.sizes import section_of, size_class

Scalar = str | int | float | None


def filled(value: Scalar) -> bool:
    """Whether something was entered."""
    return value is not None and value != ""


def empty(value: Scalar) -> bool:
    """Whether nothing was entered."""
    return value is None or value == ""


def zero(value: float | None) -> float:
    """The number, 0 when nothing was entered."""
    return value or 0


def same(value: Scalar, wanted: Scalar) -> bool:
    """Equality that is false, not silent, when nothing was entered."""
    return value == wanted


@lru_cache(8192)
def days(first: str, second: str) -> int:
    """Days from the first date to the second; negative when the second is earlier."""
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def years(first: str, second: str) -> int:
    """Full years from the first date to the second."""
    return int(second[:4]) - int(first[:4]) - (second[5:] < first[5:])


def year(when: str) -> int:
    """Year of a date or month."""
    return int(when[:4])


def month(when: str) -> int:
    """Month of a date or month, 1 to 12."""
    return int(when[5:7])


def month_start(when: str) -> str:
    """First day of the month."""
    return f"{when[:7]}-01"


@lru_cache(4096)
def month_end(when: str) -> str:
    """Last day of the month."""
    return f"{when[:7]}-{monthrange(int(when[:4]), int(when[5:7]))[1]:02d}"


@lru_cache(8192)
def add_months(when: str, months: int) -> str:
    """The same day ``months`` later, shortened to the month's last day."""
    count = int(when[:4]) * 12 + int(when[5:7]) - 1 + months
    target = date(count // 12, count % 12 + 1, 1)
    last = monthrange(target.year, target.month)[1]
    return target.replace(day=min(int(when[8:10]), last)).isoformat()


def add_years(when: str, number: int) -> str:
    """The same day ``number`` years later."""
    return add_months(when, 12 * number)


@lru_cache(8192)
def add_days(when: str, number: int) -> str:
    """``number`` days later."""
    return (date.fromisoformat(when) + timedelta(days=number)).isoformat()


def ymd(in_year: int, in_month: int, on_day: int) -> str:
    """An ISO date from its parts."""
    return f"{in_year:04d}-{in_month:02d}-{on_day:02d}"


def starts(text: str, prefix: str) -> bool:
    """Whether the text begins with ``prefix``."""
    return text.startswith(prefix)


def contains(text: str, part: str) -> bool:
    """Whether the text, or a list of codes joined with 、, has ``part``."""
    return part in text


def rounded(value: Any) -> Any:
    """Arithmetic of the natural units without the noise of binary fractions."""
    return round(value, 6) if isinstance(value, float) else value


def magnitude(value: float) -> float:
    """Absolute value."""
    return abs(rounded(value))  # type: ignore[no-any-return]


NULL_SAFE = frozenset({"filled", "empty", "zero", "same"})
"""Functions whose arguments may be empty without silencing the rule."""

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "filled": filled,
    "empty": empty,
    "zero": zero,
    "same": same,
    "days": days,
    "years": years,
    "year": year,
    "month": month,
    "month_start": month_start,
    "month_end": month_end,
    "add_months": add_months,
    "add_years": add_years,
    "add_days": add_days,
    "ymd": ymd,
    "abs": magnitude,
    "min": min,
    "max": max,
    "len": len,
    "str": str,
    "starts": starts,
    "contains": contains,
    "section_of": section_of,
    "size_class": size_class,
}
AGGREGATES = frozenset({"sum", "count", "count_where"})
"""Only in group rules."""
