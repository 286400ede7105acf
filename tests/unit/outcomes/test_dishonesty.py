"""The dishonesty list: what competent bodies decided, all of it, and nothing of our own."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import AppError, RefusedError
from app.outcomes import dishonesty, listed
from app.outcomes.recommending import GRADES
from app.store import audit_check
from app.store.conduct_tables import listing
from app.store.facts import mark_superseded
from app.store.office_store import Store
from app.store.tables import audit, rating_result, rating_run, register
from tests.offices import CLERK, COMPANY, FARM, LEADER, County
from tests.unit.outcomes.banking import keep_run, sheet
from tests.unit.rating.county import CATALOGUE, Facts
from tests.unit.rating.random_county import build
from tests.unit.rating.test_oracle import fill

MIRRORS = {"V1": "L01", "V3": "L02", "V4": "L03", "V5": "L04"}
DECIDED = date(2026, 3, 2)


@pytest.fixture(scope="module")
def facts() -> Iterator[Facts]:
    with Facts() as held:
        yield held


def test_list_and_vetoes_say_the_same_of_everybody(facts: Facts) -> None:
    """An enterprise would be on the list and recommended, or vetoed for a list it is not on."""
    seen: Counter[str] = Counter()
    for seed in range(24):
        world, day = build(seed)
        fill(facts, world)
        sheets = facts.sheets(day, records=False)
        wanted = {
            (code, one.rec_id)
            for found in sheets.values()
            for one in found.vetoes
            if (code := MIRRORS.get(one.id))
        }
        wanted |= {
            ("L08", one.rec_id)
            for found in sheets.values()
            for one in found.caps
            if one.id == "abnormal_list"
        }
        entries = list(listed.mirrored(facts.conn, CATALOGUE, day))
        got = {(one.list_code, one.number) for one in entries if one.uscc in sheets}
        assert got == wanted, (seed, day)
        assert all(one.warning == (one.list_code == "L08") for one in entries)
        for entry in entries:
            told = list(listed.once_mirrored(facts.conn, day, [entry.uscc]))
            assert entry in told
        seen.update(code for code, _ in got)
    assert set(seen) == {"L01", "L02", "L03", "L04", "L08"}


def one_fact(code: str, **values: Any) -> tuple[list[listed.Entry], list[listed.Entry]]:
    """A single record: what is in force on 2026-03-31, and the history."""
    with Facts() as held:
        held.add(code, **values)
        mark_superseded(held.conn, CATALOGUE.data_sets[code])
        on = date(2026, 3, 31)
        return (
            list(listed.mirrored(held.conn, CATALOGUE, on)),
            list(listed.once_mirrored(held.conn, on, ["E1"])),
        )


MAJOR = {"is_major": "Y", "decision_no": "1", "decision_date": "2025-01-01", "authority": "税务局"}


@pytest.mark.parametrize(
    ("code", "values", "ended", "why"),
    [
        ("SW05", {**MAJOR, "repair_status": "已修复", "repair_date": "2026-03-31",
                  "row_status": "已修复"}, "2026-03-31", "已修复"),
        ("SW05", {**MAJOR, "publish_to": "2026-03-30"}, "2026-03-31", "期满"),
        ("SW05", {**MAJOR, "decision_date": "2023-03-30"}, "2026-03-31", "期满"),
        ("SW05", {**MAJOR, "row_status": "已撤回", "reviewed_at": "2026-02-01T00:00:00Z"},
         "2026-02-01", "已撤回"),
        ("FY03", {"case_no": "1", "in_date": "2025-01-01", "out_date": "2026-03-31",
                  "out_reason": "履行完毕"}, "2026-03-31", "移出：履行完毕"),
        ("SC07", {"list_type": "严重违法失信", "in_date": "2020-01-01", "out_date": "2023-01-01"},
         "2023-01-01", "移出"),
    ],
)  # fmt: skip
def test_what_ended_has_no_effect_and_keeps_its_history(
    code: str, values: dict[str, Any], ended: str, why: str
) -> None:
    """Repair or removal would be worth nothing, or the list could not be explained afterwards."""
    now, past = one_fact(code, **values)
    assert now == []
    assert [(one.ended, one.why) for one in past] == [(ended, why)]


@pytest.mark.parametrize("until", ["9999-12-31", "长期"])
def test_a_term_without_end_breaks_no_list(until: str) -> None:
    """One odd date would keep the whole county from its list."""
    now, past = one_fact("SW05", **{**MAJOR, "publish_to": until})
    assert [one.until for one in now] == [until]
    assert now == past


def test_an_entry_says_who_decided_and_what_follows() -> None:
    """An enterprise must learn from the list where to turn to."""
    (entry,), _ = one_fact("SW05", **MAJOR, row_status="异议中")
    assert (entry.body, entry.document, entry.since) == ("税务局", "1", "2025-01-01")
    assert entry.until == "2028-01-01"
    assert entry.objected
    assert "54号" in entry.basis
    assert entry.measures


@pytest.mark.parametrize("state", ["草稿", "已录入", "退回"])
def test_what_nobody_reviewed_is_in_no_list_and_no_history(state: str) -> None:
    """A clerk's slip would stand in the list."""
    assert one_fact("SW05", **MAJOR, row_status=state) == ([], [])


def test_ordinary_tax_offences_are_no_list() -> None:
    """Only what the tax office called major may be mirrored."""
    assert one_fact("SW05", **{**MAJOR, "is_major": "N"}) == ([], [])


def county_of_two(folder: Path) -> County:
    county = County(folder)
    county.make("RH")
    with county.as_("RH", LEADER) as store, store.write() as conn:
        for uscc in (COMPANY, FARM):
            conn.execute(register.insert().values(uscc=uscc, name=f"企业{uscc}", former_names=""))
    return county


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> County:
    return county_of_two(tmp_path_factory.mktemp("scored"))


GRADE = st.sampled_from((*GRADES, "NR", "不予评级"))


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    grades=st.tuples(GRADE, GRADE),
    score=st.decimals(0, 100, places=2),
    vetoes=st.lists(st.sampled_from(("V1", "V3", "V4", "V5", "V8")), max_size=3),
    outcome=st.sampled_from(("暂不推荐", "不予评级", "暂缓", "推荐")),
)
def test_no_score_and_no_grade_puts_anybody_on_the_list(
    scored: County, grades: tuple[str, str], score: Any, vetoes: list[str], outcome: str
) -> None:
    """国办发〔2020〕49号: a county must not make a black list of its own out of low scores."""
    with scored.as_("RH", LEADER) as store, store.write() as conn:
        conn.execute(sa.delete(rating_result))
        conn.execute(sa.delete(rating_run))
    told = [{"id": name, "dataset": "SW05", "rec_id": "x"} for name in vetoes]
    sheets = [
        sheet(uscc, grade, [], score=str(score), vetoes=told, outcome=outcome)
        for uscc, grade in zip((COMPANY, FARM), grades, strict=True)
    ]
    keep_run(scored, sheets)
    with scored.as_("RH", LEADER) as store:
        assert dishonesty.entries(store, date(2026, 4, 1)) == []
        with store.read() as conn:
            assert dishonesty.history(conn, COMPANY) == []


def test_the_list_cannot_even_see_a_score() -> None:
    """What is not imported cannot creep in."""
    for module in (dishonesty, listed):
        tree = ast.parse(inspect.getsource(module))
        names = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert not names & {"rating_run", "rating_result", "grade", "scheme", "sheets", "decision"}


@pytest.fixture
def office(tmp_path: Path) -> County:
    return county_of_two(tmp_path)


def paper(**more: Any) -> dict[str, Any]:
    return {
        "body": "三门峡市财政局",
        "decision_no": "三财购〔2026〕3号",
        "decided": DECIDED,
        "basis": "政府采购法第七十七条",
        **more,
    }


def test_the_register_is_not_read_for_a_few_names(office: County) -> None:
    """In a county of 20,000 the list would open as slowly as the register is long."""
    with office.as_("RH", CLERK) as store:
        dishonesty.propose(store, "L06", COMPANY, **paper())
        asked: list[str] = []
        with store.read() as conn:
            conn.connection.driver_connection.set_trace_callback(asked.append)
            (one,) = dishonesty._named(conn, dishonesty.proposed(store, DECIDED))
            assert one.name
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1]}").all()
            conn.connection.driver_connection.set_trace_callback(None)
        assert "SEARCH register" in str(plan)


def test_a_decision_counts_when_a_second_person_confirmed_it(office: County) -> None:
    """One person alone could ruin an enterprise."""
    with office.as_("RH", CLERK) as store:
        number = dishonesty.propose(store, "L06", COMPANY, **paper(until=date(2028, 3, 1)))
        assert dishonesty.entries(store, DECIDED) == []
        assert [one["entry_id"] for one in dishonesty.pending(store)] == [number]
    with office.as_("RH", LEADER) as store:
        dishonesty.confirm(store, number)
        assert dishonesty.pending(store) == []
        assert dishonesty.entries(store, date(2026, 3, 1)) == []
        assert dishonesty.entries(store, date(2028, 3, 2)) == []
        (entry,) = dishonesty.entries(store, date(2028, 3, 1))
        assert (entry.list_code, entry.number, entry.source) == ("L06", number, "人工")
        assert (entry.body, entry.measures) == ("三门峡市财政局", ("禁止参加政府采购活动",))
        dishonesty.remove(store, number, on=date(2026, 6, 1), reason="撤销处理决定")
        assert dishonesty.entries(store, date(2026, 6, 1)) == []
        assert dishonesty.entries(store, date(2026, 5, 31)) == [entry]
        with store.read() as conn:
            (past,) = dishonesty.history(conn, COMPANY)
            acts = conn.scalars(sa.select(audit.c.action).where(audit.c.subject == number)).all()
        assert (past.ended, past.why) == ("2026-06-01", "移出：撤销处理决定")
        assert acts == ["listing.propose", "listing.confirm", "listing.remove"]
        audit_check.verify(store)


def test_a_proposal_can_be_dropped(office: County) -> None:
    """A mistaken entry would wait for ever, until somebody confirms it."""
    with office.as_("RH", LEADER) as store:
        number = dishonesty.propose(store, "L99", COMPANY, **paper())
        dishonesty.remove(store, number, on=date(2026, 6, 1), reason="登记错误")
        assert dishonesty.pending(store) == []
        with store.read() as conn:
            assert dishonesty.history(conn, COMPANY) == []
        with pytest.raises(AppError, match="U-LISTING"):
            dishonesty.confirm(store, number)
        dishonesty.propose(store, "L99", COMPANY, **paper())


FUTURE = date(2999, 1, 1)


@pytest.mark.parametrize(
    ("code", "uscc", "more", "refusal"),
    [
        ("L01", COMPANY, {}, "R-LIST-MIRROR"),
        ("L08", COMPANY, {}, "R-LIST-MIRROR"),
        ("L09", COMPANY, {}, "U-LIST"),
        ("L06", "91411221MA9TE01610", {}, "U-ENTERPRISE"),
        ("L06", COMPANY, {"basis": " "}, "R-LIST-BASIS"),
        ("L06", COMPANY, {"body": ""}, "R-LIST-BASIS"),
        ("L06", COMPANY, {"decision_no": ""}, "R-LIST-BASIS"),
        ("L99", COMPANY, {"body": CATALOGUE.agencies["RH"].title}, "R-LIST-BODY"),
        ("L06", COMPANY, {"decided": FUTURE}, "R-DATE"),
        ("L06", COMPANY, {"since": FUTURE}, "R-DATE"),
        ("L06", COMPANY, {"since": date(2026, 3, 1)}, "R-DATE"),
        ("L06", COMPANY, {"until": date(2026, 3, 1)}, "R-DATE"),
    ],
)
def test_what_no_competent_body_decided_is_refused(
    office: County, code: str, uscc: str, more: dict[str, Any], refusal: str
) -> None:
    """The county's list would contain what has no basis in law."""
    with office.as_("RH", LEADER) as store:
        before = stored(store)
        with pytest.raises(AppError) as error:
            dishonesty.propose(store, code, uscc, **paper(**more))
        assert error.value.code == refusal
        assert error.value.advice
        assert stored(store) == before


def stored(store: Store) -> object:
    with store.read() as conn:
        return (
            conn.execute(sa.select(listing)).all(),
            conn.scalar(sa.select(sa.func.max(audit.c.seq))),
        )


def test_second_acts_are_refused_and_change_nothing(office: County) -> None:
    """Entries could be confirmed by their author, doubled, or ended twice."""
    with office.as_("RH", LEADER) as store:
        own = dishonesty.propose(store, "L06", FARM, **paper())
    with office.as_("RH", CLERK) as store:
        number = dishonesty.propose(store, "L06", COMPANY, **paper())
        with pytest.raises(AppError, match="R-ROLE"):
            dishonesty.confirm(store, own)
    with office.as_("RH", LEADER) as store:
        dishonesty.confirm(store, number)
        before = stored(store)
        for act, code in (
            (lambda: dishonesty.confirm(store, number), "U-LISTING"),
            (lambda: dishonesty.confirm(store, own), "R-FOUR-EYES"),
            (lambda: dishonesty.propose(store, "L06", COMPANY, **paper()), "R-LIST-TWICE"),
            (lambda: dishonesty.remove(store, number, on=FUTURE, reason="a"), "R-DATE"),
            (lambda: dishonesty.remove(store, number, on=date(2026, 3, 1), reason="a"), "R-DATE"),
            (lambda: dishonesty.remove(store, number, on=DECIDED, reason=" "), "R-REASON"),
            (lambda: dishonesty.remove(store, "none", on=DECIDED, reason="a"), "U-LISTING"),
        ):
            with pytest.raises(AppError) as error:
                act()
            assert error.value.code == code
            assert stored(store) == before
        dishonesty.remove(store, number, on=DECIDED, reason="撤销")
        with pytest.raises(AppError, match="U-LISTING"):
            dishonesty.remove(store, number, on=DECIDED, reason="撤销")


def test_an_agency_enters_no_list_decisions(tmp_path: Path) -> None:
    """Twenty agencies would keep twenty lists."""
    county = County(tmp_path)
    county.make("RH")
    county.make("GD")
    with county.as_("GD", LEADER) as store, pytest.raises(AppError, match="E-EDITION"):
        dishonesty.propose(store, "L06", COMPANY, **paper())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code = "L99"', 'code = "L10"'),
        ('code = "L99"', 'code = "L07"'),
        ('since = ["in_date"]', ""),
        ('title = "失信被执行人"', 'title = " "'),
        ('until = "term_end"', 'until = "nothing"'),
        ('dataset = "RS04"', 'dataset = "XX04"'),
        ('code = "L99"', 'extra = 1\ncode = "L99"'),
        ("[[list]]", "[[list"),
    ],
)
def test_kinds_of_lists_are_closed_and_fit_the_catalogue(
    tmp_path: Path, old: str, new: str
) -> None:
    """Anybody with an editor could invent a list, or silence one."""
    path = tmp_path / "lists.toml"
    path.write_text(listed.FILE.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(RefusedError, match="R-LISTS"):
        listed.checked(CATALOGUE, path)
