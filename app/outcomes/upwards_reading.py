"""Reads a mapping file (上报模板) and tells everything that is wrong in it at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from app import paths
from app.catalogue.model import Catalogue, Field, FieldType
from app.collection import states
from app.errors import RefusedError
from app.files import disk_fault
from app.outcomes.upwards_target import (
    ENTERPRISE,
    EXPORT,
    HOLD,
    RECORD,
    REGISTER,
    Column,
    Sheet,
    Source,
    Target,
)
from app.store.tables import register

FORMATS = {"xlsx": ("utf-8",), "csv": ("gbk", "gb18030"), "json": ("utf-8", "gb18030")}
"""Format to the encodings that it may have, the default first."""

MAX_BYTES = 1_000_000
_TOLD = 50
_REGISTER_FIELDS = {
    column.name: "ent_name" if column.name == "name" else column.name for column in register.columns
}
_COMMON = {
    "agency_code": "报送单位",
    "as_of_date": "数据日期",
    "row_status": "记录状态",
    "source_doc": "来源",
    "uscc": "统一社会信用代码",
}
"""Common columns of every record that a target may ask for besides the data set's own fields."""


def shipped() -> dict[str, Path]:
    """The mappings that come with the product, by id."""
    return {path.stem: path for path in sorted((paths.OUTCOMES / "targets").glob("*.toml"))}


def load_target(name: str | Path, catalogue: Catalogue) -> Target:
    """The mapping with that id, or in that file, checked.

    Raises ``R-TARGET`` with every fault, file and key; ``ENV-*`` when the file cannot be read.
    """
    path = shipped().get(str(name), Path(name))
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except ValueError as error:
        raise refusal(path, ["文件名不能用"]) from error
    except OSError as error:
        raise disk_fault(error, path) from error
    if len(content) > MAX_BYTES:
        raise refusal(path, [f"文件大于{MAX_BYTES}字节，不是上报模板"])
    try:
        declared = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise refusal(path, [f"不是正确的TOML（{error}）"]) from error
    reading = _Reading(catalogue)
    target = reading.target(declared, hashlib.sha256(content).hexdigest())
    if reading.faults or target is None:
        raise refusal(path, reading.faults)
    return target


def refusal(path: Path, faults: list[str]) -> RefusedError:
    """The refusal of a mapping file with all that is wrong in it."""
    shown = [f"{path.name} {fault}" for fault in faults[:_TOLD]]
    if len(faults) > _TOLD:
        shown.append("……")
    told = "；\n".join("".join(c if c.isprintable() else "?" for c in one)[:300] for one in shown)
    return RefusedError(
        "R-TARGET", f"上报模板有{len(faults)}处错误：\n{told}。\n", "请改正后再试；没有变动。"
    )


_KEYS = {"id", "title", "version", "format", "encoding", "on_missing", "csv_guard", "sheet"}
_SHEET_KEYS = {"name", "rows", "dataset", "states", "column"}
_COLUMN_KEYS = {
    "name", "required", "source", "constant", "codes", "date", "unit", "decimals", "limit", "basis",
}  # fmt: skip
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
_BAD_NAME = re.compile(r"[\\/:*?\"<>|\[\]'\x00-\x1f\x7f]|^[.\s=+@-]|[.\s]$")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)
_DATES = (FieldType.DATE, FieldType.MONTH)
_CODED = (FieldType.CODE, FieldType.CODES, FieldType.BOOL)
_UNITS = ("元", "万元", "分")


class _Reading:
    """One mapping while it is read; ``faults`` gathers everything that is wrong."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.faults: list[str] = []

    def target(self, declared: dict[str, Any], sha256: str) -> Target | None:
        self._known(declared, _KEYS, "")
        given = {
            name: self._text(declared, name, "") for name in ("id", "title", "version", "format")
        }
        if given["id"] and not _ID.fullmatch(given["id"]):
            self._fault("id", "只能用小写字母、数字、点和连字符")
        kind = given["format"]
        if kind not in FORMATS:
            self._fault("format", f"不认识的格式“{kind}”，可用：{'、'.join(FORMATS)}")
        encodings = FORMATS.get(kind, ("utf-8",))
        encoding = declared.get("encoding", encodings[0])
        if kind in FORMATS and encoding not in encodings:
            self._fault("encoding", f"{kind} 的字符集只能是：{'、'.join(encodings)}")
        on_missing = declared.get("on_missing", HOLD)
        if on_missing not in (HOLD, EXPORT):
            self._fault("on_missing", "只能是 hold 或 export")
        guard = declared.get("csv_guard", True)
        if not isinstance(guard, bool):
            self._fault("csv_guard", "只能是 true 或 false")
        sheets = tuple(
            self._sheet(entry, f"sheet[{number}]", kind)
            for number, entry in enumerate(self._tables(declared, "sheet", "sheet"), 1)
        )
        self._unique([one.name.removesuffix(".csv") for one in sheets], "sheet")
        self._fits(sheets, str(encoding) if encoding in encodings else "utf-8")
        if self.faults:
            return None
        return Target(
            **given, encoding=encoding, on_missing=on_missing, guard=guard,
            sheets=sheets, sha256=sha256,
        )  # fmt: skip

    def _sheet(self, declared: dict[str, Any], at: str, kind: str) -> Sheet:
        self._known(declared, _SHEET_KEYS, at)
        name = self._text(declared, "name", at)
        if _BAD_NAME.search(name) or _DEVICE.fullmatch(name) or len(name) > 31:
            self._fault(f"{at}.name", f"“{name}”不能作表名或文件名")
        rows = declared.get("rows", "")
        if rows not in (ENTERPRISE, RECORD):
            self._fault(f"{at}.rows", "只能是 enterprise 或 record")
        dataset = str(declared.get("dataset", ""))
        if rows == RECORD and dataset not in self._known_sets():
            self._fault(f"{at}.dataset", f"没有这个数据集“{dataset}”")
        if rows == ENTERPRISE and dataset:
            self._fault(f"{at}.dataset", "每户一行的表不写数据集")
        wanted = declared.get("states", list(states.COUNTED))
        if not isinstance(wanted, list) or not wanted or not set(map(str, wanted)) <= set(
            states.COUNTED
        ):  # fmt: skip
            self._fault(f"{at}.states", f"只能从这些状态中选：{'、'.join(states.COUNTED)}")
            wanted = []
        columns = tuple(
            self._column(entry, f"{at}.column[{number}]", rows, dataset)
            for number, entry in enumerate(self._tables(declared, "column", f"{at}.column"), 1)
        )
        self._unique([one.name for one in columns], at)
        sheet = Sheet(name, str(rows), dataset, tuple(map(str, wanted)), columns)
        if columns and not sheet.data_sets:
            self._fault(at, "没有一栏取自数据集")
        return sheet

    def _column(self, declared: dict[str, Any], at: str, rows: Any, dataset: str) -> Column:
        self._known(declared, _COLUMN_KEYS, at)
        name = self._text(declared, "name", at)
        at = f"{at}“{name}”"
        if name and (name[0] in "=+-@" or not name.isprintable()):
            self._fault(f"{at}.name", "栏名不能以 = + - @ 开头，也不能有控制字符")
        required = declared.get("required", False)
        if not isinstance(required, bool):
            self._fault(f"{at}.required", "只能是 true 或 false")
        constant = declared.get("constant", "")
        if not isinstance(constant, str):
            self._fault(f"{at}.constant", "须是文字")
        sources = self._sources(declared, at)
        if sources and constant:
            self._fault(at, "source 和 constant 只能写一个")
        if required is True and not sources and not constant and not declared.get("source"):
            self._fault(at, "必填栏没有来源")
        for one in sources:
            if rows == RECORD and one.dataset not in (dataset, REGISTER):
                self._fault(f"{at}.source", f"逐条的表只能取 {dataset} 或 register")
        basis = declared.get("basis", "")
        if any(one.field.sensitivity >= 4 for one in sources) and not (
            isinstance(basis, str) and basis.strip()
        ):
            self._fault(f"{at}.basis", "敏感个人信息须写明上报的法律依据")
        if sources:
            self._format(declared, sources[0].field, at)
        return Column(
            name, bool(required), sources, str(constant), self._codes(declared, sources, at),
            bool(sources) and sources[0].open_ended and declared.get("codes") in ("title", "code"),
            str(declared.get("date", "")), str(declared.get("unit", "元")),
            self._whole(declared, "decimals", at, 8),
            self._whole(declared, "limit", at, 32767) or 0,
            str(basis),
        )  # fmt: skip

    def _sources(self, declared: dict[str, Any], at: str) -> tuple[Source, ...]:
        given = declared.get("source", [])
        names = [given] if isinstance(given, str) else given
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            self._fault(f"{at}.source", "须写成“数据集.字段”")
            return ()
        found = [source for one in names if (source := self._source(one, f"{at}.source"))]
        if len({(one.field.type, tuple(one.titles)) for one in found}) > 1:
            self._fault(f"{at}.source", "几个来源的类型或代码表不同")
        return tuple(found)

    def _source(self, name: str, at: str) -> Source | None:
        dataset, _, column = name.partition(".")
        if dataset == REGISTER:
            own = _REGISTER_FIELDS.get(column, "")
            entry = self._known_sets()["SC01"].by_name.get(own)
        elif dataset in self._known_sets():
            entry = self._known_sets()[dataset].by_name.get(column)
            if entry is None or entry.matching:
                entry = _common(column)
        else:
            self._fault(at, f"没有这个数据集“{dataset}”（{name}）")
            return None
        if entry is None:
            self._fault(at, f"没有这个字段“{name}”")
            return None
        if entry.retired:
            self._fault(at, f"字段“{name}”已停用（{entry.retired}）")
            return None
        titles, open_ended = self._titles(entry)
        return Source(dataset, column, entry, titles, open_ended)

    def _titles(self, entry: Field) -> tuple[dict[str, str], bool]:
        if entry.type is FieldType.BOOL:
            return {"Y": "是", "N": "否"}, False
        if entry.type in (FieldType.CODE, FieldType.CODES):
            codes = self._catalogue.code_lists[entry.codes]
            return codes.titles, bool(codes.pattern)
        if entry.name == "row_status" and entry.title == _COMMON["row_status"]:
            return {state: state for state in states.COUNTED}, False
        if entry.name == "agency_code":
            return {one.code: one.title for one in self._catalogue.agencies.values()}, False
        return {}, False

    def _codes(
        self, declared: dict[str, Any], sources: tuple[Source, ...], at: str
    ) -> dict[str, str]:
        given = declared.get("codes")
        at = f"{at}.codes"
        if not sources:
            return {}
        source = sources[0]
        if given is None:
            if source.field.type in _CODED:
                self._fault(at, "代码栏须写对应关系，或写 “title”、“code”")
            return {}
        if not source.titles:
            self._fault(at, "来源不是代码栏")
            return {}
        if given in ("title", "code"):
            return {code: code if given == "code" else t for code, t in source.titles.items()}
        if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
            self._fault(at, "须是一张对应表，或“title”、“code”")
            return {}
        if absent := [code for code in source.titles if code not in given]:
            self._fault(at, f"这些代码没有对应：{'、'.join(absent[:20])}")
        unknown = [code for code in given if code not in source.titles]
        if unknown and not source.open_ended:
            self._fault(at, f"本目录没有这些代码：{'、'.join(unknown[:20])}")
        return dict(given)

    def _format(self, declared: dict[str, Any], entry: Field, at: str) -> None:
        if "date" in declared:
            pattern = declared["date"]
            parts = {"YYYY", "MM"} | ({"DD"} if entry.type is FieldType.DATE else set())
            if entry.type not in _DATES:
                self._fault(f"{at}.date", "来源不是日期")
            elif not isinstance(pattern, str) or set(re.findall("YYYY|MM|DD", pattern)) != parts:
                self._fault(f"{at}.date", f"日期写法须含{'、'.join(sorted(parts))}")
        if "unit" in declared and (
            entry.type is not FieldType.AMOUNT or declared["unit"] not in _UNITS
        ):
            self._fault(f"{at}.unit", f"只用于金额，且只能是{'、'.join(_UNITS)}")
        if "decimals" in declared and entry.type not in (FieldType.AMOUNT, FieldType.NUMBER):
            self._fault(f"{at}.decimals", "只用于金额和数值")

    def _fits(self, sheets: tuple[Sheet, ...], encoding: str) -> None:
        """The mapping's own words must fit the character set as well."""
        for sheet in sheets:
            for word in (text for one in sheet.columns for text in (one.name, one.constant)):
                try:
                    word.encode(encoding)
                except UnicodeEncodeError:
                    self._fault(f"sheet“{sheet.name}”", f"{encoding} 不能表示“{word}”")

    def _known_sets(self) -> dict[str, Any]:
        return dict(self._catalogue.data_sets)

    def _whole(self, declared: dict[str, Any], name: str, at: str, most: int) -> int | None:
        value = declared.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self._fault(f"{at}.{name}", f"须是0至{most}的整数")
            return None
        return value

    def _tables(self, declared: dict[str, Any], name: str, at: str) -> list[dict[str, Any]]:
        given = declared.get(name)
        if isinstance(given, list) and given and all(isinstance(one, dict) for one in given):
            return given
        self._fault(at, "没有内容或写法不对")
        return []

    def _text(self, declared: dict[str, Any], name: str, at: str) -> str:
        value = declared.get(name)
        if isinstance(value, str) and value.strip() and value.isprintable() and len(value) <= 200:
            return value
        self._fault(f"{at}.{name}".lstrip("."), "须填写")
        return ""

    def _known(self, declared: dict[str, Any], keys: set[str], at: str) -> None:
        for key in declared.keys() - keys:
            self._fault(f"{at}.{key}".lstrip("."), "不认识的项目")

    def _unique(self, names: list[str], at: str) -> None:
        for name, count in Counter(name.casefold() for name in names if name).items():
            if count > 1:
                self._fault(at, f"“{name}”重复")

    def _fault(self, key: str, why: str) -> None:
        self.faults.append(f"{key}：{why}")


def _common(name: str) -> Field | None:
    if name not in _COMMON:
        return None
    kind = FieldType.DATE if name == "as_of_date" else FieldType.TEXT
    return Field(name, _COMMON[name], kind)
