"""What kind of file this is, by its content; anything else is refused by name. In the child."""

from __future__ import annotations

import io
import struct
import zipfile

from app.collection.sheets.limits import (
    PACKED_RATIO,
    PACKED_UNSUSPECTED,
    UNPACKED_BYTES,
    ZIP_MEMBERS,
    refuse,
)
from app.collection.sheets.raw import RawBook
from app.collection.sheets.text import read_text
from app.errors import RefusedError

_EXPECTED = "支持的格式：.xlsx、.xlsm、.xls、.csv、.txt。请用Excel打开后另存为.xlsx再导入。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF", "PDF文档"),
    (b"{\\rtf", "RTF文档"),
    (b"Rar!", "RAR压缩包"),
    (b"7z\xbc\xaf", "7z压缩包"),
    (b"\x1f\x8b", "gzip压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"MZ", "可执行程序"),
    (b"SQLite format 3", "数据库文件"),
)
_MARKUP = (
    (b"mime-version:", "网页归档（MHTML）"),
    (b"<?xml", "XML文件"),
    (b"<!doctype html", "网页（HTML）"),
    (b"<html", "网页（HTML）"),
    (b"<table", "网页（HTML）"),
    (b"<meta", "网页（HTML）"),
    (b"<head", "网页（HTML）"),
)
_TEXT_ENDINGS = (".csv", ".txt")
_BOOK_ENDINGS = (".xlsx", ".xlsm", ".xls")


def read_book(data: bytes, name: str, wanted: str | None) -> RawBook:
    """All that may hold the table: the sheet ``wanted``, or every visible sheet of the file."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    _refuse_known(data, name)
    if data.startswith(b"PK\x03\x04"):
        with _opened(data, name) as archive:
            _refuse_other_zip(archive, name)
            _need(ending, _BOOK_ENDINGS, name, "Excel工作簿")
            from app.collection.sheets.workbook import read_xlsx

            return read_xlsx(data, archive, wanted)
    if data.startswith(_OLE):
        _refuse_other_ole(data, name)
        _need(ending, _BOOK_ENDINGS, name, "Excel工作簿")
        from app.collection.sheets.workbook import read_xls

        return read_xls(data, wanted)
    _need(ending, _TEXT_ENDINGS, name, "文本文件")
    return read_text(data, name)


def _need(ending: str, endings: tuple[str, ...], name: str, really: str) -> None:
    if ending not in endings:
        raise _wrong(name, really)


def _wrong(name: str, really: str) -> RefusedError:
    return refuse("KIND", f"{name} 的内容是{really}，与文件扩展名不符或不在支持之列。", _EXPECTED)


def _refuse_known(data: bytes, name: str) -> None:
    for magic, really in _MAGIC:
        if data.startswith(magic):
            raise _wrong(name, really)
    head = data[:512].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip().lower()
    for mark, really in _MARKUP:
        if head.removeprefix(b"\xff\xfe").startswith(mark):
            raise _wrong(name, really)


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    # The count in the end record is read first: listing 100,000 members costs seconds
    end = data.rfind(b"PK\x05\x06")
    if end >= 0 and len(data) >= end + 22:
        members = struct.unpack_from("<H", data, end + 10)[0]
        if members > ZIP_MEMBERS:
            raise refuse("ZIP", f"{name} 内含{members}个部件，不是正常的工作簿。", _EXPECTED)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as error:
        raise refuse(
            "TRUNCATED",
            f"{name} 不完整或已损坏，无法打开。",
            "请重新拷贝，或向提供人索取完整的文件。",
        ) from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ZIP_MEMBERS or unpacked > UNPACKED_BYTES:
        raise refuse(
            "ZIP", f"{name} 展开后有{unpacked >> 20}MB，超过上限。", "请分成几个文件导入。"
        )
    for entry in entries:
        if entry.file_size > max(PACKED_UNSUSPECTED, PACKED_RATIO * entry.compress_size):
            raise refuse(
                "ZIP", f"{name} 内的部件压缩得异常（疑似压缩炸弹），未展开。", "请向提供人核实。"
            )
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse("PASSWORD", f"{name} 是加密的压缩文件。", "请去掉密码后重新导入。")
    return archive


def _refuse_other_zip(archive: zipfile.ZipFile, name: str) -> None:
    names = set(archive.namelist())
    if len(names) != len(archive.namelist()):
        raise refuse("ZIP", f"{name} 内有重名部件，不是正常的工作簿。", _EXPECTED)
    if "[Content_Types].xml" in names and any(one.startswith("xl/") for one in names):
        if any(one.startswith("xl/") and one.endswith("workbook.bin") for one in names):
            raise _wrong(name, "Excel二进制工作簿（.xlsb）")
        return
    if any(one.startswith("word/") for one in names):
        raise _wrong(name, "Word文档")
    if any(one.startswith("ppt/") for one in names):
        raise _wrong(name, "PowerPoint演示文稿")
    if "mimetype" in names:
        raise _wrong(name, "OpenDocument文件（.ods等）")
    raise _wrong(name, "ZIP压缩包")


def _refuse_other_ole(data: bytes, name: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise refuse(
            "PASSWORD",
            f"{name} 是有密码保护的工作簿。",
            "请在Excel中去掉打开密码，另存后重新导入。",
        )
    if "WordDocument".encode("utf-16-le") in data:
        raise _wrong(name, "Word文档")
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise _wrong(name, "PowerPoint演示文稿")
    if not any(one.encode("utf-16-le") in data for one in ("Workbook", "Book", "WORKBOOK")):
        raise _wrong(name, "其他Office文件")
