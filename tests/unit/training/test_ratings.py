"""The planted cases promise exact grades; a trainer explains the scheme by them."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2

from app.catalogue.load import load
from app.rating import scheme as schemes
from app.rating.run import rate
from app.rating.sheets import to_dict
from app.store import tables
from app.store.facts import mark_superseded
from app.training.cases import CASES
from app.training.codes import AS_OF
from app.training.county import County, generate

CATALOGUE = load()


@pytest.fixture(scope="module")
def rated() -> dict[str, dict[str, Any]]:
    """Case id to its score sheet, of a county whose coordinator has merged everything."""
    county = generate(3, 12, None, CATALOGUE)
    engine = sa.create_engine("sqlite://", module=dbapi2)
    with engine.connect() as conn:
        tables.metadata.create_all(conn)
        _fill(conn, county)
        rating = rate(conn, schemes.load(), AS_OF, catalogue=CATALOGUE)
        sheets = {sheet.uscc: to_dict(sheet) for sheet in rating.sheets}
    engine.dispose()
    return {case.id: sheets[uscc] for uscc, case in county.cases.items()}


def _fill(conn: sa.Connection, county: County) -> None:
    number = itertools.count(1)
    stored: dict[tuple[str, str], str] = {}
    for data_set in CATALOGUE.data_sets.values():
        table = tables.record_table(data_set)
        table.create(conn, checkfirst=True)
        rows = []
        for agency, sets in county.facts.items():
            for row in sets.get(data_set.code, ()):
                case = county.cases.get(str(row["uscc"]))
                if (
                    case is not None
                    and agency in case.expected.get("blocked", ())
                    and data_set.code != "YH00"
                ):
                    continue
                at = next(number)
                stored[str(row["uscc"]), data_set.code] = f"r{at}"
                common = {
                    "id": at, "rec_id": f"r{at}", "agency_code": agency, "as_of_date": "2026-03-31",
                    "row_status": "已上报", "rev_no": 1, "entered_by": "甲", "entered_at": "",
                    "audit_seq": 0, "superseded": 0,
                }  # fmt: skip
                values = {name: value for name, value in row.items() if name in table.c}
                rows.append({column.name: None for column in table.c} | common | values)
        if rows:
            conn.execute(table.insert(), rows)
        mark_superseded(conn, data_set)
    _papers(conn, county, stored)


def _papers(conn: sa.Connection, county: County, stored: dict[tuple[str, str], str]) -> None:
    for agency, declared in county.coverage.items():
        for code, start, end in declared:
            conn.execute(tables.coverage.insert(), {
                "agency_code": agency, "dataset": code, "period_from": start, "period_to": end,
                "declared_by": "甲", "declared_at": "",
            })  # fmt: skip
    for notice in county.notices:
        conn.execute(tables.notice.insert(), {
            "agency_code": notice.agency, "uscc": notice.uscc, "notice_id": "n", "slip_code": "s",
            "status": "已签收" if notice.delivered else "已生成", "generated_at": "",
            "delivered_date": notice.delivered or None,
        })  # fmt: skip
    for at, step in enumerate(county.objections):
        conn.execute(tables.objection.insert(), {
            "objection_id": f"o{at}", "agency_code": step["agency"], "dataset": step["dataset"],
            "rec_id": stored[step["uscc"], step["dataset"]], "uscc": step["uscc"],
            "filed_date": step["filed"], "statement": "",
        })  # fmt: skip
    for at, step in enumerate(county.decisions):
        conn.execute(tables.decision.insert(), {
            "decision_id": f"d{at}", "kind": step["kind"], "uscc": step["uscc"],
            "decision_date": step["date"], "signer_1": "甲", "signer_2": "乙", "reason": "会议纪要",
        })  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_planted_case_gets_its_promised_sheet(rated: dict[str, dict[str, Any]], case: Any) -> None:
    """Otherwise the trainer's answer book contradicts the program."""
    sheet, expected = rated[case.id], dict(case.expected)
    expected.pop("blocked", None)
    cap = expected.pop("cap", None)
    told = {name: sheet[name] for name in expected}
    for name in ("vetoes", "improvement"):
        if name in told:
            told[name] = [entry["id"] for entry in told[name]]
    assert told == expected
    if cap:
        assert cap in [entry["grade"] for entry in sheet["caps"]]
