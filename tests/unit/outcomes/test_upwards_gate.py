"""On the way up a row passes the gate of the agency that collected it, on the day of the export."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.catalogue.load import load
from app.collection import notices, slips
from app.errors import UsageError
from app.merging.merge import merge
from app.merging.successions import merge_agency
from app.outcomes import upwards
from app.outcomes.upwards_files import content, unguarded
from app.outcomes.upwards_reading import _Reading, load_target
from app.outcomes.upwards_rows import Gathering
from app.outcomes.upwards_target import Target
from app.rating.windows import minus_months
from tests.offices import COMPANY, FARM, LEADER, County, collect, submit
from tests.unit.outcomes.banking import NSH, copied, county_with_banks

FINES = {"1号": "0.01", "2号": "12345678.9", "3号": "5000", "4号": "99999999999.99"}
PENALTY = {
    "uscc": COMPANY, "fact": "=标签不合格，“一批”\n两行", "kinds": "警告、罚款",
    "decision_date": "2025-05-16", "authority": "渑池县市场监督管理局",
    "legal_basis": "食品安全法第一百二十五条", "severity": "一般",
}  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = county_with_banks(tmp_path_factory.mktemp("county"), (NSH,))
    line = {"limit": "100", "used": "50", "from": "2026-01-01", "to": "2026-12-31", "type": "综合"}
    until = (clock.today() + timedelta(days=10)).isoformat()
    signed = {"uscc": COMPANY, "no": "1", "signed_date": "2024-01-01", "valid_to": until}
    collect(made, NSH, "YH00", [signed])
    lines = [{**line, "uscc": COMPANY, "credit_no": "A"}, {**line, "uscc": FARM, "credit_no": "B"}]
    known = load().data_sets["YH01"].by_name
    collect(made, NSH, "YH01", [{k: v for k, v in one.items() if k in known} for one in lines])
    meter = {"cons_name": "户", "volt": "10kV", "category": "一般工商业", "status": "在用"}
    power = {"uscc": COMPANY, "cons_no": "41122100001", "open_date": "2020-01-01", **meter}
    collect(made, "GD", "GD01", [power])
    rows = [{**PENALTY, "decision_no": no, "fine": fine} for no, fine in FINES.items()]
    collect(made, "SCJG", "SC06", rows)
    for agency, number in ((NSH, 1), ("GD", 1), ("SCJG", 2)):
        with made.as_("RH", LEADER) as store:
            merge(store, submit(made, agency, number))
    return made


@pytest.fixture
def county(base: County, tmp_path: Path) -> County:
    return copied(base, tmp_path / "copy")


def mapping(folder: Path, sheets: str, head: str = 'format = "json"') -> Target:
    path = folder / "target.toml"
    path.write_text(f'id = "t"\ntitle = "t"\nversion = "1"\n{head}\n{sheets}', "utf-8")
    return load_target(path, load())


def records_of(dataset: str, field: str) -> str:
    return (
        f'[[sheet]]\nname = "{dataset}"\nrows = "record"\ndataset = "{dataset}"\n'
        f'column = [{{ name = "代码", source = "register.uscc" }},'
        f' {{ name = "项", source = "{dataset}.{field}" }}]\n'
    )


def returned(county: County, agency: str, number: int) -> None:
    """The post brings the company's notice back, and the coordinator is told."""
    with county.as_(agency, LEADER) as store:
        (slip,) = {one.slip_code for one in notices.notices(store) if one.uscc == COMPANY}
        slips.register_delivery(
            store, slip, delivered_date=clock.today(), method="邮寄", status="退回"
        )
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, agency, number))


def test_a_banks_rows_stop_on_the_day_when_the_consent_ends(county: County) -> None:
    """征信业管理条例 Art. 29: the bank's data would go on without the enterprise's consent."""
    target = mapping(county.folder, records_of("YH01", "credit_no"))
    with county.as_(NSH, LEADER) as store:
        counts = upwards.prospect(store, target).counts["YH01"]
        assert (counts["exported"], counts["G-CONSENT"]) == (1, 1)
    with county.as_("RH", LEADER) as store:
        assert upwards.prospect(store, target).counts["YH01"]["considered"] == 1
        upwards.export(store, target, county.folder / "up.json")
        with clock.at(clock.now() + timedelta(days=11)):
            ahead = upwards.prospect(store, target)
        assert ahead.counts["YH01"]["G-CONSENT"] == 1
        assert ahead.counts["YH01"]["exported"] == 0
        assert [(one.uscc, one.reason) for one in ahead.gone] == [(COMPANY, "没有有效的征信授权书")]


def test_a_merged_banks_rows_go_on_under_its_successors_papers(county: County) -> None:
    """All that a merged bank reported would stay behind, although its consents passed on."""
    target = mapping(county.folder, records_of("YH01", "credit_no"))
    with county.as_("RH", LEADER) as store:
        merge_agency(store, NSH, "YH-ZYH", effective=clock.today(), reason="吸收合并")
        assert upwards.prospect(store, target).counts["YH01"]["exported"] == 1


def test_the_coordinator_judges_each_row_by_its_own_agencys_notice(county: County) -> None:
    """One agency's letter would open the way for the data of all."""
    target = mapping(county.folder, records_of("GD01", "cons_no") + records_of("SC06", "fine"))
    with county.as_("RH", LEADER) as store:
        assert upwards.prospect(store, target).counts["GD01"]["exported"] == 1
    returned(county, "GD", 2)
    with county.as_("RH", LEADER) as store:
        counts = upwards.prospect(store, target).counts
    assert (counts["GD01"]["exported"], counts["GD01"]["G-NOTICE"]) == (0, 1)
    assert counts["SC06"]["exported"] == 4


def test_the_register_is_no_way_around_the_gate(county: County) -> None:
    """An address that may not leave with its record would leave from the register."""
    target = mapping(
        county.folder,
        '[[sheet]]\nname = "户"\nrows = "enterprise"\ncolumn = ['
        '{ name = "名", source = "register.name", required = true },'
        '{ name = "住所", source = "register.address", required = true },'
        '{ name = "户号", source = "GD01.cons_no" }]',
    )
    with county.as_("RH", LEADER) as store:
        assert upwards.prospect(store, target).counts["户"]["exported"] == 2
    with county.as_("GD", LEADER) as store:
        (held,) = upwards.prospect(store, target).held
        assert (held.uscc, held.column, held.reason) == (COMPANY, "住所", "没有这项内容")
    returned(county, "SCJG", 3)
    with county.as_("RH", LEADER) as store:
        found = upwards.prospect(store, target)
    assert [(one.uscc, one.column, one.reason) for one in found.held] == [
        (COMPANY, "住所", "SC01：告知书尚未送达")
    ]
    assert found.counts["户"]["exported"] == 1


def test_a_repaired_penalty_is_out_from_its_day_and_named(county: County) -> None:
    """信用修复管理办法: after repair it may neither be shared nor used."""
    day = clock.today()
    repaired = {"repair_status": "已修复", "repair_date": day.isoformat()}
    old = minus_months(day, 60) - timedelta(days=1)
    ended = {"publish_from": "2025-05-20", "publish_to": (day - timedelta(days=1)).isoformat()}
    collect(
        county,
        "SCJG",
        "SC06",
        [
            {**PENALTY, "decision_no": "修复", "fine": "1", **repaired},
            {**PENALTY, "decision_no": "期满", "fine": "1", **ended},
            {**PENALTY, "decision_no": "五年", "fine": "1", "decision_date": old.isoformat()},
        ],
    )
    target = mapping(county.folder, records_of("SC06", "decision_no"))
    with county.as_("SCJG", LEADER) as store:
        with clock.at(clock.now() - timedelta(days=3)):
            upwards.export(store, target, county.folder / "up.json")
        found = upwards.prospect(store, target, changed=True)
    assert found.counts["SC06"] == {
        "considered": 7, "exported": 0, "gone": 3, "held": 0, "unchanged": 4, "U-ENDED": 3,
    }  # fmt: skip
    assert {one.reason for one in found.gone} == {"已撤回、已修复、公示期满或保存期满"}


WRITINGS = {"元": 100, "万元": 1_000_000, "分": 1}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    unit=st.sampled_from(sorted(WRITINGS)),
    order=st.permutations(["YYYY", "MM", "DD"]),
    between=st.sampled_from(["-", "/", ".", "年"]),
    encoding=st.sampled_from(["gbk", "gb18030"]),
)
def test_a_csv_read_back_equals_the_stored_facts(
    base: County, unit: str, order: list[str], between: str, encoding: str
) -> None:
    """An amount off by ten thousand, or day and month exchanged, would look quite right."""
    columns = [
        '{ name = "文号", source = "SC06.decision_no", required = true }',
        f'{{ name = "罚款", source = "SC06.fine", unit = "{unit}" }}',
        f'{{ name = "日期", source = "SC06.decision_date", date = "{between.join(order)}" }}',
        '{ name = "事实", source = "SC06.fact" }',
    ]
    sheets = f'[[sheet]]\nname="s"\nrows="record"\ndataset="SC06"\ncolumn=[{",".join(columns)}]'
    target = mapping(base.folder, sheets, f'format = "csv"\nencoding = "{encoding}"')
    with base.as_("RH", LEADER) as store, store.read() as conn:
        (part,) = Gathering(store, conn, target).sheets()
        stored = list(conn.execute(store.table("SC06").select()).mappings())
    data = content(target, [(part.sheet, [row.values for row in part.rows])])
    _, *rows = csv.reader(io.StringIO(data.decode(encoding), newline=""))
    pattern = between.join(order).replace("YYYY", "%Y").replace("MM", "%m").replace("DD", "%d")
    read = {
        row[0]: (
            Decimal(row[1]) * WRITINGS[unit],
            datetime.strptime(row[2], pattern).date().isoformat(),  # noqa: DTZ007
            unguarded(row[3]),
        )
        for row in rows
    }
    assert read == {
        row["decision_no"]: (row["fine"], row["decision_date"], row["fact"]) for row in stored
    }


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["SC11.date"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
GOOD: dict[str, Any] = {
    "id": "t", "title": "t", "version": "1", "format": "csv", "encoding": "gbk",
    "on_missing": "hold", "csv_guard": True,
    "sheet": [
        {
            "name": "s", "rows": "record", "dataset": "SC11", "states": ["已审核"],
            "column": [
                {
                    "name": "c", "required": True, "source": ["SC11.level"], "codes": "title",
                    "date": "YYYYMMDD", "unit": "元", "decimals": 2, "limit": 5, "basis": "法",
                }
            ],
        }
    ],
}  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(value=VALUES, level=st.integers(0, 2), pick=st.integers(0, 20))
def test_no_value_in_a_mapping_stops_the_reading(value: Any, level: int, pick: int) -> None:
    """A strange file would end in a traceback instead of a list of its faults."""

    def put(at: dict[str, Any]) -> dict[str, Any]:
        return {**at, sorted(at)[pick % len(at)]: value}

    column = GOOD["sheet"][0]["column"][0]
    sheet = GOOD["sheet"][0]
    made: list[Callable[[], dict[str, Any]]] = [
        lambda: put(GOOD),
        lambda: {**GOOD, "sheet": [put(sheet)]},
        lambda: {**GOOD, "sheet": [{**sheet, "column": [put(column)]}]},
    ]
    reading = _Reading(load())
    target = reading.target(made[level](), "")
    assert (target is None) == bool(reading.faults)


def test_several_files_leave_as_one(county: County) -> None:
    """Of two files one could be lost on the way without anybody noticing."""
    two = records_of("GD01", "cons_no") + records_of("SC06", "fine")
    target = mapping(county.folder, two, 'format = "csv"')
    with county.as_("RH", LEADER) as store:
        with pytest.raises(UsageError, match="U-UPWARD-NAME"):
            upwards.export(store, target, county.folder / "up.csv")
        upwards.export(store, target, county.folder / "up.zip")
    with zipfile.ZipFile(county.folder / "up.zip") as bundle:
        assert bundle.namelist() == ["GD01.csv", "SC06.csv"]
