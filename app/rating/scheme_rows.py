"""The rows of a scheme's sheets taken back: every cell is judged, and all together are a scheme."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.collection import sheets
from app.errors import RefusedError
from app.rating.scheme import MAIN, Scheme, exact
from app.rating.scheme_file import with_version
from app.rating.scheme_layout import (
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
    WEIGHT,
    bands_of,
)
from app.rating.scheme_shape import require_shape
from app.rating.scheme_toml import write

FIRST = 2
"""The number of a sheet's first row, as a workbook counts: its head is row 1."""
Key = tuple[str, ...]
"""What a row is about."""
_TEXT = 200
_CODE = "R-SCHEME-CELL"
_ADVICE = "请改正后重新上传；没有变动。"


class CellRefused(RefusedError):
    """``R-SCHEME-CELL``: what is wrong in which cell; ``number`` is the row's in its sheet."""

    def __init__(self, sheet: str, number: int, column: str, problem: str) -> None:
        place = f"工作表“{sheet}”第{number}行“{column}”"
        super().__init__(_CODE, f"方案工作簿不能使用：{place}：{problem}。", _ADVICE)
        self.sheet, self.number, self.column, self.problem = sheet, number, column, problem


@dataclass(frozen=True)
class Row:
    """One row of a sheet; its cells by header."""

    sheet: str
    number: int
    cells: Mapping[str, sheets.Cell]

    def refuse(self, column: str, problem: str) -> CellRefused:
        """``R-SCHEME-CELL``: the place and what is wrong there."""
        return CellRefused(self.sheet, self.number, column, problem)

    def text(self, column: str) -> str:
        """A text that is there; a number that Excel made of one is told as it looks."""
        value = self.cells[column]
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if self.empty(column):
            raise self.refuse(column, "没有填写")
        if isinstance(value, bool | date | datetime | sheets.CellError):
            raise self.refuse(column, "应为文字")
        found = str(value).strip()
        if len(found) > _TEXT:
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


def applied(
    base: Scheme, pages: Mapping[str, Sequence[Row]], version: str
) -> tuple[Scheme, list[CellRefused]]:
    """What the rows make of ``base``, and every cell that cannot be used: there ``base`` stands.

    Raises ``R-SCHEME-CELL`` where a row is missing, ``R-SCHEME``, ``R-SCHEME-VERSION``.
    """
    require_shape(base)
    reading = _Reading(base)
    reading.take(pages)
    main = write(reading.declared)
    return with_version({**base.files, MAIN: main}, version), reading.faults


class _Reading:
    """Puts cells into what a scheme declares; keeps what is wrong with them."""

    def __init__(self, base: Scheme) -> None:
        self.base = base
        self.declared: dict[str, Any] = tomllib.loads(base.files[MAIN])
        self.faults: list[CellRefused] = []

    def take(self, pages: Mapping[str, Sequence[Row]]) -> None:
        """Every sheet in turn."""
        self._indicators(pages[INDICATORS])
        self._bands(pages[BANDS])
        self._cases(pages[CASES])
        for row, one in self._matched(pages[VETOES], self._by_id("veto"), ("编号",)):
            self._put(one, "title", row.text, "名称")
        for row, one in self._matched(pages[CAPS], self._by_id("cap"), ("编号",)):
            self._put(one, "title", row.text, "名称")
            self._put(one, "grade", self._grade, row, "等级")
        grades = self.declared["grades"]
        known: dict[Key, Any] = {(name,): name for name in grades}
        for row, name in self._matched(pages[GRADES], known, ("等级",)):
            self._put(grades, name, row.limit, "起点")
        self._parameters(pages[PARAMETERS])

    def _put(self, target: dict[str, Any], name: str, read: Callable[..., Any], *of: Any) -> None:
        try:
            target[name] = read(*of)
        except CellRefused as error:
            self.faults.append(error)

    def _by_id(self, kind: str) -> dict[Key, Any]:
        return {(one["id"],): one for one in self.declared[kind]}

    def _matched(
        self, rows: Sequence[Row], known: Mapping[Key, Any], columns: tuple[str, ...]
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
            raise refused(f"工作表“{sheet}”缺少“{'、'.join(key)}”一行")

    def _indicators(self, rows: Sequence[Row]) -> None:
        for row, one in self._matched(rows, self._by_id("indicator"), ("编号",)):
            self._put(one, "title", row.text, "名称")
            self._put(one, "group", row.text, "类别")
            was, one["weights"] = one["weights"], {}
            for name in self.base.templates:
                if not row.empty(f"{WEIGHT}{name}"):
                    self._put(one["weights"], name, row.whole, f"{WEIGHT}{name}")
                    if name not in one["weights"] and name in was:
                        one["weights"][name] = was[name]

    def _bands(self, rows: Sequence[Row]) -> None:
        """Put the bands in; their order in the sheet does not matter."""
        found: dict[str, dict[str, list[dict[str, Any]]]] = {
            one["id"]: {} for one in self.declared["indicator"]
        }
        for row in rows:
            try:
                self._band(row, found)
            except CellRefused as error:
                self.faults.append(error)
        for one in self.declared["indicator"]:
            mine = {template: _ordered(steps) for template, steps in found[one["id"]].items()}
            if mine != bands_of(one):
                one["bands"] = mine.get(EVERY, mine)

    def _band(self, row: Row, found: dict[str, dict[str, list[dict[str, Any]]]]) -> None:
        name, template = row.text("编号"), row.text("模板")
        if name not in found:
            raise row.refuse("编号", f"方案中没有“{name}”")
        if template not in (EVERY, *self.base.templates):
            raise row.refuse("模板", f"应为{'、'.join((EVERY, *self.base.templates))}之一")
        if all(map(row.empty, ("不低于", "不高于", "得分率"))):
            return  # how a step is taken away where rows are locked
        mine = found[name]
        if mine and (template == EVERY) != (EVERY in mine):
            raise row.refuse("模板", f"同一指标不能既用“{EVERY}”又分模板")
        step: dict[str, Any] = {
            key: row.limit(column)
            for key, column in (("at_least", "不低于"), ("at_most", "不高于"))
            if not row.empty(column)
        }
        steps = mine.setdefault(template, [])
        if any(_limits(step) == _limits(one) for one in steps):
            raise row.refuse("不低于" if "at_least" in step else "不高于", "同样的一档重复")
        steps.append({**step, "pct": row.whole("得分率")})

    def _cases(self, rows: Sequence[Row]) -> None:
        known: dict[Key, Any] = {
            (one["id"], case): one["specials"]
            for one in self.declared["indicator"]
            for case in one.get("specials", {})
        }
        for row, specials in self._matched(rows, known, ("编号", "情形")):
            self._put(specials, row.text("情形"), _case, row)

    def _parameters(self, rows: Sequence[Row]) -> None:
        words = {text: name for name, text in {**BASE, **TEXTS, **NUMBERS}.items()}
        known: dict[Key, Any] = {(text,): name for text, name in words.items()}
        for row, name in self._matched(rows, known, ("项目",)):
            if name in NUMBERS:
                self._put(self.declared, name, row.whole, "内容")
            elif name == "title":
                self._put(self.declared, name, row.text, "内容")
            elif name in TEXTS:
                self._put(self.declared, name, self._grade, row, "内容")

    def _grade(self, row: Row, column: str) -> str:
        found = row.text(column)
        if found not in self.base.rank:
            raise row.refuse(column, f"没有等级“{found[:30]}”")
        return found


def refused(problem: str) -> RefusedError:
    """``R-SCHEME-CELL`` for what is in no single cell."""
    return RefusedError(_CODE, f"方案工作簿不能使用：{problem}。", _ADVICE)


def _case(row: Row) -> int | str:
    return UNKNOWN if row.text("得分率") == UNKNOWN else row.whole("得分率")


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
