"""Key slots and passwords without a database."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import IntegrityError, RefusedError
from app.keys import slot_file
from app.keys.passwords import TRAINING_COST, KdfCost, calibrated_cost, check_new, derive
from app.keys.roles import Role
from app.keys.slots import NewOperator, make_slot, open_slot

MASTER, SIGNING = bytes(32), bytes(range(32))
PASSWORD = "山水之间有人家2026"


@pytest.fixture(scope="module")
def slot():
    new = NewOperator("李审核", PASSWORD, frozenset({Role.REVIEWER}))
    return make_slot("db-1", new, MASTER, SIGNING, TRAINING_COST)


def test_a_slot_gives_back_what_it_holds(slot):
    """Otherwise nobody opens the office again."""
    unlocked = open_slot("db-1", slot, PASSWORD)
    assert (unlocked.master_key, unlocked.signing_key) == (MASTER, SIGNING)


@pytest.mark.parametrize(
    "forged",
    [
        {"operator": "王录入"},
        {"roles": (Role.ADMIN, Role.REVIEWER)},
        {"id": "0" * 16},
        {"created": "2020-01-01T00:00:00Z"},
        {"cost": KdfCost(64 * 1024, 3, 4)},
    ],
)
def test_whatever_is_bound_to_a_slot_cannot_be_changed(slot, forged):
    """A clerk with a text editor."""
    with pytest.raises(RefusedError, match="K-PASSWORD"):
        open_slot("db-1", replace(slot, **forged), PASSWORD)


def test_a_slot_of_another_office_does_not_open(slot):
    """Slots copied between offices."""
    with pytest.raises(RefusedError, match="K-PASSWORD"):
        open_slot("db-2", slot, PASSWORD)


def test_a_clerk_gets_no_signing_key():
    """Even if the caller passes one."""
    new = NewOperator("王录入", PASSWORD, frozenset({Role.ENTRY}))
    made = make_slot("db-1", new, MASTER, SIGNING, TRAINING_COST)
    assert open_slot("db-1", made, PASSWORD).signing_key is None


def test_full_width_input_gives_the_same_key():
    """Chinese input methods type full-width letters without showing it."""
    salt = bytes(16)
    assert derive("Ａｂｃ１２３", salt, TRAINING_COST) == derive("Abc123", salt, TRAINING_COST)


@pytest.mark.parametrize("weak", ["short", "1234567890", "aaaaaaaaaaaa", "ＰＡＳＳＷＯＲＤ１２３"])
def test_weak_passwords_are_refused(weak: str):
    """The stolen PC's only protection."""
    with pytest.raises(RefusedError, match="K-WEAK"):
        check_new(weak, "王录入")


def test_the_calibrated_cost_is_within_bounds():
    """A cost out of bounds could be written but never opened."""
    assert calibrated_cost(0.05).within_bounds()


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(data: bytes):
    """A rotten file must not crash the program."""
    with pytest.raises(IntegrityError, match="K-SLOTS-DAMAGED"):
        slot_file.parse(data)


@given(st.data())
def test_any_flipped_bit_is_found(slot, data):
    """Damage must be told apart from a wrong password."""
    file = slot_file.KeySlots("db-1", 1, (slot,), None)
    sound = file.to_bytes(MASTER)
    place = data.draw(st.integers(0, len(sound) * 8 - 1))
    rotten = bytearray(sound)
    rotten[place // 8] ^= 1 << (place % 8)
    try:
        read = slot_file.parse(bytes(rotten))
    except IntegrityError:
        return
    assert json.loads(rotten) == json.loads(sound)
    assert read.slots == (slot,)
