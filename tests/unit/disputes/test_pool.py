"""Codes that the register does not know: decided, remembered, and taken back."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.browsing.agency_log_list import AgencyLogList
from app.browsing.unknown_code_list import PACKAGE, UnknownCodeList
from app.collection import records, review
from app.disputes.unknown_codes import Finder, unknown_codes
from app.errors import AppError, RefusedError, UsageError
from app.merging import marks
from app.merging.rulings import decide, undo
from app.store import audit_check
from app.store.dispute_tables import pool_ruling
from app.store.office_store import Store
from app.store.tables import audit, pool, register
from tests.offices import CLERK, COMPANY, FARM, LEADER, County, bill, collect
from tests.unit.disputes.quarrels import MONTHS, send, standing

CASE = ("GD", FARM)


def bills_of(store: Store, uscc: str) -> int:
    table = store.table("GD02")
    with store.read() as conn:
        return len(conn.execute(sa.select(table.c.rec_id).where(table.c.uscc == uscc)).all())


def states(store: Store) -> set[str]:
    with store.read() as conn:
        return set(conn.scalars(sa.select(pool.c.state)))


def test_a_code_decided_once_goes_by_itself_in_the_next_package(county: County) -> None:
    """The same wrong code would be decided anew with every package, by whoever sits there."""
    with county.as_("RH", LEADER) as store:
        done = decide(store, [CASE], "same", target=COMPANY, reason="吸收合并，新证已核")
        assert (done.rows, bills_of(store, COMPANY), states(store)) == (3, 4, {"已并入"})
        with store.read() as conn:
            kept = json.loads(conn.scalars(sa.select(pool.c.row)).first() or "")
            name = conn.scalars(sa.select(pool.c.name)).first()
            entry = conn.execute(sa.select(audit).where(audit.c.action == "pool.same")).one()
        assert (kept["uscc"], name) == (FARM, "渑池县天池农民专业合作社")
        assert (entry.operator, json.loads(entry.summary)["reason"]) == (
            LEADER,
            "吸收合并，新证已核",
        )
        audit_check.verify(store)
    collect(county, "GD", "GD02", [bill(FARM, "4112210002", "2026-04", "60")])
    merged = send(county, "GD", 2)
    assert (merged.pooled, merged.accepted, merged.returned) == (0, {"GD02": 1}, [])
    with county.as_("RH", LEADER) as store:
        assert bills_of(store, COMPANY) == 5
        assert undo(store, done.rulings[0]) == 4
        assert (bills_of(store, COMPANY), states(store)) == (1, {"待匹配"})
        audit_check.verify(store)
        with store.read() as conn:
            row = conn.execute(sa.select(pool_ruling)).one()
        assert (row.operator, row.undone_by) == (LEADER, LEADER)


def test_a_code_of_another_county_stays_aside_and_the_agency_reads_why(county: County) -> None:
    """Rows put aside would come back into the bench with every package."""
    with county.as_("RH", LEADER) as store:
        decide(store, [CASE], "elsewhere", reason="注册地为义马市")
        assert states(store) == {"不属本县"}
    collect(county, "GD", "GD02", [bill(FARM, "4112210002", "2026-04", "60")])
    merged = send(county, "GD", 2)
    assert merged.pooled == 0
    assert [row[2] for row in merged.returned] == ["M-ELSEWHERE"]


def test_what_the_agency_corrects_is_its_own_word_again(county: County) -> None:
    """A row under the officer's guess would stand beside the agency's corrected one."""
    with county.as_("RH", LEADER) as store:
        ruling = decide(store, [CASE], "same", target=COMPANY, reason="核对").rulings[0]
    with county.as_("GD", CLERK) as store:
        table = store.table("GD02")
        with store.read() as conn:
            rec_id = str(conn.scalars(sa.select(table.c.rec_id).filter_by(uscc=FARM)).first())
        values = {**bill(COMPANY, "4112210009", MONTHS[0], "55")}
        assert records.change(store, "GD02", rec_id, values, reason="代码更正").rec_id
    with county.as_("GD", LEADER) as store:
        review.approve(store, "GD02", reasons={"*": "已核对"})
    assert send(county, "GD", 2).accepted == {"GD02": 1}
    with county.as_("RH", LEADER) as store:
        assert states(store) == {"已并入", "已更正重报"}
        assert undo(store, ruling) == 2
        assert bills_of(store, COMPANY) == 2
        audit_check.verify(store)


def test_a_decision_that_something_stands_on_is_not_taken_back(county: County) -> None:
    """An objection would be about a record that is nowhere."""
    with county.as_("RH", LEADER) as store:
        ruling = decide(store, [CASE], "same", target=COMPANY, reason="核对").rulings[0]
        with store.read() as conn:
            rec_id = str(conn.scalars(sa.select(pool.c.rec_id)).first())
        marks.file_paper(store, "GD02", rec_id, filed=clock.today(), statement="不是我们的电费")
        before = standing(store)
        with pytest.raises(AppError, match="D-STANDS"):
            undo(store, ruling)
        assert standing(store) == before


def test_a_filter_set_back_shows_every_code_again(county: County) -> None:
    """An empty filter hid all codes, as if nothing waited."""
    with county.as_("RH", LEADER) as store:
        codes, logs = UnknownCodeList(store), AgencyLogList(store)
        shown = codes.ids({}, None)
        assert len(shown) == 1
        assert codes.ids({"agency": "", "state": "", PACKAGE: ""}, None) == shown
        assert codes.ids({"agency": "SCJG"}, None) == []
        assert logs.ids({"state": ""}, None) == logs.ids({}, None) != []


def test_whom_a_code_may_mean_is_told_with_the_reason(county: County) -> None:
    """An officer would search 20,000 names for a code with two digits turned."""
    with county.as_("RH", LEADER) as store:
        with store.write() as conn:
            new = {"former_names": "渑池县天池农民专业合作社", "name": "渑池会盟合作社"}
            conn.execute(register.insert().values(uscc="93411221MA44H00211", **new))
            named = {"former_names": "", "name": "渑池县天池 农民专业合作社"}
            conn.execute(register.insert().values(uscc="93411221MA3X000108", **named))
        (one,) = unknown_codes(store)
        assert (one.names, one.rows, one.known) == (["渑池县天池农民专业合作社"], 3, False)
        finder = Finder(store)
        found = {each.uscc: each.reason for each in finder.candidates(FARM, one.names)}
        assert found["93411221MA44H00211"] == "是该企业的曾用名"
        assert found["93411221MA3X000108"].startswith("名称相同")
        turned = f"{COMPANY[:10]}{COMPANY[11]}{COMPANY[10]}{COMPANY[12:]}"
        wrong = {turned: "代码有相邻两位颠倒", f"{COMPANY[:-1]}X": "代码只差1位"}
        wrong |= {f"ORG:{COMPANY[8:17]}": "组织机构代码相同", COMPANY: "名录里已有这个代码"}
        for code, reason in wrong.items():
            best = finder.candidates(code, [])[0]
            assert (best.uscc, reason in best.reason) == (COMPANY, True), code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"choice": "same", "target": FARM}, "D-TARGET"),
        ({"choice": "same"}, "U-CHOICE"),
        ({"choice": "elsewhere", "reason": " "}, "R-REASON"),
        ({"choice": "elsewhere", "cases": [("GD", COMPANY)]}, "D-NO-CASE"),
    ],
)
def test_decisions_that_cannot_be_say_why(
    county: County, words: dict[str, object], code: str
) -> None:
    """A slip of the hand would move somebody's records."""
    asked = {"cases": [CASE], "reason": "核对", "target": "", **words}
    with county.as_("RH", LEADER) as store:
        before = standing(store)
        with pytest.raises(AppError, match=code):
            decide(store, asked.pop("cases"), asked.pop("choice"), **asked)  # type: ignore[arg-type]
        assert standing(store) == before
    with county.as_("RH", CLERK) as store, pytest.raises(AppError, match="R-ROLE"):
        decide(store, [CASE], "wait", reason="核对")


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(["same", "elsewhere", "wait", "undo"]), max_size=5))
def test_taking_back_is_the_inverse_of_deciding(county: County, steps: list[str]) -> None:
    """Whatever was tried out, taking all of it back must leave nothing behind."""
    with county.as_("RH", LEADER) as store:
        before = standing(store)
        made: list[tuple[int, list[tuple[object, ...]]]] = []
        for step in steps:
            stood = standing(store)
            if step == "undo":
                if made:
                    ruling, was = made.pop()
                    undo(store, ruling)
                    assert standing(store) == was
                continue
            target = COMPANY if step == "same" else ""
            with suppress(RefusedError, UsageError):  # decided already, or nothing waits
                done = decide(store, [CASE], step, target=target, reason="试")
                made.append((done.rulings[0], stood))
                continue
            assert standing(store) == stood
        for ruling, _ in reversed(made):
            undo(store, ruling)
        assert standing(store) == before
        audit_check.verify(store)
