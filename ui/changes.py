"""What changed, told once to whoever shows it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Signal


class Subject(StrEnum):
    """What an act may have changed."""

    RECORDS = "records"
    REGISTER = "register"
    NOTICES = "notices"
    PACKAGES = "packages"
    OBJECTIONS = "objections"
    GRADES = "grades"
    OPERATORS = "operators"
    BACKUPS = "backups"
    SCHEMES = "schemes"
    AUDIT = "audit"
    """The log alone: somebody looked, or was given a paper."""
    AGENCIES = "agencies"
    CAMPAIGNS = "campaigns"


EVERYTHING = frozenset(Subject)

Changes = frozenset[Subject]


class ChangeBus(QObject):
    """Signal ``changed(frozenset[Subject])``: once after each act that wrote."""

    changed = Signal(object)

    def tell(self, *subjects: Subject) -> None:
        """Say that these changed; without any, that everything may have."""
        self.changed.emit(frozenset(subjects) or EVERYTHING)
