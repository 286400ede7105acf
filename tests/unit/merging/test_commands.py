"""A merger, a round and a stream from the command line, as the working group types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from tests.offices import LEADER, WORD
from tests.unit.merging.banks import NEW, OLD, lend, report, with_banks


def test_a_merger_and_a_round_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What no command reaches, nobody in the county can do."""
    county = with_banks(tmp_path)
    lend(county, OLD)
    report(county, OLD, "old.xyb")
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)

    def run(office: str, *words: str, expect: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        given = ["--office", str(tmp_path / office), "--operator", LEADER, "--json"]
        assert main([*words, *given]) == expect
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    names, rest = str(tmp_path / "n.xyb"), str(tmp_path / "t.xyb")
    pair = ("agency", "merge", "--from", OLD, "--into", NEW, "--reason", "银保监复〔2022〕1号")
    assert run("GD", *pair, "--on", "2022-05-25", expect=3)["error"]["code"] == "E-EDITION"
    assert run("RH", *pair, "--on", "2022-05-25")["effective"] == "2022-05-25"
    run("RH", "directory", names)
    run("RH", "takeover", "write", OLD, rest)
    assert run(NEW, "takeover", "receive", rest, expect=3)["error"]["code"] == "M-NOT-SUCCESSOR"
    run(NEW, "package", "receive", names)
    assert run(NEW, "package", "receive", rest)["taken"]["accepted"] == {"YH00": 2, "YH01": 2}
    assert run(NEW, "takeover", "receive", rest)["again"] is True
    late = ("campaign", "open", "2026年采集", "--from", "2024-01-01", "--to", "2025-12-31")
    campaign = run("RH", *late)["campaign_id"]
    run("RH", "register", names)
    run("GD", "package", "receive", names)
    (known,) = run("GD", "campaign", "list")["campaigns"]
    assert (known["campaign_id"], known["rest_due"]) == (campaign, "2026-04-20")
    far = run("RH", "campaign", "progress", "--on", "2026-04-30", expect=1)["standings"]
    held = {one["agency"]: one["rows"] for one in far if one["dataset"] == "YH01"}
    assert (held.get(OLD), held[NEW]) == (None, 2)
    run("RH", "campaign", "close", campaign)
    (sent,) = [one for one in run("SCJG", "stream", "list")["sent"] if one["kind"] == "submission"]
    again = ("stream", "restart", "SCJG", "--reason", "恢复备份", "--envelope")
    digest = sent["envelope_sha256"]
    assert run("RH", *again, digest, "--seq", "1", expect=3)["error"]["code"] == "M-STREAM"
    assert run("RH", *again, digest, "--seq", "2")["seq"] == 2
