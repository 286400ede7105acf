"""Verifying and merging a submission, against a bare ``executemany`` of the same rows."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.collection import notices, review, slips
from app.collection.importing import import_file
from app.merging.merge import merge
from app.merging.submission import write_submission
from app.store import engine
from tests.offices import CLERK, COMPANY, LEADER, County, found, start_register

ROWS = int(os.environ.get("CREDITDESK_BENCH_ROWS", "60000"))
REPEATS = 5
BOUND = 6.0
GROWTH_BOUND = 11.0


def bench_merge(folder: Path) -> list[dict[str, Any]]:
    """The merge against its bound, and what ten times as many rows cost (the fastest of each)."""
    small = measure(prepared(folder / "small", ROWS // 10))
    county = prepared(folder / "large", ROWS)
    large = measure(county)
    bare = [insert_bare(folder / f"bare{n}.db", rows_of(county)) for n in range(REPEATS)]
    ours, baseline = statistics.median(large), statistics.median(bare)
    return [
        {
            "name": f"verify and merge {ROWS:,} records",
            "ours_s": ours,
            "baseline_s": baseline,
            "ratio": ours / baseline,
            "bound": BOUND,
            "spread": [min(large), max(large)],
            "repeats": REPEATS,
        },
        {
            "name": f"growth of merging, {ROWS // 10:,} to {ROWS:,}",
            "ours_s": min(large),
            "baseline_s": min(small),
            "ratio": min(large) / min(small),
            "bound": GROWTH_BOUND,
            "spread": [min(large), max(large)],
            "repeats": REPEATS,
        },
    ]


def prepared(folder: Path, rows: int) -> County:
    """Offices whose power company has submitted ``rows`` bills; the coordinator's as it stood."""
    folder.mkdir()
    county = found(folder)
    start_register(county)
    path = folder / "bills.csv"
    lines = ["户号,统一社会信用代码,月份,用电量,应收电费,缴费期限"]
    lines += [
        f"{4112210000000 + row // 12},{COMPANY},2025-{row % 12 + 1:02d},{100 + row % 977},"
        f"{70 + row % 691}.50,2026-01-20"
        for row in range(rows)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with county.as_("GD", CLERK) as store:
        if import_file(store, "GD02", path).accepted != rows:
            raise RuntimeError("the list was not taken whole")
    with county.as_("GD", LEADER) as store:
        review.approve(store, "GD02", reasons={"*": "已核对"})
        for told in notices.generate(store):
            day = date.fromisoformat(told.generated_at[:10])
            slips.register_delivery(store, told.slip_code, delivered_date=day, method="直接送达")
        sent = write_submission(store, folder / "bills.xyb", period="2025").sent
    if sent != {"GD02": rows}:
        raise RuntimeError(f"sent {sent}")
    return county


def measure(county: County) -> list[float]:
    """Seconds of each merge into a fresh copy of the coordinator's office."""
    untouched = county.folder / "untouched"
    shutil.copytree(county.folder / "RH", untouched)
    taken = []
    for _ in range(REPEATS):
        shutil.rmtree(county.folder / "RH")
        shutil.copytree(untouched, county.folder / "RH")
        with county.as_("RH", LEADER) as store:
            begun = time.perf_counter()
            merge(store, county.package("bills.xyb"))
            taken.append(time.perf_counter() - begun)
    return taken


def rows_of(county: County) -> list[tuple[Any, ...]]:
    """The merged rows, every column that holds something."""
    with county.as_("RH", LEADER) as store, store.read() as conn:
        return [tuple(row)[1:] for row in conn.execute(sa.select(store.table("GD02")))]


def insert_bare(path: Path, rows: list[tuple[Any, ...]]) -> float:
    """Seconds to put the rows into a plain table of an encrypted database."""
    names = [f"c{number}" for number in range(len(rows[0]))]
    database = engine.connect(path, bytes(32), mode="rwc")
    try:
        database.execute(f"CREATE TABLE bare (id INTEGER PRIMARY KEY, {', '.join(names)})")
        begun = time.perf_counter()
        database.execute("BEGIN")
        marks = ", ".join("?" * len(names))
        database.executemany(f"INSERT INTO bare ({', '.join(names)}) VALUES ({marks})", rows)
        database.execute("COMMIT")
        return time.perf_counter() - begun
    finally:
        database.close()
