"""How long a rating takes against one bare GROUP BY scan of the tables that its measures read.

Returns {name, ours_s, baseline_s, ratio, bound}; 75 rows an enterprise, a county's year.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.catalogue.load import load
from app.rating import scheme as schemes
from app.rating.run import rate
from app.rating.windows import minus_months
from app.store import tables
from app.store.facts import mark_superseded
from tests.unit.rating.county import D, agency_of

ENTERPRISES = 2_000
BOUND = 3.0
Bench = dict[str, str | float]
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


def bench_rating(folder: Path, enterprises: int = ENTERPRISES, repeats: int = 3) -> Bench:
    """Seconds to rate all enterprises, and to scan their tables once grouped by enterprise."""
    catalogue = load()
    scheme = schemes.load()
    words = _words(scheme)
    engine = sa.create_engine(f"sqlite:///{folder / 'rating.db'}")
    rows, count = county(enterprises, seed=1)
    with engine.connect() as conn:
        tables.metadata.create_all(conn)
        for data_set in catalogue.data_sets.values():
            table = tables.record_table(data_set)
            table.create(conn)
            if data_set.code in rows:
                conn.execute(table.insert(), rows[data_set.code])
                mark_superseded(conn, data_set)
        conn.commit()
        ours = baseline = float("inf")
        for _ in range(repeats):
            ours = min(ours, _timed(lambda: rate(conn, scheme, D, catalogue=catalogue)))
            baseline = min(baseline, _timed(lambda: _scan(conn, rows, words)))
    engine.dispose()
    return {
        "name": f"rating {enterprises} enterprises, {count} rows",
        "ours_s": ours,
        "baseline_s": baseline,
        "ratio": ours / baseline,
        "bound": BOUND,
    }


def _scan(conn: sa.Connection, rows: Rows, words: frozenset[str]) -> None:
    """The columns that the scheme names, read once, grouped by enterprise, and nothing else."""
    for code in rows:
        table = tables.record_table(load().data_sets[code])
        read = [sa.func.max(column) for column in table.columns if column.name in words]
        conn.execute(sa.select(table.c.uscc, *read).group_by(table.c.uscc)).all()


def _words(scheme: schemes.Scheme) -> frozenset[str]:
    """All words of the scheme's SQL, and the columns by which the views choose rows."""
    texts = [text for one in scheme.indicators for text in scheme.measure(one.id)]
    texts += [scheme.sql("prepare", name) for name in scheme.prepare]
    texts += [scheme.sql("vetoes", veto.id) for veto in scheme.vetoes]
    texts += [scheme.sql("caps", cap.id) for cap in scheme.caps]
    return frozenset({"superseded", "row_status", *re.findall(r"\w+", " ".join(texts))})


def _timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
