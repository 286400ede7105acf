"""A clerk whose PC dies while he types finds his words when he comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app import clock
from app.collection import drafts
from app.collection.drafts import NEW
from app.office import open_office
from app.store import audit_check
from tests.gui.offices import CLERK, MORNING, WORD, make_template


def test_words_of_a_killed_window_are_there_again(tmp_path: Path) -> None:
    """Half a typed row is work too; a power cut must cost no more than the last half second."""
    make_template(tmp_path)
    folder = tmp_path / "GD"
    program = [sys.executable, "-m", "tests.crash.entry_typist"]
    with subprocess.Popen(
        [*program, str(folder), str(tmp_path / "home")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as child:
        assert child.stdout is not None
        told = [child.stdout.readline().strip() for _ in range(3)]
        child.kill()
        told += [line.strip() for line in child.stdout if line.endswith("\n")]
    with clock.at(MORNING), open_office(folder, CLERK, WORD) as store:
        kept = drafts.recall(store, "GD02")[NEW].texts
        assert kept["cons_no"].startswith(told[-1])
        assert told[-1].startswith("123")
        audit_check.verify(store)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not any(told[-1].encode() in path.read_bytes() for path in files)
