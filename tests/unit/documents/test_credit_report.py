"""The form of the credit report: long and rare texts, the chart, what stands beside a grade."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader
from reportlab.lib.units import mm

from app import clock
from app.documents.batch import Piece, print_file
from app.documents.papers.credit_report import TITLE, CreditReport, ReportContext
from app.errors import RefusedError
from app.outcomes.credit_file import CreditFile, FileRecord, Graded, Objected, Section, Shown

SCALE = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
NAME = "渑池县" * 66 + "公司"


def context(runs: int = 3, reason: str = "贷前调查") -> ReportContext:
    sheet = {
        "computed_grade": "AA",
        "coverage": "55",
        "adjustment": 1,
        "first_time_borrower": True,
        "vetoes": [{"id": "V1", "dataset": "FY01", "rec_id": "r", "objected": True}],
        "caps": [
            {"id": "coverage", "grade": "A", "dataset": "", "rec_id": ""},
            {"id": "K2", "grade": "BBB", "dataset": "SW03", "rec_id": "r"},
        ],
    }
    return ReportContext(
        issuer="中国人民银行渑池县支行",
        reader="人民银行 录入员",
        reason=reason,
        at=datetime(2026, 12, 1, 9, 30, tzinfo=clock.CHINA),
        scale=SCALE,
        sheets={f"run{number}": sheet for number in range(runs)},
        titles={"V1": "列入失信被执行人名单", "K2": "欠缴税款"},
    )


def record(number: int, values: tuple[Shown, ...], disputed: bool = False) -> FileRecord:
    objected = (Objected("o", "2026-11-01", "金额不符，" * 60),) if disputed else ()
    return FileRecord(
        f"r{number}", "2026-03-01", "已上报", "甲", "", "乙", "", "", "5" * 32, "", values, objected
    )


def credit_file(name: str = NAME, runs: int = 3) -> CreditFile:
    short = tuple(Shown(f"f{n}", f"项目{n}", "1,234.56元", 1) for n in range(5))
    long = (Shown("a", "案由", "买卖合同纠纷，" * 120, 1), Shown("b", "案号", "X" * 90, 1))
    return CreditFile(
        "91411221MA9TETE04Q",
        name,
        date(2026, 12, 1),
        (Shown("legal_rep", "法定代表人", "王建国", 3), Shown("no", "证件号码", "秘密秘密", 4)),
        (
            Section(
                "GD", "供电公司", "GD02", "月度用电", tuple(record(n, short) for n in range(40))
            ),
            Section("FY", "人民法院", "FY01", "涉诉信息", (record(99, long, disputed=True),)),
        ),
        (),
        tuple(
            Graded(f"run{n}", f"20{20 + n // 4}-{n % 4 * 3 + 1:02d}-28", grade, "孵化", "81.50")
            for n, grade in zip(range(runs), ("B", "AA", "暂缓", "A", "AAA") * 4, strict=False)
        ),
        {},
        ("渑池农村商业银行",),
    )


def written(path: Path, about: ReportContext, file: CreditFile) -> int:
    return print_file(path, TITLE, [Piece(file.name, file.uscc, CreditReport(about, file))])


def told(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def test_long_texts_wrap_and_stay_inside_the_margins(tmp_path: Path) -> None:
    """A name cut off at the paper's edge names another enterprise."""
    path = tmp_path / "r.pdf"
    pages = written(path, context(20, "逐笔核对，" * 300), credit_file(runs=20))
    document = pypdfium2.PdfDocument(path)
    assert len(document) == pages > 3
    for page in document:
        text = page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            assert left >= 18 * mm - 1
            assert right <= 192 * mm + 1
            assert bottom >= 6 * mm
            assert top <= 282 * mm
    whole = told(path)
    assert NAME in whole
    assert "买卖合同纠纷，" * 20 in whole
    assert f"第{pages}页，共{pages}页" in whole


def test_no_record_is_parted_from_its_origin(tmp_path: Path) -> None:
    """A value on one page and its source on another is copied without the source."""
    written(tmp_path / "r.pdf", context(), credit_file())
    pages = [page.extract_text() for page in PdfReader(tmp_path / "r.pdf").pages]
    assert sum("来源：供电公司" in text for text in pages) > 1, "the case needs two pages"
    for text in pages:
        if "项目" in text:
            assert text.count("来源：供电公司") == 1
            assert text.index("来源：供电公司") < text.index("项目")
        assert ("人民法院\n" in text) == ("涉诉信息（1条）" in text)


def test_marks_stand_beside_the_grade(tmp_path: Path) -> None:
    """A grade for reference, or one that the group moved, would be taken for the computed one."""
    written(tmp_path / "r.pdf", context(), credit_file(runs=2))
    whole = told(tmp_path / "r.pdf")
    for part in (
        "AA（+1，参考）",
        "上调1级",
        "列入失信被执行人名单（异议中）",
        "欠缴税款（最高BBB）",
        "信息覆盖度不足，仅供参考",
        "【异议中】2026年11月1日提出",
        "未列入本报告的单位：渑池农村商业银行",
    ):
        assert part in whole, part
    assert "秘密" not in whole
    assert "证件号码" not in whole


def test_fonts_are_embedded_and_bytes_repeat(tmp_path: Path) -> None:
    """The bank's machine has other fonts; a paper printed twice must be the same paper."""
    one, two = tmp_path / "1.pdf", tmp_path / "2.pdf"
    for path in (one, two):
        written(path, context(), credit_file("渑池𬭊龘公司"))
    assert one.read_bytes() == two.read_bytes()
    seen = 0
    for page in PdfReader(one).pages:
        for ref in page["/Resources"]["/Font"].values():
            font = ref.get_object()
            if font["/Subtype"] == "/TrueType":
                assert "/FontFile2" in font["/FontDescriptor"].get_object()
                seen += 1
    assert seen


def test_a_character_without_glyph_is_reported_and_nothing_written(tmp_path: Path) -> None:
    """A box in place of a letter would misname the enterprise without anybody noticing."""
    with pytest.raises(RefusedError, match="D-GLYPH"):
        written(tmp_path / "r.pdf", context(), credit_file("渑池\U000e0fff\U0003ffff"))
    assert not (tmp_path / "r.pdf").exists()


def test_an_enterprise_without_grades_or_records_has_a_report(tmp_path: Path) -> None:
    """The commonest enterprise of the first campaign has nothing on file yet."""
    empty = CreditFile("91411221MA9TETE04Q", "甲", date(2026, 12, 1), (), (), (), (), {})
    assert written(tmp_path / "r.pdf", context(), empty) == 1
    assert "没有列入报告的记录" in told(tmp_path / "r.pdf")
