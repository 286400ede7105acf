"""The training county after its first campaign, made once for a whole run of the tests."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
MADE = "CREDITDESK_COUNTY"
"""Names a folder that keeps the county from run to run; for whoever writes tests."""


def creditdesk(*words: str, password: str = "") -> subprocess.CompletedProcess[str]:
    """The program by command, as its user runs it."""
    environment = {**os.environ, "CREDITDESK_PASSWORD": password, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "app.cli.main", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=400,
    )


def demo(factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """What ``creditdesk demo`` left, and what it said; one for all workers of a run."""
    base = factory.getbasetemp()
    return made_in((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo")


def made_in(shared: Path) -> tuple[Path, dict[str, Any]]:
    """The county in ``shared``: whoever comes first makes it, and nobody writes there."""
    shared = Path(os.environ.get(MADE, shared))
    shared.mkdir(exist_ok=True, parents=True)
    made, said = shared / "county", shared / "said.json"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = creditdesk(
                "demo", "--enterprises", "14", "--seed", "11", "--out", str(made), "--json"
            )
            assert done.returncode == 0, done.stderr[-3000:]
            said.write_text(done.stdout, "utf-8")
    return made, json.loads(said.read_text("utf-8"))


def copy_of(county: Path, folder: Path, *offices: str) -> Path:
    """The county without its offices but ``offices`` (all when none is named), to write in."""
    left = {path.name for path in (county / "offices").iterdir()} - set(offices) if offices else ()

    def leave(place: str, _names: list[str]) -> set[str]:
        return set(left) if Path(place) == county / "offices" else set()

    shutil.copytree(county, folder, ignore=leave)
    return folder
