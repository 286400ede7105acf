"""The training county's offices: made, enrolled with the coordinator, and opened by role."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app import files
from app.catalogue.model import Catalogue
from app.documents.batch import print_file
from app.documents.issuing.enrolment import enrolment_pieces
from app.documents.issuing.selection import Selection
from app.documents.papers.enrolment_form import TITLE
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.merging.cards import Card, own_card, read_card, write_card
from app.merging.directory import publish_directory, receive_directory
from app.merging.enrolment import enrol, write_enrolment
from app.office import create_office, open_office, opened
from app.store.office_store import Store

COORDINATOR = "coordinator"
PASSWORDS = "passwords.json"
"""The coordinator's folder."""
CLERK, VIEWER, LEADER, SECOND = "录入员", "查询员", "审核员", "审核员乙"
ROLES = {
    CLERK: frozenset({Role.ENTRY}),
    VIEWER: frozenset({Role.QUERY}),
    LEADER: frozenset({Role.REVIEWER, Role.ADMIN}),
}
_WORDS = [
    "仰韶",
    "秦赵",
    "会盟",
    "天池",
    "韶州",
    "红薯",
    "花椒",
    "涧河",
    "英豪",
    "洪阳",
    "坡头",
    "段村",
    "果园",
    "陈村",
    "张村",
    "南村",
]


@dataclass
class Offices:
    """Folders and passwords of all offices under ``folder``; the coordinator's is named so.

    ``training`` marks them as such for ever.
    """

    folder: Path
    catalogue: Catalogue
    seed: int
    passwords: dict[str, dict[str, str]] = field(default_factory=dict)
    card: Card | None = None
    training: bool = False

    @classmethod
    def of_demo(cls, folder: Path, catalogue: Catalogue) -> Offices:
        """The offices that a demo left under ``folder``."""
        kept = json.loads((folder / PASSWORDS).read_text("utf-8"))
        named = {catalogue.coordinator if k == COORDINATOR else k: kept[k] for k in kept}
        card = read_card(folder / "coordinator-card.json")
        return cls(folder, catalogue, 0, named, card, training=True)

    @property
    def coordinator(self) -> str:
        """The coordinator's agency code."""
        return self.catalogue.coordinator

    def place(self, agency: str) -> Path:
        """The office's folder."""
        name = COORDINATOR if agency == self.coordinator else agency
        return self.folder / "offices" / name

    def package(self, name: str) -> Path:
        """A file on the stick that goes from office to office."""
        return self.folder / "packages" / f"{name}.xyb"

    def store(self, agency: str, operator: str) -> Store:
        """The office, opened for one of its operators; the caller closes it."""
        return open_office(self.place(agency), operator, self.passwords[agency][operator])

    @contextmanager
    def open(self, agency: str, operator: str) -> Iterator[Store]:
        """The office, open for one of its operators."""
        with opened(self.place(agency), operator, self.passwords[agency][operator]) as store:
            yield store

    def make(self, agency: str) -> None:
        """Make an office with its operators; the coordinator's first, whose card others need."""
        roles = dict(ROLES)
        if agency == self.coordinator:
            roles[SECOND] = frozenset({Role.REVIEWER})
        words = {name: self._password(agency, name) for name in roles}
        self.passwords[agency] = words
        create_office(
            self.place(agency),
            agency=agency,
            operators=[NewOperator(name, words[name], roles[name]) for name in roles],
            coordinator=self.card,
            cost=TRAINING_COST,
            training=self.training,
        )
        if agency == self.coordinator:
            with self.open(agency, LEADER) as store:
                self.card = own_card(store)
                write_card(self.card, self.folder / "coordinator-card.json")

    def _password(self, agency: str, name: str) -> str:
        rng = random.Random(f"{self.seed}/{agency}/{name}")
        return f"{rng.choice(_WORDS)}-{rng.choice(_WORDS)}-{rng.randrange(10**6):06d}"

    def enrol(self, agency: str) -> None:
        """The agency's file and form go to the coordinator, who types the digits of the form."""
        path = self.package(f"{agency}-enrolment")
        with self.open(agency, LEADER) as store:
            write_enrolment(store, path)
            paper = self.folder / "papers" / f"{agency}-用户备案表.pdf"
            print_file(paper, TITLE, enrolment_pieces(store, Selection()))
            typed = own_card(store).fingerprint
        with self.open(self.coordinator, LEADER) as store:
            enrol(store, path, typed)

    def distribute_directory(self) -> None:
        """The coordinator signs the directory; every agency takes it in."""
        path = self.package("directory-1")
        with self.open(self.coordinator, LEADER) as store:
            publish_directory(store, path)
        for agency in self.passwords:
            if agency != self.coordinator:
                with self.open(agency, LEADER) as store:
                    receive_directory(store, path)

    def write_passwords(self) -> None:
        """:data:`PASSWORDS`: folder name of the office → operator → password. Training only."""
        named = {self.place(agency).name: words for agency, words in self.passwords.items()}
        with files.written_aside(self.folder / PASSWORDS) as stream:
            stream.write(json.dumps(named, ensure_ascii=False, indent=1).encode())
