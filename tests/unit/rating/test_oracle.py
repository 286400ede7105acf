"""The engine against an independent rating by the text of the rules, on random counties.

Where they differ, an enterprise would be graded by something other than the published scheme.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from app.rating import sheets
from app.store import tables
from tests.unit.rating import oracle
from tests.unit.rating.county import CATALOGUE, Facts
from tests.unit.rating.oracle_facts import World
from tests.unit.rating.random_county import build

COUNTIES = 40
BATCHES = 4


@pytest.fixture(scope="module")
def facts() -> Iterator[Facts]:
    with Facts() as held:
        yield held


def fill(facts: Facts, world: World) -> None:
    """Replace everything in the tables by a county."""
    conn = facts.conn
    facts.used = set(world.rows)
    others = {
        tables.coverage: world.coverage,
        tables.notice: world.notices,
        tables.objection: world.objections,
        tables.decision: world.decisions,
    }
    records = {
        tables.record_table(data_set): world.rows.get(code, [])
        for code, data_set in CATALOGUE.data_sets.items()
    }
    for table, rows in {**others, **records}.items():
        conn.execute(table.delete())
        names = [column.name for column in table.columns]
        if rows:
            filled = [{name: row.get(name) for name in names} for row in rows]
            conn.execute(table.insert(), list({_key(table, row): row for row in filled}.values()))


def _key(table: object, row: dict[str, object]) -> tuple[object, ...]:
    names = {
        tables.coverage: ("agency_code", "dataset", "period_from", "period_to"),
        tables.notice: ("agency_code", "uscc"),
    }
    return tuple(row[name] for name in names.get(table, ())) or (id(row),)  # type: ignore[call-overload]


def differences(wanted: oracle.Sheet, got: sheets.Sheet) -> Iterator[str]:
    """Every way in which two sheets of one enterprise differ."""
    lines = {line.id: line for line in got.lines}
    for name, (state, pct, value) in wanted.lines.items():
        line = lines[name]
        if (state, pct) != (line.state, line.pct):
            yield f"{name}: rules {state} {pct} {value}, engine {line}"
        elif value is not None and line.numerator is not None and line.denominator:
            found = Fraction(line.numerator, line.denominator)
            if value != found:
                yield f"{name}: rules {value}, engine {found}"
    parts = {
        "template": got.template,
        "score": None if got.score is None else sheets.two_decimals(got.score),
        "coverage": got.coverage,
        "computed": got.computed_grade,
        "vetoes": {(one.id, one.dataset, one.rec_id) for one in got.vetoes},
        "caps": {(one.id, one.dataset, one.rec_id) for one in got.caps},
        "final": got.final_grade,
        "outcome": got.outcome,
        "pending": list(got.pending),
        "first_time_borrower": got.first_time_borrower,
        "improvement": [name for name, _ in got.improvement],
        "banks": list(got.banks),
    }
    for name, part in parts.items():
        if getattr(wanted, name) != part:
            yield f"{name}: rules {getattr(wanted, name)}, engine {part}"


def compare(facts: Facts, seed: int) -> tuple[list[str], set[str], date]:
    """Differences of one county, and which cases it exercised."""
    world, day = build(seed)
    fill(facts, world)
    wanted, got = oracle.rate(world, day), facts.sheets(day, records=False)
    found = [] if wanted.keys() == got.keys() else [f"{seed}: other enterprises"]
    seen: set[str] = set()
    for uscc in wanted.keys() & got.keys():
        found += [f"{seed} {day} {uscc} {one}" for one in differences(wanted[uscc], got[uscc])]
        sheet = wanted[uscc]
        seen |= {sheet.outcome, sheet.final, *(one[0] for one in sheet.vetoes | sheet.caps)}
        seen |= {f"{name} {line[0]}" for name, line in sheet.lines.items()}
    return found, seen, day


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_engine_rates_as_the_rules_say(facts: Facts, batch: int) -> None:
    found: list[str] = []
    for seed in range(batch, COUNTIES, BATCHES):
        found += compare(facts, seed)[0]
    assert not found, "\n".join(found[:20])
