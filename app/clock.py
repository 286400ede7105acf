"""The only place that asks the time. Tests and the training county set it.

Time never decides whether something is accepted or in which order: sequence numbers do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")
_fixed: datetime | None = None


def now() -> datetime:
    """The present moment, timezone-aware, in UTC, whole seconds."""
    return (_fixed or datetime.now(UTC)).replace(microsecond=0)


def timestamp() -> str:
    """``now()`` as ISO text, e.g. ``2026-03-31T02:15:00Z``."""
    return now().strftime("%Y-%m-%dT%H:%M:%SZ")


def today() -> date:
    """The date in China."""
    return now().astimezone(CHINA).date()


def china_day(stamp: str) -> date:
    """The day in China of a :func:`timestamp`."""
    return datetime.fromisoformat(stamp).astimezone(CHINA).date()


def moment_words(timestamp: str) -> str:
    """A kept timestamp as people in China read it: ``2026-03-31 10:15``; other text as it is."""
    try:
        moment = datetime.fromisoformat(timestamp).astimezone(CHINA)
    except (ValueError, OverflowError):  # a package may claim the last hours of the year 9999
        return timestamp
    return moment.strftime("%Y-%m-%d %H:%M")


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (timezone-aware) inside the block."""
    global _fixed
    before, _fixed = _fixed, moment.astimezone(UTC)
    try:
        yield
    finally:
        _fixed = before
