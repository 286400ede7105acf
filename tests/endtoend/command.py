"""The command line as an office runs it: a process of its own, timed and weighed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_PATIENCE = 60


@dataclass(frozen=True)
class Ran:
    """How a command ended; ``peak_mib`` is the most that it and its children held together."""

    exit_code: int
    stdout: str
    stderr: str
    seconds: float
    peak_mib: float

    @property
    def said(self) -> dict[str, Any]:
        """The JSON object on standard output."""
        answer = json.loads(self.stdout)
        assert isinstance(answer, dict)
        return answer

    @property
    def code(self) -> str:
        """The code of the refusal."""
        return str(self.said["error"]["code"])


def run(*arguments: str | Path, password: str) -> Ran:
    """Run ``creditdesk`` with these arguments; the password goes by the environment."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "-m", "app.cli.main", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=ROOT,
            env={**os.environ, "CREDITDESK_PASSWORD": password},
        )
        status, peak = _watch(child.pid, begun)
        seconds = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Ran(child.returncode, out.read().decode(), err.read().decode(), seconds, peak / 1024)


def _watch(pid: int, begun: float) -> tuple[int, float]:
    """Wait for the process; its status and peak in KiB.

    Each process counts with its own high-water mark, which can only overstate the sum. (The
    usage that ``wait4`` tells would count what this test held when it started the command.)
    """
    peak = 0.0
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status, peak
        # A child that has not become its own program yet still is its parent under another number
        marks = dict(map(_high_water, _family(pid)))
        peak = max(peak, sum(marks.values()))
        if time.monotonic() - begun > _PATIENCE:
            for one in _family(pid):
                os.kill(one, 9)
        time.sleep(0.01)


def _family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    found = [pid]
    for one in found:
        try:
            for children in Path(f"/proc/{one}/task").glob("*/children"):
                found += map(int, children.read_text().split())
        except OSError:
            continue
    return found


def _high_water(pid: int) -> tuple[bytes, float]:
    """The command of a process and the most that it ever held, in KiB."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return b"", 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return command, float(found[0]) if found else 0.0
