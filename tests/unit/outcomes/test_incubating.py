"""Incubation: what was done for an enterprise must be there when it asks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import AppError
from app.outcomes import incubating
from tests.offices import LEADER, County
from tests.unit.outcomes.test_recommending import keep


def test_measures_are_kept_in_order_and_only_for_incubated_ones(tmp_path: Path) -> None:
    """The working group would advise an enterprise twice, or the wrong one."""
    county = County(tmp_path)
    county.make("RH")
    with county.as_("RH", LEADER) as store:
        keep(store, [("孵化", "BB", set()), ("推荐", "A", set())])
        incubating.add_step(store, "E0", date(2026, 5, 2), "辅导报税", "王建国", "已补报")
        incubating.add_step(store, "E0", date(2026, 4, 2), "走访", "王建国")
        for uscc, measure, code in (("E1", "走访", "L-INCUBATED"), ("E0", " ", "L-STEP")):
            with pytest.raises(AppError) as refused:
                incubating.add_step(store, uscc, date(2026, 4, 2), measure, "王建国")
            assert refused.value.code == code
        with store.read() as conn:
            told = [step["measure"] for step in incubating.steps(conn, "E0")]
    assert told == ["走访", "辅导报税"]
