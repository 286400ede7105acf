"""审核: what waits on the left, its records on the right, the chosen one old and new below."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.browsing.review_list import (
    BATCH,
    DATASET,
    ONLY,
    Case,
    ReviewList,
    Waiting,
    read_case,
    sample,
    waiting,
)
from app.collection import review
from app.collection.review import Approval, Forecast
from app.keys.roles import Role
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.changes import Changes, Subject
from ui.screen import Screen, Session, silent
from ui.screens.review import telling
from ui.screens.review.case import CasePanel
from ui.screens.review.groups import Group, Groups
from ui.screens.review.reasons import ReasonsDialog
from ui.style import theme
from ui.tables.pane import ListPane

_SAMPLE = 20
_REVIEWERS = frozenset({Role.REVIEWER})


class ReviewScreen(Screen):
    """``wanted`` may name ``dataset``, ``batch``, and filters of the list."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._wanted: Group = ("", "")
        self.groups = Groups(self)
        self.groups.chosen.connect(self._choose_group)
        source = ReviewList(session.store, lambda: session.search)
        self.pane = ListPane(source, "review", session, self, empty="这里没有待审核的记录。")
        self.pane.view.picked.connect(self._look)
        self.case = CasePanel(self)
        self.said = QLabel()
        self.said.setObjectName("said")
        self.said.setWordWrap(True)
        self._build()
        self._ask_groups()

    def _build(self) -> None:
        live = bind(self, self._actions(), self.session.roles)
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.groups, 1)
        column.addLayout(self._sample_row())
        top = QHBoxLayout()
        if live:
            top.addWidget(tool_bar(self, live.values()))
        else:
            self.said.setText("您没有“审核”权限：这里只能查看，通过和退回由审核人办理。")
        top.addWidget(self.said, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.pane)
        split.addWidget(self.case)
        split.setSizes([theme.unit() * 30, theme.unit() * 24])
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addLayout(top)
        column.addWidget(split, 1)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(right)
        whole.setStretchFactor(1, 1)
        for splitter in (split, whole):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(theme.unit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(whole)

    def _sample_row(self) -> QHBoxLayout:
        self.size_of_sample = QSpinBox()
        self.size_of_sample.setRange(1, 9_999)
        self.size_of_sample.setValue(_SAMPLE)
        self.size_of_sample.setSuffix(" 条")
        self.size_of_sample.setObjectName("sampleSize")
        self.size_of_sample.setAccessibleName("抽查条数")
        self.draw = QPushButton("抽查")
        self.draw.setObjectName("draw")
        self.draw.setToolTip("从列出的记录中随机抽取若干条核对")
        self.draw.clicked.connect(self.draw_sample)
        self.whole = QPushButton("显示全部")
        self.whole.setObjectName("whole")
        self.whole.clicked.connect(self.show_whole)
        self.whole.hide()
        row = QHBoxLayout()
        for widget in (self.size_of_sample, self.draw, self.whole):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _actions(self) -> Sequence[Action]:
        return (
            Action(
                "review.approve",
                "通过所选",
                self.approve_picked,
                "ok",
                "Ctrl+Return",
                "通过选中的记录",
                _REVIEWERS,
            ),
            Action(
                "review.approveAll",
                "列出的全部通过",
                self.approve_listed,
                "review",
                "Ctrl+Shift+Return",
                "通过当前列出的全部记录",
                _REVIEWERS,
            ),
            Action(
                "review.return",
                "退回所选",
                self.return_picked,
                "returned",
                "Ctrl+R",
                "写明理由，退回给录入人更正",
                _REVIEWERS,
            ),
        )

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return self._actions() if Role.REVIEWER in self.session.roles else ()

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show the group and the filter that somebody asked for."""
        if wanted:
            self._wanted = (wanted.get(DATASET, ""), wanted.get(BATCH, ""))
            self.pane.bar.put(wanted)
            self._ask_groups()
        self.groups.setFocus(Qt.FocusReason.OtherFocusReason)

    def changed(self, what: Changes) -> None:
        """Count again when records may differ."""
        if what & {Subject.RECORDS, Subject.REGISTER}:
            self._ask_groups()

    def _ask_groups(self) -> None:
        self.session.read("待审核", partial(waiting, self.session.store), self._show_groups)

    def _show_groups(self, found: Sequence[Waiting]) -> None:
        self.groups.show_groups(found)
        if self._wanted != ("", ""):
            self.groups.choose(self._wanted)
            self._wanted = ("", "")

    def _choose_group(self, group: Group) -> None:
        dataset, batch = group
        fixed = {DATASET: dataset, BATCH: batch}
        same = {**self.pane.fixed, ONLY: ""} == {**fixed, ONLY: ""}
        if same and ONLY in self.pane.fixed:
            fixed[ONLY] = self.pane.fixed[ONLY]
        self._show_sampling(ONLY in fixed)
        self.pane.fixed = fixed
        self.pane.ask()

    def draw_sample(self) -> None:
        """Show so many of the listed records, drawn at random."""
        drawn = sample(self.pane.model.ids, self.size_of_sample.value())
        if drawn:
            self.pane.fixed = {**self.pane.fixed, ONLY: json.dumps(drawn)}
            self._show_sampling(True)
            self.pane.ask()

    def show_whole(self) -> None:
        """Back from the sample to all records of the group."""
        self.pane.fixed.pop(ONLY, None)
        self._show_sampling(False)
        self.pane.ask()
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_sampling(self, on: bool) -> None:
        self.whole.setVisible(on)
        for widget in (self.size_of_sample, self.draw):
            widget.setVisible(not on)

    def _look(self) -> None:
        key = self.pane.view.current_key()
        if key is None:
            self.case.show_case(None)
            return
        self.session.read("读取记录", partial(read_case, self.session.store, key), self._show_case)

    def _show_case(self, case: Case) -> None:
        if case.key == self.pane.view.current_key():
            self.case.show_case(case)

    def approve_picked(self) -> None:
        """Sign off the selected records."""
        self._forecast(self.pane.view.picked_keys())

    def approve_listed(self) -> None:
        """Sign off everything that the list holds as it is filtered now."""
        self._forecast(list(self.pane.model.ids))

    def _forecast(self, keys: Sequence[str]) -> None:
        if not keys:
            self.session.ask.tell(Telling("没有选中记录", "请先在列表中选中要审核的记录。"))
            return
        store, dataset = self.session.store, keys[0].split("/")[0]
        rec_ids = [key.split("/")[1] for key in keys]

        def judged(found: Forecast) -> None:
            self._reason(dataset, rec_ids, found)

        self.session.read("核对记录", partial(review.forecast, store, dataset, rec_ids), judged)

    def _reason(self, dataset: str, rec_ids: Sequence[str], found: Forecast) -> None:
        if not found.passing:
            self.session.ask.tell(
                Telling(
                    "不能通过",
                    telling.blocked_words(found.blocked),
                    "没有审核任何记录。",
                    found.blocked[0].code,
                )
            )
        elif found.warnings:
            dialog = ReasonsDialog(found.warnings, self)
            dialog.given.connect(partial(self._sign, dataset, rec_ids, found))
            dialog.open()
        else:
            self._sign(dataset, rec_ids, found, {})

    def _sign(
        self,
        dataset: str,
        rec_ids: Sequence[str],
        found: Forecast,
        reasons: Mapping[str, str],
    ) -> None:
        store = self.session.store

        def work(progress: Any) -> Approval:
            return review.approve(store, dataset, rec_ids, reasons=reasons, progress=progress)

        def act(_password: str) -> None:
            self.session.act("审核通过", work, then=self._approved, changed=(Subject.RECORDS,))

        self.session.confirm(telling.before_signing(store.operator, found), act)

    def _approved(self, done: Approval) -> None:
        self.said.setText(telling.after_signing(done))
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def return_picked(self) -> None:
        """Send the selected records back, with a reason."""
        keys = self.pane.view.picked_keys()
        if not keys:
            self.session.ask.tell(Telling("没有选中记录", "请先在列表中选中要退回的记录。"))
            return
        message = f"将把 {len(keys):,} 条记录退回录入人更正，理由会显示给录入人。"
        self.session.ask.reason("退回", message, partial(self._return, keys))

    def _return(self, keys: Sequence[str], reason: str) -> None:
        dataset = keys[0].split("/")[0]
        rec_ids = [key.split("/")[1] for key in keys]
        work = silent(review.return_, self.session.store, dataset, rec_ids, reason=reason)
        self.session.act("退回", work, then=self._returned, changed=(Subject.RECORDS,))

    def _returned(self, count: int) -> None:
        self.said.setText(f"已退回 {count:,} 条，录入人会在“待更正”中看到理由。")
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)
