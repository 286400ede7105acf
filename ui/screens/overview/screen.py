"""总览: what waits for an officer, the days of the round, and a tab for each way to look at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from app.browsing.overview import Overview, Waiting, read_overview
from ui.actions import Action
from ui.changes import Changes
from ui.screen import Screen, Session
from ui.screens.overview.chart_tab import ChartTab
from ui.screens.overview.days_line import DaysLine
from ui.screens.overview.progress_tab import ProgressTab
from ui.screens.overview.quality_tab import QualityTab
from ui.screens.overview.records import RecordsPage
from ui.style import theme
from ui.widgets.counts_line import CountsLine


class OverviewScreen(Screen):
    """``wanted`` may name a ``tab`` (quality, chart), an ``agency`` to stand on, or a ``dataset``

    with an ``agency`` whose records are listed.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._waiting: tuple[Waiting, ...] = ()
        self._reading = self._stale = False
        self._drawn: Overview | None = None
        self.found: Overview | None = None
        self.waiting = CountsLine("待办事项", self)
        self.waiting.linkActivated.connect(self._go)
        self.days = DaysLine(self)
        self.progress = ProgressTab(session, self)
        self.quality = QualityTab(session, self)
        self.chart = ChartTab(session, self)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        for tab, title in (
            (self.progress, "进度"), (self.quality, "数据质量"), (self.chart, "图表")
        ):  # fmt: skip
            self.tabs.addTab(tab, title)
        self.tabs.currentChanged.connect(self._entered)
        front = QWidget()
        column = QVBoxLayout(front)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(self.days)
        column.addWidget(self.waiting)
        column.addWidget(self.tabs, 1)
        self.records = RecordsPage(session, self)
        self.records.back.connect(self.show_front)
        self.stack = QStackedLayout(self)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setWidget(front)
        self.stack.addWidget(room)
        self.stack.addWidget(self.records)
        self.progress.opened.connect(self.records_of)
        self.quality.failing.connect(self.records_of)
        self.chart.picked.connect(self.stand_on)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Read anew: a day may have passed."""
        self.refresh()
        if "dataset" in wanted:
            self.records_of(wanted["dataset"], wanted.get("agency", ""))
            return
        if wanted.get("tab") == "quality":
            self.tabs.setCurrentWidget(self.quality)
        elif wanted.get("tab") == "chart":
            self.tabs.setCurrentWidget(self.chart)
        elif "agency" in wanted:
            self.stand_on(wanted["agency"])
        if wanted:
            self.show_front()
        elif self.stack.currentWidget() is not self.records:
            self._entered()
        elif self.records.pane is not None:
            self.records.pane.take_focus()

    def changed(self, what: Changes) -> None:
        """Anything may change what waits."""
        self.refresh()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.progress.offered(), *self.quality.offered())

    def show_front(self) -> None:
        """Back from the records."""
        self.stack.setCurrentIndex(0)
        self._entered()

    def records_of(self, dataset: str, agency: str, failing: str = "") -> None:
        """List a data set's records of an agency; with a rule, those that fail it."""
        self.stack.setCurrentWidget(self.records)
        self.records.show_records(dataset, agency, failing)

    def stand_on(self, agency: str) -> None:
        """Show an agency in the heat map."""
        self.tabs.setCurrentWidget(self.progress)
        self.progress.view.stand_on(agency)

    def refresh(self) -> None:
        """Read again in the background; once more if asked again meanwhile."""
        self._stale = self._reading
        if self._reading:
            return
        self._reading = True
        store, backups = self.session.store, self.session.backups
        self.session.read(
            "读取总览", lambda: read_overview(store, backups), self._show, failed=self._failed
        )

    def _failed(self, error: Exception) -> None:
        self.session.show_error(error)
        self._read_again()

    def _read_again(self) -> None:
        self._reading = False
        if self._stale:
            self.refresh()

    def _show(self, found: Overview) -> None:
        self.found = found
        self._waiting = found.waiting
        kinds = {str(place): one.words for place, one in enumerate(found.waiting)}
        counts = {str(place): one.count for place, one in enumerate(found.waiting)}
        self.waiting.show_counts(kinds, counts, "件", "待办：" if kinds else "没有待办事项。")
        self.days.show_overview(found)
        self.progress.show_overview(found)
        self._fill_tab()
        self._read_again()

    def _go(self, place: str) -> None:
        one = self._waiting[int(place)]
        self.session.navigate(one.screen, **one.wanted)

    def _entered(self) -> None:
        self._fill_tab()
        shown = self.tabs.currentWidget()
        if shown is self.progress:
            self.progress.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif shown is self.quality:
            self.quality.enter()

    def _fill_tab(self) -> None:
        """What is not looked at is not read or drawn."""
        if self.found is None:
            return
        shown = self.tabs.currentWidget()
        if shown is self.chart and self._drawn is not self.found:
            self._drawn = self.found
            self.chart.show_overview(self.found)
        elif shown is self.quality:
            self.quality.refresh()
