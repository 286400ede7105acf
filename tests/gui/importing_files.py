"""Clerks' files for the tests of importing, and ways to the parts of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox
from pytestqt.qtbot import QtBot

from tests.gui.offices import ENTERPRISES
from ui.screens.importing.screen import ImportingScreen
from ui.shell.window import Window

HEADER = [
    "户号",
    "户名",
    "统一社会信用代码",
    "月份",
    "用电量",
    "应收电费",
    "实收电费",
    "缴费期限",
    "缴费日期",
]
STRANGER = "渑池县谁也不认识的商行"


def bill(place: int, month: str = "2026-03", **other: str) -> list[str]:
    """A good line of an electricity bill; ``place`` is the enterprise's in the register."""
    row = {
        "户号": f"51{place:08d}",
        "户名": "",
        "统一社会信用代码": ENTERPRISES[place % 60].uscc,
        "月份": month,
        "用电量": "1000",
        "应收电费": "700",
        "实收电费": "700",
        "缴费期限": "2026-04-15",
        "缴费日期": "2026-04-08",
        **other,
    }
    return list(row.values())


def of_stranger(number: str = "5200000001", month: str = "2026-03") -> list[str]:
    """A line of somebody whom the register does not know."""
    return bill(0, month, 户号=number, 户名=STRANGER, 统一社会信用代码="")


def mixed() -> list[list[str]]:
    """A row of every class; the office has the bill of enterprise 0 for 2026-01."""
    stored = {"户号": "4100000000", "缴费期限": "2026-02-20"}
    return [
        bill(10),
        bill(11),
        bill(11),
        bill(12, 应收电费=""),
        bill(13, 应收电费="70000", 实收电费="70000"),
        of_stranger(),
        of_stranger(month="2026-02"),
        bill(0, "2026-01", **{**stored, "用电量": "1111"}),
    ]


def csv(path: Path, rows: Iterable[list[str]], header: list[str] = HEADER) -> Path:
    """A text file as a billing system writes it."""
    path.write_text("\n".join(",".join(row) for row in [header, *rows]) + "\n", "utf-8")
    return path


def workbook(path: Path, rows: Iterable[list[str]], header: list[str] = HEADER) -> Path:
    """A workbook with a title above the table, and another sheet before it."""
    book = Workbook()
    note = book.active
    note.title = "说明"
    note.append(["本表由营销系统导出"])
    page = book.create_sheet("三月电费")
    page.append(["供电公司2026年3月电费明细"])
    page.append(header)
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def screen_of(window: Window, **wanted: str) -> ImportingScreen:
    """The screen, shown."""
    window.session.navigate("importing", **wanted)
    shown = window.stack.currentWidget()
    assert isinstance(shown, ImportingScreen)
    return shown


def press(screen: ImportingScreen, name: str, qtbot: QtBot) -> None:
    """Click the button of that name which is to be seen."""
    found = [one for one in screen.findChildren(QAbstractButton, name) if one.isVisible()]
    assert len(found) == 1, name
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def told(window: Window, qtbot: QtBot) -> str:
    """The words of the dialog that is open; it is closed again."""
    qtbot.waitUntil(lambda: bool(_boxes(window)), timeout=20_000)
    box = _boxes(window)[0]
    words = f"{box.text()} {box.informativeText()}"
    box.close()
    return words


def _boxes(window: Window) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]
