"""Packages between real offices: what an agency sends is what the coordinator holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.collection import records, review
from app.collection.coverage import declare
from app.errors import AppError, RefusedError
from app.merging.enrolment import enrol, write_enrolment
from app.merging.facts_csv import export_facts
from app.merging.merge import merge
from app.merging.receipts import receive_receipt, write_receipt
from app.merging.submission import write_submission
from app.store import audit_check
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


@pytest.fixture
def county(tmp_path: Path) -> County:
    return found(tmp_path)


def test_records_travel_whole_and_once(county: County) -> None:
    """An enterprise would be rated on facts that its agency never reported, or on half of them."""
    start_register(county)
    collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", "2026-02", "1000.50")])
    with county.as_("GD", CLERK) as store:
        declare(store, "GD02", date(2024, 4, 1), date(2026, 3, 31))
    path = submit(county, "GD")
    with county.as_("RH", LEADER) as store:
        first = merge(store, path)
        again = merge(store, path)
        assert (first.accepted, first.again, again.again) == ({"GD02": 1}, False, True)
        write_receipt(store, first.package_id, county.package("receipt.xyb"))
        counts = export_facts(store, county.package("facts"))
        audit_check.verify(store)
    assert (counts["GD02"], counts["SC01"], counts["coverage"]) == (1, 2, 1)
    line = county.package("facts/GD02.csv").read_text("utf-8").splitlines()[1]
    assert "1000.50" in line
    assert "已上报" in line
    with county.as_("GD", LEADER) as store:
        received = receive_receipt(store, county.package("receipt.xyb"))
        assert (received.accepted, received.returned) == (1, 0)
        audit_check.verify(store)


def test_a_change_replaces_and_a_withdrawal_removes(county: County) -> None:
    """A corrected bill would count twice, or the wrong one would stay."""
    start_register(county)
    (rec_id,) = collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", "2026-02", "1000")])
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, "GD", 1))
    with county.as_("GD", CLERK) as store:
        records.change(store, "GD02", rec_id, {"kwh": "900", "amount": "630"}, reason="抄表更正")
    with county.as_("GD", LEADER) as store:
        review.approve(store, "GD02", reasons={"*": "已核对"})
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, "GD", 2))
        table = store.table("GD02")
        with store.read() as conn:
            assert conn.execute(sa.select(table.c.kwh, table.c.rev_no)).all() == [(90000, 2)]
    with county.as_("GD", LEADER) as store:
        records.withdraw(store, "GD02", rec_id, "户号登记错误")
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, "GD", 3))
        with store.read() as conn:
            assert conn.scalars(sa.select(table.c.row_status)).all() == ["已撤回"]
        audit_check.verify(store)


def test_nobody_enrols_without_the_digits_of_the_stamped_paper(county: County) -> None:
    """Whoever can copy a file onto the stick could speak for an agency."""
    county.make("SW")
    with county.as_("SW", LEADER) as store:
        write_enrolment(store, county.package("SW.xyb"))
    with county.as_("RH", LEADER) as store:
        with pytest.raises(RefusedError) as refused:
            enrol(store, county.package("SW.xyb"), "12345 " * 8)
        assert refused.value.code == "P-FINGERPRINT"


def test_market_regulation_comes_first(county: County) -> None:
    """Every row of an early agency would land in the pool."""
    start_register(county)
    fresh = County(county.folder / "other")
    fresh.folder.mkdir()
    fresh.make("RH")
    with fresh.as_("RH", LEADER) as store:
        collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", "2026-02", "10")])
        path = submit(county, "GD")
        with pytest.raises(AppError) as refused:
            merge(store, path)
        assert refused.value.code == "X-SENDER"


def test_an_unknown_enterprise_waits_and_comes_back(county: County) -> None:
    """Facts about an enterprise missing from the register would be lost without a word."""
    start_register(county)
    (rec_id,) = collect(county, "GD", "GD02", [bill(FARM, "4112210002", "2026-01", "55")])
    path = submit(county, "GD")
    with county.as_("RH", LEADER) as store:
        with store.write() as conn:
            conn.exec_driver_sql("DELETE FROM register WHERE uscc = ?", (FARM,))
        merged = merge(store, path)
        assert merged.pooled == 1
        write_receipt(store, merged.package_id, county.package("receipt.xyb"))
    with county.as_("GD", LEADER) as store:
        assert receive_receipt(store, county.package("receipt.xyb")).returned == 1
        values, said = records.read(store, "GD02", rec_id)
        assert values["row_status"] == "退回"
        assert [entry.code for entry in said] == ["M-UNKNOWN"]
        audit_check.verify(store)


def test_a_clerk_cannot_sign(county: County) -> None:
    """One person alone could enter, approve and send."""
    with county.as_("GD", CLERK) as store, pytest.raises(RefusedError) as refused:
        write_submission(store, county.package("x.xyb"), period="2026")
    assert refused.value.code == "R-ROLE"
    assert not county.package("x.xyb").exists()
