"""Templates and registers by the commands that an office types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.cli.main import main
from tests.unit.documents.workbooks.filling import PASSWORD, office


def test_an_office_writes_templates_and_registers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clerk could not get at what the program can do."""
    with office(tmp_path / "o", "GD"):
        pass
    monkeypatch.setenv("CREDITDESK_PASSWORD", PASSWORD)

    def typed(act: str, out: Path, *more: str, expect: int = 0) -> dict[str, Any]:
        place = ["--office", str(tmp_path / "o"), "--operator", "甲", "--json"]
        assert main(["workbook", act, *more, "--out", str(out), *place]) == expect
        said: dict[str, Any] = json.loads(capsys.readouterr().out)
        return said

    out = tmp_path / "t.xlsx"
    said = typed("entry", out, "--dataset", "GD02")
    assert said == {"dataset": "GD02", "enterprises": 0, "out": str(out)}
    assert load_workbook(out).sheetnames[0] == "月度用电"
    for act in ("register", "deliveries", "reviews", "packages"):
        assert typed(act, tmp_path / f"{act}.xlsx") == {
            "rows": 0, "out": str(tmp_path / f"{act}.xlsx")
        }  # fmt: skip
    for code, status, more in (
        ("R-OWNER", 3, ("--dataset", "SW01")),
        ("U-DATASET", 2, ("--dataset", "GD99")),
        ("M-FIRST", 3, ("--dataset", "GD02", "--prefilled")),
    ):
        assert typed("entry", out, *more, expect=status)["error"]["code"] == code
    gone = tmp_path / "nowhere" / "t.xlsx"
    assert typed("register", gone, expect=4)["error"]["code"] == "ENV-MISSING"
