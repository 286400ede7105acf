"""The workbench over a large office: everything that waits, against one count of the same rows."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.workbench import read_workbench
from app.office import open_office
from app.store.office_store import Store
from app.store.tables import register, sent_record
from tests.gui.offices import CLERK, MORNING, WORD, make_template

ROWS, ENTERPRISES = 350_000, 5_000
SENT = 300_000
BOUND = 5.0
"""A count reads each row once; the workbench also asks of each whether it was sent."""
_COUNT = "SELECT uscc, row_status, count(*) FROM rec_gd02 GROUP BY +uscc, +row_status"


def bench_workbench(folder: Path) -> dict[str, Any]:
    """Read in one job, after each change, before anybody can be told what to do next."""
    with clock.at(MORNING):
        make_template(folder)
        with open_office(folder / "GD", CLERK, WORD) as store:
            _fill(store)
            ours = _best(lambda: read_workbench(store))
            baseline = _best(lambda: _count(store))
    return {
        "name": f"workbench of {ROWS:,} records",
        "ours_s": ours,
        "baseline_s": baseline,
        "ratio": ours / baseline,
        "bound": BOUND,
    }


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def _count(store: Store) -> None:
    with store.read() as conn:
        conn.exec_driver_sql(_COUNT).fetchall()


def _fill(store: Store) -> None:
    """Seventy monthly bills each of 5,000 enterprises; the last ten are not sent yet."""
    codes = [f"91411221MB{number:08d}" for number in range(ENTERPRISES)]
    names = ("rec_id", "agency_code", "uscc", "as_of_date", "row_status", "rev_no", "entered_by")
    columns = (*names, "entered_at", "audit_seq", "cons_no", "month")
    ids = [uuid.uuid4().hex for _ in range(ROWS)]
    rows = (
        (rec_id, "GD", codes[place % ENTERPRISES], "2026-04-01",
         "已上报" if place < SENT else "已录入", 1, "甲", "2026-04-01T00:00:00Z", 1,
         str(place % ENTERPRISES), _month(place // ENTERPRISES))
        for place, rec_id in enumerate(ids)
    )  # fmt: skip
    with store.write() as conn:
        named = [{"uscc": code, "name": f"企业{code}", "former_names": ""} for code in codes]
        conn.execute(sa.insert(register), named)
        store.bulk_insert(conn, store.table("GD02"), columns, rows)
        sent = ((rec_id, "GD02", 1, "package") for rec_id in ids[:SENT])
        store.bulk_insert(conn, sent_record, ("rec_id", "dataset", "rev_no", "package_id"), sent)


def _month(number: int) -> str:
    return f"{2020 + number // 12}-{number % 12 + 1:02d}"
