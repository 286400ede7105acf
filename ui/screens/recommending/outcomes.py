"""The outcomes of a run: everybody under exactly one, with the reason and the way up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QWidget

from app.browsing import run_list
from app.browsing.issued_list import change_words, recipients
from app.browsing.rated_list import RUN, RatedList
from app.browsing.rated_page import Pairs, read_way
from app.browsing.rating_forms import issuing_form
from app.browsing.run_list import Told
from app.catalogue.model import Value
from app.keys.roles import Role
from app.outcomes import recommending
from app.outcomes.recommending import OUTCOMES
from app.outcomes.words import day_words, iso
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.screen import Session, silent
from ui.style import theme
from ui.tables.facts import Facts
from ui.tables.pane import ListPane
from ui.widgets.counts_line import CountsLine
from ui.widgets.run_box import RunBox
from ui.widgets.scrolled_body import scrolled_body

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_FILTERS = ("outcome", "pending", "township")
_SHOWN = ("name", "final_grade", "score", "outcome", "why", "township")


class OutcomesTab(QWidget):
    """Signals ``step_wanted(code)``, ``cooperation_wanted(code)``; ``issued()`` after a list."""

    step_wanted = Signal(str)
    cooperation_wanted = Signal(str)
    issued = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.box = RunBox(session)
        self.counts = CountsLine("评级结论", self)
        self.validity = QLabel()
        self.pane = ListPane(
            RatedList(session.store, lambda: session.search, _FILTERS), "outcomes", session, self,
            empty="没有符合条件的企业。还没有评级的，请先到“评级”办理。",
        )  # fmt: skip
        self.way = Facts("升级最短路径")
        self.acts = (
            Action("outcomes.issue", "发出名单…", self.ask_issue, "sent", "Ctrl+S",
                   roles=frozenset({Role.REVIEWER})),
            Action("outcomes.step", "登记辅导措施…", self.want_step, "add", roles=_BOTH),
            Action("outcomes.cooperate", "登记合作…", self.want_cooperation, "add", roles=_BOTH),
            Action("outcomes.sheet", "查看评分", self.show_sheet, "eye", "Ctrl+G"),
        )  # fmt: skip
        self._build()
        self.box.chosen.connect(self._show_run)
        self.counts.linkActivated.connect(self._show_outcome)
        self.pane.view.opened.connect(self._open)
        self.pane.view.picked.connect(self._picked)
        self.box.refresh()

    def _build(self) -> None:
        if not self.session.settings.recall("columns.outcomes"):
            self.pane.view.show_columns(_SHOWN)
        self.validity.setProperty("role", "muted")
        self.validity.setObjectName("validity")
        named = QLabel("评级")
        named.setBuddy(self.box)
        top = QHBoxLayout()
        top.setSpacing(theme.unit())
        top.addWidget(named)
        top.addWidget(self.box)
        top.addWidget(self.validity, 1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(theme.unit())
        halves.addWidget(self.pane)
        halves.addWidget(self.way)
        halves.setStretchFactor(0, 5)
        halves.setStretchFactor(1, 2)
        layout = scrolled_body(self)
        layout.addLayout(top)
        layout.addWidget(tool_bar(self, bind(self, self.acts, self.session.roles).values()))
        layout.addWidget(self.counts)
        layout.addWidget(halves, 1)
        self.pane.view.setMinimumHeight(theme.row() * 5)

    def show_wanted(self, wanted: Mapping[str, str]) -> None:
        """A run, and its enterprises filtered."""
        self.pane.bar.put(wanted)
        self.box.refresh(wanted.get(RUN, ""))

    def refresh(self) -> None:
        """Ask again for the runs, and with them for the list."""
        self.box.refresh()

    def _show_run(self, run_id: str) -> None:
        self.pane.fixed = {RUN: run_id}
        self.pane.ask()
        self.way.show_pairs((), "在左边选一家企业，这里显示升到上一级最少要做什么。")
        if run_id:
            work = partial(run_list.told, self.session.store, run_id)
            self.session.read("读取评级", work, self._show_told)

    def _show_told(self, run: Told) -> None:
        kinds = {one: one for one in OUTCOMES}
        self.counts.show_counts(kinds, run.outcomes, "户")
        self.validity.setText(
            f"{run.scheme}　有效至 {iso(run.valid_until)}　"
            + (f"发布于 {run.published}" if run.published else "未发布，名单只能发给工作组")
        )

    def _show_outcome(self, outcome: str) -> None:
        self.pane.show_filter({"outcome": outcome})
        self.pane.take_focus()

    def _picked(self, keys: list[str]) -> None:
        if len(keys) != 1:
            return
        store, run_id, uscc = self.session.store, self.box.run_id, keys[0]
        self.session.read(
            "计算升级路径", lambda: (uscc, read_way(store, run_id, uscc)), self._show_way,
            failed=self._no_way,
        )  # fmt: skip

    def _no_way(self, _error: Exception) -> None:
        self.way.show_pairs((), "没有算出升级路径。")

    def _show_way(self, found: tuple[str, Pairs]) -> None:
        if found[0] == self.pane.view.current_key():
            self.way.show_pairs(found[1])

    def _open(self, uscc: str) -> None:
        self.session.navigate("ratings", run=self.box.run_id, uscc=uscc)

    def show_sheet(self) -> None:
        """The score sheet of the enterprise under the cursor."""
        if uscc := self.pane.view.current_key():
            self._open(uscc)

    def want_step(self) -> None:
        """Note a measure for the enterprise under the cursor."""
        self.step_wanted.emit(self.pane.view.current_key() or "")

    def want_cooperation(self) -> None:
        """Note a cooperation of the enterprise under the cursor."""
        self.cooperation_wanted.emit(self.pane.view.current_key() or "")

    def ask_issue(self) -> None:
        """Ask for kind and recipient of a list of this run."""
        if self.box.run_id:
            message = "只列已授权的企业；上级只收推荐名单，银行收推荐和孵化名单，待补正只发工作组。"
            texts = {"kind": self.pane.bar.wanted().get("outcome", "")}
            form = issuing_form(self.session.store)
            ask_form(self.session, form, message, "试列名单", self._try, texts=texts)

    def _try(self, values: Mapping[str, Value], dialog: FormDialog) -> None:
        store, run_id = self.session.store, self.box.run_id
        kind, to = str(values["kind"]), str(values["to"])

        def work() -> dict[str, Any]:
            with store.read() as conn:
                return recommending.listed(store, conn, run_id, kind, to)

        self.session.read("试列名单", work, partial(self._confirm, dialog), failed=dialog.fail)

    def _confirm(self, dialog: FormDialog, content: dict[str, Any]) -> None:
        dialog.accept()
        to = recipients(self.session.store)[content["recipient"]]
        changes = change_words(content)
        more = f"（与上一份相比：{changes}）" if changes else ""
        names = "、".join(row["name"] for row in content["rows"][:5])
        self.session.confirm(
            f"将向{to}发出{content['kind']}名单：{len(content['rows']):,} 家{more}，"
            f"有效至{day_words(content['valid_until'])}。\n{names}"
            f"{'…' if len(content['rows']) > 5 else ''}\n\n名单编号入册，不能收回；"
            "以后的变动随新名单告知。",
            lambda _password: self.issue(content["kind"], content["recipient"]),
        )

    def issue(self, kind: str, to: str) -> None:
        """Issue the list."""
        work = silent(recommending.issue, self.session.store, self.box.run_id, kind, to)
        self.session.act("发出名单", work, then=self._issued, changed=(Subject.GRADES,))

    def _issued(self, list_id: str) -> None:
        self.issued.emit()
        told = f"已发出，编号 {list_id}。"
        self.session.ask.tell(Telling("发出名单", told, "在“已发名单”中查看、打印或导出工作簿。"))
