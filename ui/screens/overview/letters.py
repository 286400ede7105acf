"""Letters of a round: for whom, and then what every batch has."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from app.documents.kinds import kind_of
from app.documents.paper_batch import PaperBatch, Whom
from ui.screen import Session
from ui.style import theme
from ui.widgets.printing_panel import PrintingPanel

REMINDER, REPORT = "reminder", "progress_report"


class LettersDialog(QDialog):
    """Letters of one kind; a letter printed twice on one day is the same letter.

    It may be closed while it writes, and is shown again until that has ended (``busy``).
    """

    def __init__(
        self,
        session: Session,
        kind: str,
        campaign: str,
        whom: Sequence[tuple[str, Whom]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(kind_of(session.store, kind).title)
        self.session, self.kind, self.campaign = session, kind, campaign
        self.whom = QComboBox()
        self.whom.setObjectName("whom")
        for words, codes in whom:
            self.whom.addItem(words, codes)
        form = QFormLayout()
        form.addRow("发给", self.whom)
        self.printing = PrintingPanel(session, self)
        self.printing.setMinimumWidth(theme.chars(56))
        self.printing.written.connect(self.adjustSize)
        buttons = QDialogButtonBox()
        leave = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        leave.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.unit())
        layout.addLayout(form)
        layout.addWidget(self.printing)
        layout.addWidget(buttons)
        self.printing.write.setDefault(True)
        self.whom.currentIndexChanged.connect(self._show_job)
        self._show_job()

    @property
    def busy(self) -> bool:
        """Whether it writes."""
        return self.printing.busy

    def _show_job(self) -> None:
        whom = self.whom.currentData()
        batch = PaperBatch(self.session.store, self.kind, self.campaign, whom)
        self.printing.show_job(batch)

    def done(self, result: int) -> None:
        """Stop counting when the dialog goes; what is being written goes on."""
        self.printing.leave()
        super().done(result)
