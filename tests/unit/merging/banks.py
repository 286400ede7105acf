"""A county with banks of which one merges into another."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from app.collection import records, review
from app.merging.cards import own_card
from app.merging.directory import publish_directory, receive_directory
from app.merging.enrolment import enrol, write_enrolment
from app.merging.merge import Merged, merge
from app.merging.registers import publish_register, receive_register
from app.merging.submission import write_submission
from app.merging.successions import merge_agency
from tests.offices import CLERK, COMPANY, FARM, LEADER, County, collect, found, start_register

OLD, NEW, OTHER = "YH-LYH", "YH-ZYH", "YH-NSH"
BANKS = (OLD, NEW, OTHER)
DAY = date(2022, 5, 25)


def with_banks(folder: Path) -> County:
    """Market regulation, power and three banks; the register is out."""
    county = found(folder)
    for bank in BANKS:
        county.make(bank)
        with county.as_(bank, LEADER) as store:
            write_enrolment(store, county.package(f"{bank}.xyb"))
            digits = own_card(store).fingerprint
        with county.as_("RH", LEADER) as store:
            enrol(store, county.package(f"{bank}.xyb"), digits)
    tell(county, *BANKS)
    start_register(county)
    for bank in BANKS:
        with county.as_(bank, LEADER) as store:
            receive_register(store, county.package("register.xyb"))
    return county


def copy_of(made: County, folder: Path) -> County:
    """The same offices once more: making them costs most of a test's time."""
    shutil.copytree(made.folder, folder)
    county = County(folder)
    county.card = made.card
    return county


def tell(county: County, *agencies: str) -> None:
    """The next directory, to these agencies."""
    with county.as_("RH", LEADER) as store:
        publish_directory(store, county.package("names.xyb"))
    for agency in agencies:
        with county.as_(agency, LEADER) as store:
            receive_directory(store, county.package("names.xyb"))


def consent(uscc: str, number: str) -> dict[str, str]:
    return {"uscc": uscc, "no": number, "signed_date": "2021-03-02"}


def line(uscc: str, number: str, limit: str = "100") -> dict[str, str]:
    return {
        "uscc": uscc, "credit_no": number, "type": "综合", "limit": limit, "used": "50",
        "from": "2021-04-01", "to": "2027-03-31",
    }  # fmt: skip


def lend(county: County, bank: str) -> list[str]:
    """A consent and a credit line of each enterprise, reviewed; returns the lines' record ids."""
    collect(county, bank, "YH00", [consent(COMPANY, f"{bank}-1"), consent(FARM, f"{bank}-2")])
    return collect(county, bank, "YH01", [line(COMPANY, f"{bank}-1"), line(FARM, f"{bank}-2")])


def report(county: County, bank: str, name: str) -> Merged:
    with county.as_(bank, LEADER) as store:
        write_submission(store, county.package(name), period="2026")
    with county.as_("RH", LEADER) as store:
        return merge(store, county.package(name))


def decide(county: County, on: date = DAY) -> None:
    with county.as_("RH", LEADER) as store:
        merge_agency(store, OLD, NEW, effective=on, reason="银保监复〔2022〕1号")


def correct(county: County, bank: str, rec_id: str, **values: str) -> None:
    with county.as_(bank, CLERK) as store:
        assert records.change(store, "YH01", rec_id, values, reason="更正").rec_id
    with county.as_(bank, LEADER) as store:
        assert not review.approve(store, "YH01", reasons={"*": "已核对"}).blocked


def renew_register(county: County, *agencies: str) -> None:
    with county.as_("RH", LEADER) as store:
        publish_register(store, county.package("register2.xyb"), period="2026")
    for agency in agencies:
        with county.as_(agency, LEADER) as store:
            receive_register(store, county.package("register2.xyb"))
