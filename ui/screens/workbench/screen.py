"""The workbench: one big next step, cards of what waits, coverage, package, objections, backup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.browsing.next_step import STALE_BACKUP, Step, next_step
from app.browsing.standing import urgency
from app.browsing.task_cards import Card, cards
from app.browsing.workbench import PRESSING_DAYS, Workbench, read_workbench
from ui.actions import Action
from ui.changes import Changes
from ui.screen import Screen, Session
from ui.screens.workbench.cards import CardFrame, CardGrid, TaskCard
from ui.screens.workbench.coverage import CoverageList
from ui.style import fonts, icons, theme

_OBJECTIONS = 3
"""So many of the most urgent objections are named."""


class WorkbenchScreen(Screen):
    """Read whole in one job each time it is shown and after every change."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._step = Step("", "")
        self._reading = self._stale = False
        self._tasks: Sequence[Card] = ()
        self._side: tuple[object, ...] = ()
        self._titles = {
            code: data_set.title for code, data_set in session.store.catalogue.data_sets.items()
        }
        self.cards = CardGrid()
        self.coverage = CoverageList()
        self.coverage.opened.connect(self._open_data_set)
        self.side = CardGrid()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit() * 3 // 2)
        column.addWidget(self._next())
        column.addWidget(self.cards)
        column.addWidget(self.side)
        column.addWidget(self.coverage, 1)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(room)

    def _next(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        self.button = QPushButton(icons.icon("next", theme.colours().on_accent), "")
        self.button.setObjectName("nextStep")
        self.button.setProperty("primary", True)
        self.button.setFont(fonts.larger(self.font(), 1.4, bold=True))
        self.button.setMinimumHeight(theme.unit() * 6)
        self.button.clicked.connect(self.take_step)
        self.why = QLabel("正在读取…")
        self.why.setObjectName("why")
        self.why.setWordWrap(True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(*[theme.unit() * 2] * 4)
        row.setSpacing(theme.unit() * 3)
        row.addWidget(self.button)
        row.addWidget(self.why, 1)
        self.button.hide()
        return frame

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Read anew: a day may have passed."""
        self.refresh()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def changed(self, what: Changes) -> None:
        """Anything may change what waits."""
        self.refresh()

    def actions_offered(self) -> Sequence[Action]:
        """The next step from Ctrl+K."""
        return (Action("workbench.next", "工作台：下一步", self.take_step, "next"),)

    def refresh(self) -> None:
        """Read everything again in the background; once more if asked again meanwhile."""
        self._stale = self._reading
        if self._reading:
            return
        self._reading = True
        session = self.session
        session.read(
            "读取工作台",
            lambda: read_workbench(session.store, session.backups),
            self._show,
            failed=self._failed,
        )

    def _read_again(self) -> None:
        self._reading = False
        if self._stale:
            self.refresh()

    def _failed(self, error: Exception) -> None:
        self.why.setText("工作台读不出来。")
        self.session.show_error(error)
        self._read_again()

    def take_step(self) -> None:
        """Go where the next step is taken."""
        if self._step.screen:
            self.session.navigate(self._step.screen, **self._step.wanted)

    def _open_data_set(self, code: str) -> None:
        self.session.navigate("entry", dataset=code)

    def _show(self, found: Workbench) -> None:
        step = self._step = next_step(found.tasks, self.session.roles)
        self.button.setText(f"下一步：{step.title}")
        self.button.setVisible(bool(step.screen))
        self.why.setText(step.why if step.screen else f"{step.title}。{step.why}")
        self._show_cards(found)
        self.coverage.show_coverage(found.coverage)
        self._read_again()

    def _show_cards(self, found: Workbench) -> None:
        """Only what differs is made anew, so that a cursor on a button stays there."""
        tasks = cards(found.tasks, self._titles)
        if tasks != self._tasks:
            self._tasks = tasks
            self.cards.show_cards(TaskCard(card, self.session) for card in tasks)
        side = (found.package, found.objections, found.backup, found.tasks.backup_age)
        if side != self._side:
            self._side = side
            boxes = (self._package(found), self._objections(found), self._backup(found))
            self.side.show_cards(boxes)

    def _package(self, found: Workbench) -> CardFrame:
        frame = CardFrame("上次报送", "card.package")
        last = found.package
        if last is None:
            frame.say("还没有报送过。", muted=True)
        else:
            frame.say(f"{last.written}报送 {last.records:,} 条")
            frame.say(last.name, muted=True)
            if last.receipt:
                frame.say(f"{last.receipt}收到回执", state="good")
            else:
                frame.say("还没有收到回执", state="soon")
        frame.column.addStretch(1)
        return frame

    def _objections(self, found: Workbench) -> CardFrame:
        frame = CardFrame("异议", "card.objections")
        if not found.objections:
            frame.say("没有未答复的异议。", muted=True)
        for place, one in enumerate(found.objections[:_OBJECTIONS]):
            state, words = urgency(one.days_left, PRESSING_DAYS)
            said = f"{one.name or one.uscc}：{words}"
            button = frame.offer(said, f"objection.{place}", _icon(state))
            button.clicked.connect(partial(self._open_objection, one.objection_id))
        if len(found.objections) > _OBJECTIONS:
            frame.say(f"共 {len(found.objections)} 件", muted=True)
        frame.column.addStretch(1)
        return frame

    def _open_objection(self, objection_id: str) -> None:
        self.session.navigate("objections", objection=objection_id)

    def _backup(self, found: Workbench) -> CardFrame:
        frame = CardFrame("备份", "card.backup")
        age = found.tasks.backup_age
        if age is None:
            frame.say("还没有备份。电脑损坏时数据将全部丢失。", state="bad")
        elif age > STALE_BACKUP:
            frame.say(f"上次备份 {found.backup}，已有 {age} 天。", state="soon")
        else:
            frame.say(f"上次备份 {found.backup}", state="good")
        if age is None or age > STALE_BACKUP:
            frame.offer("去备份", "backup", "backups").clicked.connect(self._open_backups)
        frame.column.addStretch(1)
        return frame

    def _open_backups(self) -> None:
        self.session.navigate("backups")


def _icon(state: str) -> str:
    return {"ok": "clock", "soon": "warning", "late": "error"}[state]
