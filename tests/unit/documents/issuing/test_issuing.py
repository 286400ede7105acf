"""Numbers, refusals and long texts: what happens to letters on a day that is not the usual one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
import sqlalchemy as sa

from app import clock
from app.collection import slips
from app.collection.outgoing import outgoing
from app.documents.batch import Piece, print_file
from app.documents.issuing.selection import Selection
from app.documents.kinds import pieces_of
from app.documents.letters.layout import BOTTOM, LEFT, MEASURE
from app.documents.letters.letter import Letter
from app.errors import AppError, RefusedError
from app.outcomes import recommending
from app.store.tables import register
from tests.offices import CLERK, COMPANY, FARM, LEADER, County
from tests.unit.documents.issuing.occasions import (
    ODD,
    ROUND,
    forwarded,
    listed,
    objected,
    on_a_list,
    printed,
    rated,
    repaired,
    warned,
)
from tests.unit.outcomes.banking import NSH, RUN, keep_run, sheet


def said(pieces: list[Piece]) -> str:
    letters = [one.content for one in pieces]
    assert all(isinstance(one, Letter) for one in letters)
    return "".join(p.text for one in letters if isinstance(one, Letter) for p in one.paragraphs)


def test_the_same_letter_again_keeps_its_number_and_its_date(county: County) -> None:
    """An enterprise with two numbers for one decision would answer to the wrong one."""
    number = on_a_list(county)
    (first,) = printed(county, "RH", "listing_notice", number)
    with clock.at(datetime(2026, 5, 8, tzinfo=UTC)):
        (again,) = printed(county, "RH", "listing_notice", number)
    assert (again.number, again.slip_code) == (first.number, first.slip_code)
    assert isinstance(again.content, Letter)
    assert again.content.day == clock.china_day("2026-04-25T02:00:00Z")
    with county.as_("RH", CLERK) as store, clock.at(datetime(2026, 5, 9, tzinfo=UTC)):
        told = slips.register_delivery(
            store, first.slip_code, delivered_date=again.content.day, method="直接送达"
        )
    assert told.addressee == COMPANY


def test_a_second_reminder_is_another_letter(county: County) -> None:
    """Two weeks later other data are late by other days, and the first letter was sent."""
    first = printed(county, "RH", "reminder", ROUND, "GD", "SW")
    same = printed(county, "RH", "reminder", ROUND, "GD", "SW")
    with clock.at(datetime(2026, 5, 8, tzinfo=UTC)):
        later = printed(county, "RH", "reminder", ROUND, "GD")
    assert [one.number for one in same] == [one.number for one in first]
    assert later[0].number not in {one.number for one in first}
    assert "已逾期18日" in said(later)
    assert "《月度用电》" not in said(later), "that is complete"
    assert "2026年4月10日" in said(later)
    with pytest.raises(AppError, match="C-CAMPAIGN"):
        printed(county, "RH", "reminder", "CJ-2024-01")


def test_a_letter_is_looked_at_before_it_has_a_number(county: County) -> None:
    """A number that a look had used up would be missing from the series for ever."""
    with county.as_("RH", LEADER) as store:
        (looked,) = pieces_of(store, "reminder", Selection(ROUND, frozenset({"GD"}), draft=True))
        assert outgoing(store) == []
    (sent,) = printed(county, "RH", "reminder", ROUND, "GD")
    assert said([looked]) == said([sent])
    assert looked.number == sent.number.replace("1号", "　号")
    with county.as_("RH", LEADER) as store:
        (again,) = pieces_of(store, "reminder", Selection(ROUND, frozenset({"GD"}), draft=True))
    assert again.number == sent.number


def test_a_missing_field_is_refused_by_name_before_any_number_is_given(county: County) -> None:
    """A letter without the decision's number proves nothing, and a number lost leaves a gap."""
    number = warned(county)
    with county.as_("RH", LEADER) as store, store.write() as conn:
        conn.execute(sa.update(store.table("SC07")).values(in_doc=None))
    with pytest.raises(RefusedError, match="D-FIELD") as refused:
        printed(county, "RH", "listing_notice", number)
    assert "渑池仰韶食品有限公司" in refused.value.message
    assert "决定文号" in refused.value.message
    with county.as_("RH", LEADER) as store:
        assert outgoing(store) == []


def test_all_lists_or_one_and_never_a_decision_of_our_own(county: County) -> None:
    """国办发〔2020〕49号: a letter that sounds like a verdict would be one without a law."""
    one, other = on_a_list(county), warned(county)
    every = printed(county, "RH", "listing_notice")
    assert len(every) == 2
    assert len({piece.number for piece in every}) == 2
    assert len(printed(county, "RH", "listing_notice", one)) == 1
    assert printed(county, "RH", "listing_notice", other, FARM) == []
    for piece in every:
        told = said([piece])
        assert "我单位只转载、不认定" in told
        assert "中国人民银行渑池县支行决定" not in told
        assert "我单位决定" not in told
    assert "不是严重失信主体名单" in said(printed(county, "RH", "listing_notice", other))


def test_who_took_the_paper_says_that_it_was_taken(county: County) -> None:
    """Two acceptances of one objection would start two clocks."""
    paper = forwarded(county)
    assert [one.code for one in printed(county, "RH", "objection_acceptance")] == [COMPANY]
    assert printed(county, "GD", "objection_acceptance") == []
    own = objected(county, "GD")
    assert own != paper
    assert len(printed(county, "GD", "objection_acceptance")) == 1
    told = said(printed(county, "RH", "objection_acceptance", paper))
    assert "国家电网河南渑池县供电公司" in told
    with pytest.raises(AppError, match="U-OBJECTION"):
        printed(county, "GD", "objection_acceptance", "none")
    with pytest.raises(AppError, match="R-OPEN"):
        printed(county, "GD", "objection_answer", own)


def test_everybody_of_a_run_gets_one_notice(county: County) -> None:
    """Who is told nothing can object to nothing."""
    run = rated(county, ODD)
    pieces = printed(county, "RH", "grade_notice", run[:8])
    assert len(pieces) == len({one.code for one in pieces}) == 11
    assert "测算等级经评级工作组下调一级。" in said(pieces)
    assert [one.number for one in printed(county, "RH", "grade_notice", run)] == [
        one.number for one in pieces
    ]


def test_a_letter_of_recommendation_goes_to_banks_only(county: County) -> None:
    """Superiors get no scores, and nobody is recommended by a list of those to be fostered."""
    listed(county)
    with county.as_("RH", LEADER) as store:
        number = recommending.issue(store, "b" * 32, "推荐", "上级")
    with pytest.raises(RefusedError, match="D-RECIPIENT"):
        printed(county, "RH", "recommendation", number)
    assert printed(county, "RH", "recommendation", "TJ-2026-001", "YH-ZYH") == []


@pytest.mark.parametrize(
    ("agency", "kind", "refusal"),
    [("GD", "reminder", "E-EDITION"), ("RH", "repair_confirmation", "E-EDITION"),
     ("RH", "grade_notice", "U-PAPER-ABOUT"), ("RH", "nothing", "U-PAPER")],
)  # fmt: skip
def test_letters_of_another_office_are_refused(
    county: County, agency: str, kind: str, refusal: str
) -> None:
    """An agency would send out what only the coordinator may."""
    with pytest.raises(AppError) as refused:
        printed(county, agency, kind)
    assert refused.value.code == refusal


def test_a_record_that_was_not_repaired_is_not_confirmed(county: County) -> None:
    """The enterprise would show a paper for what still counts."""
    repaired(county)
    with pytest.raises(AppError, match="U-REPAIR"):
        printed(county, "SCJG", "repair_confirmation", "none")


LONG_NAME = "渑池县" * 64 + "有限责任公司"


def test_long_names_and_texts_stay_on_the_paper(county: County, tmp_path: Path) -> None:
    """A name cut at the edge is another enterprise; a statement cut short is not answered."""
    statement = "用电量与表计不符，" * 440 + "申请逐月核对"
    assert len(LONG_NAME) == 198
    assert len(statement) > 3900
    with county.as_("GD", LEADER) as store, store.write() as conn:
        conn.execute(sa.update(register).values(name=LONG_NAME))
    number = objected(county, "GD", said=statement)
    pieces = printed(county, "GD", "objection_acceptance", number)
    keep_run(county, [sheet(COMPANY, "AA", [NSH], name=LONG_NAME)])
    with county.as_("RH", LEADER) as store:
        issued = recommending.issue(store, RUN, "推荐", NSH)
    pieces += printed(county, "RH", "recommendation", issued)
    whole = ""
    path = tmp_path / "long.pdf"
    print_file(path, "文书", pieces)
    for page in pypdfium2.PdfDocument(path):
        shown = page.get_textpage()
        whole += "".join(shown.get_text_bounded().split())
        for at in range(shown.count_rects()):
            left, bottom, right, _ = shown.get_rect(at)
            assert left >= LEFT - 60, "the red head is wider than the text"
            assert right <= LEFT + MEASURE + 30
            assert bottom >= BOTTOM - 40
    assert statement in re.sub(r"—\d+—", "", whole)
    assert whole.count(LONG_NAME) >= 2
