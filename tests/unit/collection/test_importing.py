"""What a clerk would lose if importing a sheet went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.collection import batches, held, importing, records
from app.collection.analysis import OUTCOMES
from app.collection.importing import ImportReport, import_file
from app.errors import RefusedError
from app.store.office_store import Store
from tests.unit.collection.conftest import SHAOZHOU, TIANTAN, YANGSHAO, Opener, fill_register, sheet

GOOD = f"4112210000001,,{YANGSHAO},2026-03,1000,700,700,2026-04-15,2026-04-08"


def classes(report: ImportReport) -> dict[str, int]:
    return {name: getattr(report, name) for name in OUTCOMES}


def table(store: Store, dataset: str = "GD02") -> list[dict[str, Any]]:
    with store.read() as conn:
        rows = conn.exec_driver_sql(f"SELECT * FROM rec_{dataset.lower()} ORDER BY rec_id")
        return [dict(row._mapping) for row in rows]


def test_every_kind_of_row_is_counted_once_and_only_good_ones_enter(
    power: Store, tmp_path: Path
) -> None:
    path = sheet(
        tmp_path / "三月.csv",
        GOOD,
        GOOD,
        f"4112210000002,,{SHAOZHOU},2026-03,,700,700,2026-04-15,2026-04-08",
        "4112210000003,渑池县完全不认识的某某商行,,2026-03,1000,700,700,2026-04-15,2026-04-08",
        f"4112210000004,,{TIANTAN},2026-03,1000,70000,70000,2026-04-15,2026-04-08",
    )
    report = import_file(power, "GD02", path)
    assert classes(report) == {
        "new": 1,
        "changed": 0,
        "same": 0,
        "duplicate": 1,
        "error": 1,
        "warning": 1,
        "unmatched": 1,
    }
    assert {(f.row, f.code) for f in report.findings} >= {
        (3, "W-DUPLICATE"),
        (4, "E-REQUIRED"),
        (5, "W-UNMATCHED"),
        (6, "GD02-PRICE"),
    }
    assert len(table(power)) == 2
    assert len(held.held_rows(power)) == 3


def test_importing_the_same_sheet_again_changes_nothing(power: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", GOOD)
    import_file(power, "GD02", path)
    before = table(power)
    again = import_file(power, "GD02", path)
    assert classes(again)["same"] == 1
    assert "已经导入过" in "".join(again.notes)
    assert table(power) == before


def test_undo_restores_changed_records_and_removes_new_ones(power: Store, tmp_path: Path) -> None:
    import_file(power, "GD02", sheet(tmp_path / "a.csv", GOOD))
    before = [{**row, "audit_seq": 0} for row in table(power)]
    report = import_file(
        power,
        "GD02",
        sheet(
            tmp_path / "b.csv",
            GOOD.replace("1000,700,700", "1000,800,70"),
            f"4112210000009,,{TIANTAN},2026-03,10,7,7,2026-04-15,2026-04-08",
        ),
    )
    assert (report.changed, report.new) == (1, 1)
    assert report.batch_id is not None
    assert batches.undo_batch(power, report.batch_id) == 2
    assert [{**row, "audit_seq": 0} for row in table(power)] == before
    with pytest.raises(RefusedError, match="R-UNDO"):
        batches.undo_batch(power, report.batch_id)


def test_a_batch_with_a_record_changed_since_is_not_undone_in_part(
    power: Store, tmp_path: Path
) -> None:
    other = f"4112210000009,,{TIANTAN},2026-03,10,7,7,2026-04-15,2026-04-08"
    report = import_file(power, "GD02", sheet(tmp_path / "a.csv", GOOD, other))
    first = table(power)[0]
    assert records.change(power, "GD02", first["rec_id"], {"late_fee": "3"}).rec_id
    before = table(power)
    assert report.batch_id is not None
    with pytest.raises(RefusedError, match="R-UNDO"):
        batches.undo_batch(power, report.batch_id)
    assert table(power) == before


def test_a_chosen_match_is_remembered_by_consumer_number(power: Store, tmp_path: Path) -> None:
    rows = [
        f"4112210000003,天坛山旅游公司老户,,2026-0{month},1000,700,700,2026-0{month + 1}-15,"
        for month in (1, 2)
    ]
    report = import_file(
        power, "GD02", sheet(tmp_path / "a.csv", *[r.replace(",700,700,", ",700,0,") for r in rows])
    )
    assert report.unmatched == 2
    first, _second = held.held_rows(power)
    assert TIANTAN in [c.uscc for c in first.candidates]
    settled = held.choose_match(power, first.id, TIANTAN)
    assert settled.rec_id
    assert settled.others == 1
    assert {row["uscc"] for row in table(power)} == {TIANTAN}
    march = "4112210000003,天坛山旅游公司老户,,2026-03,1000,700,0,2026-04-15,"
    assert import_file(power, "GD02", sheet(tmp_path / "c.csv", march)).new == 1


def test_a_code_with_a_foreign_name_is_an_error_but_a_former_name_is_not(
    power: Store, tmp_path: Path
) -> None:
    wrong = GOOD.replace(",,", ",渑池县天坛山旅游开发有限公司,", 1)
    former = GOOD.replace(",,", ",渑池县老仰韶粮油有限公司,", 1).replace("001,", "007,")
    brackets = "4112210000008,渑池县韶州(河南) 铝业有限公司,,2026-03,10,7,7,2026-04-15,2026-04-08"
    report = import_file(power, "GD02", sheet(tmp_path / "a.csv", wrong, former, brackets))
    assert (report.error, report.new) == (1, 2)
    assert report.findings[0].code == "E-NAME"


def test_a_sheet_without_a_required_column_is_kept_as_drafts(power: Store, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.csv",
        f"4112210000001,{YANGSHAO},2026-03,1000",
        header="户号,统一社会信用代码,月份,用电量",
    )
    report = import_file(power, "GD02", path)
    assert report.warning == 1
    assert report.missing == ["amount", "due_date"]
    assert table(power)[0]["row_status"] == "草稿"


def test_the_column_choice_is_remembered_and_twin_headers_are_asked_about(
    power: Store, tmp_path: Path
) -> None:
    header = "户号,统一社会信用代码,月份,奇怪的量,应收电费,缴费期限,备注,备注"
    row = f"4112210000001,{YANGSHAO},2026-03,1000,700,2026-04-15,x,y"
    path = sheet(tmp_path / "a.csv", row, header=header)
    assert import_file(power, "GD02", path, choices={"奇怪的量": "用电量"}).new == 1
    again = import_file(power, "GD02", sheet(tmp_path / "b.csv", row, header=header))
    assert again.same == 1
    twin = sheet(tmp_path / "c.csv", row, header=header.replace("奇怪的量", "应收电费"))
    with pytest.raises(RefusedError, match="I-HEADER-TWICE"):
        import_file(power, "GD02", twin)
    told = {"应收电费#4": "kwh", "应收电费#5": "amount"}
    assert import_file(power, "GD02", twin, choices=told).same == 1


def test_a_held_error_can_be_corrected_and_a_foreign_data_set_is_refused(
    power: Store, tmp_path: Path
) -> None:
    bad = GOOD.replace("2026-03", "2026-13", 1)
    assert import_file(power, "GD02", sheet(tmp_path / "a.csv", bad)).error == 1
    (row,) = held.held_rows(power)
    assert held.correct_held(power, row.id, {"month": "2026年3月"}).rec_id
    assert [r["month"] for r in table(power)] == ["2026-03"]
    assert not held.held_rows(power)
    with pytest.raises(RefusedError, match="R-OWNER"):
        import_file(power, "FY01", sheet(tmp_path / "b.csv", bad))


def test_market_regulation_rows_are_the_register(opener: Opener, tmp_path: Path) -> None:
    """Without it nobody could match anything; a self-employed shop must not slip in."""
    store = opener("SCJG")
    header = (
        "统一社会信用代码,企业名称,主体种类,登记类型,登记状态,成立日期,登记机关,住所,乡镇,行业代码,"
        "经营范围,注册资本,法定代表人,证件类型,是否涉农"
    )
    row = (
        f"{YANGSHAO},渑池县仰韶农产品有限公司,公司,有限责任公司,存续,2015-04-18,渑池县市场监督管理局,"
        "渑池县城关镇黄河路18号,城关镇,1361,粮食收购,500,张三,居民身份证,是"
    )
    shop = row.replace(YANGSHAO, "92411221MA40ABCD1X").replace("公司,有限", "个体工商户,有限")
    report = import_file(store, "SC01", sheet(tmp_path / "a.csv", row, shop, header=header))
    assert (report.new + report.warning, report.error) == (1, 1)
    with store.read() as conn:
        assert conn.exec_driver_sql("SELECT uscc, name FROM register").all() == [
            (YANGSHAO, "渑池县仰韶农产品有限公司")
        ]


amounts = st.sampled_from(["700", "", "abc", "70000", "￥1,234.50"])
lines = st.lists(
    st.tuples(
        st.sampled_from(["4112210000001", "4112210000002", "12"]),
        st.sampled_from(["", "渑池县仰韶农产品有限公司", "某不知名商行"]),
        st.sampled_from([YANGSHAO, SHAOZHOU, "91411221MA9TE01611", ""]),
        st.sampled_from(["2026-03", "2026年2月", "202613", ""]),
        amounts,
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines)
def test_classes_partition_rows_and_a_dry_run_tells_what_the_real_run_does(
    power: Store, tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    text = [
        f"{no},{name},{code},{month},1000,{amount},,2026-05-01,"
        for no, name, code, month, amount in rows
    ]
    path = sheet(tmp_path / "p.csv", *text)
    before = table(power)
    dry = import_file(power, "GD02", path, dry_run=True)
    assert table(power) == before
    real = import_file(power, "GD02", path)
    assert classes(dry) == classes(real)
    assert dry.findings == real.findings
    assert sum(classes(real).values()) == real.rows == len(rows)
    assert real.batch_id is not None
    batches.undo_batch(power, real.batch_id)
    assert [{**r, "audit_seq": 0} for r in table(power)] == [{**r, "audit_seq": 0} for r in before]


__all__ = ["fill_register", "importing"]
