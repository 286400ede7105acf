"""Line breaking: a letter with a comma at a line's beginning shames the office that sends it."""

from __future__ import annotations

import string
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.documents.letters.layout import BODY_SIZE, CELL, CHARACTERS, MEASURE, PITCH
from app.documents.typeset import fonts
from app.documents.typeset.lines import NOT_FIRST, NOT_LAST, Style, break_lines, clean, may_break

LATIN = frozenset(string.ascii_letters + string.digits + "@_./+-")
BODY = Style(fonts.find().chains[fonts.Role.BODY], BODY_SIZE, PITCH, CELL - BODY_SIZE)
TEXT = st.text(alphabet="渑池县企业信用，。、；：）》（《“”—…·%0123456789ABxyz .-", max_size=120)


@settings(deadline=None, max_examples=400)
@given(TEXT | st.text(max_size=80), st.integers(6, 28))
def test_no_text_breaks_before_a_stop_or_after_a_bracket(text: str, cells: int) -> None:
    text, measure = clean(text), cells * CELL
    lines = break_lines(text, BODY, measure)
    at = 0
    for line, after in pairwise(lines):
        at = text.index(line.text, at) + len(line.text)
        forbidden = after.text[0] in NOT_FIRST or line.text[-1] in NOT_LAST
        start = at - len(line.text)
        legal = any(
            may_break(text[: at + 2], cut, words=False) and text[start:cut].strip(" ")
            for cut in range(start + 1, at + 1)
        )
        assert not (forbidden and legal), (line.text, after.text)


@settings(deadline=None, max_examples=300)
@given(TEXT | st.text(max_size=80), st.integers(6, 28))
def test_nothing_is_lost_and_nothing_stands_out(text: str, cells: int) -> None:
    text = clean(text)
    lines = break_lines(text, BODY, cells * CELL)
    assert "".join(one.text for one in lines).replace(" ", "") == text.replace(" ", "")
    assert all(one.width <= cells * CELL + 1e-3 for one in lines)


def test_a_full_line_holds_28_characters_and_a_code_stays_whole() -> None:
    lines = break_lines("渑" * 60, BODY, MEASURE)
    assert [len(one.text) for one in lines] == [CHARACTERS, CHARACTERS, 4]
    code = "93411221MA44H00197"
    assert any(code in one.text for one in break_lines("企" * 22 + code, BODY, MEASURE))


def test_an_amount_is_not_torn_at_its_comma() -> None:
    """Who reads “24,” at the end of a line takes it for the whole amount."""
    for before in range(28):
        lines = break_lines("企" * before + "为24,000,000元。", BODY, MEASURE)
        assert any("24,000,000" in one.text for one in lines), before


def test_a_word_longer_than_the_line_is_cut_rather_than_run_off_the_paper() -> None:
    assert len(break_lines("A" * 300, BODY, MEASURE)) > 3


WORD = st.from_regex(r"[0-9A-Za-z][0-9A-Za-z@_./+-]{0,11}", fullmatch=True)
"""A word that begins with a stop may not begin a line either, so it is left out."""
HAN = st.text(alphabet="渑池县企业信用记录", min_size=1, max_size=6)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(HAN, WORD, st.sampled_from(["", " "])), max_size=12), st.integers(8, 28))
def test_words_codes_and_numbers_that_fit_on_a_line_stay_whole(
    parts: list[tuple[str, str, str]], cells: int
) -> None:
    """A credit code or an amount cut in two is read, typed and telephoned as two."""
    text = clean("".join("".join(part) for part in parts))
    measure = cells * CELL
    assume(all(BODY.width(word) <= measure for _, word, _ in parts))
    for left, right in pairwise(break_lines(text, BODY, measure)):
        assert not (left.text[-1:] in LATIN and right.text[:1] in LATIN), (left, right)


def test_a_line_joined_to_the_next_gives_the_text_back() -> None:
    """A character lost at a line's end changes what a letter says."""
    text = "依照《征信业管理条例》（国务院令第631号），企业信用代码93411221MA44H00197。" * 9
    for cells in range(8, 29):
        assert "".join(one.text for one in break_lines(text, BODY, cells * CELL)) == text
