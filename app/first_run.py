"""The first start of an office, step by step: what is still missing, and what is then done.

The order of the steps and their conditions are here, without any screen; so the same is tried
without one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.catalogue.load import load
from app.catalogue.model import Agency
from app.clock import today
from app.documents.batch import print_file
from app.documents.issuing.enrolment import enrolment_pieces
from app.documents.issuing.selection import Selection
from app.documents.papers.enrolment_form import TITLE
from app.edition import Edition
from app.errors import RefusedError
from app.keys.passwords import KdfCost, check_new
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.merging.cards import Card, own_card, read_card, write_card
from app.merging.enrolment import write_enrolment
from app.office import create_office, opened
from app.progress import SILENT, Progress
from app.store import backup
from app.store.backup import Backup


class Step(StrEnum):
    """The steps, in their order."""

    AGENCY = "agency"
    OPERATORS = "operators"
    PASSWORDS = "passwords"
    KEY = "key"
    FORM = "form"
    BACKUP = "backup"


@dataclass
class Person:
    """An operator to be; ``again`` is the password as typed the second time."""

    name: str = ""
    roles: frozenset[Role] = frozenset()
    password: str = ""
    again: str = ""


@dataclass(frozen=True)
class Papers:
    """The form to be printed and sealed, and the file that goes with it.

    An agency's go to the coordinator (its enrolment); the coordinator's card goes to every agency.
    """

    form: Path
    file: Path


def _people(edition: Edition) -> list[Person]:
    if edition is Edition.COORDINATOR:
        return [
            Person(roles=frozenset({Role.ENTRY})),
            Person(roles=frozenset({Role.REVIEWER, Role.ADMIN})),
            Person(roles=frozenset({Role.REVIEWER})),
        ]
    return [
        Person(roles=frozenset({Role.ENTRY})),
        Person(roles=frozenset({Role.QUERY})),
        Person(roles=frozenset({Role.REVIEWER, Role.ADMIN})),
    ]


@dataclass
class FirstRun:
    """What was decided so far. ``fingerprint`` (8×5 digits) is there once the office is made."""

    edition: Edition = Edition.AGENCY
    agency: str = ""
    folder: Path | None = None
    card: Card | None = None
    people: list[Person] = field(default_factory=list)
    fingerprint: str = ""
    papers: Papers | None = None
    backup: Backup | None = None

    def __post_init__(self) -> None:
        self.people = self.people or _people(self.edition)

    @property
    def wants_card(self) -> bool:
        """Whether the office needs the coordinator's card: every one but the coordinator's own."""
        return self.edition is Edition.AGENCY

    def agencies(self) -> list[Agency]:
        """The agencies that may be chosen today: all but the coordinator, or none but it."""
        catalogue = load()
        if self.edition is Edition.COORDINATOR:
            return [catalogue.agencies[catalogue.coordinator]]
        return list(catalogue.collecting_agencies(today()))

    @property
    def file_word(self) -> str:
        """What the file is called that goes with the form."""
        return "备案文件" if self.wants_card else "公钥卡"

    def take_card(self, path: Path) -> None:
        """Take the coordinator's card. Raises ``P-CARD``, ``ENV-*``."""
        self.card = read_card(path)

    def problem(self, step: Step) -> str:
        """What still keeps this step from being done, in words; empty when nothing does."""
        if step is Step.AGENCY:
            return self._agency_problem()
        if step is Step.OPERATORS:
            return self._operators_problem()
        if step is Step.PASSWORDS:
            return self._passwords_problem()
        if step is Step.KEY:
            return "" if self.fingerprint else "请生成密钥并建立工作区。"
        if step is Step.FORM:
            return "" if self.papers else f"请生成备案表和{self.file_word}。"
        return "" if self.backup else "请做第一次备份。"

    def _agency_problem(self) -> str:
        if not self.agency:
            return "请选择本单位。"
        if self.folder is None:
            return "请选择存放工作区的文件夹。"
        if self.folder.exists() and any(self.folder.iterdir()):
            return "这个文件夹不是空的，请选一个新的文件夹。"
        if self.wants_card and self.card is None:
            return "请选择人民银行下发的公钥卡文件。"
        return ""

    def _operators_problem(self) -> str:
        named = [person for person in self.people if person.name.strip()]
        names = [person.name.strip() for person in named]
        if len(set(names)) != len(names):
            return "操作员姓名不能重复。"
        if any(not person.roles for person in named):
            return "每名操作员至少要有一种权限。"
        entering = {person.name for person in named if Role.ENTRY in person.roles}
        reviewing = {person.name for person in named if Role.REVIEWER in person.roles}
        if not entering or not reviewing:
            return "至少要有一名录入人和一名审核人。"
        if len(entering | reviewing) < 2:
            return "录入人和审核人不能是同一个人：录入人不能审核自己录入的数据。"
        if self.edition is Edition.COORDINATOR and len(reviewing) < 2:
            return "至少要有两名审核人：评级方案和等级调整须两人同意。"
        return ""

    def _passwords_problem(self) -> str:
        for person in self.people:
            if person.name.strip():
                try:
                    check_new(person.password, person.name.strip())
                except RefusedError as error:
                    return f"{person.name.strip()}：{error.words}"
                if person.password != person.again:
                    return f"{person.name.strip()}：两次输入的口令不一致。"
        return ""

    def make(self, progress: Progress = SILENT, *, cost: KdfCost | None = None) -> str:
        """Make the office with its keys; returns the fingerprint. Raises as ``create_office``."""
        if self.folder is None:
            raise RuntimeError("no folder was chosen")
        progress.step(0, 2, "生成密钥")
        operators = [
            NewOperator(one.name.strip(), one.password, one.roles)
            for one in self.people
            if one.name.strip()
        ]
        create_office(
            self.folder, agency=self.agency, operators=operators, coordinator=self.card, cost=cost
        )
        progress.step(1, 2, "核对工作区")
        with opened(self.folder, *self._reviewer()) as store:
            self.fingerprint = own_card(store).fingerprint
        progress.step(2, 2)
        return self.fingerprint

    def write_papers(self, folder: Path) -> Papers:
        """Write the form, and the enrolment file or the card. Raises ``D-*``, ``ENV-*``."""
        if self.folder is None:
            raise RuntimeError("the office is not made")
        file = f"{self.agency}-备案.xyb" if self.wants_card else f"{self.agency}-公钥卡.json"
        wanted = Papers(folder / f"{self.agency}-用户备案表.pdf", folder / file)
        with opened(self.folder, *self._reviewer()) as store:
            print_file(wanted.form, TITLE, enrolment_pieces(store, Selection()))
            if self.wants_card:
                write_enrolment(store, wanted.file)
            else:
                write_card(own_card(store), wanted.file)
        self.papers = wanted
        return wanted

    def back_up(self, folder: Path | None) -> Backup:
        """Make the first backup, in ``folder`` or the office's own. Raises ``ENV-*``."""
        if self.folder is None:
            raise RuntimeError("the office is not made")
        with opened(self.folder, *self._reviewer()) as store:
            self.backup = backup.backup(store, folder)
        return self.backup

    def forget(self) -> None:
        """Let go of the passwords."""
        for person in self.people:
            person.password = person.again = ""

    def _reviewer(self) -> tuple[str, str]:
        person = next(one for one in self.people if Role.REVIEWER in one.roles and one.name.strip())
        return person.name.strip(), person.password
