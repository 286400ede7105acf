"""Files made to harm: each is refused with a code and a sentence; the program lives on."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.collection import sheets
from app.errors import AppError, RefusedError
from tests.unit.collection.sheets.books import HEADERS, LABELS, ROWS, book, rewritten

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path: Path) -> str:
    began = time.monotonic()
    with pytest.raises(RefusedError) as caught:
        sheets.read(path, labels=LABELS)
    assert time.monotonic() - began < 30
    assert caught.value.message
    return caught.value.code


@contextmanager
def refused_at_most() -> Iterator[None]:
    """Whether it is read is the parser's affair; if not, then by a refusal of the file."""
    code = "I-FILE-"
    try:
        yield
    except RefusedError as error:
        code = error.code
    assert code.startswith("I-FILE-")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return book(tmp_path / "a.xlsx", [HEADERS, *ROWS])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"%PDF-1.7 ...", "PDF"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        ("a.xls", b"\xef\xbb\xbf\n <!DOCTYPE html><html></html>", "HTML"),
        ("a.xls", b'<?xml version="1.0"?><Workbook></Workbook>', "XML"),
        ("a.csv", b"MIME-Version: 1.0\n", "MHTML"),
        ("a.xlsx", "户名,户号\n甲,1\n".encode(), "文本"),
        ("a.xls", OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "Word"),
        ("a.csv", OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "Excel"),
        ("a.doc", "户名,户号\n甲,1\n".encode(), "文本"),
        ("a.xlsx", b"Rar!\x1a\x07\x00", "RAR"),
    ],
)
def test_renamed_files_are_refused_by_name(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RefusedError, match=said) as caught:
        sheets.read(tmp_path / name, labels=LABELS)
    assert caught.value.code == "I-FILE-KIND"


@pytest.mark.parametrize(
    ("member", "said"),
    [("word/document.xml", "Word"), ("mimetype", "OpenDocument"), ("a.txt", "ZIP")],
)
def test_other_archives_are_refused_by_name(tmp_path: Path, member: str, said: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(RefusedError, match=said):
        sheets.read(tmp_path / "a.xlsx")


def test_a_workbook_with_a_password_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert refusal(tmp_path / "a.xlsx") == "I-FILE-PASSWORD"


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_a_doctype_anywhere_is_refused(sound: Path, member: str) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    rewritten(sound, member, lambda xml: xml.replace(b"<", entity + b"<", 1))
    assert refusal(sound) == "I-FILE-DOCTYPE"


def test_a_far_cell_is_refused(sound: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    rewritten(sound, SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    assert refusal(sound) in ("I-FILE-ROWS", "I-FILE-COLUMNS")


def test_a_far_cell_without_row_numbers_is_refused(sound: Path) -> None:
    far = b'<row><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    rewritten(sound, SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    assert refusal(sound).startswith("I-FILE-")


def test_a_false_count_of_strings_is_refused_or_read(sound: Path) -> None:
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        b'count="18446744073709551615" uniqueCount="18446744073709551615"><si><t>x</t></si></sst>'
    )
    rewritten(sound, "xl/sharedStrings.xml", lambda _: strings)
    with refused_at_most():
        sheets.read(sound, labels=LABELS)


def test_a_string_of_60_megabytes_is_refused(sound: Path) -> None:
    huge = b'<c r="G2" t="inlineStr"><is><t>' + b"x" * (60 << 20) + b"</t></is></c>"
    start = b'<row r="2">'
    rewritten(sound, SHEET, lambda xml: xml.replace(start, start + huge))
    assert refusal(sound) == "I-FILE-ZIP"


def test_200_000_nested_elements_are_not_an_empty_success(sound: Path) -> None:
    nested = b"<a>" * 200_000
    rewritten(sound, SHEET, lambda xml: xml.replace(b"<sheetData>", nested + b"<sheetData>"))
    with refused_at_most():
        assert sheets.read(sound, labels=LABELS).row_numbers == [2, 3]


def test_merges_of_billions_of_cells_do_no_harm(sound: Path) -> None:
    merges = b"".join(b'<mergeCell ref="A2:XFD1048576"/>' for _ in range(1000))
    areas = b"<mergeCells>" + merges + b"</mergeCells>"
    rewritten(sound, SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + areas))
    with refused_at_most():
        read = sheets.read(sound, labels=LABELS)
        assert len(read.row_numbers) == 2


def test_sizes_declared_in_the_zip_are_believed_first(tmp_path: Path, sound: Path) -> None:
    with (
        zipfile.ZipFile(sound, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/a.bin", "w") as member,
    ):
        for _ in range(800):
            member.write(bytes(1 << 20))
    assert refusal(sound) == "I-FILE-ZIP"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(3_000):
            archive.writestr(f"xl/{number}", b"")
    (tmp_path / "b.xlsx").write_bytes(stream.getvalue())
    assert refusal(tmp_path / "b.xlsx") == "I-FILE-ZIP"


def test_a_torn_workbook_is_refused(sound: Path) -> None:
    whole = sound.read_bytes()
    for length in range(0, len(whole), 97):
        sound.write_bytes(whole[:length] or b"PK\x03\x04")
        assert refusal(sound).startswith("I-FILE-")
        if length > 1500:
            break


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_damaged_xml_is_read_or_refused_and_never_more(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = book(tmp_path_factory.mktemp("m") / "a.xlsx", [HEADERS, *ROWS])
    member = data.draw(
        st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
    )

    def spoil(xml: bytes) -> bytes:
        place = data.draw(st.integers(0, len(xml) - 1))
        cut = data.draw(st.integers(0, 40))
        return xml[:place] + data.draw(st.binary(max_size=20)) + xml[place + cut :]

    rewritten(path, member, spoil)
    with refused_at_most():
        sheets.read(path, labels=LABELS)


def test_a_missing_file_is_the_machine_s_fault(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="ENV-MISSING"):
        sheets.read(tmp_path / "none.xlsx")
