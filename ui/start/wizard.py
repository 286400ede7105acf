"""The first-run wizard: each page shows one step of :mod:`app.first_run` and its problem."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWizard, QWizardPage

from app.edition import Edition
from app.first_run import FirstRun, Step
from app.keys.passwords import KdfCost
from app.settings import BACKUPS, OFFICE, Settings
from ui.ask import Ask
from ui.errors import show_error
from ui.jobs import JobRunner
from ui.start.wizard_acts import BackupPage, FormPage, KeyPage
from ui.start.wizard_pages import AgencyPage, OperatorsPage, PasswordsPage
from ui.style import theme

_WORDS = {
    QWizard.WizardButton.BackButton: "上一步",
    QWizard.WizardButton.NextButton: "下一步",
    QWizard.WizardButton.CommitButton: "下一步",
    QWizard.WizardButton.FinishButton: "完成",
    QWizard.WizardButton.CancelButton: "取消",
}


class Wizard(QWizard):
    """Makes a new office. Signal ``made(folder)`` once everything was done.

    ``cost`` is for tests; offices take what their computer affords.
    """

    made = Signal(object)

    def __init__(
        self,
        settings: Settings,
        ask: Ask,
        cost: KdfCost | None = None,
        edition: Edition = Edition.AGENCY,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.ask = ask
        self.run = FirstRun(edition)
        self.jobs = JobRunner(self)
        self.setWindowTitle("信采 · 新建工作区")
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        for button, word in _WORDS.items():
            self.setButtonText(button, word)
        self.pages: dict[Step, QWizardPage] = {
            Step.AGENCY: AgencyPage(self.run, ask),
            Step.OPERATORS: OperatorsPage(self.run),
            Step.PASSWORDS: PasswordsPage(self.run),
            Step.KEY: KeyPage(self.run, self.jobs, self.fail, cost),
            Step.FORM: FormPage(self.run, self.jobs, ask, self.fail),
            Step.BACKUP: BackupPage(self.run, self.jobs, ask, self.fail),
        }
        for page in self.pages.values():
            self.addPage(page)
        self.setMinimumSize(theme.chars(96), self.fontMetrics().lineSpacing() * 26)

    def fail(self, error: Exception) -> None:
        """Tell an error; the step can be tried again."""
        show_error(self.ask, error, self.settings.folder / "reports")

    def accept(self) -> None:
        """Everything is done: remember where, forget the passwords."""
        folder = self.run.folder
        if folder is not None:
            self.settings.set(OFFICE, str(folder))
        if self.run.backup is not None and self.run.backup.folder.parent != _own(folder):
            self.settings.set(BACKUPS, str(self.run.backup.folder.parent))
        self.run.forget()
        super().accept()
        self.made.emit(folder)

    def done(self, result: int) -> None:
        """Wait for what runs, whichever way the wizard ends."""
        self.jobs.shutdown()
        self.run.forget()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """As cancelling."""
        self.jobs.shutdown()
        super().closeEvent(event)


def _own(folder: Path | None) -> Path | None:
    return folder / "backups" if folder else None
