"""One consent as it was signed, with its scan: typed once, checked as any record."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.collection import records, scans
from app.collection.consents import DATASET
from app.collection.records import RecordResult
from app.errors import AppError
from ui.changes import Subject
from ui.errors import sentence
from ui.forms.form import RecordForm, ScrolledForm
from ui.screen import Session
from ui.style import icons, theme

SCANS = "扫描件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)"
_DIGEST = "file_hash"


class ConsentDialog(QDialog):
    """Stays open while there is something to mend."""

    def __init__(self, session: Session, uscc: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("登记授权书")
        self.session = session
        self.scan: scans.Scanned | None = None
        catalogue = session.store.catalogue
        self.form = RecordForm(catalogue.data_sets[DATASET], catalogue)
        self.form.put_texts({"uscc": uscc})
        self.form.set_read_only([_DIGEST])
        self.form.completed.connect(self.save)
        choose = QPushButton(icons.icon("import"), "选择扫描件…")
        choose.setObjectName("chooseScan")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._ask_scan)
        self.said = QLabel("还没有选择扫描件（PDF 或图片，不超过 10 MB）。")
        self.said.setObjectName("scanSaid")
        self.said.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(choose)
        row.addWidget(self.said, 1)
        buttons = QDialogButtonBox()
        save = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        save.setObjectName("saveConsent")
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        self.finished.connect(self.deleteLater)
        layout = QVBoxLayout(self)
        layout.addWidget(ScrolledForm(self.form), 1)
        layout.addLayout(row)
        layout.addWidget(buttons)
        self.resize(theme.chars(80), parent.window().height() * 3 // 4)
        self.form.focus_field("no" if uscc else "uscc")

    def _ask_scan(self) -> None:
        self.session.ask.open_file("选择扫描件", SCANS, self.take_scan)

    def take_scan(self, path: Path) -> None:
        """Read the scan now, so that a wrong file is told before anything is stored."""
        self.session.read(
            "读取扫描件", lambda: scans.read_scan(path), self._taken, failed=self._refused
        )

    def _taken(self, scan: scans.Scanned) -> None:
        self.scan = scan
        self.said.setText(f"{scan.file_name}（{len(scan.content) / 1024:,.0f} KB）")
        self.form.editors[_DIGEST].put(scan.sha256)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.said.setText(sentence(error))
        else:
            self.session.show_error(error)

    def save(self) -> None:
        """Keep the record, then its scan with it."""
        store, values, scan = self.session.store, self.form.values(), self.scan

        def work(_progress: object) -> RecordResult:
            kept = records.add(store, DATASET, values)
            if kept.rec_id is not None and scan is not None:
                scans.attach(store, DATASET, kept.rec_id, scan)
            return kept

        self.session.act("登记授权书", work, then=self._saved, changed=(Subject.RECORDS,))

    def _saved(self, kept: RecordResult) -> None:
        if kept.rec_id is None:
            self.form.show_findings(kept.findings)
            return
        self.accept()
