"""How soon the form of the largest data set is there, and that opening costs no memory."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

OPENINGS = 1_000
LATER_S = 0.150
"""So much later than the form of a small data set may that of the largest be there."""
GROWTH_MIB = 8
"""What allocator and caches may still take after the first hundred openings."""
Figure = dict[str, Any]


def once(what: str) -> Figure:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.screens_once", what, str(OPENINGS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def bench_form() -> Figure:
    """First opening in an open office: from the choice of the data set to the painted form."""
    found = once("form")
    allowed = found["small_s"] + LATER_S
    return {
        "name": f"entry form {found['large']} against {found['small']} + 150 ms",
        "ours_s": found["large_s"],
        "baseline_s": allowed,
        "ratio": found["large_s"] / allowed,
        "bound": 1.0,
    }


def bench_memory() -> list[Figure]:
    """Memory after the thousandth opening against that after the hundredth (MiB)."""
    return [
        {
            "name": f"memory of {OPENINGS} openings of the {title} (MiB)",
            "ours_s": found["last_mib"],
            "baseline_s": found["first_mib"],
            "ratio": (found["last_mib"] - found["first_mib"]) / GROWTH_MIB,
            "bound": 1.0,
        }
        for title, found in (("entry form", once("forms")), ("every screen", once("screens")))
    ]
