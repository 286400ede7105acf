"""The parent's side of reading a sheet: starts the child, waits within limits, builds the Sheet."""

from __future__ import annotations

import io
import marshal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app import files
from app.collection.sheets.limits import FILE_BYTES, LENGTH, SECONDS, SECONDS_PER_MIB, refuse
from app.collection.sheets.model import (
    Cell,
    CellError,
    Column,
    FirstLook,
    LeftOut,
    Sheet,
    SheetLook,
)
from app.errors import AppError, EnvironmentFault, RefusedError
from app.progress import SILENT, Progress

CHILD_FLAG = "--read-sheet"
"""The frozen program starts its child as itself with this single argument."""

_TICK = 0.1
"""Seconds between two looks at whether somebody cancelled."""


def read(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    labels: frozenset[str] = frozenset(),
    rows_needed: bool = True,
    progress: Progress = SILENT,
) -> Sheet:
    """The table in ``path`` (.xlsx .xlsm .xls .csv .txt), read by a child process with limits.

    ``labels`` are normalised header labels (``catalogue.labels``) by which the header and the
    right sheet are found; ``sheet`` and ``header_row`` (from 1) override that. Without
    ``rows_needed`` a lone line is a table of a header and no rows: a list may be one code. Raises
    RefusedError ``I-FILE-*`` for what is not such a file or not a table, ``ENV-*`` where the file
    cannot be read; Cancelled within a moment when ``progress`` says so.
    """
    request = {
        "glance": False,
        "sheet": sheet,
        "header_row": header_row,
        "labels": sorted(labels),
        "rows_needed": rows_needed,
    }
    answer, columns = _asked(path, request, progress)
    answer["cells"] = list(columns)
    answer["notes"] += _open_elsewhere(path)
    return _sheet(answer)


def glance(
    path: Path, labels: frozenset[str] = frozenset(), *, progress: Progress = SILENT
) -> FirstLook:
    """The beginning of every sheet of a file, for somebody to choose by. Raises as :func:`read`,

    ``I-FILE-HEADER`` where no sheet holds anything.
    """
    request = {"glance": True, "sheet": None, "labels": sorted(labels)}
    answer, _ = _asked(path, request, progress)
    if not answer["looks"]:
        raise refuse("HEADER", f"文件 {path.name} 里的工作表都是空的。", "请检查是否选错了文件。")
    looks = [SheetLook(**look) for look in answer["looks"]]
    return FirstLook(looks, answer["sha256"], answer["notes"] + _open_elsewhere(path))


def _asked(
    path: Path, request: dict[str, Any], progress: Progress
) -> tuple[dict[str, Any], Iterator[list[Cell]]]:
    size = _readable_size(path)
    if size > FILE_BYTES:
        raise refuse("SIZE", f"文件 {path.name} 超过{FILE_BYTES >> 20}MB。", "请分成几个文件导入。")
    if size == 0:
        raise refuse("EMPTY", f"文件 {path.name} 是空的。", "请检查是否拷贝完整。")
    request |= {"path": str(path.resolve()), "name": path.name}
    answer = _ask_child(request, SECONDS + SECONDS_PER_MIB * (size >> 20), progress)
    parts = _parts(answer)
    head: dict[str, Any] = next(parts)
    if "refused" in head:
        raise RefusedError(*head["refused"])
    return head, parts


def _parts(answer: bytes) -> Iterator[Any]:
    view, start = memoryview(answer), 0
    while start < len(view):
        body = start + LENGTH
        start = body + int.from_bytes(view[start:body], "big")
        yield marshal.loads(view[body:start])  # noqa: S302 - written by our own child


def _readable_size(path: Path) -> int:
    """Bytes of a file that can be opened now."""
    try:
        with path.open("rb") as stream:
            return stream.seek(0, io.SEEK_END)
    except OSError as error:
        raise _told(error, path) from error


def _told(error: OSError, path: Path) -> AppError:
    if isinstance(error, PermissionError) and _open_elsewhere(path):
        return EnvironmentFault(
            "ENV-OPEN",
            f"{path.name} 正在Excel或WPS中打开，暂时读不了。",
            "请先保存并关闭它，再重新导入；没有导入任何数据。",
        )
    return files.disk_fault(error, path)


def _open_elsewhere(path: Path) -> list[str]:
    """A note when a spreadsheet program left its mark beside the file: it holds it open."""
    marks = {f"~${path.name}", f".~lock.{path.name}#"}
    try:
        held = any(entry.name in marks for entry in path.parent.iterdir())
    except OSError:  # the file itself may be readable all the same
        held = False
    if not held:
        return []
    return ["这个文件好像正在Excel或WPS中打开：读到的是上次保存的内容，没有保存的改动不会导入。"]


def _ask_child(request: dict[str, Any], seconds: int, progress: Progress) -> bytes:
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, CHILD_FLAG] if frozen else _module_command()
    root = str(Path(__file__).resolve().parents[3])
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=None if frozen else root,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    with child:
        try:
            answer = _answer_of(child, marshal.dumps(request), seconds, progress)
        except subprocess.TimeoutExpired as error:
            raise refuse(
                "TIME",
                f"读取 {request['name']} 用时过长，已停止。",
                "文件可能损坏或被恶意构造；请另存为新的.xlsx后重试。",
            ) from error
        finally:
            child.kill()  # does nothing to one that has ended
    if child.returncode != 0 or not answer:
        raise refuse(
            "CRASH",
            f"文件 {request['name']} 的内容异常（超出内存、时间或格式的限度），未读取任何数据。",
            "请用Excel打开，只把需要的表格复制到新工作簿，另存为.xlsx后重试。",
        )
    return answer


def _answer_of(
    child: subprocess.Popen[bytes], request: bytes, seconds: int, progress: Progress
) -> bytes:
    """What the child writes until it ends, at most ``seconds`` from now."""
    end = time.monotonic() + seconds
    sent: bytes | None = request
    while True:
        progress.step(0, 0, "读取文件")
        try:
            return child.communicate(sent, timeout=_TICK)[0]
        except subprocess.TimeoutExpired:
            sent = None
            if time.monotonic() > end:
                raise


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
