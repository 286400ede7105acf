"""Facts for rating tests: real tables of the real catalogue, filled row by row."""

from __future__ import annotations

import itertools
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from app.catalogue.load import load
from app.rating import scheme as schemes
from app.rating.run import rate
from app.rating.sheets import Sheet, to_dict
from app.store import tables
from app.store.facts import mark_superseded

CATALOGUE = load()
SCHEME = schemes.load()
D = date(2026, 3, 31)
OWNERS = {entry.dataset: entry.kind for entry in reversed(CATALOGUE.ownership)}


@cache
def _empty_store() -> dbapi2.Connection:
    """All tables without a row; copying them is quicker than making them for every test."""
    conn = sa.create_engine("sqlite://", module=dbapi2, poolclass=sa.StaticPool).connect()
    tables.metadata.create_all(conn)
    for data_set in CATALOGUE.data_sets.values():
        tables.record_table(data_set).create(conn, checkfirst=True)
    conn.commit()
    made = conn.connection.driver_connection
    assert isinstance(made, dbapi2.Connection)
    return made


class Facts:
    """A coordinator's store in memory."""

    def __init__(self) -> None:
        self.conn = sa.create_engine("sqlite://", module=dbapi2).connect()
        _empty_store().backup(self.conn.connection.driver_connection)  # type: ignore[arg-type]
        self._number = itertools.count(1)
        self.used: set[str] = set()

    def __enter__(self) -> Facts:
        return self

    def __exit__(self, *_: object) -> None:
        self.conn.close()

    def add(self, code: str, uscc: str = "E1", **values: Any) -> str:
        """One record; returns its rec_id. Common columns may be given as well."""
        number = next(self._number)
        self.used.add(code)
        row = {
            "id": number,
            "rec_id": f"{code}-{number}",
            "agency_code": agency_of(code),
            "uscc": uscc,
            "as_of_date": "2026-04-20",
            "row_status": "已上报",
            "rev_no": 1,
            "entered_by": "a",
            "entered_at": "",
            "audit_seq": 0,
            "superseded": 0,
            **values,
        }
        self.conn.execute(tables.record_table(CATALOGUE.data_sets[code]).insert(), [row])
        return str(row["rec_id"])

    def enterprise(self, uscc: str = "E1", kind: str = "1", **values: Any) -> str:
        row = {
            "ent_name": f"企业{uscc}",
            "entity_kind": kind,
            "reg_status": "1",
            "est_date": "2015-06-01",
        }
        return self.add("SC01", uscc, **{**row, **values})

    def declare(
        self, *codes: str, start: str = "2020-01-01", end: str = "2026-03-31", agency: str = ""
    ) -> None:
        for code in codes:
            self.conn.execute(
                tables.coverage.insert(),
                {
                    "agency_code": agency or agency_of(code),
                    "dataset": code,
                    "period_from": start,
                    "period_to": end,
                    "declared_by": "a",
                    "declared_at": "",
                },
            )

    def deliver(self, uscc: str = "E1", on: str = "2026-03-01") -> None:
        for agency in CATALOGUE.agencies:
            self.conn.execute(
                tables.notice.insert(),
                {
                    "agency_code": agency,
                    "uscc": uscc,
                    "notice_id": "n",
                    "slip_code": "s",
                    "status": "已签收",
                    "generated_at": "",
                    "delivered_date": on,
                },
            )

    def object_to(
        self, rec_id: str, uscc: str = "E1", filed: str = "2026-03-20", closed: str | None = None
    ) -> None:
        self.conn.execute(
            tables.objection.insert(),
            {
                "objection_id": rec_id + filed,
                "agency_code": "SW",
                "dataset": "",
                "rec_id": rec_id,
                "uscc": uscc,
                "filed_date": filed,
                "closed_date": closed,
                "statement": "",
            },
        )

    def decide(self, kind: str, uscc: str = "E1", **values: Any) -> None:
        row = {
            "decision_id": f"{kind}-{next(self._number)}",
            "kind": kind,
            "uscc": uscc,
            "decision_date": "2026-03-01",
            "signer_1": "甲",
            "signer_2": "乙",
            "reason": "会议纪要",
        }
        self.conn.execute(tables.decision.insert(), {**row, **values})

    def sheets(self, as_of: date = D, records: bool = True) -> dict[str, Sheet]:
        for code in sorted(self.used):
            mark_superseded(self.conn, CATALOGUE.data_sets[code])
        rating = rate(self.conn, SCHEME, as_of, catalogue=CATALOGUE, records=records)
        return {sheet.uscc: sheet for sheet in rating.sheets}

    def sheet(self, as_of: date = D) -> dict[str, Any]:
        return to_dict(self.sheets(as_of)["E1"])

    def line(self, indicator: str, as_of: date = D) -> tuple[str, int | None, str | None]:
        found = self.sheet(as_of)["indicators"][indicator]
        return found["state"], found["pct"], found["value"]


def agency_of(code: str) -> str:
    return "YH-GSH" if code.startswith("YH") else OWNERS[code]


def months(last: str, count: int) -> list[str]:
    """``count`` months up to ``last``, oldest first."""
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(end - count + 1, end + 1)]


def next_month(month: str) -> str:
    return months(f"{int(month[:4]) + 1}{month[4:]}", 12)[0]
