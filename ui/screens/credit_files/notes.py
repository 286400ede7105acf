"""Objections, lists, findings, papers, measures: what stands beside the records, and ways to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem, QVBoxLayout, QWidget

from app.browsing import credit_file_notes as notes
from app.browsing.credit_file_notes import GROUPS, Note
from app.browsing.credit_file_page import FilePage
from app.documents.issuing.selection import Selection
from app.outcomes import words
from ui.actions import Action, bind, tool_bar
from ui.screen import Session
from ui.screens.credit_files.trees import tree
from ui.style import theme
from ui.tables.states import icon_of
from ui.widgets.paper import show_paper

_NOTE = Qt.ItemDataRole.UserRole
_TABS = {notes.STEP: "steps", notes.COOPERATION: "cooperation"}


class NotesPage(QWidget):
    """One group below the other; Enter or double click goes to what a line is about."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._page: FilePage | None = None
        self.listed = tree("异议、名单和文书", ("日期", "事项", "状态", "内容"), nested=True)
        self.listed.setObjectName("notes")
        self.listed.itemActivated.connect(self.open_note)
        act = Action("file.open", "打开", self.open_note, "eye", hint="打开选中的异议、名单或文书")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(tool_bar(self, bind(self, (act,), session.roles).values()))
        layout.addWidget(self.listed, 1)

    def show_page(self, page: FilePage) -> None:
        """Show every group, also those that have nothing."""
        self._page = page
        self.listed.clear()
        for group in GROUPS:
            mine = [note for note in page.notes if note.group == group]
            top = QTreeWidgetItem(self.listed, [f"{group}（{len(mine)}）"])
            top.setFirstColumnSpanned(True)
            top.setExpanded(bool(mine))
            for note in mine:
                item = QTreeWidgetItem(
                    top, [words.day_words(note.day), note.title, note.state, note.text]
                )
                item.setData(0, _NOTE, note)
                item.setToolTip(3, note.text)
                mark = icon_of(note.state)
                if mark is not None:
                    item.setIcon(2, mark)
        for column in range(3):
            self.listed.resizeColumnToContents(column)

    def choose(self, key: str) -> bool:
        """Put the cursor on the note of that number; False when there is none."""
        for top in map(self.listed.topLevelItem, range(self.listed.topLevelItemCount())):
            for item in map(top.child, range(top.childCount())) if top is not None else ():
                if item.data(0, _NOTE).key == key:
                    self.listed.setCurrentItem(item)
                    self.listed.setFocus()
                    return True
        return False

    def open_note(self) -> None:
        """Go to the screen that handles it, or show the paper."""
        item = self.listed.currentItem()
        note = item.data(0, _NOTE) if item is not None else None
        if not isinstance(note, Note) or self._page is None:
            return
        kind, about = notes.letter_of(note)
        if note.group == notes.OBJECTION:
            self.session.navigate("objections", objection=note.key)
        elif note.group == notes.DISPUTE:
            self.session.navigate("disputes", tab="contradictions", search=self._page.uscc)
        elif note.group == notes.LISTING:
            self.session.navigate("dishonesty", entry=note.key)
        elif note.group in _TABS:
            tab = _TABS[note.group]
            self.session.navigate("recommending", tab=tab, search=self._page.uscc)
        elif kind:
            chosen = Selection(about, frozenset({self._page.uscc}))
            show_paper(self.session, kind, chosen, self.window())
