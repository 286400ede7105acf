"""The agencies' audit logs as their packages declare them: what does not fit is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from app.cli.main import main
from app.merging.heads import DOUBTFUL, EXPLAINED, NONE, WHOLE, AgencyLog, agency_logs
from app.merging.merge import merge
from app.merging.restarts import newest_sent, restart_stream
from app.merging.submission import write_submission
from app.store.office_store import Store
from app.store.tables import audit, inbox
from tests.offices import COMPANY, LEADER, WORD, County, bill, collect, submit


def log_of(store: Store, agency: str) -> AgencyLog:
    return next(one for one in agency_logs(store) if one.agency == agency)


def told(log: AgencyLog) -> str:
    return "".join(note.text for note in log.notes)


def test_heads_that_do_not_fit_are_told_in_a_sentence(
    county: County, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An agency could cut its log after a wrong entry, and nobody outside would see it."""
    with county.as_("SCJG", LEADER) as store, store.read() as conn:
        heads = dict(conn.execute(sa.select(audit.c.seq, audit.c.hash)).all())
    with county.as_("RH", LEADER) as store:
        log = log_of(store, "SCJG")
        assert (log.state, len(log.packages)) == (WHOLE, 3)
        assert all(heads[one.log_seq] == one.log_hash for one in log.packages)
        assert log_of(store, "GA").state == NONE
        chosen = (inbox.c.sender == "SCJG") & (inbox.c.kind == "submission")
        first, second = (one.log_seq for one in log.packages[1:])

        def second_says(head: dict[str, Any] | None, **values: Any) -> str:
            kept = json.dumps(head) if head else None
            with store.write() as conn:
                this = inbox.update().where(chosen, inbox.c.seq == 2)
                conn.execute(this.values(audit_head=kept, **values))
            return told(log_of(store, "SCJG"))

        assert "还小" in second_says({"seq": first - 1, "hash": "ab"})
        still = second_says({"seq": first, "hash": heads[first]})
        assert f"送来1条记录，日志末号却停在{first}" in still
        assert "两个不同的校验值" in second_says({"seq": first, "hash": "ab"}, counts="{}")
        assert "没有写明日志末号" in second_says(None)
        gone = second_says({"seq": second, "hash": heads[second]}, seq=4)
        assert gone == "缺少第2个至第3个包，没有续接记录。"
        assert log_of(store, "SCJG").state == DOUBTFUL
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)
    office = ["--office", str(county.folder / "RH"), "--operator", LEADER]
    assert main(["audit", "heads", *office]) == 1
    assert "缺少第2个至第3个包" in capsys.readouterr().out


def test_a_stream_begun_again_by_hand_is_explained(county: County) -> None:
    """After the coordinator's own restore every agency would stand there as suspect."""
    collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", "2026-02", "900")])
    submit(county, "GD", 2)  # lost with the coordinator's disk
    with county.as_("GD", LEADER) as store:
        (lost,) = [one for one in newest_sent(store) if one.kind == "submission"]
    digest = lost.envelope_sha256
    with county.as_("RH", LEADER) as store:
        restart_stream(store, "GD", seq=2, envelope_sha256=digest, reason="恢复了四月的备份")
    path = county.package("again.xyb")
    with county.as_("GD", LEADER) as store:
        write_submission(store, path, period="2026", full=True)
    with county.as_("RH", LEADER) as store:
        merge(store, path)
        log = log_of(store, "GD")
        assert log.state == EXPLAINED
        assert "本端没有第2个包" in told(log)
        assert "恢复了四月的备份" in told(log)
