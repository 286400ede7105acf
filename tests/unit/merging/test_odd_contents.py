"""A genuine signature under content of another release, or of none at all."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import AppError
from app.exchange.inner import Resource
from app.keys.signing import recipient_of
from app.merging import registers
from app.merging.merge import merge
from app.merging.receipts import receive_receipt
from app.merging.registers import receive_register
from app.merging.restarts import newest_sent, restart_stream
from app.merging.streams import send
from app.merging.submission import write_submission
from app.store import audit_check
from app.store.office_store import Store
from app.store.tables import notice, register
from tests.offices import CLERK, COMPANY, LEADER, County, bill, collect, found, start_register
from tests.unit.merging.banks import copy_of


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> County:
    county = found(tmp_path_factory.mktemp("made"))
    start_register(county)
    return county


@pytest.fixture
def county(made: County, tmp_path: Path) -> County:
    return copy_of(made, tmp_path / "county")


def signed(county: County, sender: str, to: str, kind: str, parts: dict[str, Any]) -> Path:
    """A package that ``sender`` really signed, with these resources (bytes, or JSON)."""
    with county.as_(to, LEADER) as store:
        recipient = recipient_of(store.sealing_key)
    path = county.package("odd.xyb")
    resources = [
        Resource(name, [part if isinstance(part, bytes) else json.dumps(part).encode()])
        for name, part in parts.items()
    ]
    with (
        county.as_(sender, LEADER) as store,
        suppress(InterruptedError),
        store.write() as conn,
    ):
        send(
            store, conn, path, kind=kind, to="*" if kind == "register" else to, period="",
            recipients=[recipient], resources=resources, extra={"catalogue": "2026.1"},
        )  # fmt: skip
        raise InterruptedError  # the next one shall have the same number
    return path


def facts(**changed: Any) -> dict[str, Any]:
    whole = {"notices": [], "coverage": [], "objections": []} | changed
    return {f"data/{name}.json": rows for name, rows in whole.items()}


TOLD = {
    "agency_code": "GD", "uscc": COMPANY, "notice_id": "GD-2026-000001", "slip_code": "1",
    "status": "已签收", "generated_at": "2026-03-01T00:00:00Z",
}  # fmt: skip
DECLARED = {
    "agency_code": "GD", "dataset": "GD02", "period_from": "2026-01-01", "period_to": "2026-03-31",
    "declared_by": "x", "declared_at": "",
}  # fmt: skip
OBJECTED = {
    "objection_id": "1", "agency_code": "GD", "dataset": "GD02", "rec_id": "1", "uscc": COMPANY,
    "filed_date": "2026-03-01", "statement": "",
}  # fmt: skip


def test_columns_of_another_release_are_no_obstacle(county: County) -> None:
    """One office updated late would stop the whole county's exchange."""
    path = signed(county, "GD", "RH", "submission", facts(notices=[{**TOLD, "new": {"a": [1]}}]))
    with county.as_("RH", LEADER) as store:
        merge(store, path)
        with store.read() as conn:
            row = conn.execute(sa.select(notice).where(notice.c.agency_code == "GD")).one()
        assert (row.status, row.method) == ("已签收", None)
    entry = {"uscc": COMPANY, "name": "渑池仰韶食品有限公司", "former_names": "", "later": 1}
    path = signed(county, "RH", "GD", "register", {registers.RESOURCE: [entry]})
    with county.as_("GD", LEADER) as store:
        assert receive_register(store, path) == 1
        with store.read() as conn:
            assert conn.execute(sa.select(register.c.township)).one() == (None,)


BLOCK = {"columns": ["rec_id", "uscc"], "values": [["1"], ["\ud800"]]}
ODD: list[dict[str, Any]] = [
    facts(notices={}),
    facts(notices=[1]),
    facts(notices=[{k: v for k, v in TOLD.items() if k != "status"}]),
    facts(notices=[TOLD, TOLD]),
    facts(notices=[{**TOLD, "status": 1}]),
    facts(notices=[{**TOLD, "method": 1.5}]),
    facts(notices=[{**TOLD, "status": "\ud800"}]),
    facts(notices=b"{"),
    facts(notices=b"[" * 100_000),
    facts(notices=b"\xff"),
    facts(coverage=[{**DECLARED, "period_to": "soon"}]),
    facts(objections=[{**OBJECTED, "agency_code": "SCJG"}]),
    facts(objections=[OBJECTED, OBJECTED]),
    {"data/notices.json": []},
    {"data/gd02.jsonl": json.dumps(BLOCK).encode() + b"\n"} | facts(),
]


@pytest.mark.parametrize("start", range(0, len(ODD), 5))
def test_a_signed_but_malformed_submission_is_refused_in_words(county: County, start: int) -> None:
    """The coordinator's program would stop with a page of code, or keep half of it."""
    paths = [
        shutil.copy(signed(county, "GD", "RH", "submission", parts), county.package(f"{at}.xyb"))
        for at, parts in enumerate(ODD[start : start + 5])
    ]
    with county.as_("RH", LEADER) as store:
        before = audit_check.verify(store)
        for path in paths:
            with pytest.raises(AppError) as refused:
                merge(store, path)
            assert refused.value.code in ("X-CONTENT", "X-RESOURCE", "X-RECORDS", "M-OWNER")
        assert audit_check.verify(store) == before


def _last(county: County, agency: str) -> tuple[int, str]:
    with county.as_(agency, LEADER) as store:
        (one,) = [sent for sent in newest_sent(store) if sent.kind == "submission"]
    return one.seq, one.envelope_sha256


@pytest.mark.parametrize("content", [[], [1], [{"uscc": COMPANY}], {"a": 1}, b"\xff", b"nope"])
def test_a_malformed_register_leaves_the_old_one(county: County, content: Any) -> None:
    """An agency would lose the list that every import is matched against."""
    path = signed(county, "RH", "GD", "register", {registers.RESOURCE: content})
    with county.as_("GD", LEADER) as store:
        with pytest.raises(AppError, match="X-CONTENT"):
            receive_register(store, path)
        with store.read() as conn:
            assert conn.scalar(sa.select(sa.func.count()).select_from(register)) == 2


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"package_id": "x", "envelope_sha256": "y", "result": 1},
        {"package_id": "x", "envelope_sha256": "y", "result": {"accepted": {}}},
    ],
)
def test_a_malformed_receipt_is_refused_in_words(county: County, content: Any) -> None:
    """A clerk would see a page of code instead of an answer."""
    path = signed(county, "RH", "GD", "receipt", {"data/receipt.json": content})
    with county.as_("GD", LEADER) as store, pytest.raises(AppError, match=r"X-CONTENT|P-NOT-MINE"):
        receive_receipt(store, path)


def power_sends(county: County, month: str, *, full: bool = False, new: bool = True) -> Path:
    if new:
        collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", month, "1000")])
    path = county.package(f"{month}-{full}.xyb")
    with county.as_("GD", LEADER) as store:
        write_submission(store, path, period="2026", full=full)
    return path


def test_a_restored_coordinator_takes_up_the_stream_again(county: County, tmp_path: Path) -> None:
    """After a restored backup an agency could never report again, or packages would be lost."""
    first = power_sends(county, "2026-01")
    with county.as_("RH", LEADER) as store:
        merge(store, first)
    shutil.copytree(county.folder / "RH", tmp_path / "kept")
    with county.as_("RH", LEADER) as store:
        merge(store, power_sends(county, "2026-02"))
    shutil.rmtree(county.folder / "RH")
    shutil.copytree(tmp_path / "kept", county.folder / "RH")
    seq, envelope = _last(county, "GD")
    assert seq == 2
    part = power_sends(county, "2026-03")
    with county.as_("RH", LEADER) as store:
        with pytest.raises(AppError, match="X-GAP"):
            merge(store, part)
        for number, digest, code in ((1, envelope, "M-STREAM"), (2, "abc", "U-SHA256")):
            with pytest.raises(AppError, match=code):
                restart_stream(store, "GD", seq=number, envelope_sha256=digest, reason="恢复备份")
        restart_stream(store, "GD", seq=2, envelope_sha256="0" * 64, reason="恢复备份")
        with pytest.raises(AppError, match="X-CHAIN"):
            merge(store, part)
        restart_stream(store, "GD", seq=2, envelope_sha256=envelope, reason="恢复备份")
        with pytest.raises(AppError, match="M-FULL"):
            merge(store, part)
    seq, envelope = _last(county, "GD")
    whole = power_sends(county, "2026-03", full=True, new=False)
    with county.as_("RH", LEADER) as store:
        restart_stream(store, "GD", seq=seq, envelope_sha256=envelope, reason="恢复备份")
        assert merge(store, whole).accepted == {"GD02": 3}
        with pytest.raises(AppError, match="M-STREAM"):
            restart_stream(store, "GD", seq=seq, envelope_sha256=envelope, reason="再来")
        merge(store, power_sends(county, "2026-04"))
        assert _months(store) == ["2026-01", "2026-02", "2026-03", "2026-04"]
        audit_check.verify(store)
    with county.as_("RH", CLERK) as store, pytest.raises(AppError, match="R-ROLE"):
        restart_stream(store, "GD", seq=99, envelope_sha256=envelope, reason="x")


def _months(store: Store) -> list[str]:
    with store.read() as conn:
        return sorted(conn.scalars(sa.select(store.table("GD02").c.month)))
