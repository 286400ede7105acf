"""The cards of the workbench: a number, and a button for each part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.browsing.task_cards import Card
from ui.screen import Session
from ui.style import fonts, icons, theme

SHOWN = 4
"""Parts of a card that get a button; the last one then opens the rest."""


class CardFrame(QFrame):
    """A framed box under a muted heading."""

    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*[theme.unit() * 3 // 2] * 4)
        self.column.setSpacing(theme.unit() // 2)
        heading = QLabel(title)
        heading.setProperty("role", "muted")
        self.column.addWidget(heading)

    def say(self, text: str, *, state: str = "", muted: bool = False) -> QLabel:
        """Add a line of text; ``state`` as in the style: good, soon, bad."""
        label = QLabel(text)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if muted:
            label.setProperty("role", "muted")
        if state:
            label.setProperty("state", state)
        self.column.addWidget(label)
        return label

    def offer(self, text: str, name: str, icon: str = "next") -> QPushButton:
        """Add a button."""
        button = QPushButton(icons.icon(icon), text)
        button.setObjectName(name)
        self.column.addWidget(button)
        return button


class TaskCard(CardFrame):
    """One kind of task."""

    def __init__(self, card: Card, session: Session) -> None:
        super().__init__(card.title, f"card.{card.id}")
        self.setAccessibleName(f"{card.title}{card.total}{card.unit}")
        number = self.say(f"{card.total:,} {card.unit}" if card.parts else "没有")
        number.setFont(fonts.larger(number.font(), 1.4, bold=bool(card.parts)))
        number.setObjectName("total")
        for place, part in enumerate(card.parts[:SHOWN]):
            button = self.offer(f"{part.words} {part.count:,}", f"{card.id}.{place}")
            button.setAccessibleName(f"{card.title}：{part.words} {part.count} {card.unit}")
            button.clicked.connect(partial(self._go, session, part.screen, dict(part.wanted)))
        if len(card.parts) > SHOWN:
            self.say(f"另有 {len(card.parts) - SHOWN} 类", muted=True)
        self.column.addStretch(1)

    def _go(self, session: Session, screen: str, wanted: dict[str, str]) -> None:
        session.navigate(screen, **wanted)


class CardGrid(QWidget):
    """Cards in as many columns as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.unit())
        self._cards: Sequence[QWidget] = ()
        self._columns = 0

    def show_cards(self, cards: Iterable[QWidget]) -> None:
        """Show these instead of those that were there."""
        for card in self._cards:
            card.setParent(None)
            card.deleteLater()
        self._cards, self._columns = tuple(cards), 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Wrap where the window is narrow or letters are large."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        room = max(1, self.width() // theme.chars(24))
        columns = min(len(self._cards) or 1, room)
        if columns == self._columns:
            return
        for place in range(self._grid.columnCount()):
            self._grid.setColumnStretch(place, 0)
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for place in range(columns):
            self._grid.setColumnStretch(place, 1)
        self._columns = columns
