"""A scheme on the desk: what stands in its sheets is the scheme, and every slip has its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from app.errors import AppError
from app.rating import scheme_editing, schemes
from app.rating.scheme_editing import Desk, judge, lay_out, texts_of, to_try, weighted
from app.rating.scheme_layout import BANDS, CAPS, CASES, GRADES, INDICATORS, PARAMETERS, layouts
from app.rating.scheme_places import Told
from app.rating.scheme_words import Difference, differences
from app.store.office_store import Store
from tests.offices import CLERK, LEADER, County, found
from tests.unit.rating.county import CATALOGUE, SCHEME

DESK = lay_out(SCHEME)
COLUMNS = {sheet: layout.columns for sheet, layout in layouts(SCHEME.templates).items()}


def put(desk: Desk, sheet: str, row: int, column: str, text: str) -> Desk:
    """The desk with another text in one cell."""
    rows = [list(cells) for cells in desk.texts[sheet]]
    rows[row][COLUMNS[sheet].index(column)] = text
    return replace(desk, texts={**desk.texts, sheet: rows})


def row_of(sheet: str, *keys: str) -> int:
    return next(
        at for at, cells in enumerate(DESK.texts[sheet]) if tuple(cells[: len(keys)]) == keys
    )


def problem(desk: Desk) -> Told:
    [told] = judge(desk, CATALOGUE).problems
    return told


def test_rows_make_the_scheme_that_made_them() -> None:
    """A cell lost on the way would change what counts without anybody having said so."""
    judged = judge(DESK, CATALOGUE)
    assert judged.problems == ()
    assert differences(SCHEME, judged.scheme) == []
    assert judged.scheme.indicators == SCHEME.indicators
    assert texts_of(judged.scheme) | {PARAMETERS: []} == dict(DESK.texts) | {PARAMETERS: []}
    assert judged.sums == {"C": 100, "H": 100, "F": 100}
    assert to_try(DESK, CATALOGUE).indicators == SCHEME.indicators
    assert not DESK.changed


NUMBERS = st.one_of(
    st.integers(1, 60).map(str),
    st.integers(1, 99).map(lambda one: f"{one}%"),
    st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda one: f"{one[0]}/{one[1]}"),
)
CELLS = st.one_of(
    st.tuples(
        st.just(INDICATORS),
        st.integers(0, len(SCHEME.indicators) - 1),
        st.sampled_from(["权重C", "权重H", "权重F"]),
        st.one_of(st.just(""), st.integers(1, 100).map(str)),
    ),
    st.tuples(st.just(GRADES), st.integers(0, len(SCHEME.grades) - 1), st.just("起点"), NUMBERS),
    st.tuples(
        st.just(CAPS),
        st.integers(0, len(SCHEME.caps) - 1),
        st.just("等级"),
        st.sampled_from([name for name, _ in SCHEME.grades]),
    ),
    st.tuples(
        st.just(CASES),
        st.integers(0, len(DESK.texts[CASES]) - 1),
        st.just("得分率"),
        st.one_of(st.just("N"), st.integers(0, 100).map(str)),
    ),
    st.tuples(
        st.just(INDICATORS),
        st.integers(0, len(SCHEME.indicators) - 1),
        st.just("名称"),
        st.text("甲乙丙\"'\\=", min_size=1, max_size=9),
    ),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(CELLS, max_size=6))
def test_what_is_typed_is_what_the_scheme_says(cells: list[tuple[str, int, str, str]]) -> None:
    """Rows, scheme, rows again: all that can be read must come back as it was typed."""
    desk = DESK
    for sheet, row, column, text in cells:
        desk = put(desk, sheet, row, column, text)
    made = judge(desk, CATALOGUE).scheme
    again = texts_of(made)
    for sheet in (INDICATORS, BANDS, CASES, CAPS, GRADES):
        assert again[sheet] == desk.texts[sheet]


@pytest.mark.parametrize(
    ("sheet", "keys", "column", "text", "said"),
    [
        (INDICATORS, ("I07",), "权重C", "五", "指标：I07 资产负债率 “权重（公司）”应为整数"),
        (INDICATORS, ("I07",), "名称", " ", "指标：I07 资产负债率 “名称”没有填写"),
        (BANDS, ("I07", "全部"), "不高于", "一半", "分档：I07 资产负债率 “不高于”应为数字"),
        (BANDS, ("I07", "全部"), "得分率", "120", "分档：I07 资产负债率 得分率应为0至100"),
        (BANDS, ("I07", "全部"), "得分率", "10", "分档：I07 资产负债率 得分率没有随指标变好的方向"),
        (CASES, ("I07", "no_assets"), "得分率", "101", "特殊情形：I07 资产负债率 得分率应在0至100"),
        (GRADES, ("C",), "起点", "5", "最低等级应从0分起"),
        (PARAMETERS, ("推荐等级",), "内容", "优", "参数：推荐等级 “内容”没有等级“优”"),
    ],
)  # fmt: skip
def test_a_slip_is_told_in_a_sentence_with_its_cell(
    sheet: str, keys: tuple[str, ...], column: str, text: str, said: str
) -> None:
    """Who must look for the cell among two hundred looks in vain."""
    row = row_of(sheet, *keys)
    told = problem(put(DESK, sheet, row, column, text))
    assert said in told.sentence
    assert told.sheet == sheet
    assert told.column == column
    if sheet != GRADES:
        assert told.row == row


def test_a_wrong_sum_is_told_and_can_be_tried_all_the_same() -> None:
    """Weights are moved one by one: between two of them the sum is never right."""
    desk = weighted(DESK, {"I09": {"C": 9}})
    judged = judge(desk, CATALOGUE)
    [told] = judged.problems
    total = judged.sums["C"]
    assert total is not None
    assert total != 100
    assert told.sentence == f"公司的权重合计为{total}，应为100。"
    assert (told.sheet, told.row, told.column) == (INDICATORS, 0, "权重C")
    assert to_try(desk, CATALOGUE).by_id["I09"].weights["C"] == 9
    with pytest.raises(AppError) as refused:
        to_try(put(DESK, GRADES, 0, "起点", "高"), CATALOGUE)
    assert refused.value.code == "R-SCHEME-TRY"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with clock.at(datetime(2026, 6, 1, 4, tzinfo=UTC)):
        yield found(tmp_path)


def test_what_lies_on_the_desk_is_there_after_the_end(county: County) -> None:
    """An evening's work on forty bands must survive a power cut; a colleague's desk is his own."""
    typed = put(DESK, INDICATORS, 0, "权重C", "五")
    with county.as_("RH", CLERK) as store:
        assert scheme_editing.recall(store) is None
        scheme_editing.keep(store, DESK)
        scheme_editing.keep(store, typed)
    with county.as_("RH", LEADER) as store:
        assert scheme_editing.recall(store) is None
    with county.as_("RH", CLERK) as store:
        lying = scheme_editing.recall(store)
        assert lying is not None
        assert lying.texts == typed.texts
        assert lying.base.sha256 == SCHEME.sha256


def save(store: Store, desk: Desk, version: str = "2") -> list[Difference]:
    return scheme_editing.save(
        store, desk, version=version, reason="调整权重", effective_from=date(2026, 7, 1)
    )


def test_a_desk_kept_as_a_draft_is_cleared(county: County) -> None:
    """What is a draft by now would otherwise be offered once more as half typed."""
    desk = weighted(DESK, {"I07": {"C": 5}, "I08": {"C": 2}})
    with county.as_("RH", CLERK) as store:
        scheme_editing.keep(store, desk)
        assert save(store, desk) == [
            Difference("指标I07权重（公司）", "4", "5"),
            Difference("指标I08权重（公司）", "3", "2"),
        ]
        assert scheme_editing.recall(store) is None
        with store.read() as conn:
            [version] = schemes.versions(conn)
        assert (version.version, version.state) == ("2", schemes.DRAFT)


def test_what_cannot_be_a_draft_stays_on_the_desk(county: County) -> None:
    """A refusal that throws the work away is answered with a second refusal."""
    sound = weighted(DESK, {"I07": {"C": 5}})
    for desk, version, code in (
        (DESK, "2", "R-SCHEME-SAME"),
        (put(DESK, INDICATORS, 0, "权重C", "五"), "2", "R-SCHEME-CELL"),
        (sound, "1", "R-SCHEME-VERSION"),
        (sound, "二", "R-SCHEME-VERSION"),
    ):
        with county.as_("RH", CLERK) as store:
            scheme_editing.keep(store, desk)
            with pytest.raises(AppError) as refused:
                save(store, desk, version)
            assert refused.value.code == code
            lying = scheme_editing.recall(store)
            assert lying is not None
            assert lying.texts == desk.texts
