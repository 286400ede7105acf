"""One demo for all the tests of this folder that need a whole county."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.county import copy_of, creditdesk, demo


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
    """A copy of the one demo that all workers of this run share."""
    county, said = demo(tmp_path_factory)
    return Left(copy_of(county, tmp_path_factory.getbasetemp() / "county"), said)
