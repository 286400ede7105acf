"""用信统计: figures of a period, their charts, the uses behind them, where they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QScrollArea,
    QStackedLayout,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.browsing.relending_list import (
    BANK_FILTER,
    FIRST,
    LAST,
    PACKAGE,
    TOTAL,
    BankFigures,
    CountyUseList,
    FeedbackList,
)
from app.documents.issuing.selection import Selection
from app.documents.papers.relending_table import TITLE
from app.documents.workbooks.relending_book import write_relending_book
from app.edition import ENTERPRISE_SCREEN, Edition
from app.errors import AppError
from app.outcomes import use, words
from app.outcomes.relending import Statistics, statistics
from ui.actions import Action, bind, tool_bar
from ui.ask import WORKBOOKS, Telling
from ui.changes import Changes, Subject
from ui.errors import sentence
from ui.screen import Screen, Session, silent
from ui.screens.relending.charts import AMOUNTS, DECISIONS, BankChart
from ui.screens.relending.period import PeriodBar
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.paper import show_paper

_LEAST = 11
"""Lines of a list with its bars that are seen however large the letters are."""


class RelendingScreen(Screen):
    """``wanted`` may name a ``tab`` (chart, uses, packages) or the filters of the uses."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.found: Statistics | None = None
        self.period = PeriodBar(self)
        self.period.chosen.connect(self.refresh)
        self.said = QLabel()
        self.said.setObjectName("relendingSaid")
        self.said.setWordWrap(True)
        store = session.store
        self.figures = ListPane(
            BankFigures(store, lambda: self.found), "relending", session, self, hint="银行"
        )
        self.figures.bar.hide()
        self.figures.view.setAccessibleName("各银行用信统计")
        self.figures.view.opened.connect(self.show_uses_of)
        self.decisions, self.amounts = BankChart(session, DECISIONS), BankChart(session, AMOUNTS)
        for chart in (self.decisions, self.amounts):
            chart.picked.connect(self.show_uses_of)
        self.uses = ListPane(
            CountyUseList(store, lambda: session.search),
            "relending.uses",
            session,
            self,
            empty="没有这样的用信登记。银行的用信反馈包在“收件箱”中接收。",
        )
        self.uses.view.opened.connect(self._open_enterprise)
        self.packages = ListPane(
            FeedbackList(store),
            "relending.packages",
            session,
            self,
            hint="银行或数据包编号",
            empty="还没有收到用信反馈包。银行报来的包在“收件箱”中接收。",
        )
        self.packages.view.opened.connect(self._open_package)
        self._build()

    def _build(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.tabs.setMinimumHeight(theme.row() * _LEAST)
        for tab, title in (
            (self.figures, "统计表"),
            (self.decisions, "办结图"),
            (self.amounts, "金额图"),
            (self.uses, "用信明细"),
            (self.packages, "反馈包"),
        ):
            self.tabs.addTab(tab, title)
        self.tabs.currentChanged.connect(self._entered)
        live = bind(self, self.actions_offered(), self.session.roles)
        inside = QWidget()
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setWidget(inside)
        QStackedLayout(self).addWidget(room)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(self.period)
        layout.addWidget(tool_bar(self, live.values()))
        layout.addWidget(self.said)
        layout.addWidget(self.tabs, 1)

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (
            Action(
                "relending.print", "打印用信统计表…", self.preview, "print", "Ctrl+P",
                "大写金额和签章的统计表",
            ),
            Action("relending.book", "导出工作簿…", self.ask_book, "export"),
            Action("relending.inbox", "到收件箱接收反馈包", self._to_inbox, "import"),
        )  # fmt: skip

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Count again, or show the uses that somebody asked for."""
        self.refresh()
        tab = {"packages": self.packages, "chart": self.decisions}.get(wanted.get("tab", ""))
        if tab is not None:
            self.tabs.setCurrentWidget(tab)
        elif wanted:
            self._show_uses({key: value for key, value in wanted.items() if key != "tab"})
        self._entered()

    def changed(self, what: Changes) -> None:
        """New packages and loans change the figures."""
        if what & {Subject.GRADES, Subject.PACKAGES, Subject.RECORDS}:
            self.refresh()
            self.uses.ask()
            self.packages.ask()

    def refresh(self) -> None:
        """Count the period that is chosen."""
        store, (first, last) = self.session.store, self.period.period
        self.session.read(
            "用信统计", lambda: statistics(store, first, last), self._show, failed=self._failed
        )

    def _show(self, found: Statistics) -> None:
        self.found = found
        all_ = found.total
        period = f"{words.iso(found.first)}至{words.iso(found.last)}"
        self.said.setText(
            f"{period}：发放 {all_.loans:,} 笔，其中用评级 {all_.rated_loans:,} 笔；"
            f"办结 {all_.decided:,} 笔，其中用评级 {all_.decided_rated:,} 笔。"
            "回车或双击一家银行查看明细。"
        )
        self.figures.ask()
        self._draw()

    def _draw(self) -> None:
        """Draw the chart that is looked at, unless it shows these figures already."""
        shown = self.tabs.currentWidget()
        if isinstance(shown, BankChart) and self.found is not None:
            shown.show_statistics(self.found)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.said.setText(sentence(error))
        else:
            self.session.show_error(error)

    def show_uses_of(self, bank: str) -> None:
        """The applications that a bank decided in the period; of all banks for the total."""
        if self.found is not None:
            period = {FIRST: self.found.first.isoformat(), LAST: self.found.last.isoformat()}
            self._show_uses({**period, BANK_FILTER: "" if bank == TOTAL else bank})

    def _show_uses(self, wanted: Mapping[str, str]) -> None:
        """``first``, ``last`` and ``package`` stand beside the boxes until other uses are shown."""
        self.uses.fixed = {key: wanted[key] for key in (FIRST, LAST, PACKAGE) if key in wanted}
        self.tabs.setCurrentWidget(self.uses)
        self.uses.show_filter(wanted)

    def preview(self) -> None:
        """The certified table of the period, to be printed."""
        if (found := self._counted()) is not None:
            about = f"{found.first}/{found.last}"
            show_paper(self.session, "relending", Selection(about), self)

    def ask_book(self) -> None:
        """Where the workbook goes."""
        if (found := self._counted()) is not None:
            name = f"{TITLE}-{found.first}-{found.last}.xlsx"
            self.session.ask.save_file("导出工作簿", WORKBOOKS, name, partial(self.write, found))

    def write(self, found: Statistics, path: Path) -> None:
        """Write the workbook of these figures."""
        catalogue = self.session.store.catalogue
        titles = {code: catalogue.agencies[code].title for code in found.banks}
        self.session.act(
            "写出用信统计工作簿",
            silent(write_relending_book, path, catalogue.county, titles, found),
            then=lambda _: self.said.setText(f"已写出：{path}"),
        )

    def _counted(self) -> Statistics | None:
        """The figures of the period that stands in the boxes; None is told why."""
        if self.found is None or (self.found.first, self.found.last) != self.period.period:
            self.session.ask.tell(
                Telling("统计期已改动", "请先按“统计”，按新的统计期计算以后再打印或写出。")
            )
            return None
        return self.found

    def _to_inbox(self) -> None:
        self.session.navigate("inbox")

    def _open_package(self, package_id: str) -> None:
        self._show_uses({PACKAGE: package_id})

    def _open_enterprise(self, use_id: str) -> None:
        uscc = use.one(self.session.store, use_id).uscc
        self.session.navigate(ENTERPRISE_SCREEN[Edition.COORDINATOR], uscc=uscc)

    def _entered(self) -> None:
        shown = self.tabs.currentWidget()
        if isinstance(shown, ListPane):
            if shown is not self.figures and not shown.model.ids:
                shown.ask()
            shown.take_focus()
        else:
            self._draw()
            self.period.which.setFocus(Qt.FocusReason.OtherFocusReason)
