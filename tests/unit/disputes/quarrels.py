"""A county whose agencies contradict each other about one enterprise, by real packages."""

from __future__ import annotations

from pathlib import Path

from app.merging.merge import merge
from app.merging.registers import receive_register
from tests.offices import COMPANY, LEADER, County, collect, found, make_register, submit

AGENCIES = ("SCJG", "SW", "GD", "RS")


def tax_entry(status: str) -> dict[str, str]:
    return {
        "uscc": COMPANY,
        "tax_authority": "国家税务总局渑池县税务局",
        "taxpayer_type": "一般纳税人",
        "tax_status": status,
    }


def account(name: str) -> dict[str, str]:
    return {
        "uscc": COMPANY,
        "cons_no": "4112210001",
        "cons_name": name,
        "category": "一般工商业",
        "address": "渑池县英豪镇工业路8号",
        "status": "在用",
    }


def insured(persons: int, source: str) -> dict[str, str]:
    return {
        "uscc": COMPANY,
        "month": "2025-12",
        "kind": "1",
        "persons": str(persons),
        "payable": "9000",
        "paid": "9000",
        "source": source,
    }


def with_quarrels(folder: Path) -> County:
    """Status, name, township and insured persons: four contradictions, merged, not looked for."""
    county = found(folder, AGENCIES)
    make_register(county)
    for agency in AGENCIES[1:]:
        with county.as_(agency, LEADER) as store:
            receive_register(store, county.package("register.xyb"))
    collect(county, "SW", "SW01", [tax_entry("注销")])
    collect(county, "SW", "RS02", [insured(31, "税务")])
    collect(county, "GD", "GD01", [account("渑池 仰韶面粉厂")])
    collect(county, "RS", "RS02", [insured(46, "人社")])
    for agency in AGENCIES[1:]:
        send(county, agency, 1)
    return county


def send(county: County, agency: str, number: int) -> None:
    """An agency's next package, merged."""
    path = submit(county, agency, number)
    with county.as_("RH", LEADER) as store:
        assert not merge(store, path).returned
