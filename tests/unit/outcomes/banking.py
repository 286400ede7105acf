"""A county with two banks that were sent the grades of two enterprises."""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.exchange.inner import Resource
from app.merging.cards import own_card
from app.merging.directory import publish_directory, receive_directory, recipient_of_agency
from app.merging.enrolment import enrol, write_enrolment
from app.merging.registers import receive_register
from app.merging.streams import send
from app.outcomes.results import receive_result
from app.store.list_tables import rating_publication
from app.store.office_store import Store
from app.store.tables import rating_result, rating_run
from tests.offices import CLERK, LEADER, County, start_register

NSH, ZYH = "YH-NSH", "YH-ZYH"
RUN = "a" * 32
AS_OF = "2026-03-31"


def sheet(uscc: str, grade: str, banks: list[str], **more: Any) -> dict[str, Any]:
    return {
        "id": uscc,
        "code": uscc,
        "name": "渑池仰韶食品有限公司",
        "template": "C",
        "indicators": {},
        "score": "85.00",
        "coverage": "97",
        "computed_grade": grade,
        "vetoes": [],
        "caps": [],
        "adjustment": 0,
        "final_grade": grade,
        "outcome": "推荐",
        "pending": [],
        "first_time_borrower": False,
        "improvement": [],
        "banks": banks,
        **more,
    }


def county_with_banks(folder: Path, banks: tuple[str, ...] = (NSH, ZYH)) -> County:
    """Enrolled before the first directory: an agency's stream begins with the first package."""
    county = County(folder)
    agencies = ("SCJG", "GD", *banks)
    for agency in ("RH", *agencies):
        county.make(agency)
    for agency in agencies:
        with county.as_(agency, LEADER) as store:
            write_enrolment(store, county.package(f"{agency}.xyb"))
            digits = own_card(store).fingerprint
        with county.as_("RH", LEADER) as store:
            enrol(store, county.package(f"{agency}.xyb"), digits)
    with county.as_("RH", LEADER) as store:
        publish_directory(store, county.package("directory.xyb"))
    for agency in agencies:
        with county.as_(agency, LEADER) as store:
            receive_directory(store, county.package("directory.xyb"))
    start_register(county)
    for bank in banks:
        with county.as_(bank, LEADER) as store:
            receive_register(store, county.package("register.xyb"))
    return county


def copied(county: County, folder: Path) -> County:
    """The same offices in another folder, so that a test may change them."""
    shutil.copytree(county.folder, folder)
    other = County(folder)
    other.card = county.card
    return other


def agree(store: Store, conn: sa.Connection, uscc: str, bank: str, **more: str) -> None:
    """A consent as the coordinator holds it after merging a bank's package."""
    common = {
        "rec_id": f"{bank}-{uscc}-{uuid.uuid4().hex}", "agency_code": bank, "uscc": uscc,
        "as_of_date": "2026-01-01", "row_status": "已上报", "rev_no": 1, "entered_by": "a",
        "entered_at": "2026-01-01T00:00:00Z", "audit_seq": 0, "superseded": 0,
    }  # fmt: skip
    row = {**common, "no": uscc, "signed_date": "2024-01-01", **more}
    conn.execute(store.table("YH00").insert().values(row))


def mark_published(conn: sa.Connection, run_id: str) -> None:
    """As if a reviewer had published the run, whatever the day is."""
    told = {"run_id": run_id, "operator": LEADER, "at": "2026-04-01T00:00:00Z", "note": ""}
    conn.execute(sa.delete(rating_publication).where(rating_publication.c.run_id == run_id))
    conn.execute(rating_publication.insert().values(told))


def keep_run(
    county: County, sheets: list[dict[str, Any]], run_id: str = RUN, as_of: str = AS_OF
) -> None:
    """A kept run at the coordinator with these sheets, and the consents that they name."""
    with county.as_("RH", LEADER) as store, store.write() as conn:
        conn.execute(
            rating_run.insert().values(
                run_id=run_id,
                scheme="MC-SME-2026 1",
                scheme_sha256="0" * 64,
                as_of=as_of,
                facts_sha256="0" * 64,
                program_version="0",
                result_sha256="0" * 64,
                operator=LEADER,
                at="2026-04-01T00:00:00Z",
                counts="{}",
            )
        )
        mark_published(conn, run_id)
        for one in sheets:
            for bank in one["banks"]:
                agree(store, conn, one["id"], bank)
            conn.execute(
                rating_result.insert().values(
                    run_id=run_id,
                    uscc=one["id"],
                    final_grade=one["final_grade"],
                    outcome=one["outcome"],
                    score_hundredths=8500,
                    sheet=json.dumps(one, ensure_ascii=False),
                )
            )


def signed_result(county: County, content: bytes, name: str, bank: str = NSH) -> Path:
    """A genuine, signed result package whose content is whatever a test says."""
    return signed(county, "RH", bank, "result", "data/results.json", content, name)


def signed(
    county: County, sender: str, to: str, kind: str, resource: str, content: bytes, name: str
) -> Path:
    path = county.package(name)
    with county.as_(sender, LEADER) as store, store.write() as conn:
        recipient = (
            recipient_of_agency(conn, to)
            if sender == "RH"
            else county.card and county.card.recipient
        )
        assert recipient
        send(
            store, conn, path, kind=kind, to=to, recipients=[recipient],
            resources=[Resource(resource, [content])], period="2026", extra={},
        )  # fmt: skip
    return path


def receive(county: County, path: Path, bank: str = NSH) -> int:
    with county.as_(bank, CLERK) as store:
        return receive_result(store, path)
