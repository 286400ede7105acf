"""One record under review: what the checks say, and each value as it was and as it would be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.review_list import Case
from app.collection.findings import ERROR, WARNING
from ui.style import fonts, icons, theme

_LEVELS = {ERROR: "错误", WARNING: "警告"}


class CasePanel(QWidget):
    """Shows one record; nothing until one is chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.head = QLabel()
        self.head.setObjectName("caseHead")
        self.head.setFont(fonts.larger(self.font(), 1.0, bold=True))
        self.head.setWordWrap(True)
        self.said = QLabel()
        self.said.setObjectName("caseFindings")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.hide()
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("caseValues")
        self.table.setAccessibleName("原值与新值对照")
        self.table.setHorizontalHeaderLabels(["项目", "原值", "新值"])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setMinimumHeight(theme.unit() * 2)
        rows = self.table.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(theme.row())
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.resizeSection(0, theme.chars(22))
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit() // 2)
        layout.addWidget(self.head)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        self.show_case(None)

    def show_case(self, case: Case | None) -> None:
        """Show this record, changed values first to the eye: bold, with an icon and a word."""
        self.table.setRowCount(0)
        if case is None:
            self.head.setText("选一条记录，这里对照显示它的原值和新值。")
            self.said.hide()
            return
        kind = "新记录" if case.fresh else f"改动 {sum(one.changed for one in case.lines)} 项"
        self.head.setText(f"{case.name}　{case.label}　{kind}　录入：{case.entered}")
        lines = [f"{_LEVELS.get(f.level, '说明')}：{f.words}" for f in case.findings]
        if case.mine:
            lines.insert(0, "本条由您本人录入，须由另一位审核人审核。")
        self._say(lines, bad=any(f.level == ERROR for f in case.findings))
        self.table.setRowCount(len(case.lines))
        for row, line in enumerate(sorted(case.lines, key=lambda one: not one.changed)):
            marked = line.changed and not case.fresh
            was = "（首次报审）" if case.fresh else (line.was or "（空）")
            texts = (
                f"{line.title}（已改）" if marked else line.title,
                was,
                line.becomes or "（空）",
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if marked:
                    item.setFont(fonts.larger(self.table.font(), 1.0, bold=True))
                if marked and column == 0:
                    item.setIcon(icons.icon("edit", theme.colours().soon))
                self.table.setItem(row, column, item)

    def _say(self, lines: list[str], *, bad: bool) -> None:
        self.said.setText("\n".join(lines))
        self.said.setVisible(bool(lines))
        self.said.setProperty("state", "bad" if bad else "soon")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
