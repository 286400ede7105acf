"""The collector pauses for slow work, and what was set apart stays apart."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from app import collector
from app.collector import collector_paused, made_apart, set_apart


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """The collector as it was before, whatever a test does to it."""
    before = collector._apart
    yield
    collector._apart = before
    if not before:
        gc.unfreeze()
    gc.enable()


def test_what_was_set_apart_stays_so_after_slow_work() -> None:
    """Else a full collection walks the whole program again, and stops the window."""
    set_apart()
    before = gc.get_freeze_count()
    with collector_paused():
        kept = [[number] for number in range(100)]
    assert gc.get_freeze_count() >= before + len(kept) - 10
    assert gc.isenabled()
    assert made_apart(lambda: [1]) == [1]


def test_where_nothing_is_set_apart_everything_is_walked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A command line that freezes all would never find a cycle again."""
    monkeypatch.setattr(collector, "_apart", False)
    gc.unfreeze()
    with collector_paused():
        pass
    assert gc.get_freeze_count() == 0


def test_two_pauses_at_once_end_with_the_last() -> None:
    """Reading and acting pause side by side; the first to end would start it in the other."""
    first, second = collector_paused(), collector_paused()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()
