"""``python -m tests.bench.run``: every ratio that was promised, measured on this machine.

Each ``bench_*`` function of each ``bench_*.py`` returns one result, or several. A result names
what was measured, our figure, the baseline's from the same run (seconds, or bytes for a size),
their ratio, and the bound that the ratio must keep. What is cheap is measured five times; the
table shows the median. Prints a table, writes ``build/bench.json``, ends with 1 when a bound is
broken. Arguments choose modules by name: ``python -m tests.bench.run merge import``.
"""

from __future__ import annotations

import gc
import importlib
import inspect
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
REPEATS = 5
PATIENCE = 40.0
"""Seconds after which a measurement is not cheap any more and is not repeated."""

Result = dict[str, Any]


def found(chosen: list[str]) -> list[Callable[..., Any]]:
    """Every measuring function, or those of the chosen modules."""
    functions = []
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if not chosen or path.stem.removeprefix("bench_") in chosen:
            module = importlib.import_module(f"tests.bench.{path.stem}")
            functions += [
                function
                for name, function in vars(module).items()
                if name.startswith("bench_") and inspect.isfunction(function)
                if function.__module__ == module.__name__
            ]
    return functions


def measured(function: Callable[..., Any]) -> list[Result]:
    """Results of one function: the medians of up to five calls, and how far they spread."""
    calls: list[list[Result]] = []
    begun = time.perf_counter()
    while len(calls) < REPEATS and (not calls or time.perf_counter() - begun < PATIENCE):
        gc.collect()
        with tempfile.TemporaryDirectory() as folder:
            wants_folder = "folder" in inspect.signature(function).parameters
            returned = function(Path(folder)) if wants_folder else function()
        calls.append(returned if isinstance(returned, list) else [returned])
        if all("spread" in result for result in calls[-1]):
            break
    return [_median(list(same)) for same in zip(*calls, strict=True)]


def _median(same: list[Result]) -> Result:
    if len(same) == 1 and "spread" in same[0]:
        return same[0]
    ours, baseline, ratios = (
        [run[key] for run in same] for key in ("ours_s", "baseline_s", "ratio")
    )
    return {
        **same[0],
        "ours_s": statistics.median(ours),
        "baseline_s": statistics.median(baseline),
        "ratio": statistics.median(ratios),
        "spread": [min(ours), max(ours)],
        "repeats": len(same),
    }


def line(result: Result) -> str:
    """A row of the table."""
    low, high = result["spread"]
    kept = "ok" if result["ratio"] <= result["bound"] else "BROKEN"
    return (
        f"{result['name']:<44} {result['ours_s']:>12.3f} {result['baseline_s']:>12.3f}"
        f" {result['ratio']:>7.2f} {result['bound']:>6.2f} {low:>11.3f}–{high:<11.3f} {kept}"
    )


def main(chosen: list[str]) -> int:
    """Measure, tell, keep; the exit code."""
    print(f"{'':<44} {'ours':>12} {'baseline':>12} {'ratio':>7} {'bound':>6} {'spread':^23}")
    results = []
    for function in found(chosen):
        for result in measured(function):
            results.append(result)
            print(line(result), flush=True)
    machine = {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
    }
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    told = {"machine": machine, "results": results}
    target.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return int(any(result["ratio"] > result["bound"] for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
