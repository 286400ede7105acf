"""Repair, retention and the list from the command line, as an office types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from tests.offices import CLERK, COMPANY, LEADER, WORD, collect, found, start_register
from tests.unit.outcomes.penalties import penalty


def test_a_repair_and_a_list_entry_from_beginning_to_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that does not reach its function would be found out in an office."""
    county = found(tmp_path)
    start_register(county)
    (rec_id,) = collect(county, "SCJG", "SC06", [penalty()])
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)

    def run(office: str, who: str, *words: str, code: int = 0) -> dict[str, Any]:
        place = ["--office", str(tmp_path / office), "--operator", who]
        number = 2 if words[0] != "retention" else 1
        capsys.readouterr()
        assert main([*words[:number], *place, *words[number:]]) == code
        assert capsys.readouterr().out or code
        return {}

    def told(office: str, who: str, *words: str, code: int = 0) -> dict[str, Any]:
        number = 2 if words[0] != "retention" else 1
        place = ["--office", str(tmp_path / office), "--operator", who, "--json"]
        capsys.readouterr()
        assert main([*words[:number], *place, *words[number:]]) == code
        answer = json.loads(capsys.readouterr().out)
        assert isinstance(answer, dict)
        return answer

    early = told("SCJG", CLERK, "repair", "apply", "SC06", rec_id, "--date", "2026-02-01", code=3)
    assert early["error"]["code"] == "R-REPAIR-EARLY"
    number = told("SCJG", CLERK, "repair", "apply", "SC06", rec_id, "--date", "2026-06-01")
    request = number["repair_id"]
    denied = told(
        "SCJG", LEADER, "repair", "decide", request, "--date", "2026-06-02", "--deny", "未改正"
    )
    assert denied["state"] == "不予"
    request = told("SCJG", CLERK, "repair", "apply", "SC06", rec_id, "--date", "2026-07-01")[
        "repair_id"
    ]
    given = told("SCJG", LEADER, "repair", "decide", request, "--date", "2026-07-02")
    assert (given["state"], given["repair_date"]) == ("已修复", "2026-07-02")
    states = [one["state"] for one in told("SCJG", CLERK, "repair", "list")["repairs"]]
    assert states == ["不予", "已修复"]
    run("SCJG", CLERK, "repair", "list")
    report = told("SCJG", CLERK, "retention", "--on", "2031-07-01", "--within", "30")
    assert {part["dataset"] for part in report["parts"]} >= {"SC06", "FY03"}
    run("SCJG", CLERK, "retention")

    entry = told(
        "RH", CLERK, "dishonesty", "add", "L06", COMPANY, "--body", "市财政局", "--no", "3号",
        "--date", "2026-03-02", "--basis", "政府采购法第七十七条",
    )["entry_id"]  # fmt: skip
    assert told("RH", LEADER, "dishonesty", "list", "--pending")["pending"]
    run("RH", LEADER, "dishonesty", "list", "--pending")
    run("RH", LEADER, "dishonesty", "confirm", entry)
    assert len(told("RH", LEADER, "dishonesty", "list", "--on", "2026-04-01")["entries"]) == 1
    run("RH", LEADER, "dishonesty", "list", "--on", "2026-04-01")
    run("RH", LEADER, "dishonesty", "remove", entry, "--date", "2026-05-01", "--reason", "撤销")
    assert told("RH", LEADER, "dishonesty", "list", "--on", "2026-05-01")["entries"] == []
    assert told("RH", LEADER, "dishonesty", "history", COMPANY)["entries"][0]["why"] == "移出：撤销"
    run("RH", LEADER, "dishonesty", "history", COMPANY)
    run("RH", LEADER, "repair", "list", code=3)
