"""Check digits for invented identifiers, and the small sums that every fact needs.

Only for training data: a made-up code may collide with a real one.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from app.catalogue.model import Value

AS_OF = date(2026, 3, 31)
"""The day that the training county is described on; all windows of a rating end here."""

Row = dict[str, Value]
"""One fact: field name to stored value, always with ``uscc``."""

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def uscc(prefix: str, rng: random.Random) -> str:
    """A credit code that begins with ``prefix`` (8 characters) and passes both check digits."""
    body = "MA" + "".join(rng.choice(_USCC) for _ in range(6))
    return close_uscc(prefix + body + org_check(body))


def org_check(body: str) -> str:
    """The check character of an organisation code's 8 characters (GB 11714-1997)."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, _ORG_WEIGHTS, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]


def close_uscc(first: str) -> str:
    """17 characters and their check character (GB 32100-2015)."""
    total = sum(_USCC.index(char) * pow(3, place, 31) for place, char in enumerate(first))
    return first + _USCC[(31 - total % 31) % 31]


def is_uscc(text: str) -> bool:
    """Whether ``text`` is a credit code that passes its check digit."""
    return len(text) == 18 and set(text) <= set(_USCC) and close_uscc(text[:17]) == text


def resident_id(rng: random.Random) -> str:
    """An 18-character resident id of somebody born 1962 to 1996 (GB 11643-1999)."""
    year = rng.randint(1962, 1996)
    region = "412524" if year < 1986 else "411221"
    born = date(year, 1, 1) + timedelta(days=rng.randrange(365))
    first = f"{region}{born:%Y%m%d}{rng.randint(1, 399):03d}"
    total = sum(int(char) * weight for char, weight in zip(first, _ID_WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


def fen(yuan: float) -> int:
    """Whole yuan of an amount, in 分."""
    return round(yuan) * 100


def months(last: date = AS_OF, count: int = 24) -> list[str]:
    """The last ``count`` months up to and including that of ``last``, oldest first."""
    end = last.year * 12 + last.month - 1
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(end - count + 1, end + 1)]


def next_month(month: str, day: int, ahead: int = 1) -> str:
    """ISO date of ``day`` in the month ``ahead`` months after ``month``."""
    at = int(month[:4]) * 12 + int(month[5:]) - 1 + ahead
    return f"{at // 12}-{at % 12 + 1:02d}-{day:02d}"


def past(rng: random.Random, days: int, least: int = 5) -> str:
    """An ISO date ``least`` to ``days`` days before the as-of day."""
    return (AS_OF - timedelta(days=rng.randint(least, days))).isoformat()


def plus(day: str, days: int) -> str:
    """The ISO date ``days`` after ``day``."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def spread(total: int, parts: int, rng: random.Random | None = None) -> list[int]:
    """``total`` in ``parts`` whole parts that sum to it exactly, uneven by up to a tenth."""
    even = total // parts
    shares = [
        even if rng is None else even + round(even * rng.uniform(-0.1, 0.1)) for _ in range(parts)
    ]
    shares[-1] += total - sum(shares)
    return shares
