"""What is held about one enterprise on a day: its counting records, objections and notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import sqlalchemy as sa

from app.catalogue.model import Catalogue, DataSet
from app.collection.slips import SERVED
from app.rating.views import condition
from app.store.tables import decision, inbox, notice, objection, record_table

DECISION = "decision"
"""Stands for the working group's own decisions where others name a data set."""
_OBJECTED = "异议中"
_DATES = (
    "decision_date", "judgment_date", "change_date", "in_date", "accept_date", "close_date",
    "file_date", "date", "first_relation_date", "abnormal_date", "issue", "issue_date", "from",
    "signed_date", "open_date", "est_date", "reg_date",
)  # fmt: skip
_OWN_DATES = {"FY02": "file_date", "SW01": "abnormal_date"}


@dataclass(frozen=True)
class Record:
    """One record behind a value; ``date`` is ISO text of a day, month or year.

    ``arrived`` is when its package was taken in, or when it was reviewed or entered here.
    """

    rec_id: str
    dataset: str
    title: str
    agency: str
    date: str
    package_id: str
    arrived: str
    state: str
    objected: bool

    @property
    def words(self) -> str:
        """``"法院《失信被执行人》2026年1月5日的记录"``, with an open objection marked."""
        marked = "（异议处理中）" if self.objected else ""
        return f"{self.agency}《{self.title}》{day_words(self.date)}的记录{marked}"


class Evidence:
    """The records of one enterprise that count on ``as_of``, read when they are asked for."""

    def __init__(self, conn: sa.Connection, catalogue: Catalogue, uscc: str, as_of: date) -> None:
        self.catalogue = catalogue
        self._conn, self._uscc, self._as_of = conn, uscc, as_of
        self._day = as_of.isoformat()

    @cached_property
    def records(self) -> dict[str, Record]:
        """Record id to record, over all data sets."""
        arrived = {
            row[0]: row[1] for row in self._conn.execute(sa.select(*inbox.c["package_id", "at"]))
        }
        return {
            one.rec_id: one
            for data_set in self.catalogue.data_sets.values()
            for one in self._read(data_set, arrived)
        } | self._decisions()

    def _read(self, data_set: DataSet, arrived: dict[str, str]) -> list[Record]:
        table = record_table(data_set)
        names = [_OWN_DATES.get(data_set.code, ""), data_set.period, *_DATES]
        dates = [table.c[name] for name in names if name in table.c]
        query = sa.select(
            table.c.rec_id, table.c.agency_code, table.c.row_status, table.c.package_id,
            sa.func.coalesce(*dates, table.c.as_of_date) if dates else table.c.as_of_date,
            sa.func.coalesce(table.c.reviewed_at, table.c.entered_at),
        ).where(table.c.uscc == self._uscc, sa.text(condition(data_set, self._as_of)))  # fmt: skip
        return [
            Record(
                rec_id, data_set.code, data_set.title, self.agency(agency), str(day),
                package or "", arrived.get(package or "", here or ""), state,
                state == _OBJECTED or rec_id in self.objections,
            )
            for rec_id, agency, state, package, day, here in self._conn.execute(query)
        ]  # fmt: skip

    def _decisions(self) -> dict[str, Record]:
        rows = self._conn.execute(sa.select(decision).where(decision.c.uscc == self._uscc))
        return {
            row.decision_id: Record(
                row.decision_id, DECISION, "工作组认定", "评级工作组", row.decision_date,
                "", "", "", row.decision_id in self.objections,
            )
            for row in rows
        }  # fmt: skip

    @cached_property
    def objections(self) -> frozenset[str]:
        """The record ids under an objection that is open on the day."""
        table = objection.c
        closed = sa.func.coalesce(table.closed_date, "")
        query = sa.select(table.rec_id).where(
            table.uscc == self._uscc,
            table.filed_date <= self._day,
            sa.or_(closed == "", closed > self._day),
        )
        return frozenset(self._conn.execute(query).scalars())

    @cached_property
    def objected(self) -> tuple[Record, ...]:
        """The records under an open objection."""
        return tuple(one for one in self.records.values() if one.objected)

    def held(self, data_set: str) -> int:
        """How many records of a data set count."""
        return sum(one.dataset == data_set for one in self.records.values())

    @cached_property
    def untold(self) -> tuple[str, ...]:
        """The agencies with counting records whose notice has not been served by the day."""
        query = sa.select(notice.c.agency_code).where(
            notice.c.uscc == self._uscc,
            notice.c.status.in_(SERVED),
            notice.c.delivered_date != "",
            notice.c.delivered_date <= self._day,
        )
        told = {self.agency(code) for code in self._conn.execute(query).scalars()}
        given = {one.agency for one in self.records.values() if one.dataset != DECISION}
        return tuple(sorted(given - told))

    def agency(self, code: str) -> str:
        """An agency by its short name."""
        known = self.catalogue.agencies.get(code)
        return known.short if known else code

    def title(self, code: str) -> str:
        """``"《月度用电》"``."""
        return f"《{self.catalogue.data_sets[code].title}》"


def day_words(text: str) -> str:
    """An ISO day, month or year without leading zeros: ``2026-03`` → ``2026年3月``."""
    parts = text[:10].split("-")
    if not all(part.isdecimal() for part in parts):
        return text
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))
