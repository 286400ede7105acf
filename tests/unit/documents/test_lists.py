"""Lists on paper and as workbook: every enterprise, in words, and nothing that a sheet computes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.documents import list_words
from app.documents.batch import Piece, print_file
from app.documents.list_words import ListContext
from app.documents.papers.list_papers import AdvicePaper, ListPaper
from app.documents.workbooks.list_book import write_list_book
from app.errors import RefusedError

CONTEXT = ListContext(
    county="渑池县",
    issuer="中国人民银行三门峡市分行",
    recipient="渑池农商银行",
    kinds={"1": "公司", "4": "农民专业合作社"},
)
FORMULA = "=HYPERLINK(1)"


def row(place: int, **more: Any) -> dict[str, Any]:
    return {
        "place": place, "name": f"渑池县第{place}食品有限公司", "code": f"91411221MA9T{place:06d}",
        "entity_kind": "1", "township": "城关镇", "computed": "BBB", "final": "BBB",
        "reference": False, "score": "76.50", "coverage": 92, "first_time_borrower": False,
        "adjustment": "", "missing": [], "change": "",
        "improvement": [
            {"id": "I04", "gain": "1.5", "title": "年报按时公示", "advice": "按期公示年度报告"}
        ],
        **more,
    }  # fmt: skip


def content(rows: list[dict[str, Any]], kind: str = "推荐", **more: Any) -> dict[str, Any]:
    return {
        "list_id": "TJ-2026-001", "at": "2026-04-19T23:30:00Z", "kind": kind,
        "recipient": "YH-NSH", "run_id": "a" * 32, "as_of": "2026-03-31",
        "valid_until": "2027-03-31", "rows": rows, "left": [], **more,
    }  # fmt: skip


def write_list(path: Path, context: ListContext, content: dict[str, Any]) -> int:
    """The list and its advice in one file, as ``recommend show --pdf`` prints them."""
    advice = [
        Piece(row["name"], row["code"], AdvicePaper(context, content, row))
        for row in list_words.advised(content)
    ]
    first = Piece(context.recipient, content["list_id"], ListPaper(context, content))
    return print_file(path, "名单", [first, *advice])


def pages(path: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def test_a_long_list_names_everybody_under_a_repeated_heading(tmp_path: Path) -> None:
    """A page that comes loose could not be read, or an enterprise would fall between two pages."""
    rows = [row(n, change="新增" if n % 2 else "升") for n in range(1, 81)]
    path = tmp_path / "l.pdf"
    count = write_list(path, CONTEXT, content(rows))
    told = pages(path)
    assert len(told) == count >= 3
    for number, page in enumerate(told, 1):
        assert "TJ-2026-001" in page
        assert f"第{number}页" in page
    assert all("企业名称" in page and "变化" in page for page in told[:-1])
    text = "".join(told)
    assert all(one["code"] in text and one["name"] in text for one in rows)
    for part in (
        "渑池县中小企业信用推荐名单",
        "渑池农商银行",
        "2026年3月31日",
        "2027年3月31日",
        "80家",
    ):
        assert part in text
    # issued in the morning of the 20th in China
    for part in ("签发人（签名）", "接收人（签名）", "（盖章）", "2026年4月20日", "新增", "升"):
        assert part in text


def test_who_left_is_told_and_an_empty_list_says_so(tmp_path: Path) -> None:
    """A bank would go on lending to an enterprise that is no longer on the list."""
    left = [{"name": "渑池县旧厂", "code": "X1", "change": "移出", "why": "不再列入"}]
    path = tmp_path / "l.pdf"
    write_list(path, CONTEXT, content([], left=left))
    text = "".join(pages(path))
    for part in ("本次无企业列入", "渑池县旧厂", "移出", "不再列入", "0家，另移出1家"):
        assert part in text


def test_each_incubated_enterprise_has_its_advice_in_words_on_a_page_of_its_own(
    tmp_path: Path,
) -> None:
    """An enterprise could not act on an indicator's number, and must not see its neighbour's."""
    rows = [row(1), row(2, entity_kind="4", improvement=[]), row(3, reference=True)]
    path = tmp_path / "l.pdf"
    assert write_list(path, CONTEXT, content(rows, "孵化")) == 4
    _, first, second, third = pages(path)
    for part in ("企业信用孵化建议", "年报按时公示", "按期公示年度报告", "1.5", "公司", "BBB"):
        assert part in first
    assert rows[1]["name"] not in first
    assert "农民专业合作社" in second
    assert "没有可列出的改进事项" in second
    assert "I04" not in first + third
    assert [entry.title[:8] for entry in PdfReader(path).outline[1:]] == [
        one["name"][:8] for one in rows
    ]


def test_superiors_get_name_code_and_grade_only(tmp_path: Path) -> None:
    """Scores that a superior has no need of would leave the county."""
    rows = [{"place": 1, "name": "甲公司", "code": "C1", "final": "AA", "change": ""}]
    write_list(tmp_path / "l.pdf", CONTEXT, content(rows, recipient="上级"))
    write_list_book(tmp_path / "l.xlsx", CONTEXT, content(rows, recipient="上级"))
    text = "".join(pages(tmp_path / "l.pdf"))
    assert "甲公司" in text
    assert "得分" not in text
    sheet = load_workbook(tmp_path / "l.xlsx")["名单"]
    head = ("序号", "企业名称", "统一社会信用代码", "等级", "变化")
    assert list(sheet.values) == [head, (1, "甲公司", "C1", "AA", None)]


def test_a_workbook_keeps_codes_as_text_numbers_as_numbers_and_formulas_dead(
    tmp_path: Path,
) -> None:
    """A name made to look like a formula would run at the bank; a code would lose its zeros."""
    rows = [
        row(1, name=FORMULA, code="001122334455667788", change="降"),
        row(2, score=None, name="a\x07b"),
    ]
    left = [{"name": "+1", "code": "-1", "change": "移出", "why": "不再列入"}]
    path = tmp_path / "l.xlsx"
    write_list_book(path, CONTEXT, content(rows, "孵化", left=left))
    book = load_workbook(path)
    assert book.sheetnames == ["名单", "移出", "孵化建议", "说明"]
    head, first, second = book["名单"].iter_rows()
    at = {cell.value: index for index, cell in enumerate(head)}
    name, code, score = (first[at[title]] for title in ("企业名称", "统一社会信用代码", "得分"))
    assert (name.value, name.data_type, name.number_format) == (FORMULA, "s", "@")
    assert (code.value, code.data_type) == ("001122334455667788", "s")
    assert (score.value, score.data_type, score.number_format) == (76.5, "n", "0.00")
    assert first[at["信息覆盖率（%）"]].value == 92
    assert first[at["主体种类"]].value == "公司"
    assert second[at["得分"]].value is None
    assert second[at["企业名称"]].value == "ab"
    assert book["名单"].print_title_rows == "$1:$1"
    kinds = {cell.data_type for page in book for line in page.iter_rows() for cell in line}
    assert kinds <= {"s", "n"}
    assert [cell.value for cell in book["孵化建议"][2]][3:] == [
        "年报按时公示",
        1.5,
        "按期公示年度报告",
    ]


def test_a_sign_that_no_font_has_names_the_enterprise(tmp_path: Path) -> None:
    """A blank in a name would print as another enterprise, on every list."""
    path = tmp_path / "l.pdf"
    with pytest.raises(RefusedError, match="D-GLYPH") as refused:
        write_list(path, CONTEXT, content([row(1), row(2, name="渑池\U0010fffd厂")]))
    assert "渑池" in refused.value.message
    assert not path.exists()


def test_the_same_list_prints_the_same_bytes(tmp_path: Path) -> None:
    """A reprint could not be told from a forgery."""
    for name in ("a.pdf", "b.pdf"):
        write_list(tmp_path / name, CONTEXT, content([row(1)], "孵化"))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
