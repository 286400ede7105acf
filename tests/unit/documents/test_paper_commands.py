"""``creditdesk paper print`` of every form, list and report, from the stores of real offices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from app import clock
from app.cli.main import main
from app.collection import notices, records
from app.merging.merge import merge
from app.merging.receipts import receive_receipt, write_receipt
from app.outcomes import recommending
from app.rating import scheme
from app.rating.runs import run_rating
from tests.offices import CLERK, COMPANY, LEADER, WORD, County, bill, collect
from tests.unit.documents.form_examples import FORMS
from tests.unit.documents.test_package_papers import send
from tests.unit.outcomes.banking import NSH, county_with_banks, keep_run, mark_published, sheet

Run = Callable[..., int]


@dataclass(frozen=True)
class Offices:
    """The county, and what its papers are about."""

    county: County
    package_id: str
    list_id: str
    run_id: str

    def request(self, kind: str) -> tuple[str, list[str]]:
        """Which office prints ``kind``, and what it must be told."""
        return {
            "consent": (NSH, []),
            "enrolment": ("GD", []),
            "score_sheet": ("RH", ["--about", self.run_id]),
            "credit_report": ("RH", ["--about", "贷前调查", "--code", COMPANY]),
            "list": ("RH", ["--about", self.list_id]),
            "advice": ("RH", ["--about", self.list_id]),
            "cover_sheet": ("GD", ["--about", self.package_id]),
            "receipt": ("GD", ["--about", self.package_id]),
            "relending": ("RH", ["--about", "2026-01-01/2026-06-30"]),
            "attendance": ("RH", []),
            "audit_head": ("GD", []),
        }[kind]


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    county = county_with_banks(tmp_path_factory.mktemp("papers") / "c", (NSH,))
    collect(county, "GD", "GD02", [bill(COMPANY, "41122100001", "2026-01", "42000")])
    package_id = send(county, 1)
    with county.as_(NSH, CLERK) as store:
        signed = {"uscc": COMPANY, "no": "1", "signed_date": "2026-03-02", "scope": "YH02"}
        assert records.add(store, "YH00", signed).rec_id
    with county.as_(NSH, LEADER) as store:
        assert notices.generate(store)
    keep_run(county, [sheet(COMPANY, "BB", [], outcome="孵化")])
    with county.as_("RH", LEADER) as store:
        merge(store, county.package("GD-1.xyb"))
        write_receipt(store, package_id, county.package("receipt.xyb"))
        with clock.at(datetime(2026, 4, 2, 4, tzinfo=UTC)):
            list_id = recommending.issue(store, "a" * 32, "孵化", recommending.GROUP)
        run_id = run_rating(store, scheme.load(), date(2026, 4, 30)).run_id
        with store.write() as conn:
            mark_published(conn, run_id)
    with county.as_("GD", LEADER) as store:
        receive_receipt(store, county.package("receipt.xyb"))
    return Offices(county, package_id, list_id, run_id)


@pytest.fixture
def run(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> Run:
    def command(agency: str, *words: str) -> int:
        place = ["--office", str(offices.county.folder / agency), "--operator", LEADER]
        return main(["paper", words[0], *place, *words[1:]])

    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)
    return command


@pytest.mark.parametrize("kind", FORMS)
def test_each_kind_is_printed_by_one_command(
    offices: Offices, run: Run, tmp_path: Path, kind: str
) -> None:
    """A paper that only the code knows how to print is not in the county's hands."""
    agency, told = offices.request(kind)
    out = tmp_path / "p.pdf"
    assert run(agency, "print", kind, *told, "--pdf", str(out)) == 0
    assert "".join(page.extract_text() for page in PdfReader(out).pages).strip()


def test_a_kind_asks_for_what_it_needs_and_keeps_to_its_office(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise everybody's credit report would be one forgotten argument away."""
    out = ["--pdf", str(tmp_path / "p.pdf")]
    for agency, words, code in (
        ("RH", ["credit_report"], "U-PAPER-ABOUT"),
        ("RH", ["credit_report", "--about", "贷前调查"], "U-REPORT"),
        ("RH", ["relending", "--about", "去年"], "U-PERIOD"),
        ("RH", ["list", "--about", "TJ-1"], "L-LIST"),
        ("RH", ["score_sheet", "--about", "x"], "R-RUN"),
        ("RH", ["cover_sheet", "--about", "x"], "E-EDITION"),
        ("GD", ["consent"], "D-NOT-BANK"),
        ("GD", ["attendance"], "E-EDITION"),
    ):
        assert run(agency, "print", *words, *out) != 0
        assert code in capsys.readouterr().err, words
    assert not list(tmp_path.iterdir())


def test_the_commands_of_each_subject_print_the_same_papers(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two ways to one paper that differ would leave two papers in the files."""
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)
    place = ["--office", str(offices.county.folder / "RH"), "--operator", LEADER]
    for kind, words in (
        ("list", ["recommend", "show", *place, offices.list_id]),
        ("relending", ["relending", *place, "--from", "2026-01-01", "--to", "2026-06-30"]),
    ):
        ours, theirs = tmp_path / f"{kind}.pdf", tmp_path / f"{kind}-again.pdf"
        assert main([*words, "--pdf", str(theirs)]) == 0
        _, told = offices.request(kind)
        assert main(["paper", "print", *place, kind, *told, "--pdf", str(ours)]) == 0
        first, again = (PdfReader(path).pages[0].extract_text() for path in (ours, theirs))
        assert first == again
