"""An agency that writes whatever it likes into its packages reaches its own rows, no others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.errors import AppError
from app.exchange.inner import Resource
from app.exchange.tables import write_rows
from app.keys.roles import Role
from app.keys.signing import recipient_of
from app.merging.merge import merge
from app.merging.streams import send
from app.merging.submission import submission_columns
from app.office import open_office
from app.store import audit_check
from app.store.office_store import Store
from app.store.succession_tables import succession
from app.store.successions import predecessors, successors
from app.store.tables import metadata
from tests.offices import LEADER, WORD, County
from tests.unit.merging.banks import NEW, OLD, OTHER, decide, lend, report, with_banks

CODES = "ABCDE"


@dataclass
class Desk:
    """The open coordinator and the open banks."""

    rh: Store
    banks: dict[str, Store]
    folder: Path
    count: int = 0


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    county: County = with_banks(tmp_path_factory.mktemp("county"))
    for bank in (OLD, NEW, OTHER):
        lend(county, bank)
        report(county, bank, f"{bank}-first.xyb")
    decide(county)
    rh = open_office(county.folder / "RH", LEADER, WORD)
    banks = {bank: open_office(county.folder / bank, LEADER, WORD) for bank in (OLD, NEW, OTHER)}
    yield Desk(rh, banks, county.folder)
    audit_check.verify(rh)
    for store in (rh, *banks.values()):
        store.close()


def rows(store: Store) -> dict[str, dict[str, Any]]:
    table = store.table("YH01")
    with store.read() as conn:
        return {row.rec_id: dict(row._mapping) for row in conn.execute(sa.select(table))}


def forged(desk: Desk, sender: str, chosen: list[dict[str, Any]]) -> Path:
    """A package that is signed and numbered as it should be, with rows of the sender's choice."""
    store, data_set = desk.banks[sender], desk.rh.catalogue.data_sets["YH01"]
    names = submission_columns(data_set)
    told = [tuple(row[name] for name in names) for row in chosen]
    desk.count += 1
    path = desk.folder / f"forged-{desk.count}.xyb"
    sealed_for = [recipient_of(desk.rh.sealing_key)]
    with store.write() as conn:
        facts = [
            Resource(f"data/{name}.json", [b"[]"]) for name in ("notices", "coverage", "objections")
        ]
        send(
            store, conn, path, kind="submission", to="RH", recipients=sealed_for,
            resources=[Resource("data/yh01.jsonl", write_rows(data_set, names, told)), *facts],
            period="2026", extra={"catalogue": "2026.1"},
        )  # fmt: skip
    return path


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sender=st.sampled_from([OLD, NEW, OTHER]),
    picks=st.lists(st.integers(0, 5), min_size=1, max_size=6, unique=True),
    revision=st.integers(1, 9),
    status=st.sampled_from(["已审核", "已撤回", "异议中"]),
    used=st.integers(0, 10**9),
)
def test_nobody_changes_the_rows_of_others(
    desk: Desk, sender: str, picks: list[int], revision: int, status: str, used: int
) -> None:
    """A bank could put its rival's customers in default, or wipe them."""
    assert desk.rh.roles >= {Role.REVIEWER}
    before = rows(desk.rh)
    ids = sorted(before)
    changed = {"rev_no": revision, "row_status": status, "used": used}
    path = forged(desk, sender, [{**before[ids[pick]], **changed} for pick in picks])
    if sender == OLD:
        with pytest.raises(AppError, match="M-MERGED"):
            merge(desk.rh, path)
    else:
        merge(desk.rh, path)
    after = rows(desk.rh)
    with desk.rh.read() as conn:
        mine = {sender} | predecessors(conn, sender, clock.today())
    assert set(after) == set(before)
    for rec_id, row in before.items():
        if row["agency_code"] not in mine or sender == OLD:
            assert after[rec_id] == row
        elif ids.index(rec_id) in picks:
            assert after[rec_id]["agency_code"] == sender
            assert after[rec_id]["used"] == used


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(CODES), st.tuples(st.sampled_from(CODES), st.integers(0, 4)), max_size=5
    ),
    st.integers(0, 4),
)
def test_nobody_stands_in_two_places(steps: dict[str, tuple[str, int]], day: int) -> None:
    """A chain, or a circle that a directory should never hold, would hand rows to two agencies."""
    start = clock.today()
    conn = sa.create_engine("sqlite://").connect()
    metadata.tables["succession"].create(conn)
    for old, (new, after) in steps.items():
        conn.execute(
            succession.insert().values(
                predecessor=old, successor=new, reason="", decided_by="", at="",
                effective=(start + timedelta(days=after)).isoformat(),
            )
        )  # fmt: skip
    on = start + timedelta(days=day)
    found = successors(conn, on)
    assert set(found) == {old for old, (_, after) in steps.items() if after <= day}
    heirs = [old for code in CODES for old in predecessors(conn, code, on)]
    assert sorted(heirs) == sorted(found)
    conn.close()
