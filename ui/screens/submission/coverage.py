"""完整性声明: a person says that a data set is complete, so that "no row" means "nothing bad"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import clock
from app.browsing.register_list import own_data_sets
from app.collection import coverage
from app.collection.coverage import Coverage
from app.keys.roles import Role
from app.merging import campaigns
from app.outcomes.words import day_words
from app.progress import Progress
from app.store.office_store import Store
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.changes import Subject
from ui.screen import Session
from ui.style import icons, theme

_WRITERS = frozenset({Role.ENTRY, Role.REVIEWER})
_SET = Qt.ItemDataRole.UserRole


class CoveragePanel(QWidget):
    """The data sets of this office and the periods for which each was declared complete."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.sets = own_data_sets(session.store)
        self.first, self.last = QDateEdit(), QDateEdit()
        self.table = QTableWidget(len(self.sets), 3)
        self.table.setIconSize(theme.icon_size())
        self.table.verticalHeader().setDefaultSectionSize(theme.row())
        self.table.setObjectName("coverage")
        self.table.setAccessibleName("数据集与完整性声明")
        self.table.setHorizontalHeaderLabels(["数据集", "所选期间", "已声明完整的期间"])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self._declared: Sequence[Coverage] = ()
        self._build()
        self.first.dateChanged.connect(self._fill)
        self.last.dateChanged.connect(self._fill)
        self.refresh()

    def _build(self) -> None:
        start, end = self._period()
        top = QHBoxLayout()
        for title, editor, day in (("期间从", self.first, start), ("到", self.last, end)):
            editor.setDisplayFormat("yyyy-MM-dd")
            editor.setCalendarPopup(True)
            editor.setDate(QDate(day.year, day.month, day.day))
            editor.setAccessibleName(title)
            label = QLabel(title)
            label.setBuddy(editor)
            top.addWidget(label)
            top.addWidget(editor)
        live = bind(self, self.offered(), self.session.roles)
        top.addWidget(tool_bar(self, live.values()), 1)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.resizeSection(0, theme.chars(36))
        header.resizeSection(1, theme.chars(16))
        header.setStretchLastSection(True)
        note = QLabel(
            "声明完整的意思是：该期间应有的记录都已录入；没有记录的企业就是没有这类情况。"
        )
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit() // 2)
        layout.addLayout(top)
        layout.addWidget(note)
        layout.addWidget(self.table, 1)

    def _period(self) -> tuple[date, date]:
        """The round's period as far as it is over; without a round, this year so far."""
        today = clock.today()
        with self.session.store.read() as conn:
            running = campaigns.current(conn)
        if running is None:
            return date(today.year, 1, 1), today
        return (
            date.fromisoformat(running.period_from),
            min(today, date.fromisoformat(running.period_to)),
        )

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action("coverage.declare", "声明完整", self.declare, "ok", "Ctrl+Return", "", _WRITERS),
            Action("coverage.retract", "撤回声明", self.retract, "undo", "Delete", "", _WRITERS),
        )

    def enter(self) -> None:
        """Stand on the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the declarations again."""
        self.session.read("完整性声明", partial(coverage.declared, self.session.store), self._show)

    def _show(self, declared: Sequence[Coverage]) -> None:
        self._declared = declared
        self._fill()

    def _fill(self) -> None:
        first, last = (day.isoformat() for day in self._chosen_period())
        for row, data_set in enumerate(self.sets):
            periods = [one for one in self._declared if one.dataset == data_set.code]
            done = any(one.period_from <= first and last <= one.period_to for one in periods)
            told = "；".join(
                f"{day_words(one.period_from)}至{day_words(one.period_to)}（{one.declared_by}）"
                for one in periods
            )
            word = "已声明" if done else "未声明"
            for column, text in enumerate((f"{data_set.code} {data_set.title}", word, told)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setData(_SET, data_set.code)
                if column == 1:
                    colours = theme.colours()
                    mark = ("ok", colours.good) if done else ("draft", colours.muted)
                    item.setIcon(icons.icon(*mark))
                self.table.setItem(row, column, item)

    def _chosen_period(self) -> tuple[date, date]:
        first, last = self.first.date(), self.last.date()
        return (
            date(first.year(), first.month(), first.day()),
            date(last.year(), last.month(), last.day()),
        )

    def _chosen(self) -> list[str]:
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        if not rows:
            self.session.ask.tell(Telling("没有选中数据集", "请先在表中选中数据集。"))
        return [self.sets[row].code for row in sorted(rows)]

    def declare(self) -> None:
        """Declare the selected data sets complete for the period."""
        self._act("声明完整", coverage.declare)

    def retract(self) -> None:
        """Take the declarations of exactly this period back."""
        self._act("撤回声明", coverage.retract)

    def _act(self, title: str, do: Callable[[Store, str, date, date], object]) -> None:
        chosen, (first, last) = self._chosen(), self._chosen_period()
        store = self.session.store

        def work(progress: Progress) -> None:
            for done, dataset in enumerate(chosen):
                progress.step(done, len(chosen), dataset)
                do(store, dataset, first, last)

        if chosen:
            self.session.act(title, work, changed=(Subject.PACKAGES,))
