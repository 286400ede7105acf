"""The days a rating looks at, counted from its reference date (rating-rules G1, G2)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def minus_months(day: date, months: int) -> date:
    """The same day ``months`` earlier, shortened to that month's last day."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_full_month_end(as_of: date) -> date:
    """The last day of the newest month that is over at the end of ``as_of``."""
    tomorrow = as_of + timedelta(days=1)
    return tomorrow.replace(day=1) - timedelta(days=1)


def span(kind: str, as_of: date) -> tuple[date, date]:
    """The days that declarations must cover: ``24m`` events, or the last full month (``state``)."""
    end = last_full_month_end(as_of)
    if kind == "24m":
        return minus_months(as_of, 24) + timedelta(days=1), end
    return end.replace(day=1), end


def parameters(as_of: date) -> dict[str, str | int]:
    """What the SQL of a scheme may ask for: ISO days, ``YYYY-MM`` months and years.

    ``from_24m``, ``from_36m`` and ``from_60m`` are ``as_of`` minus so many months;
    ``from_12m``/``from_prev12m`` are the first days of the last 12 full months and of the 12
    before; ``due_year`` is the newest year whose annual report (due 30 June after) is due.
    """
    end = last_full_month_end(as_of)
    first_12m = minus_months(end.replace(day=1), 11)
    first_24m = minus_months(first_12m, 12)
    due_year = as_of.year - (1 if as_of >= date(as_of.year, 6, 30) else 2)
    return {
        "as_of": as_of.isoformat(),
        "year": as_of.year,
        "this_year_month": f"{as_of.year}-01",
        "oldest_account_month": f"{as_of.year - 3}-01",
        "from_24m": minus_months(as_of, 24).isoformat(),
        "from_36m": minus_months(as_of, 36).isoformat(),
        "from_60m": minus_months(as_of, 60).isoformat(),
        "from_12m": first_12m.isoformat(),
        "from_prev12m": first_24m.isoformat(),
        "from_month_12m": first_12m.isoformat()[:7],
        "from_month_24m": first_24m.isoformat()[:7],
        "from_month_24m_no": first_24m.year * 12 + first_24m.month,
        "last_month": end.isoformat()[:7],
        "last_month_first": end.replace(day=1).isoformat(),
        "last_month_end": end.isoformat(),
        "due_year": due_year,
        "due_deadline": f"{due_year + 1}-06-30",
        "due_deadline_before": f"{due_year}-06-30",
        "due_year_end": f"{due_year + 1}-01-01",
        "due_year_before_end": f"{due_year}-01-01",
    }


def days_between(earlier: str | None, later: str | None) -> int | None:
    """Days from one ISO date to another; the function that measures may call in SQL."""
    if not earlier or not later:
        return None
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
