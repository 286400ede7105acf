"""How long writing a package takes, and how large it is, against bare baselines in the same run.

Each function returns {name, ours_s, baseline_s, ratio, bound}; for a size, the two ``_s`` hold
bytes.
"""

from __future__ import annotations

import csv
import io
import lzma
import random
import time
import zipfile
from pathlib import Path

from app.catalogue.load import load
from app.exchange import Resource, tables, write
from app.keys import signing

ROWS = 360_000
COLUMNS = (
    "rec_id", "agency_code", "uscc", "as_of_date", "row_status", "rev_no", "entered_by",
    "entered_at", "reviewed_by", "reviewed_at", "cons_no", "month", "kwh", "amount",
)  # fmt: skip
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
Bench = dict[str, str | float]


def rows_like_gd02(count: int = ROWS, seed: int = 1) -> list[tuple[str | int, ...]]:
    """``count`` reviewed records: each customer's twelve months, random amounts and record ids."""
    chance = random.Random(seed)
    made: list[tuple[str | int, ...]] = []
    while len(made) < count:
        tail = "".join(chance.choices(_SIGNS, k=9))
        cons_no = f"4112{chance.randrange(10**9):09d}"
        usual = chance.randrange(100, 2_000_000)
        for month in range(1, 13):
            kwh = max(0, int(usual * chance.gauss(1, 0.2)))
            made.append(
                (
                    f"{chance.getrandbits(128):032x}", "GD", f"91411221M{tail}",
                    f"2025-{month:02d}-28", "已审核", 1, "李录入", "2026-04-02T02:15:00Z",
                    "王审核", "2026-04-03T06:00:00Z", cons_no, f"2025-{month:02d}",
                    kwh, int(kwh * chance.uniform(0.5, 0.9)),
                )
            )  # fmt: skip
    return made[:count]


def csv_of(rows: list[tuple[str | int, ...]]) -> bytes:
    """The same rows as UTF-8 CSV with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode()


def write_package(path: Path, rows: list[tuple[str | int, ...]]) -> int:
    """Write ``rows`` as a package for two recipients; its size in bytes."""
    keys = [signing.recipient_of(signing.new_sealing_identity()) for _ in range(2)]
    table = tables.write_rows(load().data_sets["GD02"], COLUMNS, rows)
    return write(
        path,
        kind="submission",
        sender="GD",
        seq=1,
        prev="",
        period="2025",
        directory_version=1,
        signing_key=signing.new_signing_key(),
        recipients=keys,
        resources=[Resource("data/gd02.jsonl", table)],
        extra={},
    ).bytes


def bench_write(folder: Path) -> Bench:
    """Seconds to write a package of 360,000 records against bare csv + zip of the same rows."""
    rows = rows_like_gd02()
    start = time.perf_counter()
    with zipfile.ZipFile(folder / "bare.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("gd02.csv", csv_of(rows))
    baseline = time.perf_counter() - start
    start = time.perf_counter()
    write_package(folder / "ours.xyb", rows)
    ours = time.perf_counter() - start
    return _result("exchange.write", ours, baseline, 3.0)


def bench_size(folder: Path) -> Bench:
    """Bytes of the package against ``xz -6`` of the CSV of the same rows."""
    rows = rows_like_gd02()
    baseline = len(lzma.compress(csv_of(rows), preset=6))
    return _result("exchange.size", write_package(folder / "ours.xyb", rows), baseline, 1.15)


def _result(name: str, ours: float, baseline: float, bound: float) -> Bench:
    return {
        "name": name,
        "ours_s": ours,
        "baseline_s": baseline,
        "ratio": ours / baseline,
        "bound": bound,
    }
