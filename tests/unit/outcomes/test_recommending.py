"""Lists: nobody is named to a bank without consent, and nobody of a run is lost."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.errors import AppError
from app.outcomes import recommending
from app.rating import scheme, scheme_file, schemes
from app.store.list_tables import outcome_list
from app.store.office_store import Store
from app.store.tables import rating_result, rating_run
from tests.offices import LEADER, County
from tests.unit.outcomes.banking import agree, mark_published

BANK, OTHER = "YH-NSH", "YH-ZYH"
CASE = st.tuples(
    st.sampled_from(recommending.OUTCOMES),
    st.sampled_from(recommending.GRADES),
    st.sets(st.sampled_from([BANK, OTHER])),
)


def made(folder: Path) -> County:
    county = County(folder)
    county.make("RH")
    with county.as_("RH", LEADER) as store, store.write() as conn:
        for number in range(12):
            for bank in (BANK, OTHER):
                agree(store, conn, f"E{number}", bank)
    return county


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return made(tmp_path_factory.mktemp("county"))


def keep(store: Store, cases: list[tuple[str, str, set[str]]], as_of: str = "2026-03-31") -> str:
    run_id = uuid.uuid4().hex
    blank = {c.name: "" for c in rating_run.c if not c.nullable}
    with store.write() as conn:
        conn.execute(rating_run.insert().values({**blank, "run_id": run_id, "as_of": as_of}))
        mark_published(conn, run_id)
        for number, (outcome, grade, banks) in enumerate(cases):
            sheet = {
                "id": f"E{number}", "name": f"企业{number}", "computed_grade": grade,
                "final_grade": grade, "outcome": outcome, "coverage": "85", "score": "80.00",
                "adjustment": 1,
                "first_time_borrower": True, "pending": ["notice"], "improvement": [],
                "banks": sorted(banks),
            }  # fmt: skip
            conn.execute(
                rating_result.insert().values(
                    run_id=run_id, uscc=f"E{number}", final_grade=grade, outcome=outcome,
                    sheet=json.dumps(sheet),
                )
            )  # fmt: skip
    return run_id


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=st.lists(CASE, max_size=12))
def test_a_bank_sees_only_who_consented(
    county: County, cases: list[tuple[str, str, set[str]]]
) -> None:
    """A grade would reach a bank that the enterprise never allowed to see it."""
    with county.as_("RH", LEADER) as store:
        run_id = keep(store, cases)
        parts = recommending.partition(store, run_id)
        assert sorted(one for part in parts.values() for one in part) == sorted(
            f"E{n}" for n in range(len(cases))
        )
        with store.read() as conn:
            for kind in ("推荐", "孵化"):
                rows = recommending.listed(store, conn, run_id, kind, BANK)["rows"]
                wanted = {
                    f"E{n}"
                    for n, (out, _, banks) in enumerate(cases)
                    if out == kind and BANK in banks
                }
                assert {row["code"] for row in rows} == wanted


def test_a_list_is_reprinted_alike_and_the_next_tells_the_changes(tmp_path: Path) -> None:
    """A bank could not tell which of two lists holds, or who was taken off."""
    county = made(tmp_path)
    both = {BANK}
    with county.as_("RH", LEADER) as store:
        one = keep(store, [("推荐", "A", both), ("推荐", "AA", both), ("推荐", "A", both)])
        two = keep(
            store,
            [("推荐", "AA", both), ("孵化", "BB", both), ("推荐", "A", both), ("推荐", "A", both)],
            "2026-09-30",
        )
        first = recommending.issue(store, one, "推荐", BANK)
        told = recommending.issued(store, first)
        assert recommending.issue(store, one, "推荐", BANK) == first
        second = recommending.issued(store, recommending.issue(store, two, "推荐", BANK))
        changes = {row["code"]: row["change"] for row in second["rows"]}
        assert changes == {"E0": "升", "E2": "", "E3": "新增"}
        assert [(row["code"], row["why"]) for row in second["left"]] == [("E1", "不再列入")]
        assert recommending.issued(store, first) == told
        with pytest.raises(AppError) as refused:
            recommending.issue(store, one, "推荐", BANK)
        assert refused.value.code == "L-OLDER"
        superior = recommending.issued(store, recommending.issue(store, two, "推荐", "上级"))
        assert set(superior["rows"][0]) == {"place", "name", "code", "final", "change"}
        with pytest.raises(AppError) as refused:
            recommending.issue(store, two, "待补正", BANK)
        assert refused.value.code == "L-KIND"
        with store.write() as conn:
            conn.execute(outcome_list.update().values(content="{}"))
        with pytest.raises(AppError) as refused:
            recommending.issued(store, first)
        assert refused.value.code == "L-DAMAGED"
        with pytest.raises(AppError) as refused:
            recommending.issue(store, two, "推荐", BANK)
        assert refused.value.code == "L-DAMAGED"


@pytest.mark.parametrize(
    "change",
    [{"revoked_date": "2026-05-01"}, {"valid_to": "2026-04-30"}, {"row_status": "已撤回"}],
    ids=["revoked", "expired", "withdrawn"],
)
def test_a_consent_taken_back_after_the_run_keeps_the_enterprise_off_the_next_list(
    tmp_path: Path, change: dict[str, str]
) -> None:
    """A bank would be told of an enterprise that had forbidden it in the meantime."""
    county = County(tmp_path)
    county.make("RH")
    with county.as_("RH", LEADER) as store:
        with store.write() as conn:
            for uscc in ("E0", "E1"):
                agree(store, conn, uscc, BANK)
        run_id = keep(store, [("推荐", "A", {BANK}), ("推荐", "AA", {BANK})])
        with clock.at(datetime(2026, 4, 20, 4, tzinfo=UTC)):
            first = recommending.issue(store, run_id, "推荐", BANK)
        with store.write() as conn:
            table = store.table("YH00")
            conn.execute(table.update().where(table.c.uscc == "E0").values(change))
        with clock.at(datetime(2026, 5, 20, 4, tzinfo=UTC)):
            second = recommending.issue(store, run_id, "推荐", BANK)
            assert recommending.issue(store, run_id, "推荐", BANK) == second
            whole = recommending.issued(store, recommending.issue(store, run_id, "推荐", "工作组"))
        told = recommending.issued(store, second)
        assert [row["code"] for row in told["rows"]] == ["E1"]
        assert [(one["code"], one["change"]) for one in told["left"]] == [("E0", "移出")]
        assert {row["code"] for row in recommending.issued(store, first)["rows"]} == {"E0", "E1"}
        assert {row["code"] for row in whole["rows"]} == {"E0", "E1"}


def test_advice_is_in_the_words_of_the_scheme_that_rated(county: County) -> None:
    """An enterprise would be told what another scheme asks, or a number that it cannot act on."""
    shipped = scheme.load()
    main = shipped.files[scheme.MAIN].replace('title = "存续年限"', 'title = "经营年限"')
    own = scheme_file.with_version({**shipped.files, scheme.MAIN: main}, "7")
    told = []
    with county.as_("RH", LEADER) as store:
        schemes.draft(store, own, reason="用语", effective_from=date(2026, 1, 1))
        for digest in (own.sha256, shipped.sha256, "0" * 64):
            run_id = keep(store, [("孵化", "BB", {BANK})])
            with store.write() as conn:
                made = {"scheme": f"{own.id} 7", "scheme_sha256": digest}
                mine = rating_run.c.run_id == run_id
                conn.execute(rating_run.update().where(mine).values(made))
                sheet = json.loads(conn.scalar(sa.select(rating_result.c.sheet).where(
                    rating_result.c.run_id == run_id)) or "")  # fmt: skip
                sheet["improvement"] = [{"id": "I01", "gain": "2"}]
                conn.execute(
                    rating_result.update()
                    .where(rating_result.c.run_id == run_id)
                    .values(sheet=json.dumps(sheet))
                )
            with store.read() as conn:
                (row,) = recommending.listed(store, conn, run_id, "孵化", "工作组")["rows"]
            told.append(row["improvement"][0]["title"])
    assert told == ["经营年限", "存续年限", "I01"]


def test_a_list_older_than_its_grades_hold_is_not_issued(county: County) -> None:
    """A bank would lend on a grade of the year before last."""
    with county.as_("RH", LEADER) as store:
        run_id = keep(store, [("推荐", "A", {OTHER})])
        with clock.at(datetime(2027, 4, 1, 4, tzinfo=UTC)), pytest.raises(AppError) as refused:
            recommending.issue(store, run_id, "推荐", OTHER)
        assert refused.value.code == "L-STALE"
        with clock.at(datetime(2027, 3, 31, 4, tzinfo=UTC)):
            assert recommending.issue(store, run_id, "推荐", OTHER)
