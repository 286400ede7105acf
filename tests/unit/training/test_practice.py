"""The training office: marked for ever, kept from real ones; its tasks check themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from app import clock
from app.collection import held, importing, notices, review, slips
from app.documents.batch import print_file
from app.documents.issuing.enrolment import enrolment_pieces
from app.documents.issuing.selection import Selection
from app.errors import RefusedError
from app.exchange.verifying import show
from app.merging.cards import own_card
from app.merging.directory import receive_directory
from app.merging.enrolment import enrol, write_enrolment
from app.merging.submission import write_submission
from app.office import opened
from app.store.office_store import Store
from app.training import practice
from app.training.offices import CLERK, LEADER
from app.training.practice import DATASET, Practice, prepare
from app.training.tasks import state_of
from tests.offices import LEADER as REAL_LEADER
from tests.offices import County


@pytest.fixture(autouse=True)
def _autumn() -> Iterator[None]:
    """Training is held on any day, not in the demo's spring."""
    with clock.at(datetime(2026, 11, 25, 2, 0, tzinfo=UTC)):
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    with clock.at(datetime(2026, 11, 25, 2, 0, tzinfo=UTC)):
        return prepare(tmp_path_factory.mktemp("training") / "place")


def test_every_paper_says_that_it_is_training(made: Practice, tmp_path: Path) -> None:
    """A practice letter with the office's head must not be taken for a real one."""
    with opened(made.office, LEADER, made.passwords[LEADER]) as store:
        assert store.training
        print_file(tmp_path / "form.pdf", "备案表", enrolment_pieces(store, Selection()))
    for page in PdfReader(tmp_path / "form.pdf").pages:
        assert "培训用" in page.extract_text()


def test_real_offices_take_nothing_from_training_and_the_other_way_round(
    made: Practice, tmp_path: Path
) -> None:
    """Invented enterprises in the county's ratings would harm real ones."""
    real = County(tmp_path)
    real.make("RH")
    practised = made.office.parents[1] / "packages" / "GD-enrolment.xyb"
    assert show(practised).envelope.training
    with real.as_("RH", REAL_LEADER) as store, pytest.raises(RefusedError) as refused:
        enrol(store, practised, "")
    assert refused.value.code == "X-TRAINING"
    real.make("GD")
    with real.as_("GD", REAL_LEADER) as store:
        write_enrolment(store, tmp_path / "real.xyb")
        digits = own_card(store).fingerprint
    assert not show(tmp_path / "real.xyb").envelope.training
    with opened(made.office, LEADER, made.passwords[LEADER]) as store:
        with pytest.raises(RefusedError) as refused:
            receive_directory(store, tmp_path / "real.xyb")
        assert refused.value.code == "X-TRAINING"
    with real.as_("RH", REAL_LEADER) as store:
        assert enrol(store, tmp_path / "real.xyb", digits).agency == "GD"


def ticks(store: Store) -> list[bool]:
    return [done for _, done in state_of(store)]


def test_tasks_are_ticked_as_they_are_done_and_not_before(tmp_path: Path) -> None:
    """A tick for something not done would teach the wrong thing."""
    made = prepare(tmp_path / "place")
    with opened(made.office, CLERK, made.passwords[CLERK]) as store:
        assert ticks(store) == [False] * 5
        importing.import_file(store, DATASET, made.sheet)
        assert ticks(store) == [True, False, False, False, False]
        waiting = held.held_rows(store, DATASET, outcome="error")
        assert [row.row_no for row in waiting] == [practice.WRONG_ROW]
        assert held.correct_held(store, waiting[0].id, {"uscc": made.right_code}).rec_id
        assert ticks(store) == [True, True, False, False, False]
    with opened(made.office, LEADER, made.passwords[LEADER]) as store:
        review.approve(store, DATASET, reasons={"*": "已核对"})
        assert ticks(store) == [True, True, True, False, False]
        for notice in notices.generate(store):
            slips.register_delivery(
                store, notice.slip_code, delivered_date=clock.today(), method="直接送达"
            )
        assert ticks(store) == [True, True, True, True, False]
        write_submission(store, tmp_path / "GD.xyb", period="2026")
        assert ticks(store) == [True] * 5
    assert show(tmp_path / "GD.xyb").envelope.training
    assert prepare(tmp_path / "place") == made
    again = prepare(tmp_path / "place", anew=True)
    assert again == made
    with opened(again.office, CLERK, again.passwords[CLERK]) as store:
        assert ticks(store) == [False] * 5


def test_a_training_office_that_was_cut_short_is_made_again(tmp_path: Path) -> None:
    """Power may fail in the very minute of the first click."""
    (tmp_path / "place" / "offices").mkdir(parents=True)
    (tmp_path / "place" / "practice.json").write_text("{")
    assert prepare(tmp_path / "place").sheet.exists()
