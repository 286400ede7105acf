"""洛阳银行 goes into 中原银行: its records, consents and duties pass on, its voice ends."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import clock
from app.collection import consents, notices, objections, records
from app.collection.coverage import declare
from app.collection.gate import gate
from app.errors import AppError, RefusedError
from app.merging.directory import receive_directory
from app.merging.enrolment import enrol, write_enrolment
from app.merging.merge import merge
from app.merging.submission import write_submission
from app.merging.successions import merge_agency
from app.merging.takeover import receive_takeover, write_takeover
from app.rating import scheme
from app.rating.runs import run_rating
from app.store import audit, audit_check
from app.store.tables import coverage, enrolment, objection
from tests.offices import CLERK, COMPANY, FARM, LEADER, County
from tests.unit.merging.banks import (
    DAY,
    NEW,
    OLD,
    OTHER,
    copy_of,
    correct,
    decide,
    lend,
    renew_register,
    report,
    tell,
    with_banks,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> County:
    return with_banks(tmp_path_factory.mktemp("made"))


@pytest.fixture
def county(made: County, tmp_path: Path) -> County:
    return copy_of(made, tmp_path / "county")


def refused(code: str) -> pytest.RaisesExc[AppError]:
    return pytest.raises(AppError, match=code)


def hand_over(county: County) -> Path:
    path = county.package("takeover.xyb")
    with county.as_("RH", LEADER) as store:
        write_takeover(store, OLD, path)
    return path


def test_a_successor_carries_on_where_its_predecessor_stopped(county: County) -> None:
    """Nobody could correct, or answer for, what the merged bank had reported."""
    first, second = lend(county, OLD)
    with county.as_(OLD, CLERK) as store:
        objected = objections.file_objection(
            store, "YH01", second, filed=clock.today(), statement="额度有误"
        )
        declare(store, "YH01", date(2024, 4, 1), date(2026, 3, 31))
    report(county, OLD, "old.xyb")
    lend(county, NEW)
    report(county, NEW, "new.xyb")
    decide(county)
    tell(county, NEW)
    path = hand_over(county)
    with county.as_(NEW, LEADER) as store:
        taken = receive_takeover(store, path)
        again = receive_takeover(store, path)
        assert (taken.accepted, taken.objections) == ({"YH00": 2, "YH01": 2}, 1)
        assert (again.accepted, again.again) == (taken.accepted, True)
        assert gate(store).ready == {}
        assert records.read(store, "YH01", first)[0]["row_status"] == "已上报"
        assert records.read(store, "YH01", second)[0]["row_status"] == "异议中"
        audit_check.verify(store)
    correct(county, NEW, first, limit="80")
    with county.as_(NEW, LEADER) as store:
        objections.answer_objection(
            store, objected, result="维持", closed=clock.today(), answer="已核实"
        )
    assert report(county, NEW, "carried.xyb").accepted == {"YH01": 2}
    with county.as_("RH", LEADER) as store:
        with store.read() as conn:
            table = store.table("YH01")
            rows = dict(conn.execute(sa.select(table.c.rec_id, table.c.agency_code)).all())
            owners = conn.execute(sa.select(objection.c.agency_code, objection.c.closed_date)).all()
            told = audit.history(conn, "YH01", first)
            declared = set(conn.scalars(sa.select(coverage.c.agency_code)))
        assert (rows[first], rows[second]) == (NEW, NEW)
        assert [(row[0], bool(row[1])) for row in owners] == [(NEW, True)]
        assert [(e.after or {})["agency_code"] for e in told] == [OLD, NEW]
        assert declared == {OLD}
        audit_check.verify(store)


def test_a_merged_agency_speaks_no_more(county: County) -> None:
    """Two offices would report one bank's loans, and the old key would stay good for ever."""
    lend(county, OLD)
    with county.as_(OLD, LEADER) as store:
        write_submission(store, county.package("late.xyb"), period="2026")
    decide(county)
    with county.as_("RH", LEADER) as store:
        with refused(f"M-MERGED.*{NEW}"):
            merge(store, county.package("late.xyb"))
        with store.read() as conn:
            query = sa.select(enrolment.c.status).where(enrolment.c.agency_code == OLD)
            assert conn.scalars(query).all() == ["已并入"]
    with county.as_(OLD, LEADER) as store:
        write_enrolment(store, county.package("again.xyb"))
    with county.as_("RH", LEADER) as store, refused("P-FINGERPRINT|M-MERGED"):
        enrol(store, county.package("again.xyb"), "0" * 40)
    tell(county)
    with county.as_(OLD, LEADER) as store, refused("X-RECIPIENT"):
        receive_directory(store, county.package("names.xyb"))


def test_until_the_day_comes_nothing_changes(county: County) -> None:
    """A merger decided in spring for autumn would silence a bank half a year early."""
    lend(county, OLD)
    decide(county, clock.today() + timedelta(days=30))
    tell(county, OLD, NEW)
    assert report(county, OLD, "old.xyb").accepted == {"YH00": 2, "YH01": 2}
    with county.as_("RH", LEADER) as store, refused("M-NOT-MERGED"):
        write_takeover(store, OLD, county.package("x.xyb"))
    with clock.at(clock.now() + timedelta(days=31)):
        with county.as_(OLD, LEADER) as store, refused("M-MERGED"):
            write_submission(store, county.package("y.xyb"), period="2026")
        renew_register(county, NEW)
        hand_over(county)


def test_only_the_named_successor_takes_over(county: County) -> None:
    """Any bank could help itself to another's customers."""
    lend(county, OLD)
    report(county, OLD, "old.xyb")
    decide(county)
    path = hand_over(county)
    with county.as_(OTHER, LEADER) as store, refused("X-RECIPIENT"):
        receive_takeover(store, path)
    with county.as_(NEW, LEADER) as store:
        with refused("M-NOT-SUCCESSOR"):
            receive_takeover(store, path)
        with store.read() as conn:
            assert conn.scalar(sa.select(sa.func.count()).select_from(store.table("YH01"))) == 0
    tell(county, NEW)
    with county.as_(NEW, LEADER) as store:
        assert receive_takeover(store, path).accepted == {"YH00": 2, "YH01": 2}


def test_a_consent_passes_to_the_successor(county: County) -> None:
    """Enterprises would have to sign again, and a dead bank would be sent their grades."""
    lend(county, OLD)
    report(county, OLD, "old.xyb")
    with county.as_("RH", LEADER) as store:
        before = run_rating(store, scheme.load(), clock.today())
    assert {bank for sheet in before.sheets for bank in sheet["banks"]} == {OLD}
    decide(county)
    with county.as_("RH", LEADER) as store:
        after = run_rating(store, scheme.load(), clock.today())
        earlier = run_rating(store, scheme.load(), DAY - timedelta(days=1))
        assert after.facts_sha256 != before.facts_sha256
        with store.read() as conn:
            assert (NEW, FARM) in consents.by_agency(store, conn, clock.today())
    assert {bank for sheet in after.sheets for bank in sheet["banks"]} == {NEW}
    assert {bank for sheet in earlier.sheets for bank in sheet["banks"]} == {OLD}
    tell(county, NEW)
    path = hand_over(county)
    with county.as_(NEW, LEADER) as store:
        receive_takeover(store, path)
        with store.read() as conn:
            assert set(consents.valid_consents(store, conn, clock.today())) == {COMPANY, FARM}
            assert notices.told(store, conn) == {COMPANY, FARM}
            why = conn.exec_driver_sql(
                "SELECT summary FROM audit WHERE action = 'takeover.receive'"
            ).scalar_one()
    assert "民法典" in why


def test_mergers_that_cannot_be_are_refused(county: County) -> None:
    """A circle would leave records that nobody may touch."""
    with county.as_("RH", LEADER) as store:
        for old, new, code in (
            (OLD, OLD, "M-SUCCESSOR"),
            (OLD, "GD", "M-SUCCESSOR"),
            (OLD, "YH-X", "P-AGENCY"),
            ("RH", OLD, "P-AGENCY"),
        ):
            with refused(code):
                merge_agency(store, old, new, effective=DAY, reason="x")
        with refused("R-REASON"):
            merge_agency(store, OLD, NEW, effective=DAY, reason=" ")
        later = clock.today() + timedelta(days=10)
        merge_agency(store, OLD, NEW, effective=later, reason="x")
        with refused("M-SUCCESSOR"):
            merge_agency(store, NEW, OTHER, effective=clock.today(), reason="x")
        with refused("M-MERGED"):
            merge_agency(store, NEW, OLD, effective=later + timedelta(days=1), reason="x")
        merge_agency(store, OLD, NEW, effective=clock.today(), reason="y")
        with refused("M-MERGED"):
            merge_agency(store, OLD, OTHER, effective=later, reason="x")
        merge_agency(store, NEW, OTHER, effective=later, reason="z")
    with county.as_("RH", CLERK) as store, pytest.raises(RefusedError, match="R-ROLE"):
        merge_agency(store, "GS", "GD", effective=DAY, reason="x")
