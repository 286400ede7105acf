"""The lists, the entry that is chosen with its legal basis, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from app import clock
from app.browsing.dishonesty_forms import REMOVAL, entry_form
from app.browsing.dishonesty_list import IN_FORCE, OVER, STATES, WAITING, DishonestyList, Listed
from app.browsing.dishonesty_page import Pairs, entry_facts, next_step
from app.catalogue.model import Value
from app.documents.issuing.selection import Selection
from app.keys.roles import Role
from app.outcomes import dishonesty
from ui.actions import Action, bind, tool_bar
from ui.changes import Changes, Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.forms.enterprise_finder import EnterpriseFinder
from ui.screen import Screen, Session, silent
from ui.style import fonts, theme
from ui.tables.facts import Facts
from ui.tables.pane import ListPane
from ui.widgets.counts_line import CountsLine
from ui.widgets.paper import show_paper

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_REVIEWER = frozenset({Role.REVIEWER})
_CHANGED = (Subject.RECORDS,)
_SHOWN = {Subject.RECORDS, Subject.REGISTER, Subject.OBJECTIONS}
_PASSED_ON = "只转载有权机关依法作出的认定，不由评分产生（国办发〔2020〕49号）。"


class DishonestyScreen(Screen):
    """``wanted`` may carry the list's filters, or ``entry`` for one of its rows."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.chosen: Listed | None = None
        self._wanted = ""
        self.source = DishonestyList(session.store, lambda: session.search)
        self.pane = ListPane(
            self.source,
            "dishonesty",
            session,
            self,
            hint="企业名称、拼音首字母、代码、文号或机关",
            narrow=True,
            empty=f"名单里没有企业。{_PASSED_ON}",
        )
        self.pane.view.setAccessibleName("失信名单")
        self.pane.view.picked.connect(self._picked)
        self.pane.model.loaded.connect(self._loaded)
        self.counts = CountsLine("名单件数", self)
        self.counts.linkActivated.connect(self._show_state)
        self.todo = QLabel(_PASSED_ON)
        self.todo.setObjectName("todo")
        self.todo.setWordWrap(True)
        self.todo.setFont(fonts.larger(self.font(), 1.0, bold=True))
        self.facts = Facts("认定")
        self.acts = self._declared()
        self.live = bind(self, self.acts, session.roles)
        self._build()
        self._show(None, ())
        self.refresh()

    def _build(self) -> None:
        beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(self.todo)
        column.addWidget(self.facts, 1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(theme.unit())
        parts.addWidget(self.pane)
        parts.addWidget(beside)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(self.counts)
        layout.addWidget(tool_bar(self, self.live.values()))
        layout.addWidget(parts, 1)

    def _declared(self) -> tuple[Action, ...]:
        return (
            Action("listing.propose", "登记认定…", self.propose, "add", "Ctrl+N", roles=_BOTH),
            Action("listing.confirm", "确认…", self.confirm, "ok", "Ctrl+Return", roles=_REVIEWER),
            Action("listing.remove", "移出…", self.remove, "cancel", roles=_REVIEWER),
            Action("listing.print", "打印告知书…", self.print, "print", "Ctrl+P", roles=_BOTH),
            Action("listing.file", "信用档案", self.show_file, "credit_files"),
        )

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show a filtered list, or find one entry in it."""
        if wanted:
            self._wanted = wanted.get("entry", "")
            self.pane.show_filter({} if self._wanted else wanted)
        self.pane.take_focus()

    def changed(self, what: Changes) -> None:
        """Ask again when what the lists are made of may differ."""
        if what & _SHOWN:
            self.refresh()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return self.acts

    def refresh(self) -> None:
        """Ask again for the list and the counts."""
        self.pane.ask()
        self.session.read("统计名单", self.source.counts, self._count)

    def _count(self, counts: Mapping[str, int]) -> None:
        self.counts.show_counts({one: one for one in STATES}, counts, "件")

    def _show_state(self, state: str) -> None:
        self.pane.show_filter({"state": state})

    def _loaded(self) -> None:
        if self.pane.view.choose(self._wanted):
            self._wanted = ""
        self._picked(self.pane.view.picked_keys())

    def _picked(self, keys: list[str]) -> None:
        one = self.source.one(keys[0]) if len(keys) == 1 else None
        if one is None:
            self._show(None, ())
            return
        work = partial(entry_facts, self.session.store, one)
        self.session.read("读取认定", work, partial(self._show, one))

    def _show(self, one: Listed | None, facts: Pairs) -> None:
        self.chosen = one
        self.todo.setText(next_step(one) if one is not None else _PASSED_ON)
        self.facts.show_pairs(facts, "" if one else "选一件认定，这里显示它的依据和来源。")
        state = one.state if one is not None else ""
        by_hand = one is not None and not one.mirrored
        for name, possible in (
            ("confirm", state == WAITING),
            ("remove", by_hand and state != OVER),
            ("print", state == IN_FORCE),
            ("file", one is not None),
        ):
            if live := self.live.get(f"listing.{name}"):
                live.setEnabled(possible)

    def propose(self) -> None:
        """Enter another body's decision as its document says."""
        finder = EnterpriseFinder(self.session)

        def then(values: dict[str, Value], dialog: FormDialog) -> None:
            if not finder.uscc():
                dialog.refuse("请先选定企业。")
                return
            days = {
                name: date.fromisoformat(str(values[name])) if values[name] else None
                for name in ("since", "until")
            }
            work = silent(
                dishonesty.propose, self.session.store, str(values["list_code"]), finder.uscc(),
                body=str(values["body"]), decision_no=str(values["decision_no"]),
                decided=date.fromisoformat(str(values["decided"])), basis=str(values["basis"]),
                **days,
            )  # fmt: skip
            self.session.act(
                "登记认定", work, then=partial(self._proposed, dialog), failed=dialog.fail,
                changed=_CHANGED,
            )  # fmt: skip

        message = f"{_PASSED_ON}登记后由另一名审核人确认，确认前没有效力。"
        ask_form(self.session, entry_form(), message, "登记", then, above=finder)
        finder.line.setFocus()

    def _proposed(self, dialog: FormDialog, number: str) -> None:
        dialog.accept()
        self._wanted = number
        self.pane.show_filter({})

    def confirm(self) -> None:
        """The second person, with the password: from then on the entry has force."""
        one = self.chosen
        if one is None:
            return
        work = silent(dishonesty.confirm, self.session.store, one.entry.number)

        def confirmed(_password: str) -> None:
            self.session.act("确认认定", work, changed=_CHANGED)

        message = f"将把“{one.entry.name}”列入“{one.entry.title}”，依据{one.entry.document}。"
        self.session.confirm(f"{message}请先对照决定书核对。", confirmed)

    def remove(self) -> None:
        """End an entry for a reason, with the password: it does not come back."""
        one = self.chosen
        if one is None:
            return

        def then(values: dict[str, Value], dialog: FormDialog) -> None:
            work = silent(
                dishonesty.remove, self.session.store, one.entry.number,
                on=date.fromisoformat(str(values["on"])), reason=str(values["reason"]),
            )  # fmt: skip

            def confirmed(_password: str) -> None:
                self.session.act(
                    "移出名单", work, then=lambda _: dialog.accept(), failed=dialog.fail,
                    changed=_CHANGED,
                )  # fmt: skip

            message = f"将把“{one.entry.name}”移出“{one.entry.title}”，不能恢复。"
            self.session.confirm(message, confirmed)

        texts = {"on": clock.today().isoformat()}
        message = "移出后不再公示和使用，经过留在审计日志里。"
        ask_form(self.session, REMOVAL, message, "移出", then, texts=texts)

    def print(self) -> None:
        """失信名单及限制措施告知书, to be looked at first."""
        if self.chosen is not None:
            chosen = Selection(self.chosen.entry.number)
            show_paper(self.session, "listing_notice", chosen, self.window())

    def show_file(self) -> None:
        """Everything about the enterprise."""
        if self.chosen is not None:
            self.session.navigate("credit_files", uscc=self.chosen.entry.uscc)
