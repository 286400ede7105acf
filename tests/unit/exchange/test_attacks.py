"""Forgeries by strangers, by other agencies and by a malicious agency with a good key."""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from pathlib import Path

import pyrage
import pytest

from app.errors import AppError, IntegrityError, RefusedError
from app.exchange import Kind, container, limits
from app.exchange.envelope import namespace
from app.keys import signing
from tests.unit.exchange.support import (
    LINES,
    Known,
    Office,
    join,
    receive,
    repack,
    reseal,
    resign,
    send,
    split,
)  # fmt: skip

NAME = "data/gd02.jsonl"


def refused(path: Path, me: Office, known: Known, kind: str = "submission") -> str:
    with pytest.raises(AppError) as caught:
        receive(path, me, known, kind)
    assert caught.value.message
    return caught.value.code


def test_another_agency_cannot_pass_it_off(
    package: Path, coordinator: Office, known: Known
) -> None:
    """B strips A's signature and signs A's ciphertext as its own, or as A."""
    other = Office("GS")
    known.keys["GS"] = other.public
    resign(package, other)
    assert refused(package, coordinator, known) == "X-SIGNATURE"
    key = hashlib.sha256(other.public).hexdigest()
    resign(package, other, sender="GS", sender_key=key)
    assert refused(package, coordinator, known) == "X-MANIFEST"
    resign(package, other, sender="GS", sender_key="0" * 64)
    assert refused(package, coordinator, known) == "X-KEY"


def test_a_replaced_or_revoked_key_is_worthless(
    package: Path, coordinator: Office, known: Known
) -> None:
    known.keys["GD"] = Office("GD").public
    assert refused(package, coordinator, known) == "X-SIGNATURE"
    del known.keys["GD"]
    assert refused(package, coordinator, known) == "X-SENDER"


def test_a_package_for_someone_else(package: Path, known: Known) -> None:
    assert refused(package, Office("RH"), known) == "X-RECIPIENT"


def test_addressed_to_me_but_sealed_to_another(
    package: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    payload = pyrage.encrypt(b"x", [pyrage.x25519.Recipient.from_str(agency.recipient)])
    resign(package, agency, payload)
    assert refused(package, coordinator, known) == "X-DECRYPT"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"1:age-x25519+sshsig-ed25519", b"0:none", "X-SUITE"),
        (b'"xyb/1"', b'"xyb/0"', "X-FORMAT"),
        (b'"seq":1', b'"seq":1,"seq":1', "X-ENVELOPE"),
        (b'"seq":1', b'"seq":1,"zzz":1', "X-ENVELOPE"),
        (b'"seq":1', b'"seq": 1', "X-ENVELOPE"),
        (b'"seq":1', b'"seq":1.0', "X-ENVELOPE"),
        (b'"seq":1', b'"seq":true', "X-ENVELOPE"),
        (b'"period":"2026"', b'"period":2026', "X-ENVELOPE"),
        (b'"submission"', b'"gift"', "X-ENVELOPE"),
        (b'"submission"', b"[]", "X-ENVELOPE"),
        (b'"submission"', b"{}", "X-ENVELOPE"),
        (b'"1:age-x25519+sshsig-ed25519"', b"[]", "X-SUITE"),
        (b'"xyb/1"', b"{}", "X-FORMAT"),
        (b'"payload.age"', b'"../load.age"', "X-ENVELOPE"),
    ],
)
def test_a_well_signed_but_odd_envelope(
    package: Path, agency: Office, coordinator: Office, known: Known,
    old: bytes, new: bytes, code: str,
) -> None:  # fmt: skip
    """Suite downgrade, duplicate keys and second spellings, even when signed by the right key."""
    envelope, _, payload = split(package)
    assert old in envelope
    changed = envelope.replace(old, new)
    signature = signing.sshsig_sign(agency.signing_key, namespace(Kind.SUBMISSION), changed)
    join(package, changed, signature, payload)
    assert refused(package, coordinator, known) == code


def test_a_signature_for_one_kind_is_worthless_on_another(
    package: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    envelope, _, payload = split(package)
    as_receipt = signing.sshsig_sign(agency.signing_key, namespace(Kind.RECEIPT), envelope)
    join(package, envelope, as_receipt, payload)
    assert refused(package, coordinator, known) == "X-SIGNATURE"


def test_a_receipt_offered_as_a_submission(
    tmp_path: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    path = tmp_path / "r.xyb"
    send(path, agency, coordinator, kind="receipt")
    assert refused(path, coordinator, known) == "X-KIND"


def test_swapped_payloads(
    tmp_path: Path, package: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    other = tmp_path / "b.xyb"
    send(other, agency, coordinator)
    envelope, signature, _ = split(package)
    join(package, envelope, signature, split(other)[2])
    assert refused(package, coordinator, known) == "X-PAYLOAD"


HOSTILE_NAMES = [
    "../x", "..\\x", "/etc/passwd", "C:\\x", "C:x", "data/../../x.jsonl", "data//a.jsonl", "CON",
    "data/CON.jsonl", "data/a.jsonl:ads", "data/a.jsonl ", "data/a.jsonl.",
    "data/\u0041\u030a.json",
    "data/a\n.jsonl", "data/a.JSONL", "data/A.jsonl", "data/a.py", "files/x.pdf", "data/",
    "files/" + "0" * 64 + ".pdf/..", "./data/a.jsonl", "data/" + "a" * 300 + ".jsonl", "~/x",
    "data/a\x00.jsonl", "\\\\host\\share\\x", "data/ａ.jsonl", "datapackage.json/x",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_that_lead_elsewhere(
    package: Path, agency: Office, coordinator: Office, known: Known, name: str
) -> None:
    """A malicious agency cannot write outside: nothing is unpacked, odd names are refused."""
    repack(package, agency, coordinator, [(name, LINES)])
    assert refused(package, coordinator, known) in {"X-INNER", "X-MANIFEST"}
    assert [path.name for path in package.parent.iterdir()] == [package.name]


def test_a_symbolic_link_inside(
    package: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    link = zipfile.ZipInfo(NAME)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    repack(package, agency, coordinator, [(link, b"/etc/passwd")])
    assert refused(package, coordinator, known) == "X-INNER"


def test_an_attachment_must_be_named_by_its_hash(
    package: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    repack(package, agency, coordinator, [(f"files/{'0' * 64}.pdf", b"%PDF")])
    assert refused(package, coordinator, known) == "X-MANIFEST"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sender": "GS"}, "X-MANIFEST"),
        ({"seq": 2}, "X-MANIFEST"),
        ({"seq": True}, "X-MANIFEST"),
        ({"salt": ""}, "X-MANIFEST"),
        ({"more": 1}, "X-MANIFEST"),
        ({"extra": []}, "X-MANIFEST"),
        ({"resources": []}, "X-MANIFEST"),
        ({"resources": [1]}, "X-MANIFEST"),
        ({"resources": [{"path": NAME}]}, "X-MANIFEST"),
        ({"resources": [{"path": [], "bytes": 1, "rows": 0, "hash": {}}]}, "X-MANIFEST"),
        ({"resources": [{"path": NAME, "bytes": 1, "rows": 0, "hash": "sha256:" + "0" * 64}]},
         "X-RESOURCE"),
        ({"resources": [{"path": NAME, "bytes": len(LINES), "rows": 0,
                         "hash": "sha256:" + "0" * 64}]}, "X-RESOURCE"),
    ],
)  # fmt: skip
def test_a_manifest_that_lies(
    package: Path, agency: Office, coordinator: Office, known: Known,
    changes: dict[str, object], code: str,
) -> None:  # fmt: skip
    repack(package, agency, coordinator, [(NAME, LINES)], **changes)
    assert refused(package, coordinator, known) == code


def test_the_repacked_package_is_good_when_it_does_not_lie(
    package: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    """The forging tool itself makes valid packages, so the refusals above mean something."""
    repack(package, agency, coordinator, [(NAME, LINES)])
    assert receive(package, coordinator, known)


def test_the_inside_is_not_the_one_signed(
    package: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    repack(package, agency, coordinator, [(NAME, LINES)])
    resign(package, agency, inner_sha256="0" * 64)
    assert refused(package, coordinator, known) == "X-MANIFEST"


@pytest.mark.parametrize("inside", [b"", b"not a zip", b"PK\5\6" + bytes(18), b"PK\5\6" * 30])
def test_rubbish_inside(
    package: Path, agency: Office, coordinator: Office, known: Known, inside: bytes
) -> None:
    reseal(package, agency, coordinator, inside)
    assert refused(package, coordinator, known) == "X-INNER"


def test_a_hundred_thousand_members(
    package: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for index in range(66_000):
            archive.writestr(f"data/a{index}.json", b"")
    reseal(package, agency, coordinator, buffer.getvalue())
    assert refused(package, coordinator, known) in {"X-LIMIT", "X-INNER"}


def test_a_bomb_that_states_its_size(
    package: Path, agency: Office, coordinator: Office, known: Known,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """64 MiB of zeros against a cap lowered to 32 MiB: refused before anything is inflated."""
    monkeypatch.setattr(limits, "PLAIN_BYTES", 32 << 20)
    repack(package, agency, coordinator, [(NAME, bytes(64 << 20))])
    assert refused(package, coordinator, known) == "X-LIMIT"


def test_a_bomb_that_hides_its_size(
    package: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    """A member that inflates to far more than it says is cut off at what it says."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, bytes(8 << 20))
        archive.writestr("datapackage.json", b"{}")
        size = archive.getinfo(NAME).file_size.to_bytes(4, "little")
    inside = buffer.getvalue().replace(size, (10).to_bytes(4, "little"))
    reseal(package, agency, coordinator, inside)
    assert refused(package, coordinator, known) in {"X-INNER", "X-MANIFEST", "X-RESOURCE"}


def test_too_large_a_file_is_not_even_read(
    package: Path, coordinator: Office, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PACKAGE_BYTES", 100)
    assert refused(package, coordinator, known) == "X-TOO-LARGE"


def test_cut_off_anywhere(package: Path, coordinator: Office, known: Known) -> None:
    """A stick pulled out too early."""
    whole = package.read_bytes()
    for length in range(0, len(whole), 7):
        package.write_bytes(whole[:length])
        assert refused(package, coordinator, known) == "X-CONTAINER"
    package.write_bytes(whole + b"\0")
    assert refused(package, coordinator, known) == "X-CONTAINER"


def test_a_second_spelling_of_the_container(
    package: Path, coordinator: Office, known: Known
) -> None:
    """The ordinary ZIP writer's output holds the same content and is still refused."""
    parts = split(package)
    with zipfile.ZipFile(package, "w") as archive:
        for name, part in zip(container.NAMES, parts, strict=True):
            archive.writestr(name.decode(), part)
    assert refused(package, coordinator, known) == "X-CONTAINER"


def test_kinds_of_refusal(package: Path, coordinator: Office, known: Known) -> None:
    """Blame is told apart: a wrong file is the user's, a forged one is not."""
    with pytest.raises(RefusedError):
        receive(package, coordinator, known, "receipt")
    known.keys["GD"] = Office("GD").public
    with pytest.raises(IntegrityError):
        receive(package, coordinator, known)
