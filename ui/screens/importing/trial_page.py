"""Step 4: what would become of each row, class by class, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QTabBar,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.browsing.trial_list import OUTCOME, TrialList
from app.collection.importing import OUTCOME_WORDS
from app.collection.trial import Trial
from ui.ask import WORKBOOKS, Telling
from ui.screen import Session
from ui.screens.importing import work
from ui.style import icons, theme
from ui.tables.pane import ListPane
from ui.tables.states import icon_of


class TrialPage(QWidget):
    """The classes as tabs, the rows of one, and all of the row under the cursor."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.trial: Trial | None = None
        self.pane: ListPane | None = None
        self._source: TrialList | None = None
        self.said = QLabel()
        self.said.setObjectName("trialSaid")
        self.said.setWordWrap(True)
        self.classes = QTabBar()
        self.classes.setObjectName("classes")
        self.classes.setAccessibleName("按结果查看")
        self.classes.setExpanding(False)
        self.classes.setUsesScrollButtons(True)
        self.classes.currentChanged.connect(self._choose_class)
        self.back = QPushButton(icons.icon("export"), "把问题写回表格…")
        self.back.setObjectName("writeBack")
        self.back.setToolTip("另存一份原表，问题写在单元格批注里，并附汇总页")
        self.back.clicked.connect(self.write_back)
        self.detail = QTextBrowser()
        self.detail.setObjectName("rowDetail")
        self.detail.setAccessibleName("这一行的内容与问题")
        self.detail.setMinimumHeight(theme.unit() * 8)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        # What the table would like must not push the row's content off a small display
        self.split.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.split.setMinimumHeight(theme.unit() * 38)
        self.split.addWidget(self.detail)
        top = QHBoxLayout()
        top.addWidget(self.said, 1)
        top.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addLayout(top)
        layout.addWidget(self.classes)
        layout.addWidget(self.split, 1)

    def show_trial(self, trial: Trial, names: Mapping[str, str]) -> None:
        """Show a new dry run; ``names`` are the register's, by code."""
        self.trial = trial
        self._source = TrialList(trial, self.session.store.catalogue, dict(names))
        if self.pane is not None:
            self.pane.setParent(None)
            self.pane.deleteLater()
        self.pane = ListPane(
            self._source,
            "trial",
            self.session,
            self,
            hint="企业或表中的内容",
            empty="没有这一类的行。",
        )
        self.pane.view.picked.connect(self._show_row)
        self.pane.model.loaded.connect(self._stand_on_first)
        self.split.insertWidget(0, self.pane)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 1)
        self._show_classes(trial)
        self.detail.setPlainText("选一行，这里显示它的全部内容和问题。")
        self.said.setText(_summary(trial))

    def show_class(self, outcome: str) -> None:
        """List the rows of one class; all for an empty one."""
        keys = ["", *OUTCOME_WORDS]
        self.classes.setCurrentIndex(keys.index(outcome))

    def write_back(self) -> None:
        """Ask where the copy with the findings shall go, and write it."""
        trial = self.trial
        if trial is not None:
            name = f"{trial.request.path.stem}（核查结果）.xlsx"
            self.session.ask.save_file(
                "把问题写回表格", WORKBOOKS, name, partial(self._write_back, trial)
            )

    def _write_back(self, trial: Trial, path: Path) -> None:
        self.session.act(
            "写回表格", partial(work.annotate, trial, path), then=partial(self._written, path)
        )

    def _written(self, path: Path, placed: int) -> None:
        self.session.ask.tell(
            Telling("已写回表格", f"{placed:,} 个问题写在 {path.name} 的批注里，汇总在最后一页。")
        )

    def _show_classes(self, trial: Trial) -> None:
        self.classes.blockSignals(True)
        while self.classes.count():
            self.classes.removeTab(0)
        self.classes.addTab(f"全部 {trial.report.rows:,}")
        for key, word in OUTCOME_WORDS.items():
            mark = icon_of(word)
            place = self.classes.addTab(f"{word} {getattr(trial.report, key):,}")
            if mark is not None:
                self.classes.setTabIcon(place, mark)
        self.classes.blockSignals(False)
        self._choose_class(0)

    def _choose_class(self, place: int) -> None:
        if self.pane is not None:
            self.pane.fixed = {OUTCOME: ["", *OUTCOME_WORDS][place]}
            self.pane.ask()

    def _stand_on_first(self) -> None:
        if self.pane is not None and self.pane.model.ids and not self.pane.view.picked_keys():
            self.pane.view.selectRow(0)

    def _show_row(self, keys: list[str]) -> None:
        if not keys or self.trial is None or self._source is None:
            return
        position = int(keys[0])
        said = {one.column: one for one in self.trial.said.get(position, ())}
        lines = [f"<b>第 {self.trial.sheet.row_numbers[position]:,} 行</b>"]
        lines += [
            f"• {escape(one.words)}（{one.code}）" for one in self.trial.said.get(position, ())
        ]
        lines += [
            f"• {escape(title)}：{escape(was or '（空）')} → {escape(becomes or '（空）')}"
            for title, was, becomes in self._source.changes(position)
        ]
        cells = [
            f"{escape(header)}：<b>{escape(text)}</b>" + ("（有问题）" if header in said else "")
            for header, text in self.trial.cells(position)
        ]
        self.detail.setHtml("<br>".join([*lines, "　".join(cells)]))


def _summary(trial: Trial) -> str:
    report = trial.report
    enter = f"共 {report.rows:,} 行，可以入库 {report.accepted:,} 行。还没有写入任何数据。"
    rest = []
    if report.unmatched:
        rest.append(f"未匹配的 {report.unmatched:,} 行导入后在“匹配”中选定企业")
    if report.error or report.duplicate:
        rest.append("错误和重复的行不入库，留在“历次导入”里备查")
    notes = [*report.notes, "；".join(rest) + "。" if rest else ""]
    return "\n".join([enter, *(note for note in notes if note)])
