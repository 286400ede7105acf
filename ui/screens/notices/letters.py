"""Letters in one batch: for whom, and then what every batch has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from app.collection.notices import untold
from app.documents.issuing.notice_batch import NoticeBatch
from ui.screen import Session
from ui.style import theme
from ui.widgets.printing_panel import PrintingPanel

PICKED = "picked"
_SOME = 2
"""From so many selected rows on, the selection is offered as a batch."""


class LettersDialog(QDialog):
    """It may be closed while it writes, and is shown again until that has ended (``busy``)."""

    def __init__(self, session: Session, picked: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("制作告知书")
        self.session = session
        self._picked = list(picked)
        self.whom = QComboBox()
        self.whom.setObjectName("whom")
        self.whom.addItem("全部应告知而未送达的企业", "")
        if len(picked) >= _SOME:
            self.whom.addItem(f"列表中选中的 {len(picked):,} 家", PICKED)
        for code, title in session.store.catalogue.code_lists["township"].titles.items():
            self.whom.addItem(title, code)
        form = QFormLayout()
        form.addRow("给谁", self.whom)
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
        self.printing.show_job(NoticeBatch(self.session.store, self._codes()))

    def _codes(self) -> Callable[[], Sequence[str]]:
        """The addressees, to be read in the job."""
        whom, picked, store = str(self.whom.currentData()), self._picked, self.session.store
        if whom == PICKED:
            return lambda: [code for code in untold(store) if code in set(picked)]
        return lambda: untold(store, whom)

    def done(self, result: int) -> None:
        """Stop counting when the dialog goes; what is being written goes on."""
        self.printing.leave()
        super().done(result)
