"""The training county: enterprises, every agency's clean facts, and the papers that go with them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.catalogue.model import Catalogue
from app.training import (
    examples,
    facts_bank,
    facts_court,
    facts_land,
    facts_market,
    facts_social,
    facts_tax,
    facts_utilities,
)
from app.training.cases import CASES, Case
from app.training.codes import AS_OF, Row
from app.training.facts_market import Fact
from app.training.register import Enterprise, invented, register

SUBJECTS = (
    facts_market.facts,
    facts_tax.facts,
    facts_utilities.facts,
    facts_social.facts,
    facts_land.facts,
    facts_court.facts,
    facts_bank.facts,
)
_DELIVERED = "2026-03-10"


@dataclass(frozen=True)
class Notice:
    """One letter to be delivered: on ``delivered`` (ISO), or never when it is empty."""

    agency: str
    uscc: str
    delivered: str


@dataclass(frozen=True)
class County:
    """All there is to know. ``facts``: agency code → data set code → rows in stored form.

    ``coverage``: agency → (data set, from, to) in ISO dates. ``consents``: (bank, YH00 row).
    ``cases``: enterprise code → the planted case. ``decisions`` and ``objections`` are steps for
    the coordinator and the agencies (keys ``uscc``, and those of :class:`Case` ``steps``).
    """

    seed: int
    as_of: date
    enterprises: tuple[Enterprise, ...]
    facts: Mapping[str, Mapping[str, list[Row]]]
    coverage: Mapping[str, list[tuple[str, str, str]]]
    notices: tuple[Notice, ...]
    consents: tuple[tuple[str, Row], ...]
    cases: Mapping[str, Case]
    decisions: tuple[dict[str, Any], ...]
    objections: tuple[dict[str, Any], ...]
    catalogue: Catalogue


def generate(
    seed: int, n: int, register_rows: list[dict[str, str]] | None, catalogue: Catalogue
) -> County:
    """``n`` ordinary enterprises (from the register's rows first) and one for each planted case.

    The same arguments give the same county. Facts are clean: no rule of the catalogue refuses any.
    """
    ordinary = register(seed, n, register_rows)
    planted = _planted(seed, {entry.name for entry in ordinary})
    facts: dict[str, dict[str, list[Row]]] = {
        agency.code: {entry.code: [] for entry in catalogue.data_sets_of(agency.code, AS_OF)}
        for agency in catalogue.collecting_agencies(AS_OF)
    }
    for enterprise in ordinary:
        for subject in SUBJECTS:
            _file(facts, subject(enterprise, enterprise.rng(seed, subject.__module__)))
    for enterprise, case in planted:
        made = examples.farm(enterprise) if case.farm else examples.company(enterprise)
        _file(facts, case.change(enterprise, made))
    cases = {enterprise.uscc: case for enterprise, case in planted}
    return County(
        seed=seed,
        as_of=AS_OF,
        enterprises=(*(entry for entry, _ in planted), *ordinary),
        facts=facts,
        coverage={agency: _coverage(agency, sets) for agency, sets in facts.items()},
        notices=_notices(facts, cases),
        consents=tuple((a, row) for a, sets in facts.items() for row in sets.get("YH00", ())),
        cases=cases,
        decisions=_steps(cases, "decision"),
        objections=_steps(cases, "objection"),
        catalogue=catalogue,
    )


def _planted(seed: int, used: set[str]) -> list[tuple[Enterprise, Case]]:
    rng = random.Random(f"{seed}/planted")
    found = []
    for case in CASES:
        base = invented(rng, "5" if case.farm else "1", used)
        sized = examples.farm_base(base) if case.farm else examples.company_base(base)
        found.append((replace(sized, plant=case.id), case))
    return found


def _file(facts: dict[str, dict[str, list[Row]]], made: Any) -> None:
    fact: Fact
    for fact in made:
        agency, dataset, row = fact
        facts[agency][dataset].append(row)


def _coverage(agency: str, sets: Mapping[str, list[Row]]) -> list[tuple[str, str, str]]:
    start = date(AS_OF.year - 2, AS_OF.month + 1, 1).isoformat()
    own = [code for code in sets if not (agency == "SW" and code == "RS02")]
    return [(code, start, AS_OF.isoformat()) for code in own]


def _notices(
    facts: Mapping[str, Mapping[str, list[Row]]], cases: Mapping[str, Case]
) -> tuple[Notice, ...]:
    found = []
    for agency, sets in facts.items():
        for uscc in sorted({str(row["uscc"]) for rows in sets.values() for row in rows}):
            special = cases[uscc].steps.get("notice", {}) if uscc in cases else {}
            found.append(Notice(agency, uscc, special.get(agency, _DELIVERED)))
    return tuple(found)


def _steps(cases: Mapping[str, Case], kind: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"uscc": uscc, "case": case.id, **case.steps[kind]}
        for uscc, case in cases.items()
        if kind in case.steps
    )
