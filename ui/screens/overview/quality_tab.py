"""数据质量: agencies with their most frequent faults, and behind each all of its faults."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app import clock
from app.browsing.quality_list import AgencyQuality, FaultList, parts
from app.keys.roles import Role
from app.outcomes.quality import CHECKED, POOLED, Checked, check_records, last_check
from app.progress import Progress
from ui.actions import Action, bind, tool_bar
from ui.changes import Subject
from ui.screen import Session
from ui.style import theme
from ui.tables.pane import ListPane

_WRITERS = frozenset({Role.ENTRY, Role.REVIEWER})
_LEAST = 9
"""Lines of a list with its bars that are seen however large the letters are."""
_SOURCES = (
    "数字的来历：“退回”是本批次并入时没有收下的记录；“待匹配”是名录中还没有的企业的记录；"
    "“未通过核对”是按采集目录的规则重新核对已归集记录的结果。"
    "报送包不带各单位审核时填写的理由，警告可能已经核实。"
)


class QualityTab(QWidget):
    """Signal ``failing(data set, agency, rule)`` for the records that fail a rule."""

    failing = Signal(str, str, str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.agencies = ListPane(
            AgencyQuality(session.store), "quality.agencies", session, self, hint="单位或问题"
        )
        self.agencies.view.setAccessibleName("各单位数据质量")
        self.agencies.bar.hide()
        self.faults = ListPane(
            FaultList(session.store),
            "quality.faults",
            session,
            self,
            hint="问题、数据集或代码",
            empty="没有发现问题。还没有核对过的，请先按“核对已归集的记录”。",
        )
        self.faults.view.setAccessibleName("问题")
        self.agencies.view.opened.connect(self.show_faults)
        self.faults.view.opened.connect(self._open)
        self.said = QLabel()
        self.said.setObjectName("qualitySaid")
        self.said.setWordWrap(True)
        note = QLabel(_SOURCES)
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(theme.row() * _LEAST)
        self.stack.addWidget(self.agencies)
        self.stack.addWidget(self.faults)
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape),
            self.faults,
            self.show_agencies,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self.live = bind(self, self.offered(), session.roles)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit() // 2, 0, 0)
        layout.setSpacing(theme.unit() // 2)
        layout.addWidget(tool_bar(self, self.live.values()))
        layout.addWidget(self.said)
        layout.addWidget(self.stack, 1)
        layout.addWidget(note)

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "overview.agencies", "按单位", self.show_agencies, "operators",
                hint="各单位的数据质量（Esc）",
            ),
            Action("overview.faults", "全部问题", self.show_faults, "warning"),
            Action(
                "overview.check", "核对已归集的记录", self.check, "refresh",
                hint="按采集目录的规则核对有变动的数据集", roles=_WRITERS,
            ),
        )  # fmt: skip

    def refresh(self) -> None:
        """List again."""
        self.agencies.ask()
        self.faults.ask()
        store = self.session.store
        self.session.read("读取核对时间", lambda: last_check(store), self._checked_on)

    def enter(self) -> None:
        """Stand on the list that is shown."""
        shown = self.agencies if self.stack.currentIndex() == 0 else self.faults
        shown.take_focus()

    def show_agencies(self) -> None:
        """A line for each agency."""
        self.stack.setCurrentWidget(self.agencies)
        self.enter()

    def show_faults(self, agency: str = "") -> None:
        """The faults of one agency, or all."""
        self.faults.show_filter({"agency": agency})
        self.stack.setCurrentWidget(self.faults)
        self.enter()

    def check(self) -> None:
        """Put the rules to what changed; may be cancelled and changes nothing then."""
        store = self.session.store

        def work(progress: Progress) -> Checked:
            return check_records(store, progress)

        self.live["overview.check"].setEnabled(False)
        job = self.session.act(
            "核对已归集的记录", work, then=self._checked, changed=(Subject.RECORDS,)
        )
        job.finished.connect(self._ready)

    def _ready(self, _: object) -> None:
        self.live["overview.check"].setEnabled(True)

    def _checked(self, done: Checked) -> None:
        if not done.data_sets:
            self.said.setText("上次核对以后记录和规则都没有变动，不用再核对。")
        else:
            self.said.setText(
                f"已核对 {done.data_sets} 个数据集、{done.rows:,} 条记录，"
                f"{done.failures:,} 处未通过。"
            )

    def _checked_on(self, at: str) -> None:
        if not at:
            self.said.setText("已归集的记录还没有核对过。")
        elif not self.said.text().startswith(("已核对", "上次")):
            self.said.setText(f"最近一次核对：{clock.moment_words(at)}。")

    def _open(self, key: str) -> None:
        agency, dataset, source, code = parts(key)
        if source == CHECKED:
            self.failing.emit(dataset, agency, code)
        elif source == POOLED:
            self.session.navigate("disputes", tab="codes", agency=agency)
        else:
            self.session.navigate("inbox", tab="history")
