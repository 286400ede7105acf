"""What goes up is right, allowed, complete or listed, and never without its log entry."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.catalogue.load import load
from app.cli.main import main
from app.collection import notices, records, slips
from app.errors import AppError, RefusedError
from app.merging.merge import merge
from app.outcomes import upwards
from app.outcomes.upwards_files import content, guarded, unguarded
from app.outcomes.upwards_reading import load_target
from app.outcomes.upwards_target import Column, Sheet, Target
from app.store.tables import audit
from app.store.upward_tables import upward_export, upward_row
from tests.offices import (
    CLERK,
    COMPANY,
    FARM,
    LEADER,
    WORD,
    County,
    collect,
    found,
    start_register,
    submit,
)

AWARD = {
    "uscc": COMPANY, "title": "=守合同重信用企业", "level": "市级", "authority": "三门峡市人民政府",
    "date": "2025-01-15",
}  # fmt: skip
TINY = """
id = "tiny"
title = "小模板"
version = "1"
format = "json"
on_missing = "hold"

[[sheet]]
name = "荣誉"
rows = "record"
dataset = "SC11"
column = [
  { name = "代码", source = "register.uscc", required = true },
  { name = "名称", source = "SC11.title", required = true, limit = 40 },
  { name = "级别", source = "SC11.level", required = true, codes = "code" },
  { name = "日期", source = "SC11.date", required = true, date = "YYYYMMDD" },
  { name = "期限", source = "SC11.valid_to", required = true },
  { name = "地区", constant = "411221" },
]
"""


@pytest.fixture
def county(tmp_path: Path) -> County:
    made = found(tmp_path)
    start_register(made)
    collect(made, "SCJG", "SC11", [AWARD, {**AWARD, "uscc": FARM, "valid_to": "2028-01-14"}])
    with made.as_("RH", LEADER) as store:
        merge(store, submit(made, "SCJG", 2))
    return made


def mapping(county: County, text: str = TINY, name: str = "tiny.toml") -> Target:
    path = county.folder / name
    path.write_text(text, "utf-8")
    return load_target(path, load())


def adds_up(found: upwards.Prospect) -> None:
    for counts in found.counts.values():
        rest = sum(n for name, n in counts.items() if name not in ("considered", "gone"))
        assert rest == counts["considered"]


def test_rows_without_a_required_value_are_listed_and_the_counts_add_up(county: County) -> None:
    """The province would silently know less of an enterprise than the office believes."""
    out = county.folder / "up.json"
    with county.as_("RH", LEADER) as store:
        done = upwards.export(store, mapping(county), out)
        adds_up(done.prospect)
        assert [(one.uscc, one.column) for one in done.prospect.held] == [(COMPANY, "期限")]
        told = json.loads(out.read_text("utf-8"))["sheets"]["荣誉"]
        assert told == [
            {
                "代码": FARM, "名称": "=守合同重信用企业", "级别": "市级", "日期": "20250115",
                "期限": "2028-01-14", "地区": "411221",
            }
        ]  # fmt: skip
        both = mapping(county, TINY.replace('"hold"', '"export"'), "both.toml")
        done = upwards.export(store, both, county.folder / "both.json")
        adds_up(done.prospect)
        assert done.prospect.counts["荣誉"]["exported"] == 2
        assert [one.uscc for one in done.prospect.incomplete] == [COMPANY]


def test_only_changes_go_and_what_no_longer_counts_is_named(county: County) -> None:
    """A repaired or withdrawn record would stand in the province for ever (信用修复管理办法)."""
    text = TINY.replace('"SC11.valid_to", required = true', '"SC11.valid_to"')
    target = mapping(county, text)
    with county.as_("RH", LEADER) as store:
        upwards.export(store, target, county.folder / "1.json", changed=True)
        with pytest.raises(RefusedError, match="R-UPWARD-NOTHING"):
            upwards.export(store, target, county.folder / "2.json", changed=True)
    with county.as_("SCJG", LEADER) as store:
        with store.read() as conn:
            table = store.table("SC11")
            rec_id = conn.scalar(sa.select(table.c.rec_id).where(table.c.uscc == FARM))
        records.withdraw(store, "SC11", str(rec_id), reason="重复")
    collect(county, "SCJG", "SC11", [{**AWARD, "title": "绿色工厂", "level": "省级"}])
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, "SCJG", 3))
        ahead = upwards.prospect(store, target, changed=True)
        done = upwards.export(store, target, county.folder / "3.json", changed=True)
        assert done.prospect == ahead
        adds_up(ahead)
        assert [(one.uscc, one.reason) for one in ahead.changed] == [(COMPANY, "新增")]
        assert [(one.uscc, one.key) for one in ahead.gone] == [(FARM, rec_id)]
        assert upwards.prospect(store, target, changed=True).gone == []
        log = upwards.exports(store)
        assert [one["state"] for one in log] == ["已导出", "已导出"]


def test_what_the_target_cannot_take_is_never_cut_nor_blank(county: County) -> None:
    """The province would take half a text, or an empty cell, for the fact."""
    blank = 'codes = { "国家级" = "1", "省级" = "2", "市级" = "", "县级" = "4", "无" = "5" }'
    text = TINY.replace("limit = 40", "limit = 5").replace('codes = "code"', blank)
    with county.as_("RH", LEADER) as store:
        found = upwards.prospect(store, mapping(county, text))
        adds_up(found)
        assert found.counts["荣誉"]["held"] == 2
        assert {(one.column, one.reason) for one in found.held if one.uscc == FARM} == {
            ("名称", "超过5字"),
            ("级别", "代码对应为空"),
        }
        told = mapping(county, text.replace('"hold"', '"export"'))
        upwards.export(store, told, county.folder / "up.json")
    rows = json.loads((county.folder / "up.json").read_text("utf-8"))["sheets"]["荣誉"]
    assert {row["名称"] for row in rows} == {""}


def test_a_row_under_review_again_still_stands_above(county: County) -> None:
    """The office would ask the province to delete what it is only correcting."""
    target = mapping(county, TINY.replace('"SC11.valid_to", required = true', '"SC11.valid_to"'))
    with county.as_("SCJG", LEADER) as store:
        upwards.export(store, target, county.folder / "up.json")
        with store.read() as conn:
            rec_id = str(conn.scalar(sa.select(store.table("SC11").c.rec_id)))
    with county.as_("SCJG", CLERK) as store:
        records.change(store, "SC11", rec_id, {"authority": "河南省人民政府"})
        found = upwards.prospect(store, target, changed=True)
        assert found.counts["荣誉"]["G-REVIEW"] == 1
        assert found.gone == []


def test_the_gate_of_a_package_holds_again_on_the_way_up(county: County) -> None:
    """An enterprise that was not told in writing would find its data at the province."""
    target = mapping(county, TINY.replace('"SC11.valid_to", required = true', '"SC11.valid_to"'))
    with county.as_("SCJG", LEADER) as store:
        digits = {one.uscc: one.slip_code for one in notices.notices(store)}
        today = clock.today()
        slips.register_delivery(
            store, digits[FARM], delivered_date=today, method="邮寄", status="退回"
        )
        ahead = upwards.prospect(store, target)
        adds_up(ahead)
        assert ahead.counts["荣誉"] == {
            "G-NOTICE": 1, "considered": 2, "exported": 1, "gone": 0, "held": 0, "unchanged": 0,
        }  # fmt: skip
    with county.as_("SCJG", CLERK) as store:
        records.add(store, "SC11", {**AWARD, "title": "未审核的荣誉"})
        assert upwards.prospect(store, target).counts["荣誉"]["G-REVIEW"] == 1
    with county.as_("GD", LEADER) as store:
        assert upwards.prospect(store, target).counts["荣誉"]["considered"] == 0
        with pytest.raises(RefusedError, match="R-UPWARD-NOTHING"):
            upwards.export(store, target, county.folder / "gd.json")
    with county.as_("RH", LEADER) as store:
        assert upwards.prospect(store, target).counts["荣誉"]["exported"] == 2
    with county.as_("SCJG", CLERK) as store, pytest.raises(RefusedError, match="R-ROLE"):
        upwards.export(store, target, county.folder / "clerk.json")


def test_no_file_leaves_without_its_entry(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody could say what the province was given; or a lost file would count as given."""
    target = mapping(county)
    out = county.folder / "up.json"
    with county.as_("RH", LEADER) as store:

        def full(*_: object) -> Path:
            with store.read() as conn:
                assert conn.scalar(sa.select(upward_export.c.state)) == "待落盘"
            raise OSError(28, "full")

        with monkeypatch.context() as broken:
            broken.setattr(Path, "replace", full)
            with pytest.raises(AppError, match="ENV-DISK"):
                upwards.export(store, target, out)
        assert not list(county.folder.glob("up.json*"))
        done = upwards.export(store, target, out, changed=True)
        assert done.prospect.counts["荣誉"]["exported"] == 1
        with store.read() as conn:
            last = conn.execute(sa.select(audit).order_by(audit.c.seq.desc())).all()[:2]
            rows = conn.execute(
                sa.select(upward_row).where(upward_row.c.export_id == done.export_id)
            ).all()
        assert [one.action for one in last] == ["upward.done", "upward.export"]
        assert json.loads(last[1].summary)["sha256"] == done.file_sha256
        assert {row.dataset for row in rows} == {"SC11"}
        with pytest.raises(RefusedError, match="R-UPWARD-EXISTS"):
            upwards.export(store, target, out)


def test_a_character_that_gbk_cannot_hold_is_named_before_anything_is_written(
    county: County,
) -> None:
    """A name with a rare character would arrive as a question mark."""
    collect(county, "SCJG", "SC11", [{**AWARD, "title": "𠮷祥企业"}])
    text = TINY.replace('"json"', '"csv"').replace(
        '"SC11.valid_to", required = true', '"SC11.valid_to"'
    )
    out = county.folder / "up.csv"
    with county.as_("SCJG", LEADER) as store:
        with pytest.raises(RefusedError, match="渑池仰韶食品有限公司 名称 '𠮷'"):
            upwards.export(store, mapping(county, text), out)
        assert not list(county.folder.glob("up.csv*"))
        assert upwards.exports(store) == []
        wide = mapping(county, text.replace('"csv"', '"csv"\nencoding = "gb18030"'))
        upwards.export(store, wide, out)
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("gb18030"), newline="")))
    assert {unguarded(row[1]) for row in rows[1:]} == {"𠮷祥企业", AWARD["title"]}
    assert "'=守合同重信用企业" in {row[1] for row in rows}


def test_the_shipped_target_serves_every_enterprise_as_text(county: County) -> None:
    """A code would lose its leading zero, or a name beginning with = would be computed."""
    out = county.folder / "up.xlsx"
    with county.as_("RH", LEADER) as store:
        done = upwards.export(store, load_target("pboc-2006", store.catalogue), out)
        adds_up(done.prospect)
    assert done.prospect.counts["企业基本情况"]["exported"] == 2
    book = openpyxl.load_workbook(out)
    head, *rows = book["企业基本情况"].iter_rows(values_only=True)
    first = {name: value for name, value in zip(head, rows[0], strict=True) if value is not None}
    assert first["注册登记日期"] == "20150301"
    assert first["注册资本（万元）"] == "500.000000"
    assert first["通讯地址"] == first["注册地址"]
    assert "传真" not in first
    awards = list(book["受表彰情况"].iter_rows())[1:]
    assert {(one[2].value, one[2].data_type) for one in awards} == {("=守合同重信用企业", "s")}


HOSTILE = {
    "broken": "id = ",
    "deep": "a = " + "[" * 100_000,
    "binary": "\x00\x01",
    "empty": "",
    "path": TINY.replace('name = "荣誉"', 'name = "../../etc/passwd"'),
    "device": TINY.replace('name = "荣誉"', 'name = "CON"'),
    "types": 'id = 1\ntitle = []\nversion = {}\nformat = true\nsheet = "x"',
    "nested": TINY.replace('rows = "record"', "rows = [1]").replace('"SC11"', "[[1]]"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mapping_is_refused(tmp_path: Path, name: str) -> None:
    """A file from outside would stop the program or write where it should not."""
    path = tmp_path / "x.toml"
    path.write_text(HOSTILE[name], "utf-8")
    with pytest.raises(RefusedError, match="R-TARGET"):
        load_target(path, load())


def test_all_faults_are_told_at_once_with_their_key(tmp_path: Path) -> None:
    """The person who writes a mapping would mend one fault per attempt."""
    path = tmp_path / "x.toml"
    path.write_text(
        TINY.replace('"json"', '"dbf"')
        .replace('"SC11.title"', '"SC11.nothing"')
        .replace('"register.uscc"', '"XX99.uscc"')
        .replace('codes = "code"', 'codes = { "国家级" = "1" }')
        .replace('source = "SC11.valid_to", ', "")
        .replace('name = "地区"', 'name = "日期"'),
        "utf-8",
    )
    with pytest.raises(RefusedError) as refused:
        load_target(path, load())
    told = refused.value.message
    for part in (
        "x.toml format：不认识的格式“dbf”", "没有这个字段“SC11.nothing”", "没有这个数据集“XX99”",
        "这些代码没有对应：", "“期限”：必填栏没有来源", "“日期”重复",
    ):  # fmt: skip
        assert part in told


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(
        st.tuples(st.text(st.characters(codec="gb18030")), st.text("=+-@'＝\t\r\n 1.,\"甲")),
        max_size=8,
    )
)
def test_a_csv_read_back_equals_the_facts(rows: list[tuple[str, str]]) -> None:
    """The guard against formulas would change what is told of an enterprise."""
    sheet = Sheet("表", "record", "SC11", (), (Column("一"), Column("二")))
    target = Target("t", "t", "1", "csv", "gb18030", "hold", True, (sheet,), "")
    data = content(target, [(sheet, rows)])
    read = list(csv.reader(io.StringIO(data.decode("gb18030"), newline="")))
    assert [tuple(map(unguarded, row)) for row in read[1:]] == rows
    for value in (value for row in read[1:] for value in row):
        assert value.lstrip()[:1] not in "=+@＝" or not value.strip() or value[:1] == "'"
        assert guarded(unguarded(value)) == value


def test_the_command_line_tells_checks_exports_and_logs(
    county: County, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The office could not use any of it."""
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)
    office = ["--office", str(county.folder / "RH"), "--operator", LEADER, "--json"]
    mapping(county)
    tiny, out = str(county.folder / "tiny.toml"), county.folder / "up.json"
    assert main(["upwards", "targets"]) == 0
    assert "pboc-2006" in capsys.readouterr().out
    assert main(["upwards", "check", tiny]) == 0
    (county.folder / "bad.toml").write_text("x", "utf-8")
    assert main(["upwards", "check", str(county.folder / "bad.toml")]) == 3
    capsys.readouterr()
    assert main(["upwards", "preview", *office, tiny]) == 1
    capsys.readouterr()
    assert main(["upwards", "export", *office, tiny, str(out)]) == 1
    assert json.loads(capsys.readouterr().out)["export_id"].startswith("SB-")
    assert main(["upwards", "log", *office]) == 0
    assert json.loads(capsys.readouterr().out)["exports"][0]["file_name"] == "up.json"
    assert out.exists()
