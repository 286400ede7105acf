"""The agency's desktop program: ``creditdesk-agency [--office DIR] [--home DIR]``."""

from __future__ import annotations

import argparse
import faulthandler
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from ui.start.desktop import Desktop
from ui.style import theme

_LOG = "messages.txt"


def main(arguments: list[str] | None = None) -> int:
    """Run the program until its last window is closed; returns the exit code."""
    given = _parse(sys.argv[1:] if arguments is None else arguments)
    settings = Settings(given.home)
    reports = settings.folder / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    policy = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(policy)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt's loop would never let Python see Ctrl+C
    application = QApplication(sys.argv[:1])
    application.setApplicationName("creditdesk")
    with (reports / _LOG).open("a", encoding="utf-8") as log:
        faulthandler.enable(log)

        def keep(kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
            log.write(f"{kind.name} {message}\n")
            log.flush()

        qInstallMessageHandler(keep)
        theme.apply(settings)
        desktop = Desktop(settings, given.office)
        desktop.watch.install()
        desktop.start()
        try:
            return application.exec()
        finally:
            qInstallMessageHandler(None)
            faulthandler.disable()


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="creditdesk-agency", description="信采 机构端")
    parser.add_argument("--office", type=Path, metavar="DIR", help="工作区文件夹")
    parser.add_argument("--home", type=Path, metavar="DIR", help="本机设置所在的文件夹")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
