"""No damaged or doctored package is ever accepted, and none crashes the program."""

from __future__ import annotations

import os
import random
import unicodedata
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError, IntegrityError
from app.exchange import canonical
from app.exchange.envelope import from_bytes
from tests.unit.exchange.mutating import damaged, mutate
from tests.unit.exchange.support import LINES, Known, Office, receive, repack, reseal, split

ROUNDS = int(os.environ.get("PACKAGE_MUTATIONS", "500"))
SEED = int(os.environ.get("PACKAGE_MUTATIONS_SEED", "20260331"))


def outcome(path: Path, me: Office, known: Known) -> str:
    """The code of the refusal, empty when accepted; anything but an AppError is a crash."""
    try:
        receive(path, me, known)
    except AppError as error:
        return error.code
    return ""


def test_mutants_are_refused(
    tmp_path: Path, package: Path, coordinator: Office, known: Known
) -> None:
    """PACKAGE_MUTATIONS and PACKAGE_MUTATIONS_SEED make the run longer or another one."""
    chance = random.Random(SEED)
    original, target = package.read_bytes(), tmp_path / "mutant.xyb"
    codes: dict[str, int] = {}
    for index in range(ROUNDS):
        what = mutate(chance, package, target)
        if target.read_bytes() == original:
            continue
        code = outcome(target, coordinator, known)
        assert code, f"seed {SEED}, mutant {index} ({what}) was accepted"
        codes[code] = codes.get(code, 0) + 1
    assert {"X-CONTAINER", "X-ENVELOPE", "X-SIGNATURE", "X-PAYLOAD"} <= set(codes)


def test_mutants_of_the_inside_signed_by_a_good_key(
    package: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    """A malicious agency's odd archive is refused or read as what it says; never a crash."""
    chance = random.Random(SEED)
    repack(package, agency, coordinator, [("data/gd02.jsonl", LINES)])
    sealed = split(package)[2]
    plain = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(coordinator.identity)])
    for _ in range(ROUNDS // 2):
        reseal(package, agency, coordinator, damaged(chance, plain))
        try:
            lines = receive(package, coordinator, known)
        except AppError:
            continue
        assert b"".join(line + b"\n" for line in lines) == LINES


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_as_an_envelope(data: bytes) -> None:
    with pytest.raises(AppError):
        from_bytes(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_canonical_bytes_have_one_reading(content: object) -> None:
    """What a signature covers is what is read."""
    try:
        data = canonical.encode(content)
    except IntegrityError:
        return
    try:
        assert canonical.encode(canonical.decode(data)) == data
    except IntegrityError:
        assert not unicodedata.is_normalized("NFC", repr(content).encode("utf-8").decode())


@pytest.mark.parametrize(
    "data",
    [b'{"a":1,"a":1}', b'{"b":1,"a":1}', b'{"a": 1}', b"1.0", b"NaN", b"1e3", b'"\\u0041"', b"\xff",
     b"[" * 100_000, b'"e\xcc\x81"', b"", b"{}\n", b'"\\ud800"', b"1" * 5000],
)  # fmt: skip
def test_second_spellings_are_refused(data: bytes) -> None:
    with pytest.raises(IntegrityError, match="X-JSON"):
        canonical.decode(data)


@pytest.mark.parametrize("content", [1.5, {1: 2}, "\ud800", b"x", {"a": {2}}])
def test_what_has_no_canonical_form_is_not_written(content: object) -> None:
    with pytest.raises(IntegrityError, match="X-JSON"):
        canonical.encode(content)
