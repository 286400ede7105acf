"""A coordinator whose PC dies while a stick is taken in finds each package whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.inbox import taking
from app.inbox.arrived import KNOWN, MERGED, READY
from app.inbox.examining import examine
from app.inbox.gathering import gather
from app.store import audit_check
from app.store.office_store import Store
from tests.offices import LEADER, County

PROGRAM = Path(__file__).parents[2] / "crash" / "inbox_forever.py"
PACKAGES = 3


def arrived(store: Store) -> list[str]:
    """The states of the stick's packages, after looking whether what is in is in whole."""
    audit_check.verify(store)
    with store.read() as conn:
        rows = conn.exec_driver_sql("SELECT count(DISTINCT package_id) FROM rec_gd02").scalar_one()
        query = "SELECT count(*) FROM inbox WHERE kind = 'submission' AND sender = 'GD'"
        taken = conn.exec_driver_sql(query).scalar_one()
    assert rows == min(taken, PACKAGES - 1), "the third replaces the first one's only row"
    stick = Path(store.folder).parent / "stick"
    return [one.state for one in examine(store, gather([stick])) if one.path.name.startswith("GD-")]


@pytest.mark.parametrize("steps", [1, 5, 9])
def test_a_killed_inbox_leaves_no_half_and_is_gone_on_with(county: County, steps: int) -> None:
    """Half a stick is normal after a power cut; half a package would be rated as the truth."""
    stick = county.folder / "stick"
    stick.mkdir()
    for number in range(1, PACKAGES + 1):
        shutil.copy(county.package(f"GD-{number}.xyb"), stick)
    assert _take_and_kill(county.folder / "RH", stick, steps) == -signal.SIGKILL
    with county.as_("RH", LEADER) as store:
        states = arrived(store)
        done = states.count(KNOWN)
        assert states == [KNOWN] * done + [READY] * (PACKAGES - done)
        left = examine(store, gather([stick]))
        assert taking.take_all(store, left).count(MERGED) == PACKAGES - done
        assert arrived(store) == [KNOWN] * PACKAGES


def _take_and_kill(office: Path, stick: Path, steps: int) -> int:
    """Let a child take the stick in, and kill it so many steps after the first merge began."""
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), str(office), str(stick)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as child:
        assert child.stdout is not None
        while not child.stdout.readline().startswith("1/"):
            pass
        for _ in range(steps):
            child.stdout.readline()
        child.kill()
    return child.returncode
