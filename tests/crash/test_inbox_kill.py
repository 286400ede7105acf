"""A coordinator whose PC dies while a stick is taken in finds each package whole or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from app.inbox import taking
from app.inbox.arrived import KNOWN, MERGED, READY
from app.inbox.examining import examine
from app.inbox.gathering import gather
from app.store import audit_check
from app.store.office_store import Store
from tests.crash.test_merge_kill import ROWS, post
from tests.offices import COMPANY, LEADER, bill, collect, found, start_register

KILLED_AT = (1, 7, 12, 20, 31)
"""Lines that the child has said when it is killed: before, in and after several packages."""


def whole(store: Store) -> int:
    """How many packages are in; each must be there with all of its rows."""
    with store.read() as conn:
        rows = conn.exec_driver_sql("SELECT count(*) FROM rec_gd02 GROUP BY package_id").scalars()
        taken = conn.exec_driver_sql(
            "SELECT count(*) FROM inbox WHERE kind = 'submission' AND sender = 'GD'"
        ).scalar_one()
        counts = list(rows)
    assert set(counts) <= {ROWS, ROWS + 1}
    assert len(counts) == taken
    return int(taken)


def test_a_killed_inbox_leaves_no_half_and_is_gone_on_with(tmp_path: Path) -> None:
    """Half a stick is normal after a power cut; half a package would be rated as the truth."""
    county = found(tmp_path)
    start_register(county)
    collect(county, "GD", "GD02", [bill(COMPANY, "4112219999", "2026-02", "1000")])
    sent = post(county, packages=6)
    stick = tmp_path / "stick"
    stick.mkdir()
    for path in sent.paths:
        shutil.copy(path, stick)
    before = 0
    for lines in KILLED_AT:
        _take_and_kill(tmp_path / "RH", stick, lines)
        with county.as_("RH", LEADER) as store:
            audit_check.verify(store)
            now = whole(store)
            assert now >= before
            before = now
    assert before < len(sent.paths), "no kill came before the last package was in"
    with county.as_("RH", LEADER) as store:
        items = examine(store, gather([stick]))
        here = [one for one in items if one.path.name.startswith("GD-")]
        assert [one.state for one in here].count(READY) == len(sent.paths) - before
        assert {one.state for one in here} <= {READY, KNOWN}
        assert taking.take_all(store, items).count(MERGED) == len(sent.paths) - before
        assert whole(store) == len(sent.paths)
        audit_check.verify(store)


def _take_and_kill(office: Path, stick: Path, lines: int) -> None:
    """Let a child take the stick in, and kill it after so many lines."""
    program = [sys.executable, str(Path(__file__).with_name("inbox_forever.py"))]
    with subprocess.Popen(
        [*program, str(office), str(stick)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as child:
        assert child.stdout is not None
        for _ in range(lines):
            if not child.stdout.readline():
                break
        child.kill()
