"""The backup before somebody leaves, when the last one is too old; leaving is never refused."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from app.browsing.backup_list import is_due
from app.errors import AppError
from app.settings import LEAVING_BACKUP
from app.store.backup import backup_there
from ui.jobs import Job
from ui.screen import Session
from ui.style import theme


class Farewell(QObject):
    """Signal ``finished()`` when the window may close; ``over`` is True from then on."""

    finished = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.over = False
        self._session = session
        self._window = parent
        self._job: Job | None = None
        self._dialog: QProgressDialog | None = None

    def begin(self) -> bool:
        """Begin the backup; False when none is due. While one runs, leaving waits for it."""
        if self._job is not None:
            return True
        session = self._session
        days = session.settings.get(LEAVING_BACKUP)
        if session.store.training or not days or not is_due(session.store, session.backups, days):
            return False
        session.jobs.cancel()
        store, chosen = session.store, session.backups
        self._dialog = self._waiting()
        self._job = session.jobs.start(
            "退出前备份",
            lambda progress: backup_there(store, chosen, progress),
            then=self._end,
            failed=self._failed,
            cancelled=self._end,
        )
        return True

    def _waiting(self) -> QProgressDialog:
        dialog = QProgressDialog(
            "正在备份，完成后自动退出。", "不备份，直接退出", 0, 0, self._window
        )
        dialog.setObjectName("farewell")
        dialog.setWindowTitle("退出前备份")
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setMinimumWidth(theme.chars(48))
        dialog.setMinimumDuration(0)
        dialog.canceled.connect(self._cancel)
        dialog.show()
        return dialog

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _failed(self, error: Exception) -> None:
        self._close_dialog()
        self._job = None
        said = (
            f"{error.message}\n{error.advice}" if isinstance(error, AppError) else "备份时出了错。"
        )
        if not isinstance(error, AppError):
            self._session.show_error(error)
        self._session.ask.choose(
            "退出前备份没有做成",
            f"{said}\n数据都已保存在工作区里，只是没有备份。",
            ["不备份，直接退出"],
            self._end,
        )

    def _end(self, _: object = None) -> None:
        self._close_dialog()
        self._job = None
        self.over = True
        self.finished.emit()

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.canceled.disconnect(self._cancel)
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None
