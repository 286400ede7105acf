"""The row under the hands of a clerk: what is stored, and what is typed over it. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.browsing.entry_row import EntryRow
from app.collection.drafts import NEW
from app.collection.findings import NOTE, Finding

BY_CHOICE = frozenset({"uscc", "ent_name"})


class WorkingRow:
    """One row while it is edited.

    ``typed`` holds only what differs from what is stored; ``audit_seq`` names the state it was
    typed over, which a draft of an earlier visit brings with it.
    """

    def __init__(self, row: EntryRow) -> None:
        self.row = row
        self.audit_seq = row.typed.audit_seq if row.typed else row.audit_seq
        self.typed: dict[str, str] = dict(row.typed.texts) if row.typed else {}

    @property
    def key(self) -> str:
        """The record's id, or ``new``."""
        return self.row.key

    @property
    def is_new(self) -> bool:
        """Whether it is not yet a record."""
        return self.key == NEW

    @property
    def dirty(self) -> bool:
        """Whether anything is typed that is not saved."""
        return bool(self.typed)

    def text(self, name: str) -> str:
        """What stands in a field now."""
        return self.typed.get(name, self.row.texts.get(name, ""))

    def texts(self, names: Iterable[str]) -> dict[str, str]:
        """What stands in these fields now."""
        return {name: self.text(name) for name in names}

    def type(self, name: str, text: str) -> bool:
        """Take what stands in an editor; whether that changed anything."""
        before = self.text(name)
        if text == self.row.texts.get(name, ""):
            self.typed.pop(name, None)
        else:
            self.typed[name] = text
        return before != text

    def rebase(self, row: EntryRow) -> list[Finding]:
        """Lay what is typed over the record as it stands now; tells where the two differ."""
        self.row, self.audit_seq = row, row.audit_seq
        self.typed = {n: text for n, text in self.typed.items() if text != row.texts.get(n, "")}
        return [
            Finding("", NOTE, 0, "", name, text, f"现在保存的是“{row.texts.get(name, '')}”。", "")
            for name, text in self.typed.items()
        ]

    def copy(self, texts: Mapping[str, str]) -> None:
        """Fill the fields in which nothing stands; the enterprise is copied whole or not at all."""
        chosen = any(self.text(name) for name in BY_CHOICE)
        for name, text in texts.items():
            if text and not self.text(name) and not (chosen and name in BY_CHOICE):
                self.type(name, text)

    def about(self, findings: Iterable[Finding]) -> list[Finding]:
        """The remarks that help now: of a new row only those on what is filled in already."""
        if not self.is_new:
            return list(findings)
        return [
            said
            for said in findings
            if self.text(said.field) or (not said.field and said.code != "E-SUBJECT")
        ]
