"""The demo from the command line, as a new user runs it; then the offices that it leaves."""

from __future__ import annotations

import csv
import json

from tests.county import creditdesk
from tests.endtoend.conftest import Left

PAPERS = ("GD-用户备案表.pdf", "SCJG-告知书.pdf", "YH-NSH-告知书.pdf", "评分说明表.pdf")


def test_every_planted_fact_comes_out(left: Left) -> None:
    """The program would not do what its own demonstration promises."""
    assert left.summary["differences"] == []
    assert left.summary["counts"]["agencies"] == 20
    assert sum(left.summary["grades"].values()) == left.summary["counts"]["enterprises"]


def test_ratings_hold_every_enterprise_with_its_sheet(left: Left) -> None:
    """A bank could not see why an enterprise has its grade."""
    ratings = json.loads((left.out / "ratings.json").read_text("utf-8"))
    with (left.out / "facts" / "SC01.csv").open(encoding="utf-8", newline="") as stream:
        facts = list(csv.DictReader(stream))
    assert sorted(sheet["id"] for sheet in ratings) == sorted(row["uscc"] for row in facts)
    graded = [sheet for sheet in ratings if sheet["score"]]
    assert all(len(sheet["indicators"]) == 35 for sheet in graded)


def test_papers_are_left(left: Left) -> None:
    """An office would have nothing to sign and to post."""
    for name in PAPERS:
        assert (left.out / "papers" / name).read_bytes().startswith(b"%PDF-"), name


def test_the_coordinator_verifies_rates_again_and_exports(left: Left) -> None:
    """A grade that cannot be made again convinces nobody."""
    checked = left.run("coordinator", "审核员", "audit", "verify")
    assert checked["ok"] is True
    again = left.run("coordinator", "审核员", "rate", "--as-of", "2026-03-31", "--records")
    assert again["run_id"] == left.summary["run_id"]
    assert again["ratings"] == json.loads((left.out / "ratings.json").read_text("utf-8"))


def test_an_agency_can_be_opened_and_imports_the_same_file_as_the_same(left: Left) -> None:
    """A clerk who imports a file twice would double the county's bills."""
    (book,) = (left.out / "workbooks" / "GD").glob("GD02*")
    words = ("import", "--dataset", "GD02", str(book), "--dry-run")
    seen = left.run("GD", "录入员", *words)
    classes = ("new", "changed", "same", "duplicate", "error", "warning", "unmatched")
    assert seen["rows"] == sum(seen[name] for name in classes)
    assert (seen["new"], seen["changed"]) == (0, 0)
    assert seen["same"] > 0


def test_both_sides_can_look_again_at_a_package(left: Left) -> None:
    """A leader could not prove what the office sent, nor the coordinator what it took in."""
    package = str(left.out / "packages" / "GD-2026-1.xyb")
    for office in ("GD", "coordinator"):
        seen = left.run(office, "审核员", "package", "verify", package)
        assert (seen["verified"], seen["sender"], seen["seq"]) == (True, "GD", 1)


def test_a_viewer_may_not_import(left: Left) -> None:
    """A query user could change what the reviewer signed."""
    (book,) = (left.out / "workbooks" / "GD").glob("GD02*")
    place = ["--office", str(left.out / "offices" / "GD"), "--operator", "查询员"]
    done = creditdesk(
        "import", "--dataset", "GD02", str(book), *place,
        password=left.passwords["GD"]["查询员"],
    )  # fmt: skip
    assert done.returncode == 3
    assert "R-ROLE" in done.stderr
    assert "Traceback" not in done.stderr
