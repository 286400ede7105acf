"""From score to outcome, on the recommended company of the first worked example (AA)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from app.store import tables
from tests.unit.rating.county import CATALOGUE, Facts
from tests.unit.rating.test_worked_examples import DECLARED, company


@pytest.fixture
def good() -> Iterator[Facts]:
    with Facts() as held:
        company(held)
        yield held


def forget(facts: Facts, *codes: str) -> None:
    """Without any row or declaration of the data sets."""
    for code in codes:
        facts.conn.execute(tables.record_table(CATALOGUE.data_sets[code]).delete())
        coverage = tables.coverage
        facts.conn.execute(coverage.delete().where(coverage.c.dataset == code))


def verdict(facts: Facts) -> tuple[Any, ...]:
    sheet = facts.sheet()
    return sheet["final_grade"], sheet["outcome"], sheet["pending"]


def test_o1_a_good_grade_lacking_a_condition_is_pending_not_refused(good: Facts) -> None:
    """A better company would get less than a worse one, which is incubated."""
    forget(good, "YH03", "YH01", "YH08", "YH04")
    assert good.sheet()["coverage"] == "75"
    assert verdict(good) == ("A", "待补正", ["coverage"])


def test_o2_a_veto_stands_whatever_is_known(facts: Facts) -> None:
    """A defaulter would escape the veto by being little known."""
    facts.add("FY03", case_no="1", in_date="2024-01-01")
    assert verdict(facts)[:2] == ("C", "暂不推荐")
    facts.add("SC01", reg_status="3", entity_kind="1", rev_no=2)
    assert verdict(facts)[:2] == ("不予评级", "不予评级")


def test_o3_little_known_is_incubated_from_forty_percent(good: Facts) -> None:
    """A company that only lacks data would be told that it is not recommended."""
    forget(good, *DECLARED, "YH03")
    assert good.sheet()["coverage"] == "43"
    assert verdict(good)[:2] == ("NR", "孵化")
    forget(good, "ST03", "YH08")
    assert good.sheet()["coverage"] == "40"
    assert verdict(good)[:2] == ("NR", "孵化")
    forget(good, "YH01")
    assert verdict(good)[:2] == ("NR", "信息不足")


def test_o4_every_agency_with_a_row_must_have_given_notice(good: Facts) -> None:
    """A company would be judged by records that nobody told it about."""
    notice = tables.notice
    at_tax = (notice.c.agency_code == "SW") & (notice.c.uscc == "E1")
    good.conn.execute(notice.update().where(at_tax).values(status="拒收"))
    assert verdict(good)[1] == "推荐"
    good.conn.execute(notice.update().where(at_tax).values(delivered_date="2026-04-01"))
    assert verdict(good) == ("AA", "待补正", ["notice"])


def test_o5_a_bank_without_valid_consent_receives_nothing(good: Facts) -> None:
    """A rating would reach a bank that the company never authorised."""
    good.add("YH00", agency_code="YH-NYH", no="1", signed_date="2025-01-01", valid_to="2026-03-30")
    good.add(
        "YH00", agency_code="YH-ZYH", no="1", signed_date="2025-01-01", revoked_date="2026-03-31"
    )
    good.add("YH00", agency_code="YH-LYH", no="1", signed_date="2026-04-01")
    assert good.sheet()["banks"] == ["YH-GSH"]


def test_o6_the_grade_follows_the_score_that_is_shown(good: Facts) -> None:
    """A letter would show a score that does not fit its grade."""
    sheet = good.sheet()
    assert (sheet["score"], sheet["computed_grade"]) == ("89.48", "AA")


def test_o7_the_list_names_the_five_largest_gains(good: Facts) -> None:
    """A company would be sent after points that are not there."""
    improvement = good.sheet()["improvement"]
    assert [(one["id"], one["gain"]) for one in improvement] == [
        ("I20", "1.8"), ("I06", "0.8"), ("I22", "0.8"), ("I30", "0.8"), ("I14", "0.75"),
    ]  # fmt: skip


def test_o8_an_open_objection_blocks_recommendation_only(good: Facts) -> None:
    """A company would be recommended, or downgraded, on a record still disputed."""
    record = good.conn.execute(sa.text("SELECT rec_id FROM rec_sc06")).scalar_one()
    good.object_to(record, filed="2026-04-01")
    good.object_to(record, filed="2026-01-01", closed="2026-03-31")
    assert verdict(good)[1] == "推荐"
    good.object_to(record, filed="2026-03-31")
    assert verdict(good) == ("AA", "待补正", ["objection"])
    assert good.sheet()["score"] == "89.48"


def test_o8_a_disputed_veto_suspends(good: Facts) -> None:
    """A company would be refused for a listing that it is contesting."""
    record = good.add("FY03", case_no="1", in_date="2024-01-01", row_status="异议中")
    assert verdict(good)[:2] == ("暂缓", "暂缓")
    good.add("SC07", list_type="严重违法失信", in_date="2024-01-01")
    assert verdict(good)[:2] == ("C", "暂不推荐")
    assert {one["rec_id"]: one["objected"] for one in good.sheet()["vetoes"]}[record] is True


def test_o9_the_worst_cap_decides(good: Facts) -> None:
    """Two caps would be added up, or the milder one would win."""
    good.add("SC07", list_type="经营异常", in_date="2024-01-01")
    good.add("SW01", tax_status="非正常", abnormal_date="2026-01-01")
    assert verdict(good)[:2] == ("B", "暂不推荐")
    assert good.sheet()["computed_grade"] == "AA"


@pytest.mark.parametrize(("kind", "grade"), [("UP", "AAA"), ("DOWN", "A")])
def test_o10_two_signatures_move_the_grade_by_one(good: Facts, kind: str, grade: str) -> None:
    """One person alone could lift a friend."""
    good.decide(kind, signer_2="甲")
    assert verdict(good)[0] == "AA"
    good.decide(kind)
    assert verdict(good)[0] == grade


def test_o10_an_adjustment_never_passes_a_cap_or_a_veto(good: Facts) -> None:
    """The working group could sign away an abnormal listing."""
    good.decide("UP")
    good.add("SC07", list_type="经营异常", in_date="2024-01-01")
    assert verdict(good)[0] == "BBB"
    good.decide("V8")
    assert verdict(good)[:2] == ("C", "暂不推荐")
