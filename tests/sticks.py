"""A stick with twenty packages from twenty real offices, nine of them not as they should be."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app import clock
from app.catalogue.load import load
from app.collection import coverage
from app.exchange import container
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.merging.cards import Card, own_card
from app.merging.enrolment import enrol, write_enrolment
from app.merging.submission import write_submission
from app.office import create_office, opened
from app.training.offices import LEADER, Offices
from tests.county import copy_of
from tests.offices import WORD

BANKS = ("GSH", "JSH", "LYH", "NFH", "NSH", "NYH", "YZH", "ZGH")
GOOD = ("GD", "SCJG", "SW", *(f"YH-{bank}" for bank in BANKS))
FULL = ("GD", "SCJG", "YH-NSH")
"""Who sends all records once more; the others send what there is to declare."""
BAD = {
    "FY": "X-SIGNATURE",
    "GJJ": "X-PAYLOAD",
    "ZR": "X-SIGNATURE",
    "GA": "X-DUPLICATE",
    "ST": "X-GAP",
    "RS": "X-SIGNATURE",
    "GS": "X-SIGNATURE",
    "YH-QLH": "X-CONTAINER",
    "YH-ZYH": "X-CONTAINER",
}
"""Whose package is bad, and how it is refused: envelope, payload and signature tampered with; an
old one under a new name; a number skipped; a key that was replaced; another county's; cut off; a
renamed archive."""


@dataclass(frozen=True)
class Stick:
    """``county``: its coordinator has merged the first campaign and none of these files."""

    county: Path
    folder: Path

    def file(self, agency: str) -> Path:
        """An agency's file."""
        return self.folder / f"{agency}.xyb"


def make(shared: Path, place: Path) -> Stick:
    """All offices of the demonstration county send everything once more; then nine go wrong."""
    folder = copy_of(shared, place / "county")
    stick = Stick(folder, place / "stick")
    stick.folder.mkdir()
    offices = Offices.of_demo(folder, load())
    for agency in (*GOOD, *BAD):
        with offices.open(agency, LEADER) as store:
            path = stick.file(agency)
            write_submission(store, path, period="2026", full=agency in FULL)
            if agency == "ST":
                write_submission(store, path, period="2026")
    for agency, change in (
        ("FY", change_envelope),
        ("GJJ", change_payload),
        ("ZR", change_signature),
    ):
        stick.file(agency).write_bytes(repacked(stick.file(agency), change))
    shutil.copy(offices.package("GA-2026-1"), stick.file("GA"))
    _replace_key(offices, place / "RS")
    _from_elsewhere(place, stick.file("GS"))
    cut = stick.file("YH-QLH")
    cut.write_bytes(cut.read_bytes()[:-2000])
    stick.file("YH-ZYH").unlink()
    shutil.make_archive(str(place / "letters"), "zip", folder / "packages", "GD-enrolment.xyb")
    shutil.move(place / "letters.zip", stick.file("YH-ZYH"))
    return stick


Parts = tuple[bytes, bytes, bytes]


def repacked(path: Path, change: Callable[[Parts], Parts]) -> bytes:
    """A package with one of its parts changed and everything around it made to fit."""
    with path.open("rb") as stream:
        parts = container.open_container(stream, path.stat().st_size)
        stream.seek(parts.payload_at)
        payload = stream.read(parts.payload_bytes)
    changed = change((parts.envelope, parts.signature, payload))
    members = tuple(map(container.member_of, changed))
    pieces = [
        container.local_header(name, member) + content
        for name, member, content in zip(container.NAMES, members, changed, strict=True)
    ]
    return b"".join(pieces) + container.tail((members[0], members[1], members[2]))


def change_envelope(parts: Parts) -> Parts:
    """Another period, signed by nobody."""
    return parts[0].replace(b'"period":"2026"', b'"period":"2027"'), *parts[1:]


def change_payload(parts: Parts) -> Parts:
    """One bit of what is sealed."""
    middle = len(parts[2]) // 2
    flipped = bytes([parts[2][middle] ^ 1])
    return *parts[:2], parts[2][:middle] + flipped + parts[2][middle + 1 :]


def change_signature(parts: Parts) -> Parts:
    """One line of the signature, backwards."""
    lines = parts[1].split(b"\n")
    lines[2] = lines[2][::-1]
    return parts[0], b"\n".join(lines), parts[2]


def _replace_key(offices: Offices, folder: Path) -> None:
    """RS had to set its office up anew and was enrolled again: what it sent before counts less."""
    operators = [NewOperator(LEADER, WORD, frozenset({Role.REVIEWER, Role.ADMIN}))]
    create_office(
        folder,
        agency="RS",
        operators=operators,
        coordinator=offices.card,
        cost=TRAINING_COST,
        training=True,
    )
    path = folder.parent / "RS-new.xyb"
    with opened(folder, LEADER, WORD) as store:
        write_enrolment(store, path)
        typed = own_card(store).fingerprint
    with offices.open(offices.coordinator, LEADER) as store:
        enrol(store, path, typed)


def _from_elsewhere(place: Path, path: Path) -> None:
    """The water works of another county, which reports to its own coordinator."""
    operators = [NewOperator(LEADER, WORD, frozenset({Role.REVIEWER, Role.ADMIN}))]
    card: Card | None = None
    for agency in ("RH", "GS"):
        folder = place / "elsewhere" / agency
        create_office(
            folder,
            agency=agency,
            operators=operators,
            coordinator=card,
            cost=TRAINING_COST,
            training=True,
        )
        with opened(folder, LEADER, WORD) as store:
            card = card or own_card(store)
            if agency == "GS":
                year = clock.today().year
                coverage.declare(store, "GS01", date(year, 1, 1), date(year, 3, 31))
                write_submission(store, path, period="2026")
