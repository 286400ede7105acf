"""Who works together under which model, and the commands that a bank and the coordinator type."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.cli.main import main
from app.errors import AppError
from app.outcomes import cooperating
from app.store.tables import audit
from tests.offices import CLERK, COMPANY, FARM, LEADER, WORD, County
from tests.unit.outcomes.banking import NSH
from tests.unit.outcomes.lending import rated

SINCE = date(2026, 1, 1)


def test_a_cooperation_is_noted_ended_and_audited(banks: County) -> None:
    """The working group could not say who works under which model of the plan."""
    with banks.as_("RH", CLERK) as store:
        one = cooperating.add(store, FARM, "HZS", "天池合作社、农户12户", SINCE)
        with pytest.raises(AppError, match="C-TWICE"):
            cooperating.add(store, FARM, "HZS", " 天池合作社、农户12户 ", SINCE)
        for bad, code in (
            ((FARM, "XX", "甲"), "C-MODEL"),
            ((FARM, "HZS", " "), "C-PARTNERS"),
            ((FARM, "HZS", "甲" * 401), "C-PARTNERS"),
            ((FARM, "DBJJ", "甲"), "C-FUND"),
            (("91411221MA00000000", "HZS", "甲"), "C-REGISTER"),
        ):
            with pytest.raises(AppError, match=code):
                cooperating.add(store, *bad, SINCE)
        cooperating.add(store, COMPANY, "DBJJ", "农户3户", SINCE, fund="县担保基金")
        with pytest.raises(AppError, match="C-DATES"):
            cooperating.end(store, one, date(2025, 12, 31))
        cooperating.end(store, one, date(2026, 3, 31))
        with pytest.raises(AppError, match="C-ENDED"):
            cooperating.end(store, one, date(2026, 4, 1))
        with pytest.raises(AppError, match="C-UNKNOWN"):
            cooperating.end(store, "x", date(2026, 4, 1))
        assert len(cooperating.listed(store, on=date(2026, 3, 31))) == 2
        [left] = cooperating.listed(store, on=date(2026, 4, 1))
        assert (left["uscc"], left["guarantee_fund"]) == (COMPANY, "县担保基金")
        [ended] = cooperating.listed(store, uscc=FARM)
        assert (ended["until"], ended["title"]) == ("2026-03-31", "公司+合作社+农户+征信+信贷")
        with store.read() as conn:
            told = conn.scalars(sa.select(audit.c.action).where(audit.c.subject == one)).all()
    assert told == ["cooperation.add", "cooperation.end"]


@pytest.mark.parametrize(
    "words",
    [
        "x =",
        "",
        "[[model]]\ncode = 1\ntitle = 'a'\nfund = true",
        "[[model]]\ncode = 'a'\ntitle = 'a'\nfund = 1",
        "[[model]]\ncode = 'a'\ntitle = 'a'",
        "[[model]]\ncode = 'a'\ntitle = 'a'\nfund = true\n" * 2,
    ],
)
def test_a_broken_table_of_models_is_refused_in_words(tmp_path: Path, words: str) -> None:
    """A slip in the file would end every command with a traceback."""
    path = tmp_path / "cooperation.toml"
    path.write_text(words, "utf-8")
    with pytest.raises(AppError, match="R-MODELS"):
        cooperating.models(path)


class Desk:
    """Commands typed at an office of a county."""

    def __init__(self, county: County, capsys: pytest.CaptureFixture[str]) -> None:
        self.county, self.capsys = county, capsys
        self.word = county.package("word.txt")
        self.word.write_text(WORD, "utf-8")

    def __call__(self, agency: str, operator: str, *words: str, code: int = 0) -> Any:
        office = ["--office", str(self.county.folder / agency), "--operator", operator]
        done = main([*words, *office, "--password-file", str(self.word), "--json"])
        said = self.capsys.readouterr()
        assert done == code, said.err
        return json.loads(said.out) if said.out.strip() else None


def test_from_the_counter_of_a_bank_to_the_table_for_relending(
    banks: County, capsys: pytest.CaptureFixture[str]
) -> None:
    """A step that only tests can take is none that a clerk can take."""
    rated(banks)
    desk = Desk(banks, capsys)
    new = ("use", "add", COMPANY, "--applied-date", "2026-04-10", "--requested", "60")
    use_id = desk(NSH, CLERK, *new, "--with-rating", "--model", "HZS")["use_id"]
    grant = ("--decision", "批准", "--decided-date", "2026-04-20", "--amount", "50.5")
    done = desk(NSH, CLERK, "use", "correct", use_id, *grant, "--rate", "4.35", "--green-channel")
    assert done["revision"] == 2
    [one] = desk(NSH, CLERK, "use", "list")["uses"]
    assert (one["amount"], one["rate"], one["requested"]) == (50_500_000, 43_500, 60_000_000)
    assert (one["with_rating"], one["green_channel"], one["model"]) == (1, 1, "HZS")
    package = str(banks.package("feedback.xyb"))
    desk(NSH, LEADER, "use", "send", package)
    assert desk("RH", LEADER, "package", "verify", package)["verified"]
    assert desk("RH", CLERK, "package", "receive", package)["taken"]["new"] == 2
    assert desk("RH", CLERK, "package", "receive", package)["taken"]["again"]
    period = ("relending", "--from", "2026-04-01", "--to", "2026-06-30")
    table = banks.package("用信统计表.xlsx")
    told = desk("RH", CLERK, *period, "--workbook", str(table))
    assert told["banks"][NSH]["rated_rate_pct"] == "4.3500"
    assert told["total"]["granted_rated_amount"] == 50_500_000
    assert told["total"]["share_pct"] is None
    assert table.exists()
    desk(NSH, CLERK, *period, code=3)
    desk(NSH, CLERK, "package", "receive", package, code=3)


def test_cooperation_and_terms_by_command(
    banks: County, capsys: pytest.CaptureFixture[str]
) -> None:
    """A step that only tests can take is none that a clerk can take."""
    desk = Desk(banks, capsys)
    new = ("cooperation", "add", FARM, "--model", "HZS", "--partners", "天池合作社")
    number = desk("RH", CLERK, *new, "--since", "2026-01-01")["cooperation_id"]
    desk("RH", CLERK, "cooperation", "end", number, "--until", "2026-03-31")
    [one] = desk("RH", CLERK, "cooperation", "list")["cooperations"]
    assert one["until"] == "2026-03-31"
    desk(NSH, CLERK, "cooperation", "list", code=3)
    assert main(["terms", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["terms"][0]["limit"]
