"""Score sheets as a run keeps them: one short JSON text each, and how they are spread out again.

A county has twenty thousand sheets of thirty-five lines, so a text holds values only; ids and
weights stand once in the run's ``layout``. The ids of the records behind a value are not kept:
they are read again from the facts (:func:`app.rating.measuring.measure` with ``records``), whose
digest the run has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.rating.grading import improvement
from app.rating.scheme import Scheme
from app.rating.scoring import Rating, Result
from app.rating.sheets import Found, Line, Sheet, to_dict
from app.store.tables import rating_result, rating_run

Row = tuple[str, str, str, int | None, str]
"""Credit code, final grade, outcome, score in hundredths, the sheet's text."""


def layout(scheme: Scheme) -> str:
    """What the texts of a run leave out: by template the ids and weights of the lines."""
    templates = {
        template: [[one.id, one.weights.get(template, 0)] for one in scheme.indicators]
        for template in scheme.templates
    }
    return _json({"improvements": scheme.improvements, "templates": templates})


def rows(rating: Rating) -> Iterator[Row]:
    """Every result of a rating, ready to be kept."""
    lines = _line_texts(rating)
    around = rating.measures.around
    for result in rating.results:
        uscc, verdict = result.enterprise.uscc, result.verdict
        head = _json(
            {
                "name": result.enterprise.name,
                "template": result.template,
                "coverage": result.coverage,
                "computed": verdict.computed_grade,
                "vetoes": [_found(one) for one in result.standing.vetoes],
                "caps": [_found(one) for one in _caps(result)],
                "adjustment": result.standing.adjustment,
                "pending": verdict.pending,
                "first": around.first_time_borrower(uscc),
                "banks": around.banks(uscc),
            }
        )
        text = f'{head[:-1]},"lines":[{",".join(lines.get(uscc, ()))}]}}'
        yield uscc, verdict.final_grade, verdict.outcome, result.score, text


def sheets(conn: sa.Connection, run_id: str, uscc: str | None = None) -> Iterator[dict[str, Any]]:
    """The kept sheets of a run in order of credit code, or that of one enterprise.

    Each as :func:`app.rating.sheets.to_dict` makes it, without record ids.
    """
    table = rating_result.c
    query = sa.select(rating_result).where(table.run_id == run_id).order_by(table.uscc)
    if uscc is not None:
        query = query.where(table.uscc == uscc)
    kept = conn.scalar(sa.select(rating_run.c.layout).where(rating_run.c.run_id == run_id))
    known = json.loads(kept or "{}")
    for row in conn.execute(query):
        content = json.loads(row.sheet)
        # a run of release 0.1.0 kept the sheet as it is shown
        yield to_dict(_sheet(row, content, known)) if "lines" in content else content


def _sheet(row: Any, content: dict[str, Any], known: dict[str, Any]) -> Sheet:
    template = content["template"]
    places = known["templates"].get(template, ())
    lines = tuple(
        Line(name, weight, *(line or ("X",)))
        for (name, weight), line in zip(places, content["lines"], strict=True)
    )
    return Sheet(
        uscc=row.uscc,
        name=content["name"],
        template=template,
        lines=lines,
        score=row.score_hundredths,
        coverage=content["coverage"],
        computed_grade=content["computed"],
        vetoes=tuple(Found(*one) for one in content["vetoes"]),
        caps=tuple(Found(*one) for one in content["caps"]),
        final_grade=row.final_grade,
        outcome=row.outcome,
        pending=tuple(content["pending"]),
        first_time_borrower=content["first"],
        improvement=improvement(lines, known["improvements"]),
        banks=tuple(content["banks"]),
        adjustment=content["adjustment"],
    )


def _line_texts(rating: Rating) -> dict[str, tuple[str, ...]]:
    """Credit code to the texts of its lines; equal values are written once."""
    groups: dict[str, list[str]] = {}
    for result in rating.results:
        if result.template:
            groups.setdefault(result.template, []).append(result.enterprise.uscc)
    texts: dict[str, tuple[str, ...]] = {}
    for template, codes in groups.items():
        columns = []
        for name, marks in rating.marks[template].items():
            values = rating.measures.indicators[name].values
            written: dict[Any, str] = {}
            column = []
            for uscc, mark in zip(codes, marks, strict=True):
                key = (mark, values.get(uscc))
                text = written.get(key)
                if text is None:
                    text = written[key] = _line_text(*key)
                column.append(text)
            columns.append(column)
        texts.update(zip(codes, zip(*columns, strict=True), strict=True))
    return texts


def _line_text(mark: tuple[str, int | None], value: tuple[Any, ...] | None) -> str:
    """``0`` for a line that the template leaves out, else state, percent and value."""
    state, pct = mark
    if state == "X":
        return "0"
    if value is None or state in {"Z", "F"}:
        return _json([state, pct])
    return _json([state, pct, *value])


def _caps(result: Result) -> tuple[Found, ...]:
    return result.verdict.caps if result.template else result.standing.caps


def _found(one: Found) -> list[object]:
    return [one.id, one.dataset, one.rec_id, one.grade, one.objected]


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
