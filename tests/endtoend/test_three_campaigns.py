"""A county through three rounds by command alone, over the packages that offices really carry.

Round one is the demo's. Then a bank goes into another, a penalty is repaired, the working group
changes its scheme, and the county rates again; what was rated before still verifies.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.county import creditdesk
from tests.endtoend.conftest import Left

pytestmark = pytest.mark.slow

LEADER, SECOND, CLERK = "审核员", "审核员乙", "录入员"
RH, OLD, NEW, BANK = "coordinator", "YH-LYH", "YH-ZYH", "YH-NSH"
FIRST_DAY, NEXT_DAY = "2026-03-31", "2026-06-30"


class Round:
    """The offices of a county after its first round, and the stick that goes between them."""

    def __init__(self, left: Left, folder: Path) -> None:
        shutil.copytree(left.out / "offices", folder / "offices")
        shutil.copy(left.out / "passwords.json", folder)
        self.county = Left(folder, left.summary)
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.first: list[dict[str, Any]] = json.loads(
            (left.out / "ratings.json").read_text("utf-8")
        )
        self.first_run = str(left.summary["run_id"])

    def run(self, office: str, operator: str, *words: str) -> dict[str, Any]:
        return self.county.run(office, operator, *words)

    def refused(self, office: str, operator: str, *words: str) -> str:
        place = ["--office", str(self.county.out / "offices" / office), "--operator", operator]
        done = creditdesk(
            *words, *place, "--json", password=self.county.passwords[office][operator]
        )
        assert done.returncode == 3, done.stdout
        assert "Traceback" not in done.stderr
        return str(json.loads(done.stdout)["error"]["code"])

    def carry(self, agency: str, name: str) -> dict[str, Any]:
        """The agency writes what is new since its last package; the coordinator merges it."""
        path = str(self.stick / f"{name}.xyb")
        self.run(agency, LEADER, "package", "write", "--period", "2026", path)
        return self.run(RH, LEADER, "merge", path, "--receipt", f"{path}.receipt")

    def rate(self, day: str, *words: str) -> dict[str, Any]:
        return self.run(RH, LEADER, "rate", "--as-of", day, *words)


@pytest.fixture(scope="module")
def county(left: Left, tmp_path_factory: pytest.TempPathFactory) -> Round:
    return Round(left, tmp_path_factory.mktemp("rounds") / "county")


def sheet_of(run: dict[str, Any], code: str) -> dict[str, Any]:
    return next(sheet for sheet in run["ratings"] if sheet["id"] == code)


def test_three_rounds(county: Round) -> None:
    """Every promise of the plan in one chain; each link is what some office would lose."""
    a_bank_goes_into_another(county)
    an_enterprise_objects(county)
    second = a_penalty_is_repaired(county)
    third = the_working_group_changes_its_scheme(county)
    a_bank_uses_its_grades(county, third)
    lists_name_only_whom_they_may(county, third)
    every_run_still_verifies(county, second, third)


def a_bank_goes_into_another(county: Round) -> None:
    """The old bank's customers would lose their credit history, or it would count twice."""
    county.run(
        RH, LEADER, "agency", "merge", "--from", OLD, "--into", NEW, "--on", "2026-05-01",
        "--reason", "银保监复〔2022〕1号",
    )  # fmt: skip
    directory = str(county.stick / "directory.xyb")
    county.run(RH, LEADER, "directory", directory)
    county.run(NEW, LEADER, "package", "receive", directory)
    over = str(county.stick / "takeover.xyb")
    county.run(RH, LEADER, "takeover", "write", OLD, over)
    county.run(NEW, LEADER, "takeover", "receive", over)
    for sheet in county.rate(NEXT_DAY)["ratings"]:
        assert OLD not in sheet["banks"]
    assert county.refused(RH, LEADER, "takeover", "write", NEW, f"{over}.2")


def an_enterprise_objects(county: Round) -> None:
    """A wrong bill must be marked wherever it went, put right, and answered in writing."""
    one = next(s for s in county.first if s["indicators"].get("I25", {}).get("records"))
    record = one["indicators"]["I25"]["records"][0]
    words = ("objection", "file", "--dataset", "GD02", "--date", "2026-05-05")
    filed = county.run(RH, LEADER, *words, "--statement", "电费金额有误", record)
    number = filed["objection_id"]
    marked = sheet_of(county.rate(NEXT_DAY), one["id"])
    assert marked["outcome"] != "推荐"
    folder = county.stick / "objections"
    folder.mkdir()
    county.run(RH, LEADER, "objection", "send", str(folder))
    for path in sorted(folder.iterdir()):
        if "GD" in path.name:
            county.run("GD", LEADER, "package", "receive", str(path))
    seen = county.run("GD", LEADER, "objection", "list")
    assert number in json.dumps(seen)
    county.run("GD", CLERK, "objection", "correct", number, "paid_date=2025-12-31")
    county.run("GD", LEADER, "review", "approve", "--dataset", "GD02", "--reason", "已核对", record)
    words = ("objection", "answer", "--result", "更正", "--date", "2026-05-15")
    county.run("GD", LEADER, *words, "--text", "经核查属实，已更正。", number)
    assert county.carry("GD", "objection")["accepted"]["GD02"] == 1
    assert number not in json.dumps(county.run(RH, LEADER, "objection", "list"))


def a_penalty_is_repaired(county: Round) -> dict[str, Any]:
    """A repaired penalty must leave the rating at once, and stay in the audit log."""
    found = county.rate(NEXT_DAY, "--records")
    office, dataset, one, record = next(_penalties(county, found))
    before = sheet_of(found, one)["indicators"]["I30"]
    applied = county.run(office, CLERK, "repair", "apply", "--date", "2026-05-10", dataset, record)
    county.run(office, LEADER, "repair", "decide", "--date", "2026-05-20", applied["repair_id"])
    merged = county.carry(office, "repaired")
    assert merged["accepted"][dataset] == 1
    again = county.rate(NEXT_DAY, "--records")
    after = sheet_of(again, one)["indicators"]["I30"]
    assert record not in after["records"]
    assert after["pct"] is None or after["pct"] > before["pct"]
    assert county.run(RH, LEADER, "audit", "verify")["ok"] is True
    return again


def _penalties(county: Round, run: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Penalties that count and can be repaired: office, data set, enterprise, record."""
    for sheet in run["ratings"]:
        line = sheet["indicators"].get("I30", {})
        if line.get("pct") in (60, 80):
            for dataset, office in (("SC06", "SCJG"), ("ST04", "ST"), ("ZR05", "ZR")):
                for record in line["records"]:
                    place = str(county.county.out / "offices" / office)
                    done = creditdesk(
                        "record", "show", "--dataset", dataset, record, "--office", place,
                        "--operator", CLERK, "--json",
                        password=county.county.passwords[office][CLERK],
                    )  # fmt: skip
                    if done.returncode == 0:
                        yield office, dataset, sheet["id"], record


def the_working_group_changes_its_scheme(county: Round) -> dict[str, Any]:
    """Two people decide; one alone must not be able to change everybody's grade."""
    path = county.stick / "scheme.xyscheme"
    county.run(RH, LEADER, "scheme", "export", "1", str(path))
    content = json.loads(path.read_text("utf-8"))
    main = content["files"]["scheme.toml"]
    changed = main.replace("weights = { C = 5, H = 4 }", "weights = { C = 4, H = 3 }", 1)
    assert changed != main
    content["files"]["scheme.toml"] = changed
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    draft = ("scheme", "import", "--reason", "工作组会议", "--from", "2026-05-01", str(path))
    county.run(RH, LEADER, *draft, "--version", "2")
    # a weight was taken away and given to nobody
    assert county.run(RH, LEADER, "scheme", "check", "2")["problems"]
    content["files"]["scheme.toml"] = changed.replace(
        "weights = { C = 4, H = 4 }", "weights = { C = 5, H = 5 }", 1
    )
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    tried = county.run(
        RH, LEADER, "what-if", "--as-of", FIRST_DAY, "--scheme-b", str(path), "--influence",
        "--near", county.first[0]["id"],
    )  # fmt: skip
    assert sum(tried["before"]["grades"].values()) == sum(tried["after"]["grades"].values())
    assert len(tried["influence"]) == 35
    county.run(RH, LEADER, *draft, "--version", "3")
    county.run(RH, LEADER, "scheme", "check", "3")
    county.run(RH, LEADER, "scheme", "approve", "3")
    assert county.refused(RH, LEADER, "scheme", "approve", "3") == "R-TWO-SIGNERS"
    county.run(RH, SECOND, "scheme", "approve", "3")
    county.run(RH, LEADER, "scheme", "in-force", "3")
    return county.rate(FIRST_DAY, "--scheme", "MC-SME-2026:3")


def a_bank_uses_its_grades(county: Round, run: dict[str, Any]) -> None:
    """Re-lending goes first to banks that really use the ratings, so use must be counted."""
    result = str(county.stick / "result.xyb")
    assert county.refused(RH, LEADER, "result", run["run_id"], BANK, result) == "R-UNPUBLISHED"
    county.run(RH, LEADER, "rate", "publish", run["run_id"])
    county.run(RH, LEADER, "result", run["run_id"], BANK, result)
    county.run(BANK, LEADER, "package", "receive", result)
    one = next(sheet for sheet in run["ratings"] if BANK in sheet["banks"])
    county.run(
        BANK, CLERK, "use", "add", one["id"], "--applied-date", "2026-07-05",
        "--requested", "80", "--decision", "批准", "--decided-date", "2026-07-09",
        "--amount", "50", "--rate", "4.35", "--with-rating",
    )  # fmt: skip
    feedback = str(county.stick / "feedback.xyb")
    county.run(BANK, LEADER, "use", "send", feedback)
    county.run(RH, LEADER, "package", "receive", feedback)
    words = ("relending", "--from", "2026-07-01", "--to", "2026-09-30")
    told = json.dumps(county.run(RH, LEADER, *words), ensure_ascii=False)
    assert BANK in told
    assert "50" in told


def lists_name_only_whom_they_may(county: Round, run: dict[str, Any]) -> None:
    """A bank must not learn of an enterprise that did not consent to it."""
    issued = county.run(RH, LEADER, "recommend", "issue", "--to", BANK, run["run_id"])
    shown = county.run(RH, LEADER, "recommend", "show", issued["list_id"])
    named = {row["code"] for row in shown["rows"]}
    assert named
    assert named <= {
        sheet["id"] for sheet in run["ratings"]
        if BANK in sheet["banks"] and sheet["outcome"] == "推荐"
    }  # fmt: skip


def every_run_still_verifies(county: Round, *runs: dict[str, Any]) -> None:
    """Whoever doubts an old grade gets it made again; new facts are told, not hidden."""
    for run in runs:
        verified = county.run(RH, LEADER, "rate", "verify", run["run_id"])
        assert verified["holds"] is True, verified
    old = county.run(RH, LEADER, "rate", "verify", county.first_run)
    assert old["holds"] or "facts" in old["differs"]
