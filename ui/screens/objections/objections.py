"""The objections: the list, the one that is chosen, and everything that is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app import clock
from app.browsing.enterprise import Held
from app.browsing.objection_forms import FILING, answer_form
from app.browsing.objection_list import ObjectionList
from app.browsing.objection_page import ObjectionPage, read_objection
from app.catalogue.model import Value
from app.collection import records, states
from app.collection.objections import answer_objection
from app.keys.roles import Role
from app.merging.objection_packages import receive_objections
from app.outcomes import objections
from ui.actions import Action, bind, tool_bar
from ui.ask import PACKAGES, Telling
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.screen import Session, silent
from ui.screens.objections.choosing import RecordChooser
from ui.screens.objections.correcting import correct_record
from ui.screens.objections.page import ObjectionView
from ui.screens.objections.printing import print_paper
from ui.style import theme
from ui.tables.pane import ListPane

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_ENTRY = frozenset({Role.ENTRY})
_REVIEWER = frozenset({Role.REVIEWER})
_CHANGED = (Subject.OBJECTIONS, Subject.RECORDS)
_UNFIT = "本单位没有这家企业可以提出异议的记录：只有审核通过、仍在使用的记录可以。"


class ObjectionsTab(QWidget):
    """Acts are offered for the chosen objection as far as its state allows."""

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
            empty="没有异议。企业书面提出异议时，请当日登记，二十日内书面答复。",
        )
        self.pane.view.picked.connect(self._picked)
        self.pane.model.loaded.connect(self._seek)
        self.view = ObjectionView()
        self.acts = self._declared()
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

    def _declared(self) -> tuple[Action, ...]:
        return (
            Action("objection.file", "登记异议", self.file, "add", "Ctrl+N", roles=_BOTH),
            Action("objection.correct", "更正记录", self.correct, "edit", "F2", roles=_ENTRY),
            Action("objection.review", "去审核", self.review, "review", roles=_REVIEWER),
            Action("objection.withdraw", "撤回记录", self.withdraw, "cancel", roles=_REVIEWER),
            Action("objection.answer", "答复", self.answer, "ok", "Ctrl+Return", roles=_REVIEWER),
            Action("objection.print", "打印", self.print, "print", "Ctrl+P", roles=_BOTH),
            Action("objection.receive", "接收异议包…", self.receive, "import", roles=_BOTH),
        )

    def show_wanted(self, wanted: Mapping[str, str]) -> None:
        """Filter the list, or find one objection in it."""
        self._wanted = wanted.get("objection", "")
        self.pane.show_filter({} if self._wanted else wanted)

    def refresh(self) -> None:
        """Ask again for the list and the objection that is shown."""
        self.pane.ask()
        self._read(self.page.objection_id if self.page else "")

    def _seek(self) -> None:
        ids = self.pane.model.ids
        if self._wanted in ids:
            self.pane.view.selectRow(ids.index(self._wanted))
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
        page = self.page
        waits = page is not None and page.open
        for name, possible in (
            ("correct", waits),
            ("withdraw", waits),
            ("review", waits and page is not None and page.to_review),
            ("answer", page is not None and bool(page.results)),
            ("print", page is not None),
        ):
            if live := self.live.get(f"objection.{name}"):
                live.setEnabled(possible)

    def file(self) -> None:
        """Choose the record, then fill in what the paper says."""
        chooser = RecordChooser(self.session, _objectionable, _UNFIT)

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
                changed=_CHANGED,
            )  # fmt: skip

        message = "登记后记录立即标注“异议中”，二十日内须书面答复（征信业管理条例第二十五条）。"
        ask_form(self.session, FILING, message, "登记", then, above=chooser)
        chooser.finder.line.setFocus()

    def _filed(self, dialog: FormDialog, objection_id: str) -> None:
        dialog.accept()
        self.show_wanted({"objection": objection_id})

    def correct(self) -> None:
        """Open the record in its form."""
        if self.page is not None:
            correct_record(self.session, self.page, _CHANGED)

    def review(self) -> None:
        """Where corrected records are reviewed."""
        if self.page is not None:
            self.session.navigate("review", dataset=self.page.dataset)

    def withdraw(self) -> None:
        """Withdraw the record for a reason and with the password: it cannot be brought back."""
        page = self.page
        if page is None:
            return

        def given(reason: str) -> None:
            work = silent(records.withdraw, self.session.store, page.dataset, page.rec_id, reason)

            def confirmed(_password: str) -> None:
                self.session.act("撤回记录", work, changed=_CHANGED)

            message = f"将撤回“{page.name}”的这条记录，不能恢复；汇总端随下一次报送得知。"
            self.session.confirm(message, confirmed)

        message = "撤回的记录不再使用，撤回后答复“撤回”。请写明理由。"
        self.session.ask.reason("撤回记录", message, given)

    def answer(self) -> None:
        """Ask for the answer, then for the password: an answer is final."""
        page = self.page
        if page is None:
            return

        def then(values: dict[str, Value], dialog: FormDialog) -> None:
            result, said = str(values["result"]), str(values["answer"])
            closed = date.fromisoformat(str(values["closed"]))
            work = silent(
                answer_objection, self.session.store, page.objection_id,
                result=result, closed=closed, answer=said,
            )  # fmt: skip

            def confirmed(_password: str) -> None:
                self.session.act(
                    "答复异议", work, then=lambda _: dialog.accept(), failed=dialog.fail,
                    changed=_CHANGED,
                )  # fmt: skip

            message = f"将以“{result}”办结“{page.name}”的异议，登记后不能更改。"
            self.session.confirm(message, confirmed)

        texts = {"result": page.results[0], "closed": clock.today().isoformat()}
        ask_form(self.session, answer_form(page.results), page.todo, "登记答复", then, texts=texts)

    def print(self) -> None:
        """The notice of acceptance of an open one, the answer of a closed one."""
        if self.page is not None:
            kind = "objection_acceptance" if self.page.open else "objection_answer"
            print_paper(self.session, kind, self.page.objection_id, self.page.name)

    def receive(self) -> None:
        """Take in what the coordinator received on paper or tells of grades under objection."""
        self.session.ask.open_file("接收异议包", PACKAGES, self._receive)

    def _receive(self, path: Path) -> None:
        work = silent(receive_objections, self.session.store, path)
        self.session.act("接收异议包", work, then=self._received, changed=_CHANGED)

    def _received(self, count: int) -> None:
        message = f"已接收 {count} 件异议或标注。"
        self.session.ask.tell(Telling("接收异议包", message, "异议从申请书的日期起二十日内答复。"))


def _objectionable(held: Held) -> bool:
    return held.status in states.COUNTED
