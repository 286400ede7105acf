"""A clerk whose PC dies in the middle of an import finds each file whole or not at all."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from app.catalogue.load import load
from app.store import audit_check
from app.store.opening import open_store
from app.store.tables import register
from tests.unit.store.conftest import CLERK, PASSWORD, make_office

ROUNDS = 15
ROWS = 30


def test_a_killed_import_loses_nothing_acknowledged_and_leaves_nothing_partial(
    tmp_path: Path,
) -> None:
    """Records, batch and audit entry come together or not at all."""
    folder = make_office(tmp_path / "office")
    with open_store(folder, CLERK, PASSWORD, load()) as store, store.write() as conn:
        conn.execute(
            sa.insert(register).values(uscc="91411221MA9TE01610", name="某公司", former_names="")
        )
    seed = int(os.environ.get("CREDITDESK_SEED", "2026"))
    print(f"seed {seed}")
    chance = random.Random(seed)
    last = 0
    for _ in range(ROUNDS):
        last = max(last, _import_and_kill(folder, last + 1, chance))
        with open_store(folder, CLERK, PASSWORD, load()) as store:
            with store.read() as conn:
                counts = conn.exec_driver_sql(
                    "SELECT count(*) FROM rec_gd02 GROUP BY batch_id"
                ).all()
                batches = conn.exec_driver_sql("SELECT count(*) FROM batch").scalar_one()
                newest = conn.exec_driver_sql("SELECT max(cons_no) FROM rec_gd02").scalar()
            assert {count for (count,) in counts} <= {ROWS}
            assert len(counts) == batches
            present = (int(newest) - 4112210000000) // 100 if newest else 0
            assert present >= last
            assert present == batches
            last = present
            audit_check.verify(store)
    assert last > 0


def _import_and_kill(folder: Path, start: int, chance: random.Random) -> int:
    """Let a child import, kill it at a random moment; returns the last file acknowledged."""
    program = [sys.executable, str(Path(__file__).with_name("import_forever.py"))]
    with subprocess.Popen(
        [*program, str(folder), CLERK, PASSWORD, str(start)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as child:
        assert child.stdout is not None
        last = int(child.stdout.readline())
        time.sleep(chance.uniform(0, 0.6))
        child.kill()
        rest = [int(line) for line in child.stdout if line.endswith("\n")]
    return max([last, *rest])
