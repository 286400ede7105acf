"""Rating, what-if and the shortest way at a county's limit, against one bare GROUP BY scan.

A real encrypted office of 20,000 enterprises with 75 rows each, a county's year; a second one of
2,000 for growth. Each figure is the fastest of the repeats, so that a busy machine does not decide.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.catalogue.load import load
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.office import create_office, open_office
from app.rating import scheme as schemes
from app.rating.runs import run_rating
from app.rating.scoring import Rating
from app.rating.shortest import ways
from app.rating.what_if import moves, reweighted
from app.rating.windows import minus_months
from app.store.facts import mark_superseded
from app.store.office_store import Store
from tests.unit.rating.county import D, agency_of

SIZES = (2_000, 20_000)
REPEATS = 3
WORD = "correct horse battery"
Bench = dict[str, Any]
Rows = dict[str, list[dict[str, Any]]]

# rows of one enterprise: 24 bills, 16 filings, 12 contributions, 12 loan months, 11 others
_MONTHS = [minus_months(D.replace(day=1), back).isoformat()[:7] for back in range(24)]


def _rows(chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "SC01", {
        "ent_name": "企业", "entity_kind": chance.choice("1145"), "reg_status": "1",
        "est_date": "2015-06-01", "reg_capital": 100, "paid_capital": chance.randrange(100),
    }  # fmt: skip
    for month in _MONTHS:
        yield "GD02", {
            "cons_no": "1", "month": month, "kwh": chance.randrange(10**6), "amount": 50_000,
            "due_date": f"{month}-25", "paid_date": f"{month}-{chance.randrange(10, 28)}",
        }  # fmt: skip
    for month in _MONTHS[:16]:
        yield "SW02", {
            "period": month, "period_type": "M", "tax_kind": "增值税", "due_date": f"{month}-15",
            "declare_date": f"{month}-10", "paid": chance.randrange(10**6),
            "paid_date": f"{month}-15", "taxable_revenue": chance.randrange(10**8),
        }  # fmt: skip
    for month in _MONTHS[:12]:
        persons = chance.randrange(1, 50)
        values = {"month": month, "persons": persons, "payable": 100, "paid": 100}
        yield "RS02", {"kind": "1", "paid_date": f"{month}-15", **values}
        yield "YH03", {
            "loan_no": "1", "month": month, "balance": 100, "five_class": "1", "overdue_days": 0,
            "overdue_interest": 0, "max_overdue_days_24m": 0, "status": "正常",
        }  # fmt: skip
    for year in (2023, 2024):
        yield "SC08", {
            "year": year, "report_date": f"{year + 1}-05-01", "revenue": chance.randrange(1, 9**9),
            "assets": 9**9, "liabilities": chance.randrange(9**9), "equity": 1, "net_profit": 1,
        }  # fmt: skip
        yield (
            "SW03",
            {"year": year, "grade": chance.choice("ABMC"), "eval_date": f"{year + 1}-04-01"},
        )
    yield "YH01", {"credit_no": "1", "limit": 9, "used": 5, "from": "2025-01-01"}
    yield "YH08", {"first_relation_date": "2021-01-01"}
    yield "SC06", {"decision_no": "1", "severity": "轻微", "decision_date": "2025-09-01"}
    yield "SC04", {"item": "住所", "change_date": "2025-09-01"}
    yield "FY01", {"case_no": "1", "class": "民事", "role": "原告", "file_date": "2025-08-01"}
    yield "ST03", {"year": 2024, "grade": "2"}


def county(enterprises: int, seed: int) -> tuple[Rows, int]:
    """Rows per data set of so many enterprises, and how many they are."""
    chance = random.Random(seed)
    made: Rows = {}
    number = 0
    for place in range(enterprises):
        uscc = f"91411221MA9{place:07d}"
        for code, values in _rows(chance):
            number += 1
            for name in ("cons_no", "loan_no", "credit_no", "case_no"):
                if name in values:
                    values[name] = f"{place}-{values[name]}"
            common = {
                "id": number, "rec_id": f"{number:032x}", "agency_code": agency_of(code),
                "uscc": uscc, "as_of_date": "2026-04-20", "row_status": "已上报", "rev_no": 1,
                "entered_by": "a", "entered_at": "", "audit_seq": 0, "superseded": 0,
            }  # fmt: skip
            made.setdefault(code, []).append({**common, **values})
    return made, number


def office(folder: Path, enterprises: int) -> Store:
    """An open coordinator's office with so many enterprises, its rows put in directly."""
    leader = NewOperator("审核员", WORD, frozenset({Role.REVIEWER}))
    create_office(folder, agency="RH", operators=[leader], cost=TRAINING_COST)
    store = open_office(folder, leader.name, WORD)
    rows, _ = county(enterprises, seed=1)
    with store.write() as conn:
        for code in sorted(rows):
            data_set = store.catalogue.data_sets[code]
            made = rows.pop(code)
            conn.execute(store.table(code).insert(), made)
            mark_superseded(conn, data_set)
    return store


def bench_rating(folder: Path) -> list[Bench]:
    """A kept run, what-if and shortest way of the large county; how each grows from the small."""
    small, large = (_measured(folder / str(size), size) for size in SIZES)
    told = f"{SIZES[1]} enterprises, {75 * SIZES[1]} rows"
    bounds = {
        f"rating {told}": ("run", "scan", 3.0),
        f"what-if, all weights, {told}": ("what_if", "run", 0.5),
        f"what-if, one weight, {told}": ("one_weight", "run", 0.5),
        f"shortest way to AAA, {told}": ("shortest", "run", 1.0),
    }
    results = [
        _result(name, large[ours], large[baseline], bound)
        for name, (ours, baseline, bound) in bounds.items()
    ]
    growth = SIZES[1] / SIZES[0] * 1.1
    return results + [
        _result(f"growth of {name}, {SIZES[0]} to {SIZES[1]}", large[name], small[name], growth)
        for name in ("run", "what_if", "shortest")
    ]


def _measured(folder: Path, size: int) -> dict[str, list[float]]:
    """Seconds of every repeat of each act."""
    scheme = schemes.load()
    bare = replace(scheme, no_grade_below=0, recommend_from=0)
    with office(folder, size) as store:
        found: dict[str, list[float]] = {}

        def timed(name: str, work: Callable[[], Any]) -> Any:
            start = time.perf_counter()
            done = work()
            found.setdefault(name, []).append(time.perf_counter() - start)
            return done

        for _ in range(REPEATS):
            timed("scan", lambda: _scan(store, scheme))
            run = timed("run", lambda: run_rating(store, scheme, D))
            before = run.rating
            weights = {one.id: {"C": 3, "H": 3, "F": 3} for one in scheme.indicators}
            timed("what_if", partial(_moved, before, weights))
            timed("one_weight", partial(_moved, before, {"I09": {"C": 9}}))
            # without limits on coverage every enterprise is really searched for
            searched = Rating(bare, before.measures)
            timed("shortest", partial(_ways_to_the_top, searched))
    return found


def _moved(before: Rating, weights: dict[str, dict[str, int]]) -> int:
    return len(list(moves(before, reweighted(before, weights))))


def _ways_to_the_top(rating: Rating) -> int:
    return len(list(ways(rating, "AAA")))


def _result(name: str, ours: list[float], baseline: list[float], bound: float) -> Bench:
    return {
        "name": name,
        "ours_s": min(ours),
        "baseline_s": min(baseline),
        "ratio": min(ours) / min(baseline),
        "bound": bound,
        "spread": [min(ours), max(ours)],
        "repeats": len(ours),
    }


def _scan(store: Store, scheme: schemes.Scheme) -> None:
    """The columns that the scheme names, read once, grouped by enterprise, and nothing else."""
    words = frozenset(
        {"superseded", "row_status", *re.findall(r"\w+", " ".join(scheme.files.values()))}
    )
    with store.read() as conn:
        for code in load().data_sets:
            table = store.table(code)
            read = [sa.func.max(column) for column in table.columns if column.name in words]
            conn.execute(sa.select(table.c.uscc, *read).group_by(table.c.uscc)).all()
