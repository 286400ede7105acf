"""From a rated county to lists in the banks' hands, by the commands that an office types."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from app import clock
from app.cli.main import main
from app.office import open_office
from tests.endtoend.conftest import Left

BANK = "YH-NSH"
MAY = datetime(2026, 5, 20, 4, tzinfo=UTC)
JUNE = datetime(2026, 6, 20, 4, tzinfo=UTC)
TOO_LATE = datetime(2027, 4, 1, 4, tzinfo=UTC)


class Typed:
    """Commands typed at the coordinator's or a bank's desk on a day; offices are copies."""

    def __init__(self, left: Left, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passwords, self.folder, self.moment = left.passwords, folder, MAY
        self.patch = monkeypatch
        for office in ("coordinator", BANK):
            shutil.copytree(left.out / "offices" / office, folder / office)

    def typed(self, office: str, operator: str, *words: str | Path) -> tuple[int, dict[str, Any]]:
        self.patch.setenv("CREDITDESK_PASSWORD", self.passwords[office][operator])
        place = ["--office", str(self.folder / office), "--operator", operator, "--json"]
        said = io.StringIO()
        with clock.at(self.moment), contextlib.redirect_stdout(said):
            code = main([*map(str, words), *place])
        content: dict[str, Any] = json.loads(said.getvalue())
        return code, content

    def run(self, *words: str | Path, office: str = "coordinator") -> dict[str, Any]:
        code, content = self.typed(office, "审核员", *words)
        assert code == 0, content
        return content

    def refused(self, *words: str | Path) -> str:
        code, content = self.typed("coordinator", "审核员", *words)
        assert code == 3, content
        return str(content["error"]["code"])


@pytest.fixture
def typed(left: Left, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    return Typed(left, tmp_path, monkeypatch)


def named(sheets: list[dict[str, Any]], outcome: str) -> set[str]:
    return {one["id"] for one in sheets if one["outcome"] == outcome and BANK in one["banks"]}


def codes(content: dict[str, Any]) -> set[str]:
    return {row["code"] for row in content["rows"]}


def paper(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def take_back(typed: Typed, uscc: str) -> None:
    """The bank notes that an enterprise revoked its consent, and sends it in."""
    office = typed.folder / BANK
    with (
        open_office(office, "录入员", typed.passwords[BANK]["录入员"]) as store,
        store.read() as conn,
    ):
        table = store.table("YH00")
        rec_id = conn.scalar(sa.select(table.c.rec_id).where(table.c.uscc == uscc))
    change = ("record", "change", "--dataset", "YH00", str(rec_id), "revoked_date=2026-06-01")
    code, content = typed.typed(BANK, "录入员", *change, "--reason", "企业来函撤回")
    assert code in (0, 1), content
    typed.run("review", "approve", "--dataset", "YH00", "--reason", "*=已核对来函", office=BANK)
    sent = typed.folder / "revoked.xyb"
    typed.run("package", "write", "--period", "2026", sent, office=BANK)
    typed.run("merge", sent)


def test_lists_go_to_bank_and_superior_and_follow_a_revocation(typed: Typed) -> None:
    """A bank would see names it may not know, or the county could not show what it said."""
    rated = typed.run("rate", "--as-of", "2026-03-31")
    run_id = rated["run_id"]
    wanted = named(rated["ratings"], "推荐")
    first = typed.run("recommend", "issue", run_id, "--to", BANK)
    assert codes(first) == wanted
    assert len(wanted) > 1
    above = typed.run("recommend", "issue", run_id, "--to", "上级")
    assert codes(above) == {one["id"] for one in rated["ratings"] if one["outcome"] == "推荐"}
    assert typed.refused("recommend", "issue", run_id, "--to", BANK, "--kind", "待补正") == "L-KIND"

    typed.moment, (gone, *_) = JUNE, sorted(wanted)
    take_back(typed, gone)
    second = typed.run("recommend", "issue", run_id, "--to", BANK)
    assert codes(second) == wanted - {gone}
    assert [(one["code"], one["change"]) for one in second["left"]] == [(gone, "移出")]
    result = typed.folder / "result.xyb"
    typed.run("result", run_id, BANK, result)
    held = {one["id"] for one in rated["ratings"] if BANK in one["banks"]}
    assert typed.run("package", "receive", result, office=BANK)["taken"] == len(held) - 1

    for content in (first, second, above):
        pdf, book = typed.folder / "l.pdf", typed.folder / "l.xlsx"
        again = typed.run("recommend", "show", content["list_id"], "--pdf", pdf, "--workbook", book)
        assert again == content
        text = paper(pdf)
        assert all(row["code"] in text and row["final"] in text for row in content["rows"])
        rows = list(load_workbook(book)["名单"].values)
        assert {row[2] for row in rows[1:]} == codes(content)
    assert typed.run("audit", "verify")["ok"] is True

    typed.moment = TOO_LATE
    assert typed.refused("recommend", "issue", run_id, "--to", "工作组") == "L-STALE"


def test_incubated_enterprises_get_advice_in_words_and_steps(typed: Typed) -> None:
    """An enterprise could not act on its advice, or nobody would know what was done for it."""
    rated = typed.run("rate", "--as-of", "2026-03-31")
    issue = ("recommend", "issue", rated["run_id"], "--kind", "孵化", "--to")
    told = typed.run(*issue, "工作组")
    assert codes(typed.run(*issue, BANK)) == named(rated["ratings"], "孵化")
    pdf, book = typed.folder / "f.pdf", typed.folder / "f.xlsx"
    typed.run("recommend", "show", told["list_id"], "--pdf", pdf, "--workbook", book)
    assert len(PdfReader(pdf).pages) > len(told["rows"])
    text = paper(pdf)
    sheet = load_workbook(book)["孵化建议"]
    items = [one for row in told["rows"] for one in row["improvement"]]
    assert len(items) == sheet.max_row - 1 > 0
    for one in items:
        assert one["title"] != one["id"]
        assert "".join(one["title"].split()) in text
    uscc = told["rows"][0]["code"]
    step = ("incubate", "step", uscc, "辅导补报年度报告", "--date", "2026-05-18", "--by", "王建国")
    typed.run(*step, "--result", "已补报")
    (noted,) = typed.run("incubate", "list", uscc)["steps"]
    assert (noted["day"], noted["result"]) == ("2026-05-18", "已补报")


@pytest.mark.parametrize("kind", ["txt", "csv", "xlsx"])
def test_a_batch_is_made_from_each_kind_of_file(typed: Typed, left: Left, kind: str) -> None:
    """A county could not begin with its first hundred, kept in whatever file it has."""
    ratings = json.loads((left.out / "ratings.json").read_text("utf-8"))
    some = [one["id"] for one in ratings][:3]
    path = typed.folder / f"首批.{kind}"
    if kind == "xlsx":
        book = Workbook()
        for row in (("企业名称", "统一社会信用代码"), *(("甲", code) for code in some)):
            book.active.append(row)
        book.save(path)
    elif kind == "csv":
        lines = ["序号,统一社会信用代码", *(f"{n},{code}" for n, code in enumerate(some, 1))]
        path.write_text("\n".join(lines), "gb18030")
    else:
        some = some[:1]
        path.write_text(some[0], "utf-8")
    made = typed.run("batches", "make", "首批", "--reason", "方案二（四）", "--file", path)
    assert (made["members"], made["remarks"]) == (len(some), [])
    assert typed.run("batches", "members", made["batch_id"])["members"] == sorted(some)
    (kept,) = typed.run("batches", "list")["batches"]
    assert kept["count"] == len(some)
    rated = typed.run("rate", "--as-of", "2026-03-31", "--batch", made["batch_id"])
    assert sorted(one["id"] for one in rated["ratings"]) == sorted(some)
