"""Somebody who tries passwords at an unattended desk is stopped; the owner gets in again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import clock
from app.errors import RefusedError
from app.keys import attempts
from app.keys.attempts import LIMIT, PAUSE, Misses
from app.keys.passwords import TRAINING_COST, strength
from app.keys.roles import Role
from app.keys.slot_file import KeySlots, parse
from app.keys.slots import NewOperator, make_slot

NOW = datetime(2026, 4, 10, 2, 0, tzinfo=UTC)
NAME, WORD = "王录入", "correct horse battery"
MASTER = bytes(range(32))


@pytest.fixture(scope="module")
def slots() -> KeySlots:
    new = NewOperator(NAME, WORD, frozenset({Role.ENTRY}))
    made = KeySlots("db", 1, (make_slot("db", new, MASTER, None, TRAINING_COST),), None)
    return parse(made.to_bytes(MASTER))


def miss(folder: Path, slots: KeySlots, code: str) -> RefusedError:
    with pytest.raises(RefusedError, match=code) as told:
        attempts.unlock(folder, slots, NAME, "something else")
    return told.value


def lock_out(folder: Path, slots: KeySlots) -> None:
    for left in range(LIMIT - 1, 0, -1):
        assert f"还可以试{left}次" in miss(folder, slots, "K-PASSWORD").advice
    assert "还要等30分钟" in miss(folder, slots, "K-LOCKED").message


def test_five_misses_stop_even_the_right_password_for_half_an_hour(tmp_path: Path, slots):
    """Guessing on must not pay; and the owner must get in again without anybody's help."""
    with clock.at(NOW):
        lock_out(tmp_path, slots)
        with pytest.raises(RefusedError, match="K-LOCKED"):
            attempts.unlock(tmp_path, slots, NAME, WORD)
    with clock.at(NOW + PAUSE - timedelta(seconds=61)), pytest.raises(RefusedError, match="等2分"):
        attempts.unlock(tmp_path, slots, NAME, WORD)
    with clock.at(NOW + PAUSE):
        assert attempts.unlock(tmp_path, slots, NAME, WORD).operator == NAME
        assert attempts.misses(tmp_path, NAME).count == LIMIT
        attempts.clear(tmp_path, NAME)
        assert attempts.misses(tmp_path, NAME) == Misses()


def test_after_the_wait_there_are_five_tries_again(tmp_path: Path, slots):
    """One more slip after the wait must not cost another half hour."""
    with clock.at(NOW):
        lock_out(tmp_path, slots)
    with clock.at(NOW + PAUSE):
        lock_out(tmp_path, slots)


def test_a_clock_set_back_keeps_nobody_out_for_years(tmp_path: Path, slots):
    """A flat battery sets the clock to 2001: the wait must still end after half an hour."""
    with clock.at(NOW):
        lock_out(tmp_path, slots)
    past = datetime(2001, 1, 1, tzinfo=UTC)
    with clock.at(past):
        assert "还要等30分钟" in miss(tmp_path, slots, "K-LOCKED").message
    with clock.at(past + PAUSE):
        assert attempts.unlock(tmp_path, slots, NAME, WORD).operator == NAME


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"a": 7}',
        '{"王录入": {"count": "9", "last": "gestern"}}'.encode(),
        '{"王录入": {"count": 9, "last": "2026-04-10T02:00:00"}}'.encode(),
        b"\xff",
    ],
)
def test_a_damaged_note_keeps_nobody_out(tmp_path: Path, slots, content: bytes):
    """The note is a brake, not a key: it may not be able to close an office."""
    (tmp_path / attempts.NAME).write_bytes(content)
    assert attempts.unlock(tmp_path, slots, NAME, WORD).operator == NAME


def test_a_folder_that_takes_no_note_still_opens(tmp_path: Path, slots):
    """A full disk must not turn a slip of the finger into a crash."""
    gone = tmp_path / "gone"
    miss(gone, slots, "K-PASSWORD")
    assert attempts.unlock(gone, slots, NAME, WORD).operator == NAME


def test_names_without_a_slot_are_not_collected(tmp_path: Path, slots):
    """Typing rubbish must not fill the folder."""
    with pytest.raises(RefusedError, match="K-PASSWORD"):
        attempts.unlock(tmp_path, slots, "没有这个人", WORD)
    assert not (tmp_path / attempts.NAME).exists()


@pytest.mark.parametrize(
    ("password", "taken", "begins"),
    [
        ("short", False, "口令太短"),
        ("1234567890", False, "这个口令太常见"),
        ("qwertyuiopas", True, "弱"),
        ("qwertyuiop2026", True, "中"),
        ("correct horse battery", True, "强"),
        ("山水之间有人家2026", True, "强"),
    ],
)
def test_strength_is_told_in_words(password: str, taken: bool, begins: str):
    """A person must learn what to change before pressing the button."""
    assert strength(password, NAME)[0] is taken
    assert strength(password, NAME)[1].startswith(begins)
