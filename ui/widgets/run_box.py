"""The choice of one rating run, the published ones first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app.browsing.run_list import choices_of_runs
from ui.screen import Session
from ui.style import theme


class RunBox(QComboBox):
    """Signal ``chosen(run)`` whenever another run is meant, also after a refresh."""

    chosen = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._wanted = ""
        self.setObjectName("run")
        self.setAccessibleName("评级")
        self.setMinimumContentsLength(26)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.currentIndexChanged.connect(self._tell)

    @property
    def run_id(self) -> str:
        """The run that is meant; empty before anything was rated."""
        return str(self.currentData() or "")

    def refresh(self, wanted: str = "") -> None:
        """Read the runs again; stay with the same one, or go to ``wanted``."""
        self._wanted = wanted
        store = self.session.store
        self.session.read("读取评级", lambda: choices_of_runs(store), self._fill)

    def _fill(self, found: list[tuple[str, str]]) -> None:
        wanted, before = self._wanted or self.run_id, self.run_id
        self.blockSignals(True)
        self.clear()
        for run_id, words in found:
            self.addItem(words, run_id)
        self.setCurrentIndex(max(0, self.findData(wanted)) if found else -1)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + theme.unit() * 3)
        self.blockSignals(False)
        if before and self.run_id == before and not self._wanted:
            self.chosen.emit(before)
        else:
            self._tell()

    def _tell(self) -> None:
        self.chosen.emit(self.run_id)
