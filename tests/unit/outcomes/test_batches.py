"""Batches: who is rated must be exactly who was named, and a run must stay repeatable."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import AppError
from app.rating import batches
from app.store import audit_check
from tests.offices import CLERK, COMPANY, FARM, LEADER, County, found, start_register

STRANGER = "91411221MA9TE01610"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = found(tmp_path_factory.mktemp("county"))
    start_register(made)
    return made


@pytest.mark.parametrize("header", ["统一社会信用代码\n", ""])
def test_every_row_of_a_list_is_accounted_for(county: County, tmp_path: Path, header: str) -> None:
    """An enterprise with a mistyped code would silently not be rated."""
    path = tmp_path / "名单.txt"
    rows = [COMPANY, COMPANY, STRANGER, COMPANY[:-1] + "X", FARM.lower()]
    path.write_text(header + "\n".join(rows) + "\n", "utf-8")
    with county.as_("RH", LEADER) as store, store.read() as conn:
        chosen = batches.from_file(conn, path)
    assert chosen.members == (COMPANY, FARM)
    shift = 1 if header else 0
    assert [(one.row - shift, one.code) for one in chosen.remarks] == [
        (2, "B-DUPLICATE"),
        (3, "B-UNKNOWN"),
        (4, "B-INVALID"),
    ]


@pytest.mark.parametrize("text", [COMPANY, f"{COMPANY}\r\n", f"统一社会信用代码\n{COMPANY}"])
@pytest.mark.parametrize("name", ["一家.txt", "一家.csv"])
def test_a_list_may_be_a_single_code(county: County, tmp_path: Path, text: str, name: str) -> None:
    """One enterprise forgotten in the first batch could not be rated from a file."""
    (tmp_path / name).write_text(text, "utf-8")
    with county.as_("RH", LEADER) as store, store.read() as conn:
        chosen = batches.from_file(conn, tmp_path / name)
    assert (chosen.members, chosen.remarks) == ((COMPANY,), ())


def test_a_list_of_a_header_alone_makes_no_batch(county: County, tmp_path: Path) -> None:
    """An empty batch would be taken for one that rated nobody."""
    (tmp_path / "空.txt").write_text("统一社会信用代码\n", "utf-8")
    with county.as_("RH", LEADER) as store:
        with store.read() as conn:
            chosen = batches.from_file(conn, tmp_path / "空.txt")
        with pytest.raises(AppError) as refused:
            batches.make(store, "甲", chosen, reason="因")
    assert refused.value.code == "B-EMPTY"


def test_a_change_is_a_new_batch_that_names_the_old_one(county: County) -> None:
    """A run already made could not be repeated if its batch could be edited."""
    with county.as_("RH", LEADER) as store:
        with store.read() as conn:
            everybody = batches.from_register(conn)
            farms = batches.from_register(conn, kind="4", township="城关镇")
            assert batches.from_register(conn, first_batch=True).members == ()
        assert (everybody.members, farms.members) == ((COMPANY, FARM), (FARM,))
        first = batches.make(store, "全部", everybody, reason="方案二（四）")
        with store.read() as conn:
            changed = batches.from_batch(conn, first, remove=[FARM], add=["1"])
        assert [one.code for one in changed.remarks] == ["B-INVALID"]
        second = batches.make(store, "减一家", changed, reason="已注销", predecessor=first)
        batches.retire(store, first)
        with pytest.raises(AppError) as refused:
            batches.retire(store, first)
        assert refused.value.code == "B-RETIRED"
        with store.read() as conn:
            assert batches.members(conn, first) == {COMPANY, FARM}
            assert batches.members(conn, second) == {COMPANY}
            told = {one.batch_id: one for one in batches.batches(conn)}
        assert (told[second].predecessor, told[second].count) == (first, 1)
        assert told[first].retired_at
        audit_check.verify(store)


def test_a_batch_is_refused_without_members_reason_or_role(county: County) -> None:
    """Nobody could say later why these enterprises and not others were rated."""
    chosen = batches.Chosen("指定代码", (COMPANY,))
    with county.as_("RH", CLERK) as store:
        with pytest.raises(AppError) as refused:
            batches.retire(store, "PC-2026-001")
        assert refused.value.code == "R-ROLE"
        for title, members, reason, code in (
            ("甲", chosen, " ", "B-REASON"),
            ("甲", batches.Chosen("", ()), "因", "B-EMPTY"),
        ):
            with pytest.raises(AppError) as refused:
                batches.make(store, title, members, reason=reason)
            assert refused.value.code == code
        with store.read() as conn, pytest.raises(AppError) as refused:
            batches.members(conn, "PC-1999-001")
        assert refused.value.code == "B-BATCH"
