"""What both editions do with objections: look at them, take one in, print its letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.browsing.objection_forms import FILING
from app.browsing.objection_list import ObjectionList
from app.browsing.objection_page import ObjectionPage, read_objection
from app.catalogue.model import Value
from app.documents.issuing.selection import Selection
from app.keys.roles import Role
from app.outcomes import objections
from ui.actions import Action, bind, tool_bar
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.screen import Session, silent
from ui.screens.objections.choosing import RecordChooser
from ui.screens.objections.page import ObjectionView
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.paper import show_paper

BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
REVIEWER = frozenset({Role.REVIEWER})
CHANGED = (Subject.OBJECTIONS, Subject.RECORDS)


class ObjectionsTab(QWidget):
    """Acts are offered for the chosen objection as far as its state allows.

    An edition says which acts it has (:meth:`declared`), when they can be done (:meth:`possible`)
    and how the record is found that a paper is about (:meth:`chooser`).
    """

    empty = "没有异议。企业书面提出异议时，请当日登记，二十日内书面答复。"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.page: ObjectionPage | None = None
        self._wanted = ""
        self.pane = ListPane(
            ObjectionList(session.store, lambda: session.search),
            "objections",
            session,
            self,
            hint="企业名称、拼音首字母、代码或异议内容",
            empty=self.empty,
        )
        self.pane.view.picked.connect(self._picked)
        self.pane.model.loaded.connect(self._seek)
        self.view = ObjectionView()
        self.acts = self.declared()
        self.live = bind(self, self.acts, session.roles)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(theme.unit())
        parts.addWidget(self.pane)
        parts.addWidget(self.view)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(tool_bar(self, self.live.values()))
        layout.addWidget(parts, 1)
        self._offer()
        self.pane.ask()

    def declared(self) -> tuple[Action, ...]:
        """The acts of this edition, in the order of the work."""
        raise NotImplementedError

    def possible(self, page: ObjectionPage | None) -> Mapping[str, bool]:
        """Which acts can be done with the chosen one now; those left out always can."""
        raise NotImplementedError

    def chooser(self) -> RecordChooser:
        """Where the record is chosen that a new objection is about."""
        raise NotImplementedError

    def filing(self) -> Action:
        """The act with which every objection begins."""
        return Action("objection.file", "登记异议…", self.file, "add", "Ctrl+N", roles=BOTH)

    def printing(self) -> Action:
        """The act with which an objection is told to the enterprise."""
        return Action("objection.print", "打印…", self.print, "print", "Ctrl+P", roles=BOTH)

    def show_wanted(self, wanted: Mapping[str, str]) -> None:
        """Filter the list, find one ``objection`` in it, or take one in: of an ``enterprise`` to

        a ``record``.
        """
        if uscc := wanted.get("enterprise", ""):
            self.file(uscc, wanted.get("record", ""))
            return
        self._wanted = wanted.get("objection", "")
        self.pane.show_filter({} if self._wanted else wanted)

    def refresh(self) -> None:
        """Ask again for the list and the objection that is shown."""
        self.pane.ask()
        self._read(self.page.objection_id if self.page else "")

    def _seek(self) -> None:
        if self.pane.view.choose(self._wanted):
            self.pane.take_focus()
            self._wanted = ""

    def _picked(self, keys: list[str]) -> None:
        self._read(keys[0] if len(keys) == 1 else "")

    def _read(self, objection_id: str) -> None:
        if not objection_id:
            self._show(None)
            return
        work = partial(read_objection, self.session.store, objection_id)
        self.session.read("读取异议", work, self._show)

    def _show(self, page: ObjectionPage | None) -> None:
        self.page = page
        self.view.show_page(page)
        self._offer()

    def _offer(self) -> None:
        """What cannot be done with the chosen one now is grey; the rules are in ``app``."""
        for name, possible in self.possible(self.page).items():
            if live := self.live.get(f"objection.{name}"):
                live.setEnabled(possible)

    def file(self, uscc: str = "", rec_id: str = "") -> None:
        """Choose the record, then fill in what the paper says."""
        chooser = self.chooser()
        chooser.wanted = rec_id

        def then(values: dict[str, Value], dialog: FormDialog) -> None:
            held = chooser.record()
            if held is None:
                dialog.refuse("请先选定企业和所指的记录。")
                return
            filed, statement = date.fromisoformat(str(values["filed"])), str(values["statement"])
            work = silent(
                objections.file, self.session.store, held.dataset, held.rec_id,
                filed=filed, statement=statement,
            )  # fmt: skip
            self.session.act(
                "登记异议", work, then=partial(self._filed, dialog), failed=dialog.fail,
                changed=CHANGED,
            )  # fmt: skip

        message = "登记后记录立即标注“异议中”，二十日内须书面答复（征信业管理条例第二十五条）。"
        ask_form(self.session, FILING, message, "登记", then, above=chooser)
        chooser.finder.line.setText(uscc)
        chooser.finder.line.setFocus()

    def _filed(self, dialog: FormDialog, objection_id: str) -> None:
        dialog.accept()
        self.show_wanted({"objection": objection_id})

    def print(self) -> None:
        """The notice of acceptance of an open one, the answer of a closed one."""
        if self.page is not None:
            kind = "objection_acceptance" if self.page.open else "objection_answer"
            show_paper(self.session, kind, Selection(self.page.objection_id), self.window())
