"""One demo for all the tests of this folder that need a whole county."""

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

ROOT = Path(__file__).parents[2]


def creditdesk(*words: str, password: str = "") -> subprocess.CompletedProcess[str]:
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


class Left:
    """What the demo left, and its offices by command."""

    def __init__(self, out: Path, summary: dict[str, Any]) -> None:
        self.out, self.summary = out, summary
        self.passwords = json.loads((out / "passwords.json").read_text("utf-8"))

    def run(self, office: str, operator: str, *words: str) -> dict[str, Any]:
        place = ["--office", str(self.out / "offices" / office), "--operator", operator, "--json"]
        done = creditdesk(*words, *place, password=self.passwords[office][operator])
        assert done.returncode in (0, 1), done.stderr
        content: dict[str, Any] = json.loads(done.stdout)
        return content


@pytest.fixture(scope="session")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """A copy of the one demo that all workers of this run share: whoever comes first makes it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    shared.mkdir(exist_ok=True)
    made, said = shared / "county", shared / "said.json"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = creditdesk(
                "demo", "--enterprises", "14", "--seed", "11", "--out", str(made), "--json"
            )
            assert done.returncode == 0, done.stderr[-3000:]
            said.write_text(done.stdout, "utf-8")
    out = base / "county"
    shutil.copytree(made, out)
    return Left(out, json.loads(said.read_text("utf-8")))
