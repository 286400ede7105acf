"""Import of 50,000 × 11 GD02 cells from .xlsx, whole, against a bare calamine read of the file."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
import sqlalchemy as sa

from app.catalogue.load import load
from app.collection.importing import import_file
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.store.opening import create, open_store
from app.store.tables import register

ROWS = 50_000
FIRMS = 5_000
BOUND = 4.0
PASSWORD = "河畔的三棵白杨树1987"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_digit(body: str) -> str:
    """The last character of a unified code."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return ALPHABET[(31 - total % 31) % 31]


def org_digit(body: str) -> str:
    """The last character of an organisation code."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    chars = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = 11 - sum(chars.index(c) * w for c, w in zip(body, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def firms() -> list[tuple[str, str]]:
    """Codes and names of the enterprises in the file."""
    found = []
    for number in range(FIRMS):
        body = f"MA{number:06d}"
        code = "91411221" + body + org_digit(body)
        found.append((code + check_digit(code), f"渑池县第{number}号实业有限公司"))
    return found


def workbook(path: Path) -> None:
    """The clerk's file."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("月度用电")
    page.append(
        ["序号", "户号", "户名", "统一社会信用代码", "月份", "用电量", "应收电费", "实收电费",
         "缴费期限", "缴费日期", "备注"]
    )  # fmt: skip
    owners = firms()
    for number in range(ROWS):
        code, name = owners[number % FIRMS]
        month = number // FIRMS % 12 + 1
        kwh = 100 + number % 977
        page.append(
            [number + 1, f"{41122100000000 + number % FIRMS}", name, code, f"2025-{month:02d}", kwh,
             round(kwh * 0.7, 2), round(kwh * 0.7, 2), f"2025-{month:02d}-25",
             f"2025-{month:02d}-20", ""]
        )  # fmt: skip
    book.save(path)


def once(folder: Path, path: Path) -> tuple[float, int]:
    """Seconds and accepted rows of one whole import into a new office."""
    create(
        folder,
        agency="GD",
        edition="agency",
        operators=[NewOperator("甲", PASSWORD, frozenset({Role.ENTRY, Role.REVIEWER}))],
        signing_key=bytes(32),
        sealing_key="AGE-SECRET-KEY-BENCH",
        cost=TRAINING_COST,
    )
    with open_store(folder, "甲", PASSWORD, load()) as store:
        with store.write() as conn:
            conn.execute(
                sa.insert(register),
                [{"uscc": code, "name": name, "former_names": ""} for code, name in firms()],
            )
        start = time.perf_counter()
        report = import_file(store, "GD02", path)
        return time.perf_counter() - start, report.accepted


def bench_import(repeats: int = 5) -> dict[str, Any]:
    """Measure; ``peak_mib`` is the larger of this process and its reading child."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        path = folder / "gd02.xlsx"
        workbook(path)
        ours, baseline = [], []
        for repeat in range(repeats):
            start = time.perf_counter()
            python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
            baseline.append(time.perf_counter() - start)
            seconds, accepted = once(folder / f"office{repeat}", path)
            if accepted != ROWS:
                raise RuntimeError(f"accepted {accepted} of {ROWS}")
            ours.append(seconds)
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    ours_s, baseline_s = statistics.median(ours), statistics.median(baseline)
    return {
        "name": "import 50,000 × 11 GD02 .xlsx",
        "ours_s": ours_s,
        "baseline_s": baseline_s,
        "ratio": ours_s / baseline_s,
        "bound": BOUND,
        "spread": [min(ours), max(ours)],
        "peak_mib": peak / 1024,
        "peak_bound_mib": 400,
    }


if __name__ == "__main__":
    json.dump(bench_import(int(sys.argv[1]) if len(sys.argv) > 1 else 5), sys.stdout, indent=1)
