"""Step 5, the matching bench: whose is this name? The answer is remembered for the next file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.browsing.unknown_list import UnknownList
from app.collection.held import Settled, candidates_for, choose_match, discard_held
from app.collection.matching import Candidate
from app.collection.unknowns import Unknown
from ui.changes import Subject
from ui.forms.candidates import CandidateBox
from ui.screen import Session, silent
from ui.style import fonts, icons, theme
from ui.tables.pane import ListPane

_KEYS = "↑↓ 选行 · 1–9 或回车选定企业 · S 跳过 · Ctrl+F 在名录里找"


class BenchPage(QWidget):
    """Left what waits, right who it may be. Signal ``remembered()`` when that list is wanted."""

    remembered = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.source = UnknownList(session.store)
        self.pane = ListPane(
            self.source,
            "unknowns",
            session,
            self,
            hint="名称、编号或文件",
            empty="没有等待匹配的名称。",
        )
        self._next = 0
        self.said = QLabel(_KEYS)
        self.said.setObjectName("benchSaid")
        self.said.setWordWrap(True)
        self.said.setProperty("role", "muted")
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.unit())
        split.addWidget(self.pane)
        split.addWidget(self._build_side())
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        learnt = QPushButton(icons.icon("history"), "记住的匹配")
        learnt.setObjectName("remembered")
        learnt.clicked.connect(self.remembered)
        top = QHBoxLayout()
        top.addWidget(self.said, 1)
        top.addWidget(learnt)
        layout.addLayout(top)
        layout.addWidget(split, 1)
        view = self.pane.view
        view.installEventFilter(self)
        self.box.list.installEventFilter(self)
        view.opened.connect(lambda _key: self.choose())
        view.selectionModel().currentChanged.connect(self._show_current)
        self.pane.model.loaded.connect(self._stand_on_next)

    def _build_side(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        self.who = QLabel()
        self.who.setObjectName("who")
        self.who.setWordWrap(True)
        self.who.setFont(fonts.larger(self.font(), 1.15, bold=True))
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.why.setProperty("role", "muted")
        self.box = CandidateBox(self.session, self.pane.view)
        self.box.decided.connect(self.choose)
        self.candidates, self.search = self.box.list, self.box.line
        column = QVBoxLayout(card)
        column.setSpacing(theme.unit())
        column.addWidget(self.who)
        column.addWidget(self.why)
        column.addWidget(self.box, 1)
        column.addLayout(self._buttons())
        return card

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name, icon, word, act in (
            ("choose", "ok", "选定", self.choose),
            ("skip", "next", "跳过（S）", self.skip),
            ("discard", "delete", "放弃…", self.discard),
        ):
            button = QPushButton(icons.icon(icon), word)
            button.setObjectName(name)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def refresh(self) -> None:
        """Ask again what waits."""
        self.pane.ask()

    def current(self) -> Unknown | None:
        """The name that is looked at."""
        key = self.pane.view.current_key()
        return self.source.unknown(key) if key is not None else None

    def choose(self) -> None:
        """Say that the name is the marked candidate's."""
        chosen, unknown = self.box.candidate(), self.current()
        if chosen is None or unknown is None:
            return
        self._next = self.pane.view.currentIndex().row()
        self.session.act(
            f"匹配 {unknown.who}",
            silent(choose_match, self.session.store, unknown.held_id, chosen.uscc),
            then=partial(self._chosen, f"“{unknown.who}” → {chosen.name}"),
            changed=(Subject.RECORDS,),
        )

    def skip(self) -> None:
        """Leave this name for later and look at the next."""
        view = self.pane.view
        row = view.currentIndex().row() + 1
        if row < self.pane.model.rowCount():
            view.setCurrentIndex(self.pane.model.index(row, 0))
        view.setFocus()

    def discard(self) -> None:
        """Put the first waiting row of this name aside, with a reason."""
        unknown = self.current()
        if unknown is None:
            return
        self._next = self.pane.view.currentIndex().row()
        self.session.ask.reason(
            "放弃这一行",
            f"{unknown.file_name} 第 {unknown.row_no} 行（{unknown.who}）将不入库，仍留在记录里。",
            lambda reason: self._discard(unknown, reason),
        )

    def _discard(self, unknown: Unknown, reason: str) -> None:
        work = silent(discard_held, self.session.store, unknown.held_id, reason)
        self.session.act("放弃一行", work, changed=(Subject.RECORDS,))

    def _chosen(self, choice: str, settled: Settled) -> None:
        if settled.rec_id is None and settled.findings:
            said = "；".join(one.message.rstrip("。") for one in settled.findings)
            self.said.setText(f"已记住 {choice}；这一行还有问题，没有入库：{said}。")
        else:
            self.said.setText(f"已记住 {choice}，{settled.others + 1} 行入库。{_KEYS}")

    def _stand_on_next(self) -> None:
        count = self.pane.model.rowCount()
        if not count:
            self._clear()
            return
        view = self.pane.view
        if not view.currentIndex().isValid():
            view.setCurrentIndex(self.pane.model.index(min(self._next, count - 1), 0))
            if self.isVisible():
                view.setFocus()

    def _clear(self) -> None:
        self.who.clear()
        self.why.clear()
        self.box.clear()

    def _show_current(self) -> None:
        unknown = self.current()
        if unknown is None:
            return
        self.who.setText(unknown.who)
        shown = " · ".join(f"{header} {text}" for header, text in unknown.cells[:8])
        self.why.setText(f"{unknown.why}\n第 {unknown.row_no} 行：{shown}")
        self.box.offer(unknown.candidates)
        if unknown.candidates:
            return
        store, key = self.session.store, unknown.held_id
        self.session.read(
            "找相近的企业",
            lambda: (key, candidates_for(store, unknown.name)),
            self._found,
        )

    def _found(self, found: tuple[int, Sequence[Candidate]]) -> None:
        unknown = self.current()
        if unknown is not None and unknown.held_id == found[0]:
            self.box.offer(found[1])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """S skips."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_S
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        ):
            self.skip()
            return True
        return super().eventFilter(watched, event)
