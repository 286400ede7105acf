"""installer/system-deps.sh: says what is missing, or nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "installer" / "system-deps.sh"
BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="needs bash")


def test_a_complete_machine_is_left_in_peace() -> None:
    done = subprocess.run([str(BASH), str(SCRIPT)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_machine_without_python_and_make_is_told_the_packages(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(BASH), str(SCRIPT)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(tmp_path), "PYTHON": "none"},
    )
    assert done.returncode == 4
    assert "python3-venv" in done.stderr
    assert "make" in done.stderr
