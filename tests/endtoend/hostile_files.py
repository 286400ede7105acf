"""Files that a clerk may be handed: broken, disguised, or made to do harm."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

HEADER = ["户号", "统一社会信用代码", "月份", "用电量", "应收电费", "缴费期限"]
ROW = ["4112210000001", "91411221MA9TETE04Q", "2026-02", "100", "70", "2026-03-20"]
CSV = f"{','.join(HEADER)}\n{','.join(ROW)}\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sound(rows: int = 3) -> bytes:
    """A harmless workbook."""
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    for number in range(rows):
        book.active.append([str(int(ROW[0]) + number), *ROW[1:]])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    """The harmless workbook with the XML of its sheet changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sound())) as was,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as becomes,
    ):
        for entry in was.infolist():
            content = was.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = change(content)
            becomes.writestr(entry.filename, content)
    return out.getvalue()


def bomb() -> bytes:
    """100 MB of zeros where the sheet's XML should be, in 100 KB."""
    return with_sheet(lambda _: bytes(100_000_000))


def number_bomb() -> bytes:
    """100 MB of the digit zero inside one cell."""
    return with_sheet(
        lambda xml: xml.replace(b"</sheetData>", _cell(b"0" * 100_000_000) + b"</sheetData>")
    )


def noisy_bomb() -> bytes:
    """100 MB of digits that pack just badly enough to look like a table."""
    noise = random.Random(1).randbytes(600_000).hex().encode()
    return with_sheet(
        lambda xml: xml.replace(b"</sheetData>", _cell(b"0" * 98_000_000 + noise) + b"</sheetData>")
    )


def _cell(value: bytes) -> bytes:
    return b'<row r="9"><c r="A9"><v>' + value + b"</v></c></row>"


def lying_bomb() -> bytes:
    """The bomb, whose directory says that the sheet is a hundred bytes long."""
    data = bytearray(bomb())
    for place in (found.start() for found in re.finditer(b"xl/worksheets/sheet1.xml", data)):
        for head, at in ((b"PK\x03\x04", place - 30 + 22), (b"PK\x01\x02", place - 46 + 24)):
            start = at - 22 if head == b"PK\x03\x04" else at - 24
            if data[start : start + 4] == head:
                struct.pack_into("<I", data, at, 100)
    return bytes(data)


def doctype() -> bytes:
    """A billion laughs."""
    entities = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
    )
    declared = b"<!DOCTYPE worksheet [" + entities + b"]>"
    return with_sheet(lambda xml: re.sub(rb"(<worksheet )", declared + rb"\1", xml, count=1))


def far_cell() -> bytes:
    """One cell in the farthest corner of the sheet."""
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return with_sheet(lambda xml: xml.replace(b"</sheetData>", far))


def encrypted() -> bytes:
    """What Excel writes when a workbook has a password to open."""
    return OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.xlsx", lambda: b"", "I-FILE-EMPTY"),
    "empty csv": ("a.csv", lambda: b"", "I-FILE-EMPTY"),
    "html": ("a.xlsx", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "I-FILE-KIND"),
    "pdf": ("a.xlsx", lambda: b"%PDF-1.7\n" + bytes(400), "I-FILE-KIND"),
    "encrypted": ("a.xlsx", encrypted, "I-FILE-PASSWORD"),
    "truncated": ("a.xlsx", lambda: sound(400)[:-3000], "I-FILE-TRUNCATED"),
    "bomb": ("a.xlsx", bomb, "I-FILE-ZIP"),
    "number bomb": ("a.xlsx", number_bomb, "I-FILE-ZIP"),
    "noisy bomb": ("a.xlsx", noisy_bomb, "I-FILE-CELL"),
    "lying bomb": ("a.xlsx", lying_bomb, "I-FILE-DAMAGED"),
    "doctype": ("a.xlsx", doctype, "I-FILE-DOCTYPE"),
    "far cell": ("a.xlsx", far_cell, "I-FILE-ROWS"),
    "nul bytes": ("a.csv", lambda: CSV.encode()[:-3] + b"\0\0\n", "I-FILE-ENCODING"),
    "utf-16 cut": ("a.csv", lambda: CSV.encode("utf-16")[:-1], "I-FILE-TRUNCATED"),
    "two encodings": (
        "a.csv",
        lambda: (CSV + "某公司").encode("gb18030") + "\n某某公司\n".encode(),
        "I-FILE-ENCODING",
    ),
    "header only": ("a.xlsx", lambda: sound(0), "I-FILE-EMPTY"),
    "header only csv": ("a.csv", lambda: CSV.splitlines()[0].encode(), "I-FILE-EMPTY"),
    "same header twice": (
        "a.csv",
        lambda: CSV.replace("应收电费", "用电量").encode(),
        "I-HEADER-TWICE",
    ),
}
"""Name: file name, content, and the code of the refusal."""


def write(folder: Path, case: str) -> Path:
    """The file of one case."""
    name, content, _ = HOSTILE[case]
    path = folder / name
    path.write_bytes(content())
    return path
