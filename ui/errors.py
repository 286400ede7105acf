"""Errors shown by blame: the user's and the machine's in words, ours with a report that is kept."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox

import app
from app import clock
from app.errors import AppError, Cancelled, EnvironmentFault, IntegrityError
from app.files import written_aside
from ui.ask import Ask, Telling


def show_error(ask: Ask, error: BaseException, reports: Path) -> None:
    """Tell ``error`` over ``ask``; a bug of ours leaves a report in ``reports``."""
    if isinstance(error, Cancelled):
        return
    if isinstance(error, AppError):
        ask.tell(told(error))
        return
    kept = keep_report(error, reports)
    where = f"报告已存为：\n{kept}\n请交给程序维护人员。" if kept else "报告未能写入磁盘。"
    ask.tell(
        Telling(
            "程序出错",
            "程序出了错，这一步没有完成。",
            f"此前保存过的数据都在。{where}",
            "BUG",
            QMessageBox.Icon.Critical,
        )
    )


def told(error: AppError) -> Telling:
    """The words of an error of ``app``: its heading names whose turn it is."""
    if isinstance(error, IntegrityError):
        title, icon = "数据可信性问题", QMessageBox.Icon.Critical
    elif isinstance(error, EnvironmentFault):
        title, icon = "电脑或磁盘的问题", QMessageBox.Icon.Warning
    else:
        title, icon = "不能办理", QMessageBox.Icon.Warning
    return Telling(title, error.message, error.advice, error.code, icon)


def sentence(error: AppError) -> str:
    """An error in one line beside what it is about: what happened, what to do, the code."""
    return f"{error.words}（{error.code}）"


def keep_report(error: BaseException, reports: Path) -> Path | None:
    """Write what helps to mend the bug; None when even that fails. No office data are in it."""
    stamp = clock.timestamp().replace(":", "").replace("-", "")
    lines = [
        f"CreditDesk {app.__version__} · Python {platform.python_version()} · Qt {qt_version}",
        f"{platform.platform()} · {clock.timestamp()}",
        "",
        *_where(error),
    ]
    path = reports / f"crash-{stamp}.txt"
    try:
        reports.mkdir(parents=True, exist_ok=True)
        with written_aside(path) as stream:
            stream.write("\n".join(lines).encode())
    except (OSError, EnvironmentFault):
        return None
    return path


def _where(error: BaseException) -> list[str]:
    """The places in the code, without the message: it may hold somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)
    return [type(error).__name__] + [f"  {f.filename}:{f.lineno} {f.name}" for f in frames]


class Watch(QObject):
    """Brings exceptions that nobody caught, of any thread, to the GUI thread: ``caught(error)``."""

    caught = Signal(object)

    def install(self) -> None:
        """Take over Python's hooks."""
        sys.excepthook = self._unhandled
        threading.excepthook = self._in_thread

    def _unhandled(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        self.caught.emit(error)

    def _in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.caught.emit(args.exc_value)
