"""Whether a record may pass review: who entered it, what it lacks, which warnings want a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.catalogue.groups import group_findings
from app.catalogue.model import DataSet
from app.collection import states
from app.collection.applying import add_findings
from app.collection.changeset import Stored, image_columns, read_stored
from app.collection.findings import ERROR, WARNING, Finding
from app.collection.ids import new_id
from app.collection.register import load
from app.progress import SILENT, Progress
from app.store.office_store import Store
from app.store.tables import finding as finding_table

ALL = "*"
"""The key under which one reason stands for every warning."""
_EVERY = 200
"""So many records are judged between two reports of progress."""


@dataclass(frozen=True)
class Blocked:
    """Why a record could not be approved: R-FOUR-EYES, R-INCOMPLETE, R-REASON or R-GROUP."""

    rec_id: str
    code: str
    message: str


def remarks(
    conn: sa.Connection, dataset: str, rec_ids: Sequence[str] | None = None
) -> dict[str, list[Finding]]:
    """The current remarks on the records of a data set, or on the named ones, by record id."""
    query = sa.select(finding_table).where(
        finding_table.c.dataset == dataset, finding_table.c.replaced_by.is_(None)
    )
    if rec_ids is not None:
        query = query.where(finding_table.c.rec_id.in_(rec_ids))
    said: dict[str, list[Finding]] = {}
    for row in conn.execute(query):
        said.setdefault(row.rec_id, []).append(
            Finding(row.code, row.level, 0, "", row.field, row.value, row.message, row.advice)
        )
    return said


class Judge:
    """Decides for each chosen record whether it may pass, and with which reasons."""

    def __init__(
        self,
        store: Store,
        conn: sa.Connection,
        data_set: DataSet,
        chosen: Sequence[Stored],
        reasons: Mapping[str, str],
    ) -> None:
        self.store, self.conn, self.data_set = store, conn, data_set
        self.table = store.table(data_set.code)
        self.columns = image_columns(self.table)
        self.chosen = [(dict(zip(self.columns, s.image, strict=True)), s) for s in chosen]
        self.reasons = reasons
        self.said = remarks(conn, data_set.code)
        self.across = self._across_rows()
        self.given: list[tuple[str, str, Finding]] = []
        self.added: list[tuple[str, Finding]] = []

    def sorted(self, progress: Progress = SILENT) -> tuple[list[Stored], list[Blocked]]:
        """The records that pass, and the others with their reasons."""
        passed: list[Stored] = []
        blocked: list[Blocked] = []
        for done, (row, stored) in enumerate(self.chosen):
            if done % _EVERY == 0:
                progress.step(done, len(self.chosen), "审核")
            why = self._why_not(row)
            if why is None:
                passed.append(stored)
            else:
                blocked.append(why)
        return passed, blocked

    def _why_not(self, row: Mapping[str, Any]) -> Blocked | None:
        rec_id = str(row["rec_id"])
        if row["entered_by"] == self.store.operator:
            return Blocked(rec_id, "R-FOUR-EYES", "录入人不能审核自己录入的记录。")
        if row["row_status"] == states.DRAFT:
            titles = "、".join(self._gaps(row))
            return Blocked(rec_id, "R-INCOMPLETE", f"记录不完整，还缺：{titles}。")
        across = self.across.get(rec_id, [])
        for said in across:
            if said.level == ERROR:
                return Blocked(rec_id, "R-GROUP", said.message)
        kept = {said.code for said in self.said.get(rec_id, ())}
        new = [said for said in across if said.code not in kept]
        for said in (*self.said.get(rec_id, ()), *new):
            reason = self._reason(rec_id, said.code)
            if said.level == WARNING and not reason:
                return Blocked(rec_id, "R-REASON", f"有警告未说明理由：{said.message}")
        for said in (*self.said.get(rec_id, ()), *new):
            if said.level == WARNING:
                self.given.append((self._reason(rec_id, said.code), rec_id, said))
        self.added.extend((rec_id, said) for said in new)
        return None

    def _gaps(self, row: Mapping[str, Any]) -> list[str]:
        return [
            entry.title
            for entry in self.data_set.fields
            if entry.required and not entry.matching and row.get(entry.name) is None
        ]

    def _reason(self, rec_id: str, code: str) -> str:
        for key in (rec_id, code, ALL):
            if self.reasons.get(key, "").strip():
                return self.reasons[key].strip()
        return ""

    def write_reasons(self) -> None:
        """Keep the reviewer's reasons with the warnings that they answer."""
        add_findings(self.store, self.conn, self.data_set.code, self.added, new_id())
        driver = self.conn.connection.driver_connection
        if driver is not None and self.given:
            driver.executemany(
                "UPDATE finding SET reason = ?, reason_by = ?"
                " WHERE rec_id = ? AND code = ? AND replaced_by IS NULL",
                [
                    (reason, self.store.operator, rec_id, said.code)
                    for reason, rec_id, said in self.given
                ],
            )

    def _across_rows(self) -> dict[str, list[Finding]]:
        """Remarks of the rules across rows, on the chosen records, among all live rows."""
        if not self.data_set.group_rules:
            return {}
        wanted = {str(row["rec_id"]) for row, _ in self.chosen}
        live = [
            row
            for row in self._live()
            if row["row_status"] not in (states.WITHDRAWN, states.RETURNED)
        ]
        bases = {uscc: entry.base for uscc, entry in load(self.conn).entries.items()}
        found: dict[str, list[Finding]] = {}
        for rule, row in group_findings(self.data_set, live, bases):
            rec_id = str(row["rec_id"])
            if rec_id in wanted:
                about = rule.fields[0] if rule.fields else ""
                value = row.get(about)
                text = "" if value is None else str(value)
                found.setdefault(rec_id, []).append(
                    Finding(rule.code, rule.level, 0, "", about, text, rule.message, rule.advice)
                )
        return found

    def _live(self) -> Iterable[dict[str, Any]]:
        """All rows that can stand in one group with the chosen ones.

        Where every rule goes from one period to the next, the year before them is enough.
        """
        where, parameters = "agency_code = ?", (self.store.agency,)
        period = self.data_set.period
        ordered = all(rule.order == period for rule in self.data_set.group_rules)
        seen = [str(row[period]) for row, _ in self.chosen if period and row[period]]
        if period and ordered and seen and len(min(seen)) == 7:
            earliest = min(seen)
            where += f' AND "{period}" >= ?'
            parameters += (f"{int(earliest[:4]) - 1}{earliest[4:]}",)  # type: ignore[assignment]
        for stored in read_stored(self.conn, self.table, where, parameters):
            yield dict(zip(self.columns, stored.image, strict=True))
