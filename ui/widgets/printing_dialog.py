"""A batch of papers in a window of its own: for whom, and then what every batch has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from app.documents.printing import PrintJob
from ui.screen import Session
from ui.style import theme
from ui.widgets.printing_panel import PrintingPanel


class PrintingDialog(QDialog):
    """``choices`` of addressees in words, each with what ``job_of`` makes the batch of.

    It may be closed while it writes, and is shown again until that has ended (``busy``).
    """

    def __init__(
        self,
        session: Session,
        title: str,
        choices: Sequence[tuple[str, Any]],
        job_of: Callable[[Any], PrintJob],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self._job_of = job_of
        self.whom = QComboBox()
        self.whom.setObjectName("whom")
        for words, value in choices:
            self.whom.addItem(words, value)
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
        self.printing.show_job(self._job_of(self.whom.currentData()))

    def done(self, result: int) -> None:
        """Stop counting when the dialog goes; what is being written goes on."""
        self.printing.leave()
        super().done(result)
