"""What a clerk is shown of a file before anything is read from it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.collection.sheets import glance, read
from app.errors import Cancelled, EnvironmentFault

LABELS = frozenset({"户号", "月份", "用电量"})


def two_sheets(path: Path) -> Path:
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["由营销系统导出"])
    page = book.create_sheet("电费")
    for row in (["2026年3月电费"], ["户号", "月份", "用电量"], ["41", "2026-03", 5]):
        page.append(row)
    book.save(path)
    return path


def test_every_sheet_is_shown_and_the_likely_one_named(tmp_path: Path) -> None:
    """Without it the clerk must guess which of twelve sheets the program took."""
    look = glance(two_sheets(tmp_path / "a.xlsx"), LABELS)
    assert [sheet.name for sheet in look.sheets] == ["说明", "电费"]
    assert look.likeliest.name == "电费"
    assert look.likeliest.header_rows == (2, 2)
    assert look.likeliest.headers == ["户号", "月份", "用电量"]
    assert look.likeliest.rows[2] == ["41", "2026-03", "5"]
    assert len(look.sha256) == 64


@contextmanager
def forbidden(path: Path) -> Iterator[None]:
    """The file may not be read, as when Excel holds it on Windows; root must step down for that."""
    path.chmod(0)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_file_held_by_excel_is_told_as_such() -> None:
    """“No permission” sends people to the administrator; “close Excel” does not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = two_sheets(Path(folder) / "a.xlsx")
        (Path(folder) / "~$a.xlsx").write_bytes(b"\x05clerk")
        with forbidden(path), pytest.raises(EnvironmentFault, match=r"ENV-OPEN.*关闭"):
            read(path, labels=LABELS)
        (Path(folder) / "~$a.xlsx").unlink()
        with forbidden(path), pytest.raises(EnvironmentFault, match="ENV-PERMISSION"):
            read(path, labels=LABELS)


def test_reading_stops_when_cancelled(tmp_path: Path) -> None:
    """A workbook of 100 MB by mistake: the clerk must not wait for its end."""

    class Impatient:
        def step(self, done: int, total: int, note: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        read(two_sheets(tmp_path / "a.xlsx"), labels=LABELS, progress=Impatient())
