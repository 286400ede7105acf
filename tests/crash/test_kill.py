"""Nothing acknowledged is lost and nothing is torn when the program is killed at any moment."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from app.catalogue.load import load
from app.store import audit_check
from app.store.opening import open_store
from tests.unit.store.conftest import CLERK, PASSWORD, make_office

ROUNDS = 8
ROWS = 21


def test_killed_office_keeps_every_acknowledged_transaction(tmp_path: Path):
    """A power cut or the task manager in the middle of an import."""
    folder = make_office(tmp_path / "office")
    random_source = random.Random(2026)
    last = 0
    for _ in range(ROUNDS):
        last = _work_and_kill(folder, last + 1, random_source.randint(1, 60))
        with open_store(folder, CLERK, PASSWORD, load()) as store:
            with store.read() as conn:
                found = conn.exec_driver_sql(
                    "SELECT dataset, count(*) FROM column_choice GROUP BY dataset"
                ).all()
            assert {count for _, count in found} == {ROWS}
            present = {int(number) for number, _ in found}
            assert present >= set(range(1, last + 1))
            last = max(present)
            audit_check.verify(store)


def _work_and_kill(folder: Path, start: int, after: int) -> int:
    """Let a child commit, kill it some acknowledgements later; returns the last acknowledged."""
    program = [sys.executable, str(Path(__file__).with_name("commit_forever.py"))]
    with subprocess.Popen(
        [*program, str(folder), CLERK, PASSWORD, str(start)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as child:
        assert child.stdout is not None
        last = 0
        for _ in range(after):
            last = int(child.stdout.readline())
        child.kill()
        rest = [int(line) for line in child.stdout if line.endswith("\n")]
    return max([last, *rest])
