"""An office's own words: it may write as it likes, but what the law wants said stays said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from app import paths
from app.collection import notices
from app.documents.batch import print_file
from app.documents.issuing.notices import notice_pieces
from app.documents.issuing.preview import names, preview
from app.documents.letters import overrides
from app.documents.letters.wording import Wording, declared
from app.errors import EnvironmentFault, RefusedError, UsageError
from app.store.office_store import Store
from tests.offices import CLERK, LEADER, County, collect, found, register_values

FARM = "93411221MA44H00197"
OWN = (paths.LETTERS / "notice.toml").read_text("utf-8").replace("现依法告知如下", "特此告知")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = found(tmp_path_factory.mktemp("county"))
    collect(made, "SCJG", "SC01", [register_values(FARM, "渑池县天池合作社", "4")])
    return made


@pytest.fixture
def store(county: County) -> Iterator[Store]:
    with county.as_("SCJG", LEADER) as opened:
        yield opened
        for letter in ("notice", overrides.LETTERHEAD):
            overrides.amend(opened, letter, "")


def printed(store: Store, path: Path) -> str:
    print_file(path, "告知书", notice_pieces(store, notices.notices(store)))
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def test_own_words_are_printed_and_can_be_taken_back(store: Store, tmp_path: Path) -> None:
    assert "特此告知" not in printed(store, tmp_path / "a.pdf")
    version = overrides.amend(store, "notice", OWN)
    assert "特此告知" in printed(store, tmp_path / "b.pdf")
    overrides.amend(store, "notice", "")
    assert "特此告知" not in printed(store, tmp_path / "c.pdf")
    overrides.take_up(store, "notice", version)
    assert "特此告知" in printed(store, tmp_path / "d.pdf")
    with pytest.raises(UsageError, match="U-VERSION"):
        overrides.take_up(store, "notice", 999)


def test_the_letterhead_is_the_offices_own(store: Store, tmp_path: Path) -> None:
    overrides.amend(store, overrides.LETTERHEAD, 'phone = "0398-4811000"\nmark = "渑市监信"')
    text = printed(store, tmp_path / "n.pdf")
    assert "0398-4811000" in text
    assert "渑市监信函〔" in text


def _without(name: str, place: str) -> str:
    text = (paths.LETTERS / f"{name}.toml").read_text("utf-8")
    return "\n".join(line.replace(f"{{{place}}}", "××") for line in text.split("\n"))


REQUIRED = [
    (name, place.name, place.title)
    for name in names()
    for place in declared(name).places.values()
    if place.required
]


@pytest.mark.parametrize(("name", "place", "title"), REQUIRED)
def test_no_office_can_leave_out_what_the_law_wants_said(name: str, place: str, title: str) -> None:
    """A letter without the contact or the recipients would be no notice at all."""
    with pytest.raises(RefusedError) as refused:
        declared(name).amended(_without(name, place))
    assert refused.value.code == "D-WORDING"
    assert title in refused.value.message


@pytest.mark.parametrize("name", names())
def test_a_missing_value_that_the_law_wants_is_told_with_the_enterprise(name: str) -> None:
    wording = declared(name)
    required = [place for place in wording.places.values() if place.required]
    assert required, "a letter that the law asks nothing of needs no declaration"
    values = {**wording.examples(), required[0].name: ""}
    with pytest.raises(RefusedError) as refused:
        wording.fill(next(iter(wording.variants), ""), values, "渑池县天池合作社")
    assert refused.value.code == "D-FIELD"
    assert required[0].title in refused.value.message
    assert "渑池县天池合作社" in refused.value.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "x', "格式有误"),
        ("title = 'x'", "[[paragraph]]"),
        ("[[paragraph]]\nshape = 'body'", "[[paragraph]]"),
        ("paragraph = 3", "[[paragraph]]"),
        (OWN.replace("{county}", "{country}"), "country"),
        (OWN.replace("{county}", "{county"), "花括号"),
        (OWN.replace("{county}", "{county.__class__}"), "county.__class__"),
        (OWN.replace("{county}", "{county!r}"), "填空项的名称"),
        (OWN.replace('when = "bank"', 'when = "banks"', 1), "banks"),
        (OWN.replace('shape = "heading"', 'shape = "head"', 1), "head"),
        (OWN.replace('legal_rep = "，', 'legal_man = "，'), "legal_man"),
        (OWN.replace("（负责人）：{}", "（负责人）："), "legal_rep"),
    ],
)
def test_a_slip_in_the_text_is_told_and_nothing_changes(store: Store, text: str, said: str) -> None:
    before = overrides.versions(store, "notice")
    with pytest.raises(RefusedError) as refused:
        overrides.amend(store, "notice", text)
    assert refused.value.code == "D-WORDING"
    assert said in refused.value.message
    assert overrides.versions(store, "notice") == before


@pytest.mark.parametrize(
    "text", ["phone = 3", 'colour = "red"', 'title = ""', "title =", 'mark = " "']
)
def test_a_letterhead_that_cannot_be_is_refused(store: Store, text: str) -> None:
    with pytest.raises(RefusedError, match="D-LETTERHEAD"):
        overrides.amend(store, overrides.LETTERHEAD, text)


def test_a_clerk_cannot_change_what_the_office_writes(county: County) -> None:
    with county.as_("SCJG", CLERK) as clerk, pytest.raises(RefusedError, match="R-ROLE"):
        overrides.amend(clerk, "notice", OWN)


@pytest.mark.parametrize("name", names())
def test_every_letter_can_be_looked_at_before_it_is_used(
    store: Store, tmp_path: Path, name: str
) -> None:
    assert preview(store, name, tmp_path / "p.pdf") >= 1
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "p.pdf").pages)
    assert "{" not in text


def test_a_damaged_declaration_is_the_installations_fault(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("title = 'x'", "utf-8")
    for name in ("x", "none"):
        with pytest.raises(EnvironmentFault, match="D-WORDING"):
            declared(name, tmp_path)
    assert isinstance(declared("notice"), Wording)
