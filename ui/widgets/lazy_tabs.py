"""Tabs whose pages are made when somebody first looks: the screen itself opens at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget


class LazyTabs(QTabWidget):
    """``add`` gives a page's title and how to make it; showing a tab makes it."""

    def __init__(self) -> None:
        super().__init__()
        self._makers: list[Callable[[], QWidget]] = []
        self._pages: dict[int, QWidget] = {}
        self.tabBar().setDrawBase(False)
        self.currentChanged.connect(self.page)

    def add(self, title: str, make: Callable[[], QWidget]) -> None:
        """One more tab at the end."""
        self._makers.append(make)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        self.addTab(holder, title)

    def page(self, place: int) -> QWidget:
        """The page at a place, made now if it was not yet."""
        found = self._pages.get(place)
        if found is None:
            found = self._pages[place] = self._makers[place]()
            layout = self.widget(place).layout()
            assert layout is not None
            layout.addWidget(found)
        return found

    @property
    def made(self) -> list[QWidget]:
        """The pages that were looked at."""
        return list(self._pages.values())

    @property
    def shown(self) -> QWidget:
        """The page that is looked at."""
        return self.page(self.currentIndex())
