"""The papers of a package, from real offices: what is signed for is what was sent and taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.collection import records, review
from app.documents.batch import print_file
from app.documents.issuing.packages import cover_pieces, receipt_pieces
from app.documents.issuing.selection import Selection
from app.documents.papers.package_papers import CoverSheet, ReceiptPaper, SentSet
from app.errors import RefusedError
from app.merging.merge import merge
from app.merging.receipts import receive_receipt, write_receipt
from app.merging.submission import write_submission
from app.store.tables import register
from tests.offices import (
    CLERK,
    COMPANY,
    FARM,
    LEADER,
    County,
    bill,
    collect,
    found,
    start_register,
    submit,
)


@pytest.fixture
def county(tmp_path: Path) -> County:
    made = found(tmp_path)
    start_register(made)
    return made


def cover(county: County, package_id: str) -> CoverSheet:
    with county.as_("GD", CLERK) as store:
        (piece,) = cover_pieces(store, Selection(package_id))
    assert print_file(county.package("cover.pdf"), "p", [piece]) == 1
    assert isinstance(piece.content, CoverSheet)
    return piece.content


def receipt(county: County, agency: str, package_id: str) -> ReceiptPaper:
    with county.as_(agency, CLERK) as store:
        (piece,) = receipt_pieces(store, Selection(package_id))
    assert print_file(county.package("receipt.pdf"), "p", [piece]) == 1
    assert isinstance(piece.content, ReceiptPaper)
    return piece.content


def send(county: County, number: int) -> str:
    path = county.package(f"GD-{number}.xyb")
    with county.as_("GD", LEADER) as store:
        return write_submission(store, path, period="2026").package.package_id


def test_a_cover_sheet_counts_what_is_new_changed_and_withdrawn(county: County) -> None:
    """The coordinator would file a correction as a second record, or keep what was taken back."""
    bills = [bill(COMPANY, "41122100001", f"2026-0{month}", "42000") for month in range(1, 4)]
    first, second, _ = collect(county, "GD", "GD02", bills)
    one = cover(county, send(county, 1))
    assert one.sets == (SentSet("GD02　月度用电", 3, 3, 0, 0, 0),)
    assert (one.head.seq, one.signed_by, one.stayed) == (1, LEADER, ())
    with county.as_("GD", CLERK) as store:
        assert records.change(store, "GD02", first, {"kwh": "41000", "amount": "28700"}).rec_id
        records.add(store, "GD02", bill(FARM, "41122100002", "2026-01", "9000"))
    with county.as_("GD", LEADER) as store:
        records.withdraw(store, "GD02", second, "重复报送")
        review.approve(store, "GD02", reasons={"*": "已核对原件"})
    two = cover(county, send(county, 2))
    assert two.sets == (SentSet("GD02　月度用电", 2, 0, 1, 1, 0),)
    assert two.stayed == (("告知书尚未送达", 1),)
    assert two.head.head_seq > one.head.head_seq


def test_sheet_and_receipt_bear_one_digest_and_one_audit_head(county: County) -> None:
    """A package or a log that was exchanged on the way is found by laying the papers together."""
    rows = [
        bill(one, f"4112210000{n}", "2026-01", "42000") for n, one in enumerate((COMPANY, FARM))
    ]
    collect(county, "GD", "GD02", rows)
    package_id = send(county, 1)
    with county.as_("RH", LEADER) as store:
        with store.write() as conn:
            conn.execute(register.delete().where(register.c.uscc == FARM))
        merge(store, county.package("GD-1.xyb"))
        write_receipt(store, package_id, county.package("receipt.xyb"))
    with county.as_("GD", LEADER) as store, pytest.raises(RefusedError, match="P-UNKNOWN"):
        receipt_pieces(store, Selection(package_id))
    with county.as_("GD", LEADER) as store:
        receive_receipt(store, county.package("receipt.xyb"))
    ours, theirs = receipt(county, "GD", package_id), receipt(county, "RH", package_id)
    assert cover(county, package_id).head == ours.head == theirs.head
    assert ours.head.head_seq > 0
    assert ours.accepted == theirs.accepted == (("月度用电", 1),)
    assert ours.returned == theirs.returned
    (back,) = ours.returned
    assert back.reason == "企业名录中没有该主体，已转入待匹配库"
    assert (len(back.rec_ids), ours.pooled, theirs.pooled) == (1, 1, 1)


def test_a_package_that_nobody_knows_has_no_papers(county: County) -> None:
    """A sheet for a package that never left would be sealed for nothing."""
    submit(county, "SCJG", 2)
    for agency in ("GD", "RH"):
        with county.as_(agency, LEADER) as store:
            for pieces in (cover_pieces, receipt_pieces):
                with pytest.raises(RefusedError, match="P-UNKNOWN"):
                    pieces(store, Selection("0" * 32))
