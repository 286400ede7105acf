"""A workbook of a scheme taken back: every cell is judged, and a change is a new draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.collection import sheets
from app.errors import RefusedError
from app.rating import schemes
from app.rating.scheme import Scheme
from app.rating.scheme_layout import BASE, PARAMETERS, Layout, layouts
from app.rating.scheme_rows import Row, applied, refused
from app.rating.scheme_words import Difference, differences
from app.store.office_store import Store


def upload(
    store: Store, path: Path, *, version: str, reason: str, effective_from: date
) -> list[Difference]:
    """Keep a changed workbook as a draft ``version`` and tell what it changes of its own version.

    Raises ``R-SCHEME-CELL`` with sheet, row and column, ``R-SCHEME-SAME`` where nothing is changed,
    ``I-FILE-*`` for what is no such workbook (a missing sheet is named), ``U-SCHEME`` and what
    :func:`app.rating.schemes.draft` raises.
    """
    named = {row.text("项目"): row for row in _read(path, PARAMETERS, layouts(())[PARAMETERS])}
    for words in BASE.values():
        if words not in named:
            raise refused(f"工作表“{PARAMETERS}”中没有“{words}”")
    scheme_id, was, digest = (named[words].text("内容") for words in BASE.values())
    with store.read() as conn:
        base = schemes.version_of(conn, scheme_id, was)
    if base.sha256 != digest:
        raise named[BASE["sha256"]].refuse("内容", "与现有的这个版本不同，请重新导出工作簿")
    made = read(base, path, version)
    found = differences(base, made)
    if not found:
        raise RefusedError(
            "R-SCHEME-SAME", f"工作簿与版本 {was} 没有差异。", "请修改后再上传；没有变动。"
        )
    schemes.draft(
        store, made, reason=reason, effective_from=effective_from, predecessor=base.version
    )
    return found


def read(base: Scheme, path: Path, version: str) -> Scheme:
    """The scheme that the workbook makes of ``base``. Raises as :func:`upload`."""
    pages = {name: list(_read(path, name, one)) for name, one in layouts(base.templates).items()}
    made, faults = applied(base, pages, version)
    if faults:
        raise faults[0]
    return made


def _read(path: Path, name: str, layout: Layout) -> Iterator[Row]:
    """The rows of one sheet that have anything in them."""
    table = sheets.read(path, sheet=name, header_row=1, rows_needed=False)
    headers = [column.header for column in table.columns]
    for header in layout.columns:
        if headers.count(header) != 1:
            told = "有两列" if header in headers else "没有"
            raise refused(f"工作表“{name}”第1行{told}“{header}”")
    for header in headers:
        if header not in layout.columns:
            raise refused(f"工作表“{name}”第1行有不认识的列“{header[:30]}”")
    for left in table.left_out:
        if left.reason != "blank" and left.row > 1:
            raise refused(f"工作表“{name}”第{left.row}行“{layout.columns[0]}”：不是方案的内容")
    for number, cells in zip(table.row_numbers, zip(*table.cells, strict=True), strict=True):
        row = Row(name, number, dict(zip(headers, cells, strict=True)))
        if not all(map(row.empty, headers)):
            yield row
