"""The ways back into an office that does not open. Loaded only once somebody needs one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.browsing.backup_list import kept_backups
from app.office import restore_office
from app.settings import BACKUPS
from ui.safety.restore_dialog import Chosen, RestoreDialog, restore_words
from ui.start.recovery import RecoveryDialog

if TYPE_CHECKING:
    from ui.start.sign_in import SignIn


def forgot(start: SignIn, folder: Path) -> None:
    """Begin or complete the recovery of a password that nobody knows any more."""
    operator = start.operator.currentText()
    dialog = RecoveryDialog(start, start.ask, start.settings, folder, operator)
    dialog.answered.connect(partial(start.open_by, "恢复口令"))
    dialog.open()


def restore(start: SignIn, folder: Path) -> None:
    """Put a backup in the place of an office that does not open any more."""
    chosen = start.settings.get(BACKUPS)
    kept = kept_backups(folder, Path(chosen) if chosen else None)
    about = restore_words(folder)
    dialog = RestoreDialog(start, start.ask, "从备份恢复", about, "恢复", kept)
    dialog.chosen.connect(partial(_restore_from, start, folder))
    dialog.open()


def _restore_from(start: SignIn, folder: Path, one: Chosen) -> None:
    start.open_by(
        "从备份恢复",
        lambda _: restore_office(one.source, folder, one.operator, one.password),
    )
