"""The blank workbook of a data set, for those who have no system that exports one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton

from app.collection.importing import collected
from app.documents.workbooks.office_templates import entry_template
from ui.ask import WORKBOOKS, Telling
from ui.screen import Session, silent
from ui.style import icons, theme

_SHRINKS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class TemplateCard(QFrame):
    """Which data set, whether with the register in it, and the button."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setProperty("role", "card")
        self.dataset = QComboBox()
        self.dataset.setObjectName("templateDataset")
        self.dataset.setAccessibleName("哪一种数据的空白表")
        self.dataset.setSizeAdjustPolicy(_SHRINKS)
        self.dataset.setMinimumContentsLength(12)
        for data_set in collected(session.store):
            self.dataset.addItem(f"{data_set.code} {data_set.title}", data_set.code)
        self.prefilled = QCheckBox("填好企业名单")
        self.prefilled.setObjectName("prefilled")
        self.prefilled.setToolTip("把名录中的企业代码和名称按乡镇填在表里")
        save = QPushButton(icons.icon("export"), "下载空白表…")
        save.setObjectName("template")
        save.clicked.connect(self._ask)
        named = QLabel("没有现成的表格？")
        named.setBuddy(self.dataset)
        row = QHBoxLayout(self)
        row.setSpacing(theme.unit())
        row.addWidget(named)
        row.addWidget(self.dataset, 1)
        row.addWidget(self.prefilled)
        row.addWidget(save)

    def offer(self, dataset: str) -> None:
        """Choose this data set."""
        self.dataset.setCurrentIndex(max(0, self.dataset.findData(dataset)))

    def _ask(self) -> None:
        name = f"{self.dataset.currentText()}采集表.xlsx"
        self.session.ask.save_file("下载空白表", WORKBOOKS, name, self.write)

    def write(self, path: Path) -> None:
        """Write the workbook of the chosen data set."""
        work = silent(
            entry_template,
            self.session.store,
            self.dataset.currentData(),
            path,
            prefilled=self.prefilled.isChecked(),
        )
        self.session.act("制作空白表", work, then=partial(self._written, path))

    def _written(self, path: Path, enterprises: int) -> None:
        filled = f"，已填好 {enterprises:,} 家企业" if enterprises else ""
        self.session.ask.tell(
            Telling("已下载空白表", f"{path.name}{filled}。", "填好后在这里导入，列会自己认出。")
        )
