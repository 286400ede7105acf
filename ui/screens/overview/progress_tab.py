"""进度: the heat map, what one stands on in words, and the letters of the round."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.browsing.overview import Cell, Overview
from app.documents.kinds import kind_of
from app.documents.paper_batch import PaperBatch, Whom
from app.keys.roles import Role
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.screen import Session
from ui.screens.overview.heat_model import SUMMARY, HeatModel, told
from ui.screens.overview.heat_view import HeatView
from ui.style import theme
from ui.widgets.printing_dialog import PrintingDialog

REMINDER, REPORT = "reminder", "progress_report"
_WRITERS = frozenset({Role.ENTRY, Role.REVIEWER})
_LEGEND = (
    "齐全：单位已申报本期间完整。部分：本批次已有报送。未开始：本批次没有报送。"
    "逾期：过了截止日期仍未齐全。回车或双击查看记录。"
)


class ProgressTab(QWidget):
    """Signal ``opened(data set, agency)`` for the records of a cell."""

    opened = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.found: Overview | None = None
        self.letters: PrintingDialog | None = None
        self.model = HeatModel()
        self.view = HeatView(self.model, self)
        self.view.opened.connect(self._open)
        self.view.stood.connect(self._tell)
        self.detail = QLabel()
        self.detail.setObjectName("detail")
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        legend = QLabel(_LEGEND)
        legend.setWordWrap(True)
        legend.setProperty("role", "muted")
        live = bind(self, self.offered(), session.roles)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit() // 2, 0, 0)
        layout.setSpacing(theme.unit() // 2)
        layout.addWidget(tool_bar(self, live.values()))
        layout.addWidget(self.view, 1)
        layout.addWidget(self.detail)
        layout.addWidget(legend)

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "overview.records", "查看记录", self.view.open_current, "eye",
                hint="查看所在格的记录（回车）",
            ),
            Action(
                "overview.remind", "催报函…", self.remind, "notices", "Ctrl+P",
                "给选中的或全部逾期单位印制", _WRITERS,
            ),
            Action(
                "overview.report", "采集进度通报…", self.report, "print",
                hint="附各单位进度表和进度图", roles=_WRITERS,
            ),
        )  # fmt: skip

    def show_overview(self, found: Overview) -> None:
        """Show the lines, unless these are shown; one stays where one stood."""
        before, self.found = self.found, found
        if before is not None and (before.lines, before.registered) == (
            found.lines,
            found.registered,
        ):
            return
        cell = self.model.cell(self.view.currentIndex())
        self.model.show_lines(found.lines, found.registered)
        self.detail.clear()
        if cell is not None:
            self.view.stand_on(cell.agency, cell.dataset)
        elif found.lines:
            self.view.setCurrentIndex(self.model.index(0, len(SUMMARY)))

    def remind(self) -> None:
        """Letters to those who are late."""
        if self.found is None or self.found.campaign is None or not self.found.late:
            self.session.ask.tell(Telling("没有逾期的单位", "各单位都没有逾期，不用催报。"))
            return
        late = self.found.late
        chosen = [agency for agency in self.view.agencies() if agency in late]
        whom = [(f"全部逾期单位（{len(late)} 家）", Whom(codes=frozenset(late)))]
        if chosen and len(chosen) < len(late):
            names = "、".join(line.name for line in self.model.lines if line.agency in chosen[:3])
            more = f"等 {len(chosen)} 家" if len(chosen) > 3 else ""
            whom.insert(0, (f"选中的：{names}{more}", Whom(codes=frozenset(chosen))))
        self._letters(REMINDER, self.found.campaign.campaign_id, whom)

    def report(self) -> None:
        """The state of the round to the county's government."""
        if self.found is not None and self.found.campaign is not None:
            whom = [(f"{self.session.store.catalogue.county}人民政府", Whom())]
            self._letters(REPORT, self.found.campaign.campaign_id, whom)

    def _letters(self, kind: str, campaign: str, whom: Sequence[tuple[str, Whom]]) -> None:
        if self.letters is None or not self.letters.busy:
            if self.letters is not None:
                self.letters.deleteLater()
            store = self.session.store
            self.letters = PrintingDialog(
                self.session,
                kind_of(store, kind).title,
                whom,
                partial(PaperBatch, store, kind, campaign),
                self,
            )
        self.letters.open()

    def _open(self, cell: Cell) -> None:
        self.opened.emit(cell.dataset, cell.agency)

    def _tell(self, cell: Cell | None) -> None:
        index = self.view.currentIndex()
        if not index.isValid():
            self.detail.clear()
            return
        line = self.model.lines[index.row()]
        if cell is not None:
            self.detail.setText(told(line, cell, self.model.registered))
        else:
            rows = sum(one.rows for one in line.cells)
            self.detail.setText(
                f"{line.title}：应报 {len(line.cells)} 项，齐全 {line.whole} 项，"
                f"逾期 {line.late} 项；现有 {rows:,} 条记录。"
            )
