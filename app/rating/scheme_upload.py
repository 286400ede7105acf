"""A workbook of a scheme taken back: every cell is judged, and a change is a new draft."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.collection import sheets
from app.errors import RefusedError
from app.rating import schemes
from app.rating.scheme import MAIN, Scheme, exact
from app.rating.scheme_file import with_version
from app.rating.scheme_shape import require_shape
from app.rating.scheme_toml import write
from app.rating.scheme_words import Difference, differences
from app.rating.scheme_workbook import (
    BANDS,
    BASE,
    CAPS,
    CASES,
    EVERY,
    GRADES,
    INDICATORS,
    NUMBERS,
    PARAMETERS,
    TEXTS,
    UNKNOWN,
    VETOES,
    Layout,
    bands_of,
    layouts,
)
from app.store.office_store import Store

Key = tuple[str, ...]
_TEXT = 200


@dataclass(frozen=True)
class Row:
    """One row of a sheet; its cells by header."""

    sheet: str
    number: int
    cells: Mapping[str, sheets.Cell]

    def refuse(self, column: str, problem: str) -> RefusedError:
        """``R-SCHEME-CELL``: the place and what is wrong there."""
        return _refused(f"工作表“{self.sheet}”第{self.number}行“{column}”：{problem}")

    def text(self, column: str) -> str:
        """A text that is there; a number that Excel made of one is told as it looks."""
        value = self.cells[column]
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is None or isinstance(value, bool | date | datetime | sheets.CellError):
            raise self.refuse(column, "应为文字" if value is not None else "没有填写")
        found = str(value).strip()
        if not found or len(found) > _TEXT:
            raise self.refuse(column, f"应为1至{_TEXT}个字")
        return found

    def whole(self, column: str) -> int:
        """A whole number, typed as a number or as its digits."""
        found = self.text(column)
        digits = found.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
            raise self.refuse(column, f"应为整数，现为“{found[:30]}”")
        return int(found)

    def limit(self, column: str) -> str:
        """An exact number as text: ``5``, ``0.5``, ``5%``, ``1/3``."""
        found = self.text(column)
        try:
            exact(found)
        except (ValueError, ZeroDivisionError) as error:
            told = f"应为数字、百分数或分数，现为“{found[:30]}”"
            raise self.refuse(column, told) from error
        return found

    def empty(self, column: str) -> bool:
        """Whether nothing is in the cell."""
        value = self.cells[column]
        return value is None or (isinstance(value, str) and not value.strip())


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
            raise _refused(f"工作表“{PARAMETERS}”中没有“{words}”")
    scheme_id, was, digest = (named[words].text("内容") for words in BASE.values())
    with store.read() as conn:
        base = schemes.version_of(conn, scheme_id, was)
    if base.sha256 != digest:
        raise named[BASE["sha256"]].refuse("内容", "与现有的这个版本不同，请重新下载工作簿")
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
    require_shape(base)
    declared = tomllib.loads(base.files[MAIN])
    pages = {name: list(_read(path, name, one)) for name, one in layouts(base.templates).items()}
    indicators = {(one["id"],): one for one in declared["indicator"]}
    for row, one in _matched(pages[INDICATORS], indicators, ("编号",)):
        one["title"], one["group"] = row.text("名称"), row.text("类别")
        one["weights"] = {
            name: row.whole(f"权重{name}")
            for name in base.templates
            if not row.empty(f"权重{name}")
        }
    _bands(pages[BANDS], declared, (EVERY, *base.templates))
    _cases(pages[CASES], declared)
    for row, one in _matched(pages[VETOES], {(v["id"],): v for v in declared["veto"]}, ("编号",)):
        one["title"] = row.text("名称")
    for row, one in _matched(pages[CAPS], {(c["id"],): c for c in declared["cap"]}, ("编号",)):
        one["title"], one["grade"] = row.text("名称"), _grade(row, "等级", base)
    names = {(name,): name for name in declared["grades"]}
    for row, name in _matched(pages[GRADES], names, ("等级",)):
        declared["grades"][name] = row.limit("起点")
    _parameters(pages[PARAMETERS], declared, base)
    return with_version({**base.files, MAIN: write(declared)}, version)


def _read(path: Path, name: str, layout: Layout) -> Iterator[Row]:
    """The rows of one sheet that have anything in them."""
    table = sheets.read(path, sheet=name, header_row=1, rows_needed=False)
    headers = [column.header for column in table.columns]
    for header in layout.columns:
        if headers.count(header) != 1:
            told = "有两列" if header in headers else "没有"
            raise _refused(f"工作表“{name}”第1行{told}“{header}”")
    for header in headers:
        if header not in layout.columns:
            raise _refused(f"工作表“{name}”第1行有不认识的列“{header[:30]}”")
    for left in table.left_out:
        if left.reason != "blank" and left.row > 1:
            raise _refused(f"工作表“{name}”第{left.row}行“{layout.columns[0]}”：不是方案的内容")
    for number, cells in zip(table.row_numbers, zip(*table.cells, strict=True), strict=True):
        row = Row(name, number, dict(zip(headers, cells, strict=True)))
        if not all(map(row.empty, headers)):
            yield row


def _matched(
    rows: list[Row], known: Mapping[Any, Any], columns: tuple[str, ...]
) -> Iterator[tuple[Row, Any]]:
    """Each row with what it is about: everything once, nothing else."""
    seen: set[Key] = set()
    for row in rows:
        key = tuple(map(row.text, columns))
        if key not in known:
            raise row.refuse(columns[-1], f"方案中没有“{'、'.join(key)}”")
        if key in seen:
            raise row.refuse(columns[-1], f"“{'、'.join(key)}”重复")
        seen.add(key)
        yield row, known[key]
    for key in known.keys() - seen:
        sheet = rows[0].sheet if rows else "、".join(columns)
        raise _refused(f"工作表“{sheet}”缺少“{'、'.join(key)}”一行")


def _bands(rows: list[Row], declared: dict[str, Any], templates: tuple[str, ...]) -> None:
    """Put the bands in; their order in the sheet does not matter."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {
        one["id"]: {} for one in declared["indicator"]
    }
    for row in rows:
        name, template = row.text("编号"), row.text("模板")
        if name not in found:
            raise row.refuse("编号", f"方案中没有“{name}”")
        if template not in templates:
            raise row.refuse("模板", f"应为{'、'.join(templates)}之一")
        if all(map(row.empty, ("不低于", "不高于", "得分率"))):
            continue  # how a step is taken away where rows are locked
        mine = found[name]
        if mine and (template == EVERY) != (EVERY in mine):
            raise row.refuse("模板", f"同一指标不能既用“{EVERY}”又分模板")
        step = {
            key: row.limit(column)
            for key, column in (("at_least", "不低于"), ("at_most", "不高于"))
            if not row.empty(column)
        }
        steps = mine.setdefault(template, [])
        if any(_limits(step) == _limits(one) for one in steps):
            raise row.refuse("不低于" if "at_least" in step else "不高于", "同样的一档重复")
        steps.append({**step, "pct": row.whole("得分率")})
    for one in declared["indicator"]:
        mine = {template: _ordered(steps) for template, steps in found[one["id"]].items()}
        if mine != bands_of(one):
            one["bands"] = mine.get(EVERY, mine)


def _limits(step: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(exact(step[name]) if name in step else None for name in ("at_least", "at_most"))


def _ordered(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """From the limit outwards, the one without a limit last; a mixture is left to the check."""
    with_limits = [one for one in steps if len(one) > 1]
    rest = [one for one in steps if len(one) == 1]
    for key, falling in (("at_least", True), ("at_most", False)):
        if all(key in one and len(one) == 2 for one in with_limits):
            order = [exact(one[key]) for one in with_limits]
            places = sorted(range(len(order)), key=order.__getitem__, reverse=falling)
            return [with_limits[at] for at in places] + rest
    return with_limits + rest


def _cases(rows: list[Row], declared: dict[str, Any]) -> None:
    known = {
        (one["id"], case): one["specials"]
        for one in declared["indicator"]
        for case in one.get("specials", {})
    }
    for row, specials in _matched(rows, known, ("编号", "情形")):
        nothing = row.text("得分率") == UNKNOWN
        specials[row.text("情形")] = UNKNOWN if nothing else row.whole("得分率")


def _parameters(rows: list[Row], declared: dict[str, Any], base: Scheme) -> None:
    words = {text: name for name, text in {**BASE, **TEXTS, **NUMBERS}.items()}
    known = {(text,): name for text, name in words.items()}
    for row, name in _matched(rows, known, ("项目",)):
        if name in NUMBERS:
            declared[name] = row.whole("内容")
        elif name == "title":
            declared[name] = row.text("内容")
        elif name in TEXTS:
            declared[name] = _grade(row, "内容", base)


def _grade(row: Row, column: str, base: Scheme) -> str:
    found = row.text(column)
    if found not in base.rank:
        raise row.refuse(column, f"没有等级“{found[:30]}”")
    return found


def _refused(problem: str) -> RefusedError:
    return RefusedError(
        "R-SCHEME-CELL", f"方案工作簿不能使用：{problem}。", "请改正后重新上传；没有变动。"
    )
