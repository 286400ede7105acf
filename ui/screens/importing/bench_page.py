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
    QLineEdit,
    QListWidget,
    QListWidgetItem,
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
from ui.screen import Session, silent
from ui.style import fonts, icons, theme
from ui.tables.pane import ListPane

_CODE = Qt.ItemDataRole.UserRole
_NAME = _CODE + 1
_DIGITS = range(Qt.Key.Key_1, Qt.Key.Key_9 + 1)
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
        self.candidates = QListWidget()
        self.candidates.setObjectName("candidates")
        self.candidates.setAccessibleName("可能的企业")
        self.candidates.setWordWrap(True)
        self.candidates.installEventFilter(self)
        self.candidates.itemActivated.connect(lambda _item: self.choose())
        self.search = QLineEdit()
        self.search.setObjectName("searchRegister")
        self.search.setAccessibleName("在企业名录里找")
        self.search.setPlaceholderText("在名录里找：名称、拼音首字母或代码")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.choose)
        named = QLabel("可能的企业")
        named.setBuddy(self.candidates)
        column = QVBoxLayout(card)
        column.setSpacing(theme.unit())
        for widget in (self.who, self.why, named):
            column.addWidget(widget)
        column.addWidget(self.candidates, 1)
        column.addWidget(self.search)
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
        item = self.candidates.currentItem()
        unknown = self.current()
        if item is None or unknown is None or not item.data(_CODE):
            return
        self._next = self.pane.view.currentIndex().row()
        self.session.act(
            f"匹配 {unknown.who}",
            silent(choose_match, self.session.store, unknown.held_id, item.data(_CODE)),
            then=partial(self._chosen, f"“{unknown.who}” → {item.data(_NAME)}"),
            changed=(Subject.RECORDS,),
        )

    def choose_nth(self, place: int) -> None:
        """Say that the name is the candidate at this place."""
        if place < self.candidates.count():
            self.candidates.setCurrentRow(place)
            self.choose()

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
        self.candidates.clear()

    def _show_current(self) -> None:
        unknown = self.current()
        if unknown is None:
            return
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.who.setText(unknown.who)
        shown = " · ".join(f"{header} {text}" for header, text in unknown.cells[:8])
        self.why.setText(f"{unknown.why}\n第 {unknown.row_no} 行：{shown}")
        if unknown.candidates:
            self._offer(unknown.candidates)
            return
        self._offer(())
        store, key = self.session.store, unknown.held_id
        self.session.read(
            "找相近的企业",
            lambda: (key, candidates_for(store, unknown.name)),
            self._found,
        )

    def _found(self, found: tuple[int, Sequence[Candidate]]) -> None:
        unknown = self.current()
        if unknown is not None and unknown.held_id == found[0]:
            self._offer(found[1])

    def _search(self, text: str) -> None:
        if text.strip():
            hits = self.session.search.find(text, 9)
            self._offer([Candidate(hit.uscc, hit.name, 0, "名录中查到") for hit in hits])
        else:
            self._show_current()

    def _offer(self, candidates: Sequence[Candidate]) -> None:
        self.candidates.clear()
        for place, one in enumerate(candidates, start=1):
            mark = f"{place}  " if place <= 9 else ""
            item = QListWidgetItem(f"{mark}{one.name}\n    {one.uscc}　{one.reason}")
            item.setData(_CODE, one.uscc)
            item.setData(_NAME, one.name)
            self.candidates.addItem(item)
        if candidates:
            self.candidates.setCurrentRow(0)
        else:
            nothing = QListWidgetItem("名录里没有相近的企业，请在下面查找。")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.candidates.addItem(nothing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Digits choose, S skips, Ctrl+F goes to the search line."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = event.key()
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_F:
            self.search.setFocus()
        elif key in _DIGITS:
            self.choose_nth(key - Qt.Key.Key_1)
        elif key == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.skip()
        else:
            return super().eventFilter(watched, event)
        return True
