"""The one thing that an operator is told to do next."""

from __future__ import annotations

from typing import Any

import pytest

from app.browsing.next_step import Tasks, next_step
from app.browsing.task_cards import cards
from app.keys.roles import Role

ENTRY, REVIEWER = frozenset({Role.ENTRY}), frozenset({Role.REVIEWER})
NOTHING = Tasks(registered=60)
EVERYTHING: dict[str, Any] = {
    "pressing": 1,
    "returned": {"GD02": 2},
    "drafts": {"GD02": 3, "GD03": 9},
    "faulty": {"GD02": 4},
    "unmatched": {"GD02": 5},
    "reviewable": {"GD02": 6},
    "unreviewed": {"GD02": 6},
    "to_tell": 7,
    "to_consent": 2,
    "ready": 8,
    "sent_on": "2026年4月1日",
    "lacking": 9,
    "undeclared": ("GD01",),
}
ORDER = [
    ("pressing", ENTRY, "objections"),
    ("returned", ENTRY, "entry"),
    ("drafts", ENTRY, "entry"),
    ("faulty", ENTRY, "importing"),
    ("unmatched", ENTRY, "importing"),
    ("reviewable", REVIEWER, "review"),
    ("to_tell", ENTRY, "notices"),
    ("to_consent", ENTRY, "notices"),
    ("ready", REVIEWER, "submission"),
    ("sent_on", ENTRY, "submission"),
    ("undeclared", ENTRY, "entry"),
]


@pytest.mark.parametrize("place", range(len(ORDER)), ids=[name for name, _, _ in ORDER])
def test_what_blocks_the_rest_comes_first(place: int) -> None:
    """A clerk who is sent to the wrong place first does the same work twice."""
    later = {name for name, _, _ in ORDER[place:]} | {"lacking", "unreviewed"}
    found = Tasks(registered=60, **{key: EVERYTHING[key] for key in EVERYTHING if key in later})
    _, roles, screen = ORDER[place]
    assert next_step(found, roles).screen == screen


def test_directory_that_lapses_is_renewed() -> None:
    """An agency that works by old keys believes who is believed no more."""
    soon = Tasks(registered=60, directory_days=12)
    assert "还有 12 天到期" in next_step(soon, ENTRY).why
    assert "已过期 3 天" in next_step(Tasks(registered=60, directory_days=-3), REVIEWER).why
    assert next_step(Tasks(registered=60, directory_days=31), ENTRY).title != "接收机构名册"


def test_without_a_register_it_is_received_first() -> None:
    """Nothing can be entered about enterprises that nobody named."""
    assert next_step(Tasks(drafts={"GD02": 1}), ENTRY).title == "接收企业名录"
    own = Tasks(own_register=True)
    assert next_step(own, ENTRY).wanted == {"dataset": "SC01"}


def test_drafts_open_the_data_set_that_has_most() -> None:
    """The button must lead to a list that is not empty."""
    step = next_step(Tasks(registered=1, drafts={"GD02": 3, "GD03": 9}), ENTRY)
    assert step.wanted == {"dataset": "GD03", "row_status": "草稿"}


def test_a_role_is_not_sent_where_it_may_do_nothing() -> None:
    """A clerk at the review screen, or a leader at the entry form, would be refused."""
    found = Tasks(registered=60, reviewable={"GD02": 6}, unreviewed={"GD02": 6}, ready=8)
    step = next_step(found, ENTRY)
    assert step.screen == ""
    assert "审核人员" in step.why
    assert next_step(found, REVIEWER).screen == "review"
    assert next_step(Tasks(registered=60, drafts={"GD02": 1}), REVIEWER).screen == ""


def test_own_records_wait_for_somebody_else() -> None:
    """Who entered cannot approve: to be sent there would end in a refusal."""
    step = next_step(Tasks(registered=60, unreviewed={"GD02": 6}), REVIEWER)
    assert step.screen == ""
    assert "另一名审核人" in step.why


def test_nothing_to_do_is_said_and_a_backup_is_the_administrators() -> None:
    """An office at rest must not look like one that failed to load."""
    assert next_step(NOTHING, ENTRY).title == "今天没有要办的事"
    old = Tasks(registered=60, backup_age=8)
    assert next_step(old, frozenset({Role.ADMIN})).screen == "backups"


def test_cards_lead_to_lists_of_what_they_count() -> None:
    """A number that cannot be opened sends the clerk searching."""
    found = cards(Tasks(registered=60, **EVERYTHING), {"GD02": "月度用电"})
    by_id = {card.id: card for card in found}
    assert by_id["correct"].total == 2 + 3 + 9 + 4 + 5
    assert by_id["correct"].parts[0].words == "月度用电：退回"
    assert by_id["tell"].total == 9
    assert [card.total for card in cards(NOTHING, {})] == [0] * 5
    assert all(part.screen for card in found for part in card.parts)
