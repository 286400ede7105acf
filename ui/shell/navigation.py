"""The navigation on the left: groups, icon and word; collapsible to icons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from app.settings import Settings
from ui.screen import ScreenSpec
from ui.style import fonts, icons, theme

_ID = Qt.ItemDataRole.UserRole
_COLLAPSED = "navigation.collapsed"


class Navigation(QListWidget):
    """The screens. Signal ``wanted(screen id)`` when one is chosen by key or mouse."""

    wanted = Signal(str)

    def __init__(self, specs: Sequence[ScreenSpec], settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAccessibleName("导航")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._settings = settings
        self._titles: dict[str, str] = {}
        group = ""
        for spec in specs:
            if spec.group != group:
                self._heading(spec.group)
                group = spec.group
            self._entry(spec)
        self.setIconSize(theme.icon_size())
        self.collapsed = settings.recall(_COLLAPSED) == "yes"
        self._arrange()
        self.currentItemChanged.connect(self._chosen)

    def _heading(self, group: str) -> None:
        item = QListWidgetItem(group, self)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(fonts.larger(self.font(), 0.85))

    def _entry(self, spec: ScreenSpec) -> None:
        item = QListWidgetItem(icons.icon(spec.icon), spec.title, self)
        item.setData(_ID, spec.id)
        item.setToolTip(spec.title)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spec.title)
        self._titles[spec.id] = spec.title

    def mark(self, screen: str) -> None:
        """Show which screen is open, without opening it."""
        for item in self._items():
            if item.data(_ID) == screen:
                self.blockSignals(True)
                self.setCurrentItem(item)
                self.blockSignals(False)

    def toggle(self) -> None:
        """Collapse to icons, or back to words; remembered."""
        self.collapsed = not self.collapsed
        self._settings.remember(_COLLAPSED, "yes" if self.collapsed else "no")
        self._arrange()

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]

    def _arrange(self) -> None:
        for item in self._items():
            screen = item.data(_ID)
            if screen is None:
                item.setHidden(self.collapsed)
            else:
                item.setText("" if self.collapsed else self._titles[screen])
        space = theme.unit()
        words = max(
            (self.fontMetrics().horizontalAdvance(title) for title in self._titles.values()),
            default=0,
        )
        icon = self.iconSize().width() + space * 4
        self.setFixedWidth(icon if self.collapsed else icon + words + space * 3)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        screen = item.data(_ID) if item is not None else None
        if screen:
            self.wanted.emit(str(screen))
