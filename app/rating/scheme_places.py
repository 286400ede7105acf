"""Where in a scheme's sheets a problem stands, and the problem in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.rating.scheme import Scheme
from app.rating.scheme_layout import (
    BANDS,
    CAPS,
    CASES,
    EVERY,
    GRADES,
    INDICATORS,
    PARAMETERS,
    WEIGHT,
    layouts,
)
from app.rating.scheme_rows import FIRST, CellRefused
from app.rating.scheme_sql import Problem

Texts = Mapping[str, Sequence[Sequence[str]]]
"""The sheets as somebody sees them: sheet → rows → the texts of the cells."""

_WORDS = {"at_least": "“不低于”", "at_most": "“不高于”", "better": "指标变好"}
"""Words of the scheme's file, as the columns are called."""
_SHEET_OF = {"cap": CAPS, "grades": GRADES, "templates": PARAMETERS}


@dataclass(frozen=True)
class Told:
    """One problem: its place (row from 0; -1: nowhere in the sheets) and what is wrong.

    ``is_sum``: only the weights of a template do not sum to 100.
    """

    sheet: str
    row: int
    column: str
    sentence: str
    is_sum: bool = False


def told_cell(scheme: Scheme, texts: Texts, fault: CellRefused) -> Told:
    """A cell that cannot be used."""
    row = fault.number - FIRST
    subject = _subject(scheme, fault.sheet, texts[fault.sheet][row])
    words = f"{fault.sheet}：{subject}“{column_words(scheme, fault.column)}”{fault.problem}。"
    return Told(fault.sheet, row, fault.column, words)


def told_problem(scheme: Scheme, texts: Texts, problem: Problem) -> Told:
    """What :mod:`app.rating.scheme_check` found."""
    message = problem.message
    for word, words in _WORDS.items():
        message = message.replace(word, words)
    sheet, row, column = next(_places(scheme, texts, problem.key), ("", -1, ""))
    if problem.key.startswith("weights."):
        template = problem.key.removeprefix("weights.")
        title = scheme.template_titles.get(template, template)
        return Told(sheet, row, column, f"{title}的{message}。", is_sum=True)
    subject = _subject(scheme, sheet, texts[sheet][row]) if row >= 0 else problem.key
    return Told(sheet, row, column, f"{sheet or '方案'}：{subject}{message}。")


def column_words(scheme: Scheme, column: str) -> str:
    """``权重C`` with the template's name: ``权重（公司）``; another column as it is called."""
    template = column.removeprefix(WEIGHT)
    if template != column and template in scheme.templates:
        return f"{WEIGHT}（{scheme.template_titles.get(template, template)}）"
    return column


def _places(scheme: Scheme, texts: Texts, key: str) -> Iterator[tuple[str, int, str]]:
    """The places that a key may mean, the best first."""
    first, _, rest = key.partition(".")
    what, _, template = rest.partition(".")
    if first == "weights":
        yield INDICATORS, 0, f"{WEIGHT}{rest}"
    if first in _SHEET_OF:
        sheet = _SHEET_OF[first]
        column = layouts(scheme.templates)[sheet].columns[-1]
        yield from _rows(texts, sheet, column, rest)
    if what == "bands":
        yield from _rows(texts, BANDS, "得分率", first, template, EVERY)
    if what == "specials":
        yield from _rows(texts, CASES, "得分率", first)
    column = f"{WEIGHT}{template}" if what == "weights" else "名称"
    yield from _rows(texts, INDICATORS, column, first)


def _rows(
    texts: Texts, sheet: str, column: str, name: str, *templates: str
) -> Iterator[tuple[str, int, str]]:
    """The rows about ``name`` (empty: every row), and about one of ``templates`` if any."""
    for row, cells in enumerate(texts[sheet]):
        if name in ("", cells[0]) and (not templates or cells[1] in templates):
            yield sheet, row, column


def _subject(scheme: Scheme, sheet: str, cells: Sequence[str]) -> str:
    """What a row is about, in words."""
    indicator = scheme.by_id.get(cells[0])
    if indicator is None or sheet not in (INDICATORS, BANDS, CASES):
        return f"{cells[0]} " if cells[0] else ""
    title = f"{indicator.id} {indicator.title}"
    if sheet == BANDS and cells[1] in scheme.templates:
        return f"{title}（{scheme.template_titles.get(cells[1], cells[1])}）"
    return f"{title} "
