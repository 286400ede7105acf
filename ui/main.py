"""The desktop programs ``creditdesk-agency`` and ``creditdesk-coordinator``.

Both are this program; ``--edition`` says which.
"""

from __future__ import annotations

import argparse
import faulthandler
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.edition import Edition
from app.settings import Settings, edition_folder
from ui.start.desktop import Desktop
from ui.style import theme

_LOG = "messages.txt"


def main(arguments: list[str] | None = None) -> int:
    """Run the program until its last window is closed; returns the exit code."""
    given = _parse(sys.argv[1:] if arguments is None else arguments)
    edition = Edition(given.edition)
    settings = Settings(given.home or edition_folder(edition))
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
        desktop = Desktop(settings, given.office, edition=edition)
        desktop.watch.install()
        desktop.start()
        if given.county:
            desktop.show_county(given.county)
        try:
            return application.exec()
        finally:
            qInstallMessageHandler(None)
            faulthandler.disable()


def main_of_coordinator() -> int:
    """The coordinator's program with the arguments of the command line."""
    return main(["--edition", Edition.COORDINATOR, *sys.argv[1:]])


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="creditdesk", description="信采")
    parser.add_argument("--edition", choices=list(Edition), default=Edition.AGENCY, help="哪一端")
    parser.add_argument("--office", type=Path, metavar="DIR", help="工作区文件夹")
    parser.add_argument("--home", type=Path, metavar="DIR", help="本机设置所在的文件夹")
    parser.add_argument("--county", type=Path, metavar="DIR", help="打开培训县的汇总端")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
