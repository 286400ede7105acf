"""Facts of an .xlsx that calamine keeps to itself: merges, hidden parts, errors, percentages.

Read by searching the XML's bytes, which costs a fraction of parsing it. Runs in the child.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from html import unescape

from app.collection.sheets.limits import MERGED_CELLS, refuse
from app.collection.sheets.model import UNCALCULATED
from app.collection.sheets.raw import Merge

_CHUNK = 4 << 20
_ROW_BYTES = 16 << 20
_ADDRESS = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})$")
_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"'
)
_COLUMN = re.compile(rb"<(?:\w+:)?col [^>]*>")
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?hidden="(?:1|true)"')
_FAR_COLUMN = re.compile(rb' r="([A-Z]{3})[0-9]')
_LAST_ROW = re.compile(rb'(?:<|:)row [^>]*?r="([0-9]+)"')
_ERROR = re.compile(rb'<(?:\w+:)?c r="([A-Z0-9]+)"[^>]* t="e"[^>]*>.*?<(?:\w+:)?v>([^<]*)<', re.S)
_FORMULA = re.compile(
    rb'<(?:\w+:)?c r="([A-Z0-9]+)"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*?)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>|</(?:\w+:)?c>)"
)
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


@dataclass
class Facts:
    """What the XML of one sheet says, with rows and columns from 0; ``last_*`` are counts."""

    merges: list[Merge] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: dict[tuple[int, int], int] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0
    prefixed: bool = False


def refuse_doctypes(archive: zipfile.ZipFile) -> None:
    """No part of a workbook has a DOCTYPE or is UTF-16: those are ways to smuggle entities."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")) and "/worksheets/sheet" not in entry.filename:
            with archive.open(entry) as stream:
                _refuse_doctype(stream.read(65536))


def _refuse_doctype(head: bytes) -> None:
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\x00" in head[:200]:
        raise refuse(
            "DOCTYPE", "工作簿内有不允许的XML声明，可能是恶意构造的文件。", "请向提供人核实。"
        )


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name to the archive member that holds it."""
    targets: dict[str, str] = {}
    for tag in re.findall(
        rb"<(?:\w+:)?Relationship [^>]*>", archive.read("xl/_rels/workbook.xml.rels")
    ):
        found = _attributes(tag)
        target = found.get("Target", "")
        targets[found.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    parts: dict[str, str] = {}
    for tag in re.findall(rb"<(?:\w+:)?sheet [^>]*>", archive.read("xl/workbook.xml")):
        found = _attributes(tag)
        link = next((value for key, value in found.items() if key.endswith(":id")), "")
        if targets.get(link, "") in archive.namelist():
            parts[found.get("name", "")] = targets[link]
    return parts


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): unescape(value.decode()) for key, value in _ATTRIBUTE.findall(tag)}


def facts_of(archive: zipfile.ZipFile, part: str) -> Facts:
    """Search the XML of one sheet, chunk by chunk, each ending at the end of a row."""
    facts = Facts()
    percent_styles = _percent_styles(archive)
    rest = b""
    with archive.open(part) as stream:
        _refuse_doctype(stream.peek(65536)[:65536] if hasattr(stream, "peek") else b"")
        while chunk := stream.read(_CHUNK):
            chunk = rest + chunk
            cut = chunk.rfind(b"</row>") + 6
            if cut < 6:
                cut = chunk.rfind(b">") + 1
                if len(chunk) > _ROW_BYTES:
                    raise refuse("CELL", "工作表的一行长得不正常。", "请检查表格内容是否正常。")
            rest = chunk[cut:]
            _search(chunk[:cut], facts, percent_styles)
    _search(rest, facts, percent_styles)
    return facts


def _search(xml: bytes, facts: Facts, percent_styles: dict[bytes, int]) -> None:
    # Plain finds first: most parts have none of this, and a find costs a tenth of a pattern
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        _refuse_doctype(b"<!DOCTYPE")
    if b":sheetData" in xml:
        facts.prefixed = True
    if b"<cols" in xml or facts.prefixed:
        _hidden_columns(xml, facts)
    if b'hidden="' in xml:
        facts.hidden_rows += len(_ROW.findall(xml))
    if b"mergeCell " in xml:
        _merges(xml, facts)
    _errors(xml, facts)
    _extent(xml, facts)
    for style, decimals in percent_styles.items():
        if b' s="' + style + b'"' in xml:
            for address in re.findall(rb'<(?:\w+:)?c r="([A-Z0-9]+)" s="' + style + b'"', xml):
                facts.percents[_position(address)] = decimals


def _errors(xml: bytes, facts: Facts) -> None:
    if b't="e"' in xml:
        for address, text in _ERROR.findall(xml):
            facts.errors[_position(address)] = text.decode("utf-8", "replace")
    if facts.prefixed or b"<f>" in xml or b"<f " in xml:
        for address in _FORMULA.findall(xml):
            facts.errors.setdefault(_position(address), UNCALCULATED)


def _extent(xml: bytes, facts: Facts) -> None:
    far = _FAR_COLUMN.search(xml)
    if far:
        facts.last_column = max(facts.last_column, _position(far.group(1) + b"1")[1] + 1)
    start = max(xml.rfind(b"<row "), xml.rfind(b":row ") if facts.prefixed else -1)
    last = _LAST_ROW.match(xml, start) if start >= 0 else None
    if last:
        facts.last_row = max(facts.last_row, int(last.group(1)[:9]))


def _position(address: bytes) -> tuple[int, int]:
    found = _ADDRESS.match(address)
    if found is None:
        return -1, -1
    column = 0
    for letter in found.group(1):
        column = column * 26 + letter - 64
    return int(found.group(2)) - 1, column - 1


def _merges(xml: bytes, facts: Facts) -> None:
    for first, last in _MERGE.findall(xml):
        top, left = _position(first)
        bottom, right = _position(last)
        if top <= bottom and left <= right:
            facts.merges.append((top, left, bottom, right))
        if len(facts.merges) > MERGED_CELLS // 10:
            raise refuse("MERGES", "合并单元格的数量不正常。", "请取消合并后重新导入。")


def _hidden_columns(xml: bytes, facts: Facts) -> None:
    for tag in _COLUMN.findall(xml):
        found = _attributes(tag)
        if found.get("hidden") in ("1", "true") and found.get("min", "").isdecimal():
            last = int(found.get("max", found["min"]))
            facts.hidden_columns.update(range(int(found["min"]) - 1, min(last, 1000)))


def _percent_styles(archive: zipfile.ZipFile) -> dict[bytes, int]:
    """Style number to decimals kept, for the styles that show a number as a percentage."""
    try:
        styles = archive.read("xl/styles.xml")
    except KeyError:
        return {}
    percent = {"9", "10"}
    for tag in re.findall(rb"<(?:\w+:)?numFmt [^>]*>", styles):
        found = _attributes(tag)
        if "%" in found.get("formatCode", ""):
            percent.add(found.get("numFmtId", ""))
    start = styles.find(b"cellXfs")
    end = styles.find(b"cellXfs", start + 8)
    tags = re.findall(rb"<(?:\w+:)?xf [^>]*>", styles[start:end])
    return {
        str(number).encode(): 8
        for number, tag in enumerate(tags)
        if _attributes(tag).get("numFmtId") in percent
    }
