"""One row that was kept back, as a form: mend it and have it taken in, or put it aside."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from app.collection.column_proposal import shown_cell
from app.collection.held import HeldRow, Settled, correct_held, discard_held
from ui.changes import Subject
from ui.forms.form import RecordForm, ScrolledForm
from ui.screen import Session, silent
from ui.style import theme


class HeldDialog(QDialog):
    """Over ``parent``; closes once the row is in the store or put aside."""

    def __init__(self, session: Session, row: HeldRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self.row = session, row
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        catalogue = session.store.catalogue
        data_set = catalogue.data_sets[row.dataset]
        self.setWindowTitle(f"更正第 {row.row_no} 行（{data_set.title}）")
        self.form = RecordForm(data_set, catalogue)
        self.form.put_texts({name: shown_cell(cell) for name, cell in row.cells.items()})
        self._before = self.form.values()
        self.form.show_findings(row.findings)
        self.form.completed.connect(self.save)
        hint = QLabel("改好后保存，这一行就入库；原表格不会改动。")
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(hint)
        layout.addWidget(ScrolledForm(self.form), 1)
        layout.addWidget(self._buttons())
        self.resize(theme.chars(90), theme.unit() * 62)
        wrong = [one.field for one in row.findings if one.field in self.form.editors]
        self.form.focus_field(wrong[0] if wrong else "")

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        save = QPushButton("保存")
        save.setObjectName("saveHeld")
        save.setProperty("primary", True)
        buttons.addButton(save, QDialogButtonBox.ButtonRole.ApplyRole)
        save.clicked.connect(self.save)
        discard = buttons.addButton("放弃这一行…", QDialogButtonBox.ButtonRole.DestructiveRole)
        discard.setObjectName("discardHeld")
        discard.clicked.connect(self.discard)
        leave = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        for button in (save, discard, leave):
            button.setAutoDefault(False)  # Enter goes to the next field
        buttons.rejected.connect(self.reject)
        return buttons

    def save(self) -> None:
        """Try the row again with what was changed; other cells stay as they stand in the file."""
        changed = {
            name: text for name, text in self.form.values().items() if text != self._before[name]
        }
        self.session.act(
            "更正一行",
            silent(correct_held, self.session.store, self.row.id, changed),
            then=self._saved,
            changed=(Subject.RECORDS,),
        )

    def discard(self) -> None:
        """Put the row aside, with a reason."""
        self.session.ask.reason(
            "放弃这一行", "这一行将不入库，仍留在“历次导入”里备查。", self._discard
        )

    def _discard(self, reason: str) -> None:
        self.session.act(
            "放弃一行",
            silent(discard_held, self.session.store, self.row.id, reason),
            then=lambda _: self.accept(),
            changed=(Subject.RECORDS,),
        )

    def _saved(self, settled: Settled) -> None:
        if settled.findings and settled.rec_id is None:
            self._before = self.form.values()
            self.form.show_findings(settled.findings)
        else:
            self.accept()
