"""A block of cells copied from a spreadsheet, laid over records; and one value for many records.

Nothing is taken before the columns are understood. The rows then go the way of an imported file:
same checks, one batch, one audit entry, refused rows held whole, the whole to be taken back.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.labels import normalise_header
from app.catalogue.model import DataSet
from app.collection import batches
from app.collection.analysis import Block, Plan, analyse
from app.collection.cell_text import is_blank
from app.collection.changeset import image_columns, read_by_ids
from app.collection.drafts import NEW
from app.collection.findings import Finding
from app.collection.importing import owned
from app.collection.mapping import fields_of, label_table, map_columns
from app.collection.sheets.model import Column
from app.collection.values import convert_column
from app.errors import RefusedError
from app.keys.roles import Role
from app.progress import SILENT, Progress
from app.store.office_store import Store

PASTED, FILLED = "粘贴", "向下填充"
_NOTHING_TAKEN = "没有粘贴任何内容。"


@dataclass(frozen=True)
class Pasting:
    """A block that was understood: what would go where.

    ``fields`` are the titles of the fields in the order of the columns; ``unknown`` are headers
    that are no field of the data set and would be left out. ``by_header``: the first line was the
    header, and records are met by their natural key instead of by their place in the list.
    """

    dataset: str
    block: Block
    fields: tuple[str, ...]
    unknown: tuple[str, ...]
    by_header: bool
    sha256: str

    @property
    def rows(self) -> int:
        """How many rows there are, the header not counted."""
        return len(self.block.row_numbers)


@dataclass(frozen=True)
class Outcome:
    """What became of each row of a block.

    ``outcomes[i]`` as for a row of an import belongs to line ``lines[i]`` of the block (from 1);
    ``findings`` name the line in ``row``. ``batch_id`` takes it back.
    """

    batch_id: str
    lines: Sequence[int]
    outcomes: list[str]
    counts: dict[str, int]
    findings: list[Finding]


def cells_of(text: str) -> list[list[str]]:
    """The cells of a clipboard's text by lines, without empty lines at the end; quotes undone.

    Raises ``P-CELLS`` for a text that no spreadsheet puts there.
    """
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as error:
        raise RefusedError(
            "P-CELLS",
            "剪贴板里的内容不是表格单元格。",
            f"请在 Excel 中选中单元格并复制，再回来粘贴。{_NOTHING_TAKEN}",
        ) from error
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    return lines


def understand(
    store: Store, dataset: str, text: str, names: Sequence[str], rec_ids: Sequence[str]
) -> Pasting:
    """Find out which column of ``text`` is which field; nothing is written.

    ``names`` are the fields as they stand from the cursor to the right (empty: not to be filled
    in), ``rec_ids`` the records from the cursor down; rows beyond them, and ``new``, are new.
    Raises ``P-EMPTY``, ``P-WIDE``, ``P-COLUMN``, ``P-MISMATCH``, ``I-*`` for a header that names
    no enterprise or one field twice, ``R-ROLE``, ``R-OWNER``.
    """
    store.require(Role.ENTRY)
    data_set = owned(store, dataset)
    lines = cells_of(text)
    if not lines:
        raise RefusedError(
            "P-EMPTY", "剪贴板里没有单元格。", "请在 Excel 中选中单元格并复制，再回来粘贴。"
        )
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if _is_header(data_set, lines):
        return _by_header(data_set, lines, sha256)
    return _by_place(store, data_set, lines, names, rec_ids, sha256)


def paste(store: Store, pasting: Pasting, progress: Progress = SILENT) -> Outcome:
    """Take the block in, in one transaction. Raises ``R-ROLE``, ``R-OWNER``."""
    return _take(store, pasting.dataset, pasting.block, PASTED, pasting.sha256, progress)


def fill(
    store: Store,
    dataset: str,
    rec_ids: Sequence[str],
    name: str,
    text: str,
    progress: Progress = SILENT,
) -> Outcome:
    """Give the field ``name`` of all these records the value ``text``.

    Raises ``P-COLUMN`` for a field that is not filled in by hand, ``R-ROLE``, ``R-OWNER``.
    """
    data_set = owned(store, dataset)
    _refuse_closed(data_set, [name])
    wanted = list(dict.fromkeys(rec_ids))
    block = Block(
        range(1, len(wanted) + 1),
        {name: [text] * len(wanted)},
        forced=_subjects(store, data_set, wanted),
        targets=dict(enumerate(wanted)),
    )
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return _take(store, dataset, block, FILLED, sha256, progress)


def _take(
    store: Store, dataset: str, block: Block, name: str, sha256: str, progress: Progress
) -> Outcome:
    store.require(Role.ENTRY)
    data_set = owned(store, dataset)
    origin = batches.Origin(name, sha256, "paste" if name == PASTED else "fill")
    with store.write() as conn:
        progress.step(0, 2, "核对")
        plan = analyse(store, conn, data_set, block)
        progress.step(1, 2, "保存")
        batch_id = batches.take(store, conn, data_set, plan, block, origin)
        progress.step(2, 2, "完成")
    return _outcome(batch_id, block, plan)


def _outcome(batch_id: str, block: Block, plan: Plan) -> Outcome:
    return Outcome(batch_id, block.row_numbers, plan.outcomes, plan.counts(), plan.findings())


def _is_header(data_set: DataSet, lines: Sequence[Sequence[str]]) -> bool:
    """Whether the first line is made of labels of this data set, for the most part."""
    filled = [normalise_header(cell) for cell in lines[0] if cell.strip()]
    known = sum(cell in label_table(data_set) for cell in filled)
    return len(lines) > 1 and known > 0 and known * 2 >= len(filled)


def _by_header(data_set: DataSet, lines: list[list[str]], sha256: str) -> Pasting:
    columns = [Column(place, header.strip()) for place, header in enumerate(lines[0])]
    mapping = map_columns(data_set, columns, {}, {})
    cells = _by_columns(lines[1:], len(columns))
    block = Block(
        range(2, len(lines) + 1),
        {name: cells[place] for name, place in mapping.columns.items()},
        headers={name: columns[place].header for name, place in mapping.columns.items()},
        missing=mapping.missing,
    )
    known = fields_of(data_set)
    titles = tuple(known[name].title for name in mapping.columns)
    return Pasting(data_set.code, block, titles, tuple(mapping.unknown), True, sha256)


def _by_place(
    store: Store,
    data_set: DataSet,
    lines: list[list[str]],
    names: Sequence[str],
    rec_ids: Sequence[str],
    sha256: str,
) -> Pasting:
    width = max(len(line) for line in lines)
    if width > len(names):
        raise RefusedError(
            "P-WIDE",
            f"复制的内容有 {width} 列，从光标所在列起只有 {len(names)} 列可填。",
            f"请把光标移到与第一列对应的列，或连同表头一起复制。{_NOTHING_TAKEN}",
        )
    fields = list(names[:width])
    _refuse_closed(data_set, fields)
    cells = dict(zip(fields, _by_columns(lines, width), strict=True))
    _refuse_mismatch(store, data_set, cells)
    wanted = [rec_id for rec_id in rec_ids[: len(lines)] if rec_id != NEW]
    named = bool({"uscc", "ent_name"} & cells.keys())
    block = Block(
        range(1, len(lines) + 1),
        cells,
        forced={} if named else _subjects(store, data_set, wanted),
        targets=dict(enumerate(wanted)),
        missing=_missing(data_set, fields) if len(wanted) < len(lines) else (),
    )
    if len(wanted) < len(lines) and not named and data_set.lookup not in cells:
        raise RefusedError(
            "I-NO-SUBJECT",
            "新增的行里没有企业代码、名称等能认出企业的列。",
            f"请从“企业名称”或“统一社会信用代码”列开始粘贴，或连同表头一起复制。{_NOTHING_TAKEN}",
        )
    titles = tuple(fields_of(data_set)[name].title for name in fields)
    return Pasting(data_set.code, block, titles, (), False, sha256)


def _by_columns(lines: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    return [[line[place] if place < len(line) else "" for line in lines] for place in range(width)]


def _missing(data_set: DataSet, fields: Sequence[str]) -> list[str]:
    return [
        field.name
        for field in data_set.fields
        if field.required
        and not (field.derived or field.retired or field.default or field.fallback)
        and not field.matching
        and field.name not in fields
    ]


def _subjects(store: Store, data_set: DataSet, rec_ids: Sequence[str]) -> dict[int, str]:
    """The enterprise of each record, by position."""
    table = store.table(data_set.code)
    columns = image_columns(table)
    of, place = columns.index("uscc"), columns.index("rec_id")
    with store.read() as conn:
        found = {one.image[place]: one.image[of] for one in read_by_ids(conn, table, rec_ids)}
    return {i: str(found[rec_id]) for i, rec_id in enumerate(rec_ids) if rec_id in found}


def _refuse_closed(data_set: DataSet, names: Sequence[str]) -> None:
    known = fields_of(data_set)
    for place, name in enumerate(names, 1):
        if name not in known or known[name].derived:
            title = f"“{known[name].title}”" if name in known else f"第 {place} 列"
            raise RefusedError(
                "P-COLUMN",
                f"{title}由系统生成，不能填入。",
                f"请把光标移到可以填写的列，或连同表头一起复制。{_NOTHING_TAKEN}",
            )


def _refuse_mismatch(store: Store, data_set: DataSet, cells: dict[str, list[str]]) -> None:
    """Refuse a block of which a whole column cannot be what its place says: it is shifted."""
    known = fields_of(data_set)
    wrong = []
    for place, (name, column) in enumerate(cells.items(), 1):
        field = known[name]
        filled = [cell for cell in column if not is_blank(cell)]
        _, problems = convert_column(field, store.catalogue.code_lists.get(field.codes), filled)
        bad = sum(problem.level == "error" for problem in problems)
        if len(filled) > 1 and bad == len(filled):
            wrong.append(f"第 {place} 列对着“{field.title}”，内容却是“{filled[0][:20]}”")
    if wrong:
        raise RefusedError(
            "P-MISMATCH",
            f"复制的列与表中的列对不上：{'；'.join(wrong)}。",
            f"请把光标移到正确的列，或连同表头一起复制。{_NOTHING_TAKEN}",
        )
