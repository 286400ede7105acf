"""Why a grade is what it is: a wrong word here would stand in a letter to an enterprise."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UsageError
from app.rating.explaining import Explanation, explained, losses
from app.rating.value_words import amount, half_up
from app.store.facts import mark_superseded
from tests.unit.rating.county import CATALOGUE, SCHEME, D, Facts
from tests.unit.rating.random_county import build
from tests.unit.rating.test_oracle import fill
from tests.unit.rating.test_worked_examples import company, family_farm

UNSPOKEN = re.compile(r"None|I\d\d|[VUFNZX]\d|\{|\}|[a-z_]{3,}|（）|《》|：。|为，|，，")
"""What no sentence for people may hold: names of the program, and gaps where a value should be."""


def told(facts: Facts, uscc: str = "E1", as_of: date = D) -> Explanation:
    for code in sorted(facts.used):
        mark_superseded(facts.conn, CATALOGUE.data_sets[code])
    return explained(facts.conn, uscc, SCHEME, as_of, catalogue=CATALOGUE)


def test_the_company_reads_its_aa_in_words() -> None:
    """The first worked example: what an enterprise is told must be what was computed."""
    with Facts() as facts:
        company(facts)
        found = told(facts)
    lines = {line.id: line for line in found.lines}
    values = {name: lines[name].value for name in ("I03", "I05", "I06", "I14", "I19", "I20", "I25")}
    assert values == {
        "I03": "70%（350万元/500万元）",
        "I05": "市级",
        "I06": "6.7%",
        "I14": "B级",
        "I19": "正常",
        "I20": "12天",
        "I25": "91.7%（11/12）",
    }
    assert lines["I25"].band == "90%至100%之间（不含100%）"
    assert lines["I07"].band == "50%至60%之间（不含50%）"
    assert lines["I25"].sentence == (
        "近12个月电费按时率为91.7%（应缴12笔账单中按时足额缴纳11笔），"
        "该项满分3分，得2.4分，失0.6分；达到100%可得满分。"
    )
    assert lines["I25"].record_count == 12
    assert {(one.title, one.agency) for one in lines["I25"].records} == {("月度用电", "供电公司")}
    assert found.sentences == (
        "有信息的指标满分合计97分，得86.8分，折合百分制为89.48分。",
        "信息覆盖度为97%。",
        "按得分测算的等级为AA。",
        "没有一票否决事项。",
        "没有等级封顶事项。",
        "最终等级为AA。",
        "结论为推荐：最终等级不低于A，信息覆盖、异议和告知的条件均已满足。",
    )


def test_the_farm_reads_what_holds_it_back() -> None:
    """The second worked example: an A by points, a BBB by its loan."""
    with Facts() as facts:
        family_farm(facts)
        found = told(facts)
    lines = {line.id: line for line in found.lines}
    assert lines["I13"].value == "150亩"
    assert lines["I03"].why == "不适用于家庭农场"
    assert [line.id for line in losses(found)[:5]] == ["I19", "I20", "I05", "I13", "I06"]
    assert [cap.words for cap in found.caps] == [
        "关注类贷款，等级最高为BBB：工商银行《贷款月末余额》2026年3月的记录"
    ]
    assert found.sentences[2:] == (
        "按得分测算的等级为A。",
        "没有一票否决事项。",
        "等级封顶：关注类贷款，等级最高为BBB：工商银行《贷款月末余额》2026年3月的记录。",
        "最终等级为BBB。",
        "结论为孵化：最终等级属于BBB、BB。",
    )


def test_each_state_says_why(facts: Facts) -> None:
    """Without it a clerk cannot know whom to ask for what is missing."""
    why = {line.id: line.why for line in told(facts).lines}
    assert why["I25"] == "没有数据：《月度用电》，不计分"
    assert why["I32"] == (
        "没有数据：《执行案件》、《年报摘要》、《财务报表》、《纳税申报和入库》；"
        "法院未申报《执行案件》完整，不计分"
    )
    assert why["I05"].endswith("20个采集单位均未申报《荣誉表彰》完整，不计分")
    assert why["I13"] == "不适用于公司"
    facts.add("FY01", **{"class": "民事", "role": "被告", "liability": "败诉",
                         "close_date": "2025-08-01"})  # fmt: skip
    facts.add("GD02", month="2026-03", kwh=1)
    facts.add("YH04", guar_no="1", balance=100, **{"from": "2025-01-01"})
    facts.declare("FY02")
    lines = {line.id: line for line in told(facts).lines}
    assert (lines["I33"].state, lines["I33"].value) == ("U", "1件")
    assert lines["I33"].why == (
        "有值，未申报完整，不计入信息覆盖度：法院未申报《案件立案和结案》完整"
    )
    assert (lines["I32"].state, lines["I32"].why) == (
        "F",
        "《执行案件》已申报完整且没有相关记录，按满分计",
    )
    assert lines["I09"].why == "数据不足：《月度用电》的记录不够计算，不计分"
    assert lines["I23"].why.startswith("数据不足：净资产不详")


def test_an_enterprise_without_a_founding_day_reads_a_zero(facts: Facts) -> None:
    """A zero that nobody explains looks like a mistake of the county."""
    facts.conn.exec_driver_sql("UPDATE rec_sc01 SET est_date = NULL")
    line = told(facts).lines[0]
    assert (line.state, line.lost) == ("Z", 300)
    assert line.why == "《企业基本信息》没有可用的数据，按0分计"
    assert line.sentence == "存续年限没有相关记录，该项满分3分，得0分，失3分；达到5年可得满分。"


def test_an_objected_veto_suspends_and_says_so() -> None:
    """Whoever objects must see that the objection is heard before the grade is."""
    with Facts() as facts:
        company(facts)
        listed = facts.add("FY03", case_no="1", file_date="2026-01-01", in_date="2026-01-05")
        assert told(facts).sentences[-1] == "结论为暂不推荐：存在一票否决事项。"
        facts.object_to(listed)
        found = told(facts)
    assert [veto.words for veto in found.vetoes] == [
        "失信被执行人：法院《失信被执行人》2026年1月5日的记录（异议处理中）"
    ]
    assert found.sentences[-2:] == (
        "最终等级暂缓评定。",
        "结论为暂缓：否决事项所依据记录的异议尚未办结。",
    )


def test_pending_names_the_agency_and_the_record() -> None:
    """Otherwise nobody knows which office must still deliver, and the list stands still."""
    with Facts() as facts:
        company(facts)
        facts.conn.exec_driver_sql("DELETE FROM notice WHERE agency_code = 'GD'")
        penalty = facts.add("SC06", decision_no="P0", severity="轻微", decision_date="2020-09-01")
        facts.object_to(penalty)
        found = told(facts)
    assert found.pending == (
        "异议尚未办结：市场监管局《行政处罚》2020年9月1日的记录（异议处理中）",
        "供电公司的采集告知书尚未送达",
    )
    assert found.sentences[-1] == f"结论为待补正：{'；'.join(found.pending)}。"


def test_the_adjustment_stands_beside_the_computed_grade() -> None:
    """A grade that people raised must never look as if it had been computed."""
    with Facts() as facts:
        company(facts)
        facts.decide("UP")
        found = told(facts)
    assert (found.computed_grade, found.adjustment, found.final_grade) == ("AA", 1, "AAA")
    assert "工作组认定上调一级，测算等级不变，认定不改变否决和封顶。" in found.sentences


def test_money_is_told_in_yuan(facts: Facts) -> None:
    """Stored 分 read as 元 would make a debt a hundred times larger."""
    facts.add("YH03", loan_no="1", month="2026-03", balance=1, status="正常", five_class="1",
              overdue_interest=123_456)  # fmt: skip
    lines = {line.id: line for line in told(facts).lines}
    assert lines["I21"].value == "1234.56元"
    assert lines["I21"].band == "超过0元"


def test_an_unknown_code_is_refused(facts: Facts) -> None:
    """A slip in the code must not be answered with an empty explanation."""
    with pytest.raises(UsageError):
        told(facts, "E9")


def test_a_value_never_reads_as_the_next_band() -> None:
    """99.98% told as 100% with points lost would be disbelieved."""
    indicator = SCHEME.by_id["I25"]
    assert amount(indicator, "C", Fraction(4999, 5000)) == "99.98%"
    assert amount(indicator, "C", Fraction(1)) == "100%"
    assert half_up(Fraction(-1, 20), 1) == Fraction(-1, 10)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_every_random_county_adds_up_and_speaks(seed: int) -> None:
    """Points and losses make the weights, words carry no program names, values are the ratios."""
    world, as_of = build(seed, enterprises=3)
    with Facts() as facts:
        fill(facts, world)
        known = sorted(facts.sheets(as_of))
        for uscc in known:
            check(told(facts, uscc, as_of))


def check(found: Explanation) -> None:
    for line, kept in zip(found.lines, found.sheet.lines, strict=True):
        counts = line.pct is not None
        assert line.points + line.lost == (line.weight * 100 if counts else 0)
        assert bool(line.sentence) == bool(line.lost)
        assert line.record_count == len(kept.records) or line.state == "N"
        for text in (line.why, line.band, line.value, line.sentence):
            assert not UNSPOKEN.search(text), text
        said = re.match(r"(-?\d+(?:\.(\d+))?)(%|年|天|个月|次|件|项|亩|户)", line.value)
        if said and kept.denominator and kept.special is None and kept.numerator is not None:
            ratio = Fraction(kept.numerator, kept.denominator) * (100 if said[3] == "%" else 1)
            digits = max(1, len(said[2] or ""))
            assert Fraction(said[1]) == half_up(ratio, digits)
    assert len(found.sheet.lines) == 0 or sum(line.weight for line in found.lines) == 100
    for text in (*found.sentences, *found.pending, *(one.words for one in found.vetoes)):
        assert text
        assert not UNSPOKEN.search(text), text
