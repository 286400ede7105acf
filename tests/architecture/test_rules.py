"""Rules that hold the house together; each would otherwise be broken silently."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "ui").rglob("*.py")])
DRAWERS = {"utils", "misc", "manager", "helper", "helpers", "common"}


def test_rooms_know_only_the_rooms_below_them() -> None:
    """A screen or a command could otherwise become a condition of the core."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(source: Path) -> None:
    """Whoever comes next must be able to read a file in one go."""
    text = source.read_text("utf-8")
    assert text.count("\n") <= 400
    assert source.stem not in DRAWERS
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"


def test_only_the_clock_asks_the_time() -> None:
    """Otherwise the training county could not be made twice the same."""
    asking = re.compile(r"datetime\.now|date\.today|datetime\.today|time\.time\(")
    found = [
        str(source.relative_to(ROOT))
        for source in SOURCES
        if source.name != "clock.py" and asking.search(source.read_text("utf-8"))
    ]
    assert found == []


def test_passwords_are_never_arguments() -> None:
    """Arguments are visible to everybody on the machine and stay in the shell's history."""
    texts = [source.read_text("utf-8") for source in SOURCES if source.parent.name == "cli"]
    assert not any(re.search(r"""["']--password["']""", text) for text in texts)


def test_locks_name_no_index_and_pin_every_hash() -> None:
    """An office installs what we tested, from whatever source it trusts."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / "installer" / name).read_text("utf-8")
        assert "http" not in text
        assert text.count("==") <= text.count("--hash=sha256:")
