"""What the coordinator knows of an agency's records: counted, refused, unknown, failing a rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.errors import AppError
from app.merging import counts
from app.merging.counts import Count
from app.merging.merge import merge
from app.outcomes import quality
from app.outcomes.quality import CHECKED, POOLED, RETURNED, check_records, faults
from app.store.audit import head
from app.store.tables import inbox
from tests.offices import (
    CLERK,
    COMPANY,
    FARM,
    LEADER,
    County,
    bill,
    collect,
    found,
    start_register,
    submit,
)
from tests.unit.outcomes.banking import copied

DEAR = {"amount": "900", "kwh": "100"}
"""Nine 元 a kWh: a warning, which the agency's reviewer gave a reason for."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> County:
    """Two bills of the company, one of them odd, and one of an enterprise not in the register."""
    made = found(tmp_path_factory.mktemp("quality") / "c")
    start_register(made)
    rows = [bill(COMPANY, "4112210001", month, "100") for month in ("2026-01", "2026-02")]
    collect(
        made,
        "GD",
        "GD02",
        [{**rows[0], **DEAR}, rows[1], bill(FARM, "4112210002", "2026-01", "55")],
    )
    with made.as_("RH", LEADER) as store:
        with store.write() as conn:
            conn.exec_driver_sql("DELETE FROM register WHERE uscc = ?", (FARM,))
        assert merge(store, submit(made, "GD")).pooled == 1
    return made


@pytest.fixture
def county(made: County, tmp_path: Path) -> County:
    """This test's own copy."""
    return copied(made, tmp_path / "county")


def told(county: County) -> set[tuple[str, str, str, str, int]]:
    with county.as_("RH", LEADER) as store:
        return {(one.agency, one.dataset, one.source, one.code, one.rows) for one in faults(store)}


def test_counts_are_kept_with_the_merge_and_never_wrong(county: County) -> None:
    """The overview would wait for 1.5 million rows, or show the county as it was last week."""
    with county.as_("RH", LEADER) as store:
        with store.read() as conn:
            noted = counts.counts(store, conn)
            assert noted["GD", "GD02"] == Count(rows=2, enterprises=1)
            assert noted["SCJG", "SC01"] == Count(rows=2, enterprises=2)
        with store.write() as conn:
            table = store.table("GD02")
            (row, *_) = conn.execute(table.select()).mappings()
            conn.execute(table.insert().values({**row, "id": 99, "rec_id": "f" * 32, "uscc": FARM}))
        with store.read() as conn:
            assert counts.counts(store, conn)["GD", "GD02"] == Count(rows=3, enterprises=2)
        with store.write() as conn:
            conn.execute(table.delete().where(table.c.id == 99))


def test_rules_are_put_to_what_was_merged_and_only_to_what_changed(county: County) -> None:
    """An officer would call an agency about records that were never looked at."""
    assert told(county) == {("GD", "GD02", POOLED, "M-UNKNOWN", 1)}
    with county.as_("RH", CLERK) as store:
        done = check_records(store)
        assert (done.data_sets, done.rows, done.failures) == (2, 4, 1)
        with store.read() as conn:
            before = head(conn)
        assert check_records(store).data_sets == 0
        with store.read() as conn:
            assert head(conn) == before, "nothing was done, so nothing is told"
    assert ("GD", "GD02", CHECKED, "GD02-PRICE", 1) in told(county)


def test_a_new_package_makes_the_check_due_again(county: County) -> None:
    """What a rule said last month would be told of records that were corrected since."""
    with county.as_("RH", CLERK) as store:
        check_records(store)
    collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", "2026-03", "100")])
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, "GD", 2))
        assert quality.last_check(store), "the register's check still stands"
        assert not [one for one in faults(store) if one.source == CHECKED]
        done = check_records(store)
        assert (done.data_sets, done.rows, done.failures) == (1, 3, 1)


def test_a_record_returned_twice_is_one_fault(county: County) -> None:
    """An agency that sends a foreign record again and again would look worse than it is."""
    returned = [["GD02", "r1", "M-FOREIGN", "该记录号属于其他机构，未并入"]]
    with county.as_("RH", LEADER) as store, store.write() as conn:
        mine = inbox.select().where(inbox.c.kind == "submission", inbox.c.sender == "GD")
        (row,) = conn.execute(mine).mappings()
        for seq in (2, 3):
            fresh = {
                "package_id": f"p{seq}",
                "seq": seq,
                "counts": json.dumps({"returned": returned}),
            }
            conn.execute(inbox.insert().values({**row, **fresh}))
    assert ("GD", "GD02", RETURNED, "M-FOREIGN", 1) in told(county)


def test_only_who_works_with_records_checks_them(county: County) -> None:
    """Somebody who may only look would write into the office."""
    with county.as_("RH", LEADER) as store:
        store.roles = frozenset()
        with pytest.raises(AppError, match="R-ROLE"):
            check_records(store)
