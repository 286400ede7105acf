"""On what is tried: a run that was kept, or a day and a batch; one scheme against another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QGridLayout, QLabel, QPushButton, QWidget

from app import clock
from app.browsing.scheme_list import Listed, listed
from app.rating import batches, comparison
from app.rating.batches import Batch
from app.rating.comparison import Facts, Made
from app.rating.schemes import IN_FORCE
from ui.screen import Session
from ui.style import theme

DESK = "desk"
"""Stands for what is being changed, in the place of a version's key."""
SAME = ""
_SHRINKS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


@dataclass(frozen=True)
class Basis:
    """What is asked for: ``run`` is set where before is a run's own scheme.

    ``before`` and ``after`` are keys of versions; ``after`` may be :data:`SAME` or :data:`DESK`.
    """

    facts: Facts
    before: str
    after: str
    run: Made | None = None


@dataclass(frozen=True)
class _Offered:
    runs: list[Made]
    batches: list[Batch]
    versions: list[Listed]


class BasisBar(QWidget):
    """Signal ``wanted(Basis)`` when the button is pressed."""

    wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self._runs: list[Made] = []
        self.runs = self._box("runs", "依据")
        self.batches = self._box("batches", "范围")
        self.before = self._box("before", "原方案")
        self.after = self._box("after", "改用方案")
        self.day = QDateEdit(_q_date(clock.today()))
        self.day.setObjectName("day")
        self.day.setAccessibleName("评价基准日")
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.go = QPushButton("开始试算")
        self.go.setObjectName("startTrial")
        self.go.setProperty("primary", True)
        self.go.clicked.connect(self.start)
        self.runs.currentIndexChanged.connect(self._follow_run)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.unit())
        grid.setVerticalSpacing(theme.unit() // 2)
        for place, (word, widget) in enumerate(
            (("依据", self.runs), ("基准日", self.day), ("范围", self.batches))
        ):
            self._place(grid, word, widget, 0, place)
        for place, (word, widget) in enumerate((("原方案", self.before), ("改用", self.after))):
            self._place(grid, word, widget, 1, place)
        grid.addWidget(self.go, 1, 5)
        for column in (1, 3, 5):
            grid.setColumnStretch(column, 1)

    def _place(self, grid: QGridLayout, word: str, widget: QWidget, row: int, place: int) -> None:
        label = QLabel(word)
        label.setBuddy(widget)
        grid.addWidget(label, row, 2 * place)
        grid.addWidget(widget, row, 2 * place + 1)

    def _box(self, name: str, title: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setSizeAdjustPolicy(_SHRINKS)
        box.setMinimumContentsLength(8)
        return box

    def refresh(self, *, desk: str = "", after: str = "") -> None:
        """Read what may be chosen; ``desk`` names what is being changed, ``after`` is chosen."""
        store = self.session.store

        def read() -> _Offered:
            with store.read() as conn:
                made = comparison.runs(conn)
                return _Offered(made, batches.batches(conn), listed(store))

        self.session.read("读取评级和方案", read, partial(self._fill, desk, after))

    def _fill(self, desk: str, after: str, offered: _Offered) -> None:
        self._runs = offered.runs
        names = {one.batch_id: one.title for one in offered.batches}
        now = next(one.key for one in reversed(offered.versions) if one.state == IN_FORCE)
        versions = [
            (f"版本 {one.version.version}（{one.state}）", one.key) for one in offered.versions
        ]
        runs = [
            (f"{one.facts.as_of} {names.get(one.facts.batch_id, '全部企业')}的评级", one.run_id)
            for one in offered.runs
        ]
        first = runs[0][1] if runs and not self.runs.count() else ""
        chosen = str(self.runs.currentData() or first)
        _offer(self.runs, [*runs, ("自选基准日", "")], chosen)
        scopes = [(f"{one.title}（{one.count:,} 户）", one.batch_id) for one in offered.batches]
        _offer(self.batches, [("全部企业", ""), *scopes], str(self.batches.currentData() or ""))
        _offer(self.before, versions, str(self.before.currentData() or now))
        on_desk = [(desk, DESK)] if desk else []
        tried = after or str(self.after.currentData() or SAME)
        _offer(self.after, [("与原方案相同，只调权重", SAME), *on_desk, *versions], tried)
        self._follow_run()

    def _follow_run(self) -> None:
        """A run has its own day and batch; its scheme is what it is compared with."""
        run = self._chosen_run()
        for widget in (self.day, self.batches, self.before):
            widget.setEnabled(run is None)
        if run is not None:
            self.day.setDate(_q_date(run.facts.as_of))
            self.batches.setCurrentIndex(max(0, self.batches.findData(run.facts.batch_id)))
            key = run.scheme.replace(" ", ":", 1)
            self.before.setCurrentIndex(max(0, self.before.findData(key)))

    def _chosen_run(self) -> Made | None:
        wanted = str(self.runs.currentData() or "")
        return next((one for one in self._runs if one.run_id == wanted), None)

    def start(self) -> None:
        """Ask for what is chosen."""
        day: object = self.day.date().toPython()
        assert isinstance(day, date)
        facts = Facts(day, str(self.batches.currentData() or ""))
        before, after = (str(box.currentData() or "") for box in (self.before, self.after))
        self.wanted.emit(Basis(facts, before, after, self._chosen_run()))


def _q_date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _offer(box: QComboBox, options: list[tuple[str, str]], chosen: str) -> None:
    box.blockSignals(True)
    box.clear()
    for title, value in options:
        box.addItem(title, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)
