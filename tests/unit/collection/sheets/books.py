"""Builds the files that the tests read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from app.catalogue.labels import normalise_header

HEADERS = ["户名", "户号", "月份", "用电量(kWh)", "应收电费"]
LABELS = frozenset(
    map(normalise_header, ["户名", "户号", "月份", "用电量", "应收电费", "电量", "电费"])
)
ROWS = [
    ["甲公司", "41122100001", "2026-03", 120.5, 80.0],
    ["乙公司", "41122100002", "2026-03", 7, 5],
]


def book(
    path: Path,
    rows: Sequence[Sequence[object]],
    change: Callable[[Worksheet], object] | None = None,
) -> Path:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    for row in rows:
        page.append(list(row))
    if change:
        change(page)
    workbook.save(path)
    return path


def rewritten(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """The same archive with one member changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = change(parts.get(member, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
