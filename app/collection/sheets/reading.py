"""The parent's side of reading a sheet: starts the child, waits within limits, builds the Sheet."""

from __future__ import annotations

import marshal
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app import files
from app.collection.sheets.limits import FILE_BYTES, SECONDS, SECONDS_PER_MIB, refuse
from app.collection.sheets.model import Cell, CellError, Column, LeftOut, Sheet
from app.errors import RefusedError

CHILD_FLAG = "--read-sheet"
"""The frozen program starts its child as itself with this single argument."""


def read(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    labels: frozenset[str] = frozenset(),
    rows_needed: bool = True,
) -> Sheet:
    """The table in ``path`` (.xlsx .xlsm .xls .csv .txt), read by a child process with limits.

    ``labels`` are normalised header labels (``catalogue.labels``) by which the header and the
    right sheet are found; ``sheet`` and ``header_row`` (from 1) override that. Without
    ``rows_needed`` a lone line is a table of a header and no rows: a list may be one code. Raises
    RefusedError ``I-FILE-*`` for what is not such a file or not a table, ``ENV-*`` where the file
    cannot be read.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise files.disk_fault(error, path) from error
    if size > FILE_BYTES:
        raise refuse("SIZE", f"文件 {path.name} 超过{FILE_BYTES >> 20}MB。", "请分成几个文件导入。")
    if size == 0:
        raise refuse("EMPTY", f"文件 {path.name} 是空的。", "请检查是否拷贝完整。")
    request = {
        "path": str(path.resolve()),
        "name": path.name,
        "sheet": sheet,
        "header_row": header_row,
        "labels": sorted(labels),
        "rows_needed": rows_needed,
    }
    answer = _ask_child(request, SECONDS + SECONDS_PER_MIB * (size >> 20))
    if "refused" in answer:
        raise RefusedError(*answer["refused"])
    return _sheet(answer)


def _ask_child(request: dict[str, Any], seconds: int) -> dict[str, Any]:
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, CHILD_FLAG] if frozen else _module_command()
    root = str(Path(__file__).resolve().parents[3])
    try:
        done = subprocess.run(
            command,
            input=marshal.dumps(request),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            cwd=None if frozen else root,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise refuse(
            "TIME",
            f"读取 {request['name']} 用时过长，已停止。",
            "文件可能损坏或被恶意构造；请另存为新的.xlsx后重试。",
        ) from error
    if done.returncode != 0 or not done.stdout:
        raise refuse(
            "CRASH",
            f"文件 {request['name']} 的内容异常（超出内存、时间或格式的限度），未读取任何数据。",
            "请用Excel打开，只把需要的表格复制到新工作簿，另存为.xlsx后重试。",
        )
    answer: dict[str, Any] = marshal.loads(done.stdout)  # noqa: S302 - written by our own child
    return answer


def _module_command() -> list[str]:
    # -S and -E would lose the virtual environment; -X frozen_modules is the default
    return [sys.executable, "-m", "app.collection.sheets.child"]


def _sheet(answer: dict[str, Any]) -> Sheet:
    memo: dict[bytes, Cell] = {}
    cells: list[list[Cell]] = answer["cells"]
    for position in answer["tagged"]:
        cells[position] = [
            _decoded(cell, memo) if type(cell) is bytes else cell for cell in cells[position]
        ]
    return Sheet(
        columns=[Column(*entry) for entry in answer["columns"]],
        row_numbers=answer["row_numbers"],
        cells=cells,
        left_out=[LeftOut(*entry) for entry in answer["left_out"]],
        title_unit=answer["title_unit"],
        period_hint=answer["period_hint"],
        sheet_name=answer["sheet_name"],
        sheet_names=answer["sheet_names"],
        header_rows=answer["header_rows"],
        notes=answer["notes"],
        sha256=answer["sha256"],
        encoding=answer["encoding"],
    )


def _decoded(tagged: bytes, memo: dict[bytes, Cell]) -> Cell:
    found = memo.get(tagged)
    if found is None:
        text = tagged[1:].decode("utf-8")
        kind = tagged[:1]
        if kind == b"e":
            found = CellError(text)
        elif kind == b"t":
            found = datetime.fromisoformat(text)
        else:
            found = date.fromisoformat(text)
        memo[tagged] = found
    return found
