"""Contradictions between agencies: found, decided, remembered, open again when a value moves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalogue.load import load
from app.cli.main import main
from app.collection import records, review
from app.disputes.history import decisions, undo
from app.disputes.pairs import FILE, load_pairs
from app.disputes.searching import search, stale
from app.disputes.statements import statement
from app.disputes.verdicts import Dispute, disputes, settle, unsettle
from app.errors import AppError, RefusedError
from app.outcomes.credit_file import PAPER, read_credit_file
from app.store import audit_check
from app.store.office_store import Store
from tests.offices import CLERK, COMPANY, FARM, LEADER, WORD, County
from tests.unit.disputes.quarrels import send


def standing(store: Store) -> dict[str, Dispute]:
    with store.read() as conn:
        return {one.pair: one for one in disputes(conn)}


def test_each_contradiction_is_found_once_with_both_sides(county: County) -> None:
    """An officer would read 20 agencies' tables beside each other, and miss it."""
    with county.as_("RH", LEADER) as store:
        found = standing(store)
        assert not stale(store)
    said = {
        pair: (one.left_agency, one.left_value, one.right_agency, one.right_value, one.part)
        for pair, one in found.items()
    }
    assert said == {
        "name-power": ("SCJG", "渑池仰韶食品有限公司", "GD", "渑池 仰韶面粉厂", "4112210001"),
        "status-tax": ("SCJG", "1", "SW", "注销", ""),
        "township": ("SCJG", "城关镇", "GD", "渑池县英豪镇工业路8号", "4112210001"),
        "insured-sources": ("RS", "46", "SW", "31", "2025-12|1"),
    }
    assert {one.uscc for one in found.values()} == {COMPANY}


def test_a_decision_holds_until_a_value_moves(county: County) -> None:
    """The same question would be asked with every package, or a new one never."""
    with county.as_("RH", LEADER) as store:
        before = facts(store)
        key = standing(store)["status-tax"].key
        settle(store, [key], "left", reason="登记机关查询为存续")
        search(store)
        decided = standing(store)["status-tax"].verdict
        assert decided is not None
        assert (decided.choice, decided.operator) == ("left", LEADER)
        assert facts(store) == before, "an agency's record is the agency's"
        noted = read_credit_file(store, COMPANY, reason="核对").contradictions
        assert any(one.endswith("税务局：注销（以左为准）") for one in noted)
        assert not read_credit_file(store, COMPANY, reason="核对", form=PAPER).contradictions
        audit_check.verify(store)
    with county.as_("SW", CLERK) as store:
        table = store.table("SW01")
        with store.read() as conn:
            rec_id = str(conn.scalar(sa.select(table.c.rec_id)))
        records.change(store, "SW01", rec_id, {"tax_status": "正常"}, reason="误填")
    with county.as_("SW", LEADER) as store:
        review.approve(store, "SW01", reasons={"*": "已核对"})
    send(county, "SW", 2)
    with county.as_("RH", LEADER) as store:
        assert stale(store)
        search(store)
        assert "status-tax" not in standing(store)
    with county.as_("SW", CLERK) as store:
        records.change(store, "SW01", rec_id, {"tax_status": "注销"}, reason="确已注销")
    with county.as_("SW", LEADER) as store:
        review.approve(store, "SW01", reasons={"*": "已核对"})
    send(county, "SW", 3)
    with county.as_("RH", LEADER) as store:
        search(store)
        assert standing(store)["status-tax"].verdict is not None, "the same words, the same answer"


def facts(store: Store) -> list[Any]:
    found: list[Any] = []
    with store.read() as conn:
        for code in ("SC01", "SW01", "GD01", "RS02"):
            found += conn.execute(sa.select(store.table(code))).all()
    return found


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["name-power", "status-tax", "township"]),
            st.sampled_from(["left", "right", "both", "ask", "undo"]),
        ),
        max_size=8,
    )
)
def test_taking_back_is_the_inverse_of_settling(
    county: County, steps: list[tuple[str, str]]
) -> None:
    """Whatever was tried out, taking it back leaves the contradiction as open as it was."""
    with county.as_("RH", LEADER) as store:
        before = standing(store)
        for pair, step in steps:
            one = standing(store)[pair]
            if step == "undo" and one.verdict is not None:
                unsettle(store, one.verdict.id)
                assert standing(store)[pair] == before[pair]
            elif step != "undo" and one.verdict is None:
                settle(store, [one.key], step, reason="试")
            elif step != "undo":
                with pytest.raises(RefusedError, match="D-DECIDED"):
                    settle(store, [one.key], step, reason="试")
        with store.read() as conn:
            left = [one.number for one in decisions(conn) if not one.undone_at]
        undo(store, *left)
        assert standing(store) == before


def test_by_command_from_finding_to_taking_back(
    county: County, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program is complete without a screen."""
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)

    def run(*words: str, expect: int, operator: str = LEADER) -> dict[str, Any]:
        capsys.readouterr()
        office = ["--office", str(county.folder / "RH"), "--operator", operator, "--json"]
        assert main(["disputes", *words, *office]) == expect
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    assert run("search", expect=1)["found"]["insured-sources"] == 1
    keys = [one["key"][:12] for one in run("list", expect=1)["contradictions"]]
    put = ("decide", *keys, "--choice", "ask", "--reason", "去函核实")
    assert run(*put, expect=3, operator=CLERK)["error"]["code"] == "R-ROLE"
    numbers = run(*put, expect=0)["decisions"]
    assert len(numbers) == len(keys) == 4
    assert run("list", expect=1)["contradictions"] == []
    assert run(*put, expect=3)["error"]["code"] == "D-DECIDED"
    assert run("undo", numbers[0], expect=0)["undone"] == numbers[0]
    for number in ("x", "p" + "9" * 30):
        assert run("undo", number, expect=2)["error"]["code"] == "D-NUMBER"
    left = run("list", "--candidates", expect=1)
    assert len(left["contradictions"]) == 1
    (code,) = left["unknown"]
    assert (code["agency"], code["uscc"], code["sets"]) == ("GD", FARM, {"GD02": 3})
    mixed = ("decide", f"GD/{FARM}", keys[0], "--choice", "wait", "--reason", "待查")
    assert run(*mixed, expect=2)["error"]["code"] == "D-MIXED"
    put = ("decide", f"GD/{FARM}", "--choice", "same", "--target", COMPANY, "--reason", "合并")
    done = run(*put, expect=0)
    assert (done["rows"], run("undo", done["decisions"][0], expect=0)["rows"]) == (3, 3)


def test_the_shipped_comparisons_stand_and_a_wrong_one_says_where(tmp_path: Path) -> None:
    """A field renamed in the catalogue would silently end a comparison."""
    catalogue = load()
    pairs = load_pairs(catalogue)
    assert {pair.topic for pair in pairs.values()} >= {"名称", "状态", "注册资本", "参保人数"}
    assert all(statement(pair, catalogue).startswith("WITH") for pair in pairs.values())
    wrong: dict[str, Callable[[str], str]] = {
        "没有存数据项 tax_state": lambda text: text.replace('"tax_status"', '"tax_state"'),
        "没有数据集 SW99": lambda text: text.replace('"SW01"', '"SW99"'),
        "不认识的比法": lambda text: text.replace('"meaning"', '"feeling"', 1),
        "不是数": lambda text: text.replace('"subscribed"', '"holder_name"'),
        "没有 开": lambda text: text.replace('"正常" =', '"开" =', 1),
        "编号重复": lambda text: text.replace('"status-tax"', '"name-power"'),
        "same_facts.toml 有误": lambda text: text.replace("[[pair]]", "[[pair", 1),
    }
    path = tmp_path / "same_facts.toml"
    for told, change in wrong.items():
        path.write_text(change(FILE.read_text("utf-8")), "utf-8")
        with pytest.raises(AppError) as refused:
            load_pairs(catalogue, path)
        assert (refused.value.code, told in refused.value.message) == ("D-PAIRS", True), told
