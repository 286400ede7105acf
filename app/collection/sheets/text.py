"""Text files: which encoding, which separator, and whether the file is whole. Runs in the child."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from app.collection.sheets.limits import CELL_CHARS, COLUMNS, ROWS, refuse
from app.collection.sheets.raw import RawBook, RawSheet

_SEPARATORS = (",", "\t", ";")
_CHINESE_UTF8 = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){4,}")
_ADVICE = "请用Excel打开核对内容，另存为.xlsx或“CSV UTF-8”后重新导入。"


def read_text(data: bytes, name: str) -> RawBook:
    """One sheet from ``data``; refuses mixed encodings, binary content and a torn end."""
    text, encoding = decode(data)
    separator = separator_of(text)
    rows = _parsed(text, separator)
    width = max((len(row) for row in rows), default=0)
    if width > COLUMNS:
        raise refuse(
            "COLUMNS", f"文件有{width}列，超过{COLUMNS}列的上限。", "请只保留需要导入的列。"
        )
    _check_end(text, rows)
    for row in rows:
        row.extend([""] * (width - len(row)))
    columns = [[cell or None for cell in column] for column in zip(*rows, strict=True)]
    return RawBook([RawSheet(name, [list(column) for column in columns])], [], encoding)


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding; raises I-FILE-ENCODING or I-FILE-TRUNCATED."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding), f"{encoding}（带BOM）"
    head = data[:4096]
    if b"\x00" in head:
        # UTF-16 without a mark: half of its bytes are NUL, or it is Chinese and no UTF-8 at all
        if head.count(0) * 4 < len(head) and _is_utf8(data):
            return _checked(data.decode("utf-8")), "utf-8"
        guess = "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
        return _strict(data, guess), guess
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        torn_utf8 = error.start >= len(data) - 3 and _CHINESE_UTF8.search(data[: error.start])
    if torn_utf8:
        raise _torn()
    return _legacy(data), "gb18030"


def _legacy(data: bytes) -> str:
    for line in data.split(b"\n"):
        if _CHINESE_UTF8.search(line) and _is_utf8(line):
            raise refuse("ENCODING", "文件中混有UTF-8和GBK两种编码，无法可靠读取。", _ADVICE)
    return _strict(data, "gb18030")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, encoding: str) -> str:
    try:
        return _checked(data.decode(encoding))
    except UnicodeDecodeError as error:
        if error.end >= len(data) - 1 and error.start >= len(data) - 4:
            raise _torn() from error
        line = data[: error.start].count(b"\n") + 1
        raise refuse("ENCODING", f"第{line}行有不能识别的文字编码。", _ADVICE) from error


def _checked(text: str) -> str:
    if "\x00" in text or "\ufffd" in text:
        raise refuse("ENCODING", "文件中有无法识别的字符，可能已经损坏或转码出错。", _ADVICE)
    return text


def _torn() -> Exception:
    return refuse("TRUNCATED", "文件不完整：结尾被截断。", "请向提供人索取完整的文件后重新导入。")


def separator_of(text: str) -> str:
    """The separator that splits the most of the first 40 lines into equally many parts."""
    lines = [line for line in text[:65536].splitlines()[:40] if line.strip()]
    best, best_score = ",", 0
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in lines if separator in line)
        if counts:
            parts, lines_agreeing = max(counts.items(), key=lambda item: (item[1], item[0]))
            if parts * lines_agreeing > best_score:
                best, best_score = separator, parts * lines_agreeing
    return best


def _parsed(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(CELL_CHARS)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append(row)
            if len(rows) > ROWS:
                raise refuse("ROWS", f"文件超过{ROWS}行。", "请分成几个文件导入。")
    except csv.Error as error:
        if "end of data" in str(error):
            raise _torn() from error
        if "limit" in str(error):
            raise refuse(
                "CELL", f"第{len(rows) + 1}行有超长的单元格。", "请检查引号是否成对。"
            ) from error
        raise refuse("CSV", f"第{len(rows) + 1}行的引号或分隔符有误。", _ADVICE) from error
    return rows


def _check_end(text: str, rows: list[list[str]]) -> None:
    """A last line without a line end and with fewer parts than its neighbours is a torn file."""
    if len(rows) < 3 or text.endswith(("\n", "\r")):
        return
    usual = Counter(map(len, rows[-50:-1])).most_common(1)[0][0]
    if 1 < len(rows[-1]) < usual and any(rows[-1]):
        raise _torn()
