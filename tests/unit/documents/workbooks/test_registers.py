"""Registers as workbooks: read again by two other programs, every value is what it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from app import clock
from app.collection.notices import generate
from app.collection.outgoing import register_letters
from app.collection.slips import register_delivery
from app.documents.workbooks.registers import REGISTERS, write_register
from app.errors import EnvironmentFault
from app.merging.merge import merge
from app.store.office_store import Store
from app.store.tables import register
from tests.offices import (
    COMPANY,
    FARM,
    LEADER,
    bill,
    collect,
    found,
    start_register,
    submit,
)
from tests.unit.documents.workbooks.filling import office

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "'=1", "\t=1", "#REF!")
OTHER = "91411221MA9TE01610"


@pytest.fixture(autouse=True)
def _spring() -> Iterator[None]:
    with clock.at(datetime(2026, 4, 10, 2, 0, tzinfo=UTC)):
        yield


def read_again(path: Path) -> list[dict[str, Any]]:
    """The rows as calamine reads them, after openpyxl has seen that they are what they seem."""
    pages = load_workbook(path).worksheets
    kinds = {cell.data_type for page in pages for row in page.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}, "a formula, a truth value or an error came alive"
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [cell.value for cell in pages[0][1]] == head
    assert pages[0].print_title_rows == "$1:$1"
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_register_keeps_codes_days_and_amounts(tmp_path: Path) -> None:
    """A county would send out codes with lost digits, and capital a hundred times too large."""
    out = tmp_path / "r.xlsx"
    with office(tmp_path / "o", "RH") as store:
        enter(
            store,
            COMPANY,
            name="甲公司",
            township="英豪镇",
            est_date="2015-03-01",
            reg_capital=50_000_000_050,
            entity_kind="1",
            reg_status="1",
            first_batch="Y",
        )
        enter(store, FARM, name="乙合作社", township="城关镇")
        assert write_register(store, "register", out) == 2
    farm, firm = read_again(out)
    assert [farm["统一社会信用代码"], firm["统一社会信用代码"]] == [FARM, COMPANY]
    assert (firm["序号"], firm["注册资本（万元）"]) == (2, 50_000.00005)
    assert firm["成立日期"] == date(2015, 3, 1)
    assert (firm["主体种类"], firm["登记状态"], firm["首批百家重点"]) == ("公司", "存续", "是")
    assert (farm["曾用名"], farm["成立日期"], farm["注册资本（万元）"]) == ("", "", "")


def enter(store: Store, uscc: str, **values: Any) -> None:
    """Put an enterprise into the register."""
    with store.write() as conn:
        conn.execute(register.insert().values(uscc=uscc, former_names="", **values))


def test_nothing_in_a_name_comes_alive(tmp_path: Path) -> None:
    """A name made to look like a formula would run on every machine that opens the list."""
    out = tmp_path / "r.xlsx"
    with office(tmp_path / "o", "GD") as store:
        for at, text in enumerate(FORMULAS):
            enter(store, f"{at:018}", name=text, address=text, legal_rep="\x07")
        write_register(store, "register", out)
    rows = read_again(out)
    assert sorted(row["企业名称"] for row in rows) == sorted(FORMULAS)
    assert {row["统一社会信用代码"] for row in rows} == {f"{at:018}" for at in range(len(FORMULAS))}
    assert {row["法定代表人"] for row in rows} == {""}
    assert {cell.number_format for cell in load_workbook(out).active["C"]} == {"@"}


def test_the_delivery_register_goes_by_township(tmp_path: Path) -> None:
    """Who carries the letters would go through the same township three times."""
    out = tmp_path / "d.xlsx"
    with office(tmp_path / "o", "GD") as store:
        enter(store, COMPANY, name="甲公司", township="英豪镇", address="渑池县英豪镇1号")
        enter(store, FARM, name="乙合作社", township="城关镇", address="渑池县城关镇2号")
        enter(store, OTHER, name="丙公司", township="英豪镇")
        slips = {one.uscc: one.slip_code for one in generate(store, [FARM, OTHER, COMPANY])}
        for code, method, status in ((OTHER, "邮寄送达", "拒收"), (FARM, "直接送达", "已签收")):
            register_delivery(
                store, slips[code], delivered_date=date(2026, 4, 10), method=method,
                signatory="王某", status=status,
            )  # fmt: skip
        register_letters(store, "reminder", [("SW", "CJ-2026-01"), (FARM, "CJ-2026-01")])
        assert write_register(store, "deliveries", out) == 5
    signed, other, refused, waiting, office_letter = rows = read_again(out)
    assert list(signed) == [
        "序号", "乡镇", "受送达单位", "信用代码", "地址", "文书", "文号", "回执编号", "送达方式",
        "送达日期", "签收人", "备注",
    ]  # fmt: skip
    assert [(row["序号"], row["乡镇"], row["信用代码"]) for row in rows] == [
        (1, "城关镇", FARM), (2, "城关镇", FARM), (3, "英豪镇", OTHER), (4, "英豪镇", COMPANY),
        (5, "", "SW"),
    ]  # fmt: skip
    assert (refused["回执编号"], refused["备注"]) == (slips[OTHER], "拒收")
    assert (signed["送达日期"], signed["签收人"]) == (date(2026, 4, 10), "王某")
    assert (signed["送达方式"], signed["备注"]) == ("直接送达", "")
    assert "〔2026〕" in signed["文号"]
    assert (signed["文书"], other["文号"] != signed["文号"]) == ("采集告知书", True)
    assert office_letter["受送达单位"] == "国家税务总局渑池县税务局"
    assert (waiting["送达日期"], waiting["签收人"], waiting["备注"]) == ("", "", "")


def test_reviews_and_packages_are_told_as_they_happened(tmp_path: Path) -> None:
    """An auditor could not follow from the paper who let which records out of the office."""
    county = found(tmp_path)
    start_register(county)
    collect(county, "GD", "GD02", [bill(COMPANY, "4112210012345", "2026-03", "42000")])
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, "GD"))
    out = tmp_path / "o.xlsx"
    with county.as_("GD", LEADER) as store:
        write_register(store, "reviews", out)
        (row,) = read_again(out)
        assert (row["审核人"], row["结果"], row["数据集"]) == (LEADER, "通过", "GD02")
        assert (row["审核日期"], row["时间"]) == (date(2026, 4, 10), "10:00")
        assert (row["数据名称"], row["记录数"], row["理由"]) == ("月度用电", 1, "已核对原件")
        write_register(store, "packages", out)
        rows = read_again(out)
        sent = next(row for row in rows if row["种类"] == "报送包")
        assert (sent["收发"], sent["第几个"], sent["记录数"]) == ("发出", 1, 1)
        assert (sent["文件"], len(sent["摘要"])) == ("GD-1.xyb", 64)
        assert {row["收发"] for row in rows} == {"发出", "收到"}
    with county.as_("RH", LEADER) as store:
        write_register(store, "packages", out)
        rows = read_again(out)
        assert {row["对方"] for row in rows} >= {"各机构", "国家电网河南渑池县供电公司"}
        merged = [row["记录数"] for row in rows if row["种类"] == "报送包"]
        assert merged == [2, 1]


def test_a_disk_that_fails_leaves_the_earlier_register(tmp_path: Path) -> None:
    """Half a register would be taken for a whole one."""
    with office(tmp_path / "o", "GD") as store:
        for name in REGISTERS:
            out = tmp_path / f"{name}.xlsx"
            assert write_register(store, name, out) == 0
            before = out.read_bytes()
            out.with_name(f"{name}.xlsx.part").symlink_to("/dev/full")
            with pytest.raises(EnvironmentFault, match="ENV-DISK"):
                write_register(store, name, out)
            with pytest.raises(EnvironmentFault, match="ENV-MISSING"):
                write_register(store, name, tmp_path / "nowhere" / "o.xlsx")
            assert out.read_bytes() == before
