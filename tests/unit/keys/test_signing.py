"""Keys and signatures: what a leader signs cannot be bent to mean something else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RefusedError
from app.keys import signing

KEY = bytes(range(32))
PUBLIC = signing.public_of(KEY)
RECIPIENT = signing.recipient_of(signing.new_sealing_identity())


def test_new_keys_differ_and_have_their_shapes() -> None:
    assert len(signing.new_signing_key()) == 32
    assert signing.new_signing_key() != signing.new_signing_key()
    assert signing.new_sealing_identity().startswith("AGE-SECRET-KEY-1")
    assert signing.check_recipient(RECIPIENT).startswith("age1")


def test_the_fingerprint_binds_keys_and_agency() -> None:
    """A form for one agency cannot enrol another, nor another key."""
    own = signing.fingerprint(PUBLIC, RECIPIENT, "GD")
    assert re.fullmatch(r"(\d{5} ){7}\d{5}", own)
    assert own == signing.fingerprint(PUBLIC, RECIPIENT, "GD")
    other = signing.recipient_of(signing.new_sealing_identity())
    assert own != signing.fingerprint(PUBLIC, RECIPIENT, "GS")
    assert own != signing.fingerprint(PUBLIC, other, "GD")
    assert own != signing.fingerprint(bytes(32), RECIPIENT, "GD")


def test_the_fingerprint_stays_as_printed_on_old_forms() -> None:
    recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    expected = "60993 73346 82652 64239 09691 34249 95203 76742"
    assert signing.fingerprint(PUBLIC, recipient, "GD") == expected


def test_typing_is_forgiven_but_digits_are_not() -> None:
    own = signing.fingerprint(PUBLIC, RECIPIENT, "GD")
    assert signing.fingerprints_agree(own.replace(" ", "-"), own)
    wide = own.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert signing.fingerprints_agree(wide, own)
    changed = str((int(own[0]) + 1) % 10) + own[1:]
    assert not signing.fingerprints_agree(changed, own)
    assert not signing.fingerprints_agree(own[:-1], own)
    assert not signing.fingerprints_agree("", own)


@given(st.binary(max_size=100), st.sampled_from(["xyb-submission-v1", "xyb-receipt-v1"]))
def test_a_signature_holds_for_its_message_and_namespace_only(data: bytes, space: str) -> None:
    armoured = signing.sshsig_sign(KEY, space, data)
    assert signing.sshsig_verify(PUBLIC, space, data, armoured)
    assert signing.sshsig_key(armoured) == PUBLIC
    assert not signing.sshsig_verify(PUBLIC, space, data + b"x", armoured)
    assert not signing.sshsig_verify(PUBLIC, "xyb-result-v1", data, armoured)
    assert not signing.sshsig_verify(bytes(32), space, data, armoured)


def test_every_flipped_bit_of_a_signature_is_refused() -> None:
    """Also those that decode to the same bytes: a signature has one spelling."""
    armoured = signing.sshsig_sign(KEY, "n", b"message")
    for at in range(len(armoured)):
        for bit in range(8):
            bent = armoured[:at] + bytes([armoured[at] ^ 1 << bit]) + armoured[at + 1 :]
            assert not signing.sshsig_verify(PUBLIC, "n", b"message", bent)


@given(st.binary(max_size=400))
def test_any_bytes_as_a_signature(data: bytes) -> None:
    assert not signing.sshsig_verify(PUBLIC, "n", b"", data)
    assert signing.sshsig_key(data) is None


def test_bad_keys_are_told() -> None:
    with pytest.raises(RefusedError, match="K-KEY"):
        signing.public_of(b"")
    with pytest.raises(RefusedError, match="K-KEY"):
        signing.check_recipient("age1x")
    assert signing.ssh_public_line(PUBLIC, "GD").endswith(" GD")
