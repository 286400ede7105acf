"""The copy a clerk gets back: findings at the right cells, and text that stays text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from app.collection import sheets
from app.collection.sheets.annotate import write_back
from tests.unit.collection.sheets.books import HEADERS, LABELS, ROWS, book


@dataclass(frozen=True)
class Said:
    code: str
    level: str
    row: int
    column: str
    message: str
    advice: str


def test_findings_stand_as_comments_on_their_cells(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", [["电费表"], HEADERS, *ROWS, ["合计", None, None, 1, 2]])
    findings = [
        Said("E-NUMBER", "error", 3, "应收电费", "不是数字", "请只填数字。"),
        Said("W-NAME", "warning", 4, "", "名称相近", ""),
        Said("N-FILE", "note", 0, "", "整个文件", ""),
    ]
    out = tmp_path / "out.xlsx"
    assert write_back(source, out, findings, {"行数": 2, "错误": 1}, labels=LABELS) == 2
    copy = openpyxl.load_workbook(out)
    page = copy.worksheets[0]
    assert page["E3"].comment.text.startswith("[E-NUMBER] 不是数字")
    assert page["E3"].value == 80
    assert "W-NAME" in page["A4"].comment.text
    assert page["A2"].value == "户名"
    assert page["A1"].value == "电费表"
    summary = [[cell.value for cell in row] for row in copy["汇总"].iter_rows()]
    assert summary[0][:2] == ["行数", 2]
    assert any(row[3] == "N-FILE" for row in summary if len(row) > 3)
    assert sheets.read(
        out, sheet="a" if "a" in copy.sheetnames else copy.sheetnames[0], labels=LABELS
    ).row_numbers == [3, 4]


@settings(max_examples=25, deadline=None)
@given(
    st.text(max_size=30).map(lambda text: "=" + text)
    | st.sampled_from(["#N/A", "+1", "@a", "-1", '=HYPERLINK("x")'])
)
def test_no_text_of_a_file_becomes_a_formula(tmp_path_factory: object, text: str) -> None:
    folder = tmp_path_factory.mktemp("f")  # type: ignore[attr-defined]
    clean = "".join(one for one in text if one.isprintable() and one not in '",')
    (folder / "a.csv").write_text(f'户名,户号\n"{clean}",1\n', "utf-8")
    found = [Said("E-X", "error", 2, "户名", text, text)]
    write_back(folder / "a.csv", folder / "out.xlsx", found, {text: text}, labels=LABELS)
    for page in openpyxl.load_workbook(folder / "out.xlsx").worksheets:
        for row in page.iter_rows():
            assert all(cell.data_type not in ("f", "e") for cell in row)
