"""Text files from a dozen systems: read whole in the right encoding, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.collection import sheets
from app.errors import RefusedError
from tests.unit.collection.sheets.books import LABELS

TABLE = "户名,户号,月份,应收电费\n甲公司,41122100001,2026-03,80\n乙公司,41122100002,2026-03,5\n"


def refusal(path: Path) -> str:
    with pytest.raises(RefusedError) as caught:
        sheets.read(path, labels=LABELS)
    return caught.value.code


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"]
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings_and_separators(
    tmp_path: Path, encoding: str, separator: str, line_end: str
) -> None:
    path = tmp_path / "电费.txt"
    text = TABLE.replace("甲公司", "甲公司" if encoding == "gbk" else "𠀀公司")
    path.write_bytes(text.replace(",", separator).replace("\n", line_end).encode(encoding))
    read = sheets.read(path, labels=LABELS)
    assert [column.header for column in read.columns] == ["户名", "户号", "月份", "应收电费"]
    assert read.cells[0] == ["甲公司" if encoding == "gbk" else "𠀀公司", "乙公司"]
    assert read.cells[1] == ["41122100001", "41122100002"]
    assert read.encoding


def test_quoted_separators_line_breaks_and_excel_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('户名,户号,月份\n"甲,乙\n公司","=""411221""",2026-03\n', "utf-8")
    read = sheets.read(path, labels=LABELS)
    assert read.cells[0] == ["甲,乙\n公司"]
    assert read.cells[1] == ['="411221"']


def test_mixed_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TABLE.encode("gbk") + "渑池县机械有限公司,41122100003,2026-03,1\n".encode())
    assert refusal(path) == "I-FILE-ENCODING"
    path.write_bytes("渑池县机械有限公司,41122100003,2026-03,1\n".encode() + TABLE.encode("gbk"))
    assert refusal(path) == "I-FILE-ENCODING"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_file_torn_inside_a_character_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((TABLE + "渑池县天池镇机械有限公司").encode(encoding)[:-1])
    assert refusal(path) == "I-FILE-TRUNCATED"


@pytest.mark.parametrize("tail", ["丙公司,411", '"丙公司'])
def test_a_file_torn_inside_a_row_is_refused(tmp_path: Path, tail: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TABLE + tail, "utf-8")
    assert refusal(path) == "I-FILE-TRUNCATED"


def test_a_last_line_without_line_end_is_whole_when_it_has_all_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TABLE.rstrip("\n"), "utf-8")
    assert len(sheets.read(path, labels=LABELS).row_numbers) == 2


def test_binary_and_empty_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(256)) * 20)
    assert refusal(path).startswith("I-FILE-")
    path.write_bytes(b"")
    assert refusal(path) == "I-FILE-EMPTY"
    path.write_text("户名,户号,月份,应收电费\n", "utf-8")
    assert refusal(path) == "I-FILE-EMPTY"


def test_an_endless_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TABLE + "丙" * 40_000 + ",1,2026-03,1\n", "utf-8")
    assert refusal(path) == "I-FILE-CELL"
