"""Ctrl+K: one line that finds enterprises, screens and acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.edition import ENTERPRISE_SCREEN, Edition
from app.pinyin import all_initials
from ui.screen import Session
from ui.style import icons, theme

_SHOWN = 12
_NOTHING = "没有找到。可以试名称的一部分、拼音首字母或代码。"


@dataclass(frozen=True)
class Command:
    """A screen or an act that the line offers."""

    title: str
    icon: str
    run: Callable[[], None]


class SearchBox(QLineEdit):
    """The line; its hits hang below it inside the window, so that the keyboard stays here."""

    def __init__(
        self, session: Session, commands: Callable[[], Sequence[Command]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._commands = commands
        self._holder = parent
        self._runs: list[Callable[[], None]] = []
        self.setObjectName("find")
        self.setPlaceholderText("查找企业、功能（Ctrl+K）")
        self.setAccessibleName("查找")
        self.setAccessibleDescription("输入名称、拼音首字母、信用代码或功能名称")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(theme.chars(30))
        self.hits = QListWidget(parent)
        self.hits.setObjectName("hits")
        self.hits.setAccessibleName("查找结果")
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.hide()
        self.hits.itemClicked.connect(self._run)
        self.textEdited.connect(self._find)
        self.returnPressed.connect(self._run_current)
        self.installEventFilter(self)

    def call(self) -> None:
        """Put the cursor here."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _find(self, text: str) -> None:
        self.hits.clear()
        self._runs.clear()
        wanted = text.strip()
        if wanted:
            for hit in self._session.search.find(wanted, _SHOWN):
                self._offer("register", f"{hit.name}　{hit.uscc}", self._opener(hit.uscc))
            for command in self._commands():
                if _fits(command.title, wanted):
                    self._offer(command.icon, command.title, command.run)
            if not self._runs:
                item = QListWidgetItem(_NOTHING, self.hits)
                item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._place(bool(wanted))

    def _opener(self, uscc: str) -> Callable[[], None]:
        screen = ENTERPRISE_SCREEN[Edition(self._session.store.edition)]
        return lambda: self._session.navigate(screen, uscc=uscc)

    def _offer(self, icon: str, title: str, run: Callable[[], None]) -> None:
        QListWidgetItem(icons.icon(icon), title, self.hits)
        self._runs.append(run)

    def _place(self, shown: bool) -> None:
        if not shown:
            self.hits.hide()
            return
        at = self.mapTo(self._holder, QPoint(0, self.height()))
        height = self.hits.sizeHintForRow(0) * self.hits.count() + self.hits.frameWidth() * 2 + 4
        self.hits.setGeometry(at.x(), at.y(), self.width(), height)
        self.hits.setCurrentRow(0)
        self.hits.raise_()
        self.hits.show()

    def _run_current(self) -> None:
        if self.hits.isVisible():
            self._run(self.hits.currentItem())

    def _run(self, item: QListWidgetItem | None) -> None:
        place = self.hits.row(item) if item is not None else -1
        if 0 <= place < len(self._runs):
            run = self._runs[place]
            self.clear()
            self.hits.hide()
            run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrows choose a hit, Esc and leaving close the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self.hits.isVisible():
                row = self.hits.currentRow() + step
                self.hits.setCurrentRow(max(0, min(row, self.hits.count() - 1)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.clear()
                self.hits.hide()
                return True
        elif event.type() == QEvent.Type.FocusOut:
            self.hits.hide()
        return super().eventFilter(watched, event)


def _fits(title: str, wanted: str) -> bool:
    folded = wanted.casefold()
    return folded in title.casefold() or any(folded in way for way in all_initials(title))
