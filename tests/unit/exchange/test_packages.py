"""An honest package arrives; one that is late, doubled, missing or misdirected is told apart."""

from __future__ import annotations

import errno
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError, EnvironmentFault, IntegrityError, RefusedError, UsageError
from app.exchange import Resource, SelfSigned, open_verified, show
from app.keys import signing
from tests.unit.exchange.support import LINES, Known, Office, receive, send


def test_what_was_sent_arrives(
    package: Path, coordinator: Office, agency: Office, known: Known
) -> None:
    with open_verified(package, expect_kind="submission", me=coordinator.me, trust=known) as got:
        assert got.envelope.sender == "GD"
        assert got.signing_key == agency.public
        assert got.manifest["extra"]["audit_head"]["seq"] == 3
        assert b"".join(line + b"\n" for line in got.resource("data/gd02.jsonl")) == LINES
        assert got.content("data/gd02.jsonl") == LINES
        with pytest.raises(IntegrityError, match="X-RESOURCE"):
            got.resource("data/gd03.jsonl")


def test_every_named_recipient_can_read_and_nobody_else(
    tmp_path: Path, coordinator: Office
) -> None:
    """The directory goes to all agencies in one file."""
    agencies = [Office(f"YH-{index}") for index in range(21)]
    path = tmp_path / "directory.xyb"
    send(path, coordinator, *agencies, kind="directory")
    trust = Known({"RH": coordinator.public})
    for one in agencies:
        assert receive(path, one, trust, "directory")
    with pytest.raises(RefusedError, match="X-RECIPIENT"):
        receive(path, Office("GS"), trust, "directory")


def test_plain_text_is_nowhere_in_the_file(
    tmp_path: Path, agency: Office, coordinator: Office
) -> None:
    """A stolen stick must tell nothing."""
    path = tmp_path / "a.xyb"
    send(path, agency, coordinator, resources=[Resource("data/x.json", ["金丝雀".encode() * 99])],
         extra={"canary": "CANARY-7731"})  # fmt: skip
    assert "金丝雀".encode() not in path.read_bytes()
    assert b"CANARY" not in path.read_bytes()


def chain(tmp_path: Path, agency: Office, coordinator: Office, count: int) -> list[Path]:
    paths, prev = [], ""
    for seq in range(1, count + 1):
        paths.append(tmp_path / f"{seq}.xyb")
        prev = send(paths[-1], agency, coordinator, seq=seq, prev=prev).envelope_sha256
    return paths


def take(path: Path, me: Office, known: Known) -> str:
    try:
        with open_verified(path, expect_kind="submission", me=me.me, trust=known) as package:
            known.accept(package.envelope, package.envelope_sha256)
    except AppError as error:
        return error.code
    return "ok"


def test_order_is_kept(tmp_path: Path, agency: Office, coordinator: Office, known: Known) -> None:
    """A lost, doubled or old stick never overwrites newer data."""
    one, two, three = chain(tmp_path, agency, coordinator, 3)
    assert take(two, coordinator, known) == "X-GAP"
    assert take(one, coordinator, known) == "ok"
    assert take(one, coordinator, known) == "X-DUPLICATE"
    assert take(three, coordinator, known) == "X-GAP"
    assert take(two, coordinator, known) == "ok"
    known.ids.clear()
    assert take(one, coordinator, known) == "X-ROLLBACK"
    assert take(two, coordinator, known) == "X-DUPLICATE"
    assert take(three, coordinator, known) == "ok"


def test_a_second_history_is_told(
    tmp_path: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    """An office restored from an old backup must not silently replace what it once sent."""
    one, _ = chain(tmp_path, agency, coordinator, 2)
    take(one, coordinator, known)
    other = tmp_path / "other.xyb"
    send(other, agency, coordinator, seq=2, prev="a" * 64)
    assert take(other, coordinator, known) == "X-CHAIN"


def test_kinds_have_their_own_streams(
    tmp_path: Path, agency: Office, coordinator: Office, known: Known
) -> None:
    """A receipt does not use up the number of a submission."""
    (one,) = chain(tmp_path, agency, coordinator, 1)
    take(one, coordinator, known)
    receipt = tmp_path / "r.xyb"
    send(receipt, agency, coordinator, kind="receipt")
    assert receive(receipt, coordinator, known, "receipt")


def enrol(path: Path, office: Office, coordinator: Office, claimed: bytes) -> None:
    extra = {"recipient": office.recipient, "signing_key": claimed.hex()}
    send(path, office, coordinator, kind="enrolment", extra=extra, directory_version=0)


def test_an_enrolment_proves_possession_of_its_key(
    tmp_path: Path, agency: Office, coordinator: Office
) -> None:
    path = tmp_path / "e.xyb"
    enrol(path, agency, coordinator, agency.public)
    with open_verified(
        path, expect_kind="enrolment", me=coordinator.me, trust=SelfSigned()
    ) as package:
        assert package.signing_key == agency.public
    with pytest.raises(IntegrityError, match="X-DUPLICATE"):
        receive(path, coordinator, SelfSigned(lambda _: True), "enrolment")
    enrol(path, agency, coordinator, Office("GS").public)
    with pytest.raises(IntegrityError, match="X-KEY"):
        receive(path, coordinator, SelfSigned(), "enrolment")


def test_self_signed_trust_opens_nothing_else(package: Path, coordinator: Office) -> None:
    with pytest.raises(IntegrityError, match="X-SENDER"):
        receive(package, coordinator, SelfSigned())


def test_show_says_that_nothing_is_proven(package: Path) -> None:
    shown = show(package)
    assert shown.envelope.sender == "GD"
    assert "未经验证" in shown.warning


def test_a_wrong_file_is_named(tmp_path: Path, coordinator: Office, known: Known) -> None:
    """Someone picks a workbook, an empty file, a missing one."""
    for content in (b"", b"PK", b"PK\3\4" + b"x" * 500, "报表".encode()):
        path = tmp_path / "x.xyb"
        path.write_bytes(content)
        with pytest.raises(IntegrityError, match="X-CONTAINER"):
            receive(path, coordinator, known)
    with pytest.raises(EnvironmentFault, match="ENV-MISSING"):
        receive(tmp_path / "none.xyb", coordinator, known)


@pytest.mark.parametrize(
    "change",
    [{"kind": "gift"}, {"seq": 0}, {"prev": "x"}, {"seq": "1"}, {"recipients": []},
     {"directory_version": -1}, {"period": "p" * 50}],
)  # fmt: skip
def test_nonsense_is_refused_before_anything_is_written(
    tmp_path: Path, agency: Office, coordinator: Office, change: dict[str, object]
) -> None:
    with pytest.raises(UsageError, match="X-WRITE"):
        send(tmp_path / "a.xyb", agency, coordinator, **change)
    assert not list(tmp_path.iterdir())


def test_bad_resource_names_are_not_written(
    tmp_path: Path, agency: Office, coordinator: Office
) -> None:
    twice = [Resource("data/a.json", [b"1"])] * 2
    for resources in ([Resource("../a.json", [b"1"])], twice):
        with pytest.raises(UsageError, match="X-WRITE"):
            send(tmp_path / "a.xyb", agency, coordinator, resources=resources)


def test_an_error_while_reading_rows_keeps_the_old_export(
    package: Path, agency: Office, coordinator: Office
) -> None:
    """A cancelled or failed export leaves yesterday's file as it was, and nothing beside it."""

    def rows() -> Iterator[bytes]:
        yield LINES
        raise RefusedError("R-ROLE", "no")

    before = package.read_bytes()
    with pytest.raises(RefusedError, match="R-ROLE"):
        send(package, agency, coordinator, resources=[Resource("data/gd02.jsonl", rows())])
    assert package.read_bytes() == before
    assert [path.name for path in package.parent.iterdir()] == [package.name]


def test_a_full_disk_keeps_the_old_export(
    package: Path, agency: Office, coordinator: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hashlib.sha256(package.read_bytes()).hexdigest()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(EnvironmentFault, match="ENV-DISK"):
        send(package, agency, coordinator)
    assert hashlib.sha256(package.read_bytes()).hexdigest() == before
    assert [path.name for path in package.parent.iterdir()] == [package.name]


def test_a_file_that_reads_back_differently_is_not_kept(
    package: Path, agency: Office, coordinator: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing stick is found while the clerk is still there."""
    before = package.read_bytes()
    monkeypatch.setattr("app.exchange.writing.sha256_of", lambda _: "0" * 64)
    with pytest.raises(EnvironmentFault, match="X-READBACK"):
        send(package, agency, coordinator)
    assert package.read_bytes() == before


def test_a_broken_key_is_told(tmp_path: Path, agency: Office, coordinator: Office) -> None:
    with pytest.raises(RefusedError, match="K-KEY"):
        send(tmp_path / "a.xyb", agency, coordinator, recipients=["age1nonsense"])
    with pytest.raises(RefusedError, match="K-KEY"):
        send(tmp_path / "a.xyb", agency, coordinator, signing_key=b"short")
    with pytest.raises(RefusedError, match="K-KEY"):
        signing.recipient_of("AGE-SECRET-KEY-1X")


def test_a_full_temporary_folder_is_told(
    package: Path, agency: Office, coordinator: Office, known: Known,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Running out of space inside the cipher is the disk's fault, not a damaged package."""

    class Full(io.BytesIO):
        def __init__(self, _: int) -> None:
            super().__init__()

        def write(self, _: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    before = package.read_bytes()
    monkeypatch.setattr("app.exchange.writing.SpooledTemporaryFile", Full)
    with pytest.raises(EnvironmentFault, match="ENV-DISK"):
        send(package, agency, coordinator)
    assert package.read_bytes() == before
    monkeypatch.setattr("app.exchange.verifying.SpooledTemporaryFile", Full)
    with pytest.raises(EnvironmentFault, match="ENV-DISK"):
        receive(package, coordinator, known)
