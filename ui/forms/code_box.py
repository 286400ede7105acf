"""A box for one code of a list: typed by code, title, other spelling or pinyin initials."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSizePolicy

from app.catalogue.model import Code, CodeList
from app.pinyin import all_initials

_OFFERED = 12


@cache
def _ways(codes: CodeList) -> tuple[tuple[Code, tuple[str, ...]], ...]:
    """Each code with everything it may be found by."""
    return tuple(
        (
            entry,
            tuple(
                text.casefold()
                for text in (
                    entry.code,
                    entry.title,
                    *entry.synonyms,
                    *all_initials(entry.title),
                )
            ),
        )
        for entry in codes.codes
    )


def matches(codes: CodeList, text: str) -> list[Code]:
    """The codes that ``text`` finds, those that begin with it first."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    begins, within = [], []
    for entry, ways in _ways(codes):
        if any(way.startswith(wanted) for way in ways):
            begins.append(entry)
        elif any(wanted in way for way in ways):
            within.append(entry)
    return begins + within


class CodeBox(QComboBox):
    """Shows titles, gives codes. Signal ``chosen()`` when one was picked or completed."""

    chosen = Signal()

    def __init__(self, codes: CodeList) -> None:
        super().__init__()
        self.codes = codes
        line = QLineEdit()
        self.setLineEdit(line)  # makes it editable, without a line of Qt's own before
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItem("", "")
        for entry in codes.codes:
            self.addItem(entry.title, entry.code)
        self._found = QStringListModel(self)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_OFFERED)
        completer.activated.connect(self._complete)
        self.setCompleter(completer)
        self.line = line
        line.textEdited.connect(self._offer)
        line.editingFinished.connect(self._settle)
        line.installEventFilter(self)
        self.activated.connect(self._activated)

    def code(self) -> str:
        """The code of the title in it; what was typed where it is no title."""
        typed = self.currentText().strip()
        place = self.findText(typed, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive)
        return str(self.itemData(place)) if place >= 0 else typed

    def put(self, code: str) -> None:
        """Show a code by its title; a text that is no code as it is."""
        place = self.findData(code) if code else 0
        self.setCurrentIndex(place)
        self.setEditText(self.itemText(place) if place >= 0 else code)

    def _offer(self, text: str) -> None:
        found = matches(self.codes, text)
        self._found.setStringList([entry.title for entry in found[: _OFFERED * 2]])

    def _settle(self) -> None:
        """Complete what was typed when only one code can be meant."""
        typed = self.currentText().strip()
        if not typed or self.findText(typed, Qt.MatchFlag.MatchExactly) >= 0:
            return
        found = matches(self.codes, typed)
        same = [e for e, ways in _ways(self.codes) if typed.casefold() in ways]
        only = same if len(same) == 1 else found
        if len(only) == 1:
            self.put(only[0].code)
            self.chosen.emit()

    def _complete(self, title: str) -> None:
        self.setCurrentIndex(self.findText(title, Qt.MatchFlag.MatchExactly))
        self.chosen.emit()

    def _activated(self, _place: int) -> None:
        self.chosen.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Alt+Down and F4 open the whole list from the line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if event.key() == Qt.Key.Key_F4 or (alt and event.key() == Qt.Key.Key_Down):
                self.showPopup()
                return True
        return super().eventFilter(watched, event)
