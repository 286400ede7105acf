"""Four eyes: what was entered by one is approved or returned by another.

Errors never got in; drafts block, warnings need a written reason, and the rules that look across
rows (shares add up to 100 %) are checked here, when all rows are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.groups import group_findings
from app.catalogue.model import DataSet
from app.collection import states
from app.collection.applying import add_findings
from app.collection.changeset import Changeset, Stored, image_columns, read_by_ids, read_stored
from app.collection.findings import ERROR, WARNING, Finding, finding
from app.collection.ids import new_id
from app.collection.objections import open_records
from app.collection.register import is_source, load, register_from_records
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store.office_store import Store
from app.store.tables import finding as finding_table

ALL = "*"
"""The key under which one reason stands for every warning."""


@dataclass(frozen=True)
class Pending:
    """A record waiting for review, with its columns in stored form and its current remarks."""

    rec_id: str
    uscc: str
    status: str
    entered_by: str
    values: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Blocked:
    """Why a record could not be approved: R-FOUR-EYES, R-INCOMPLETE, R-REASON or R-GROUP."""

    rec_id: str
    code: str
    message: str


@dataclass(frozen=True)
class Approval:
    """How many records were approved, and which were not and why."""

    approved: int
    blocked: list[Blocked]


def pending(
    store: Store,
    dataset: str,
    *,
    batch_id: str | None = None,
    offset: int = 0,
    limit: int = -1,
) -> list[Pending]:
    """Records entered and not yet reviewed, in order of arrival. Raises ``U-DATASET``."""
    table = store.table(dataset)
    columns = image_columns(table)
    where, parameters = _waiting(batch_id)
    with store.read() as conn:
        chosen = read_stored(
            conn,
            table,
            f'id IN (SELECT id FROM "{table.name}" WHERE {where} ORDER BY id LIMIT ? OFFSET ?)',
            (*parameters, limit, offset),
        )
        rows = [dict(zip(columns, stored.image, strict=True)) for stored in chosen]
        said = _remarks(conn, dataset)
    return [
        Pending(
            row["rec_id"],
            row["uscc"],
            row["row_status"],
            row["entered_by"],
            row,
            said.get(row["rec_id"], []),
        )
        for row in rows
    ]


def pending_counts(store: Store) -> dict[str, int]:
    """Records waiting for review per data set that has any."""
    counts: dict[str, int] = {}
    where, parameters = _waiting(None)
    with store.read() as conn:
        for code in store.catalogue.data_sets:
            query = f'SELECT count(*) FROM "{store.table(code).name}" WHERE {where}'
            found = conn.exec_driver_sql(query, parameters).scalar_one()
            if found:
                counts[code] = int(found)
    return counts


def approve(
    store: Store,
    dataset: str,
    rec_ids: Sequence[str] | None = None,
    *,
    batch_id: str | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Approval:
    """Approve the named records, those of a batch, or all that wait.

    ``reasons`` maps a record id, a finding's code, or ``*`` to the reviewer's reason for a
    warning. What cannot pass is left as it is and told; when nothing can pass, that is refused
    with the first code (``R-FOUR-EYES``, ``R-INCOMPLETE``, ``R-REASON``, ``R-GROUP``). Raises
    ``R-ROLE``, ``R-NOTHING``, ``R-STATE``, ``U-RECORD``, ``U-DATASET`` too.
    """
    store.require(Role.REVIEWER)
    store.table(dataset)
    data_set = store.catalogue.data_sets[dataset]
    with store.write() as conn:
        chosen = _chosen(store, conn, dataset, rec_ids, batch_id)
        judge = _Judge(store, conn, data_set, chosen, reasons or {})
        passed, blocked = judge.sorted()
        if not passed:
            first = blocked[0]
            raise RefusedError(
                first.code, f"{first.message}（{len(blocked)}条均未通过）", "没有审核任何记录。"
            )
        changes = Changeset(dataset, store.table(dataset))
        approved = {
            "row_status": states.APPROVED,
            "reviewed_by": store.operator,
            "reviewed_at": clock.timestamp(),
        }
        place = image_columns(store.table(dataset)).index("rec_id")
        marked = open_records(conn, dataset)
        for stored in passed:
            objected = {"row_status": states.OBJECTED} if stored.image[place] in marked else {}
            changes.set(stored, approved | objected)
        judge.write_reasons()
        summary = {"dataset": dataset, "records": len(passed), "reasons": dict(reasons or {})}
        changes.write(store, conn, "approve", batch_id or dataset, summary)
        if is_source(store, dataset):
            register_from_records(store, conn)
    return Approval(len(passed), blocked)


def return_(
    store: Store,
    dataset: str,
    rec_ids: Sequence[str] | None = None,
    *,
    batch_id: str | None = None,
    reason: str,
) -> int:
    """Send records back to be corrected; the reason goes with each. Returns how many.

    Also an approved record that was not sent yet may be returned. Raises ``R-ROLE``, ``R-REASON``,
    ``R-NOTHING``, ``R-STATE``, ``U-RECORD``.
    """
    store.require(Role.REVIEWER)
    if not reason.strip():
        raise RefusedError("R-REASON", "退回需要填写理由。", "请写明要改什么。")
    with store.write() as conn:
        chosen = _chosen(store, conn, dataset, rec_ids, batch_id, also=(states.APPROVED,))
        table = store.table(dataset)
        changes = Changeset(dataset, table)
        place = image_columns(table).index("rec_id")
        remarks = []
        for stored in chosen:
            changes.set(
                stored, {"row_status": states.RETURNED, "reviewed_by": None, "reviewed_at": None}
            )
            remarks.append((stored.image[place], finding("N-RETURNED", reason=reason.strip())))
        add_findings(store, conn, dataset, remarks, new_id())
        summary = {"dataset": dataset, "records": len(chosen), "reason": reason.strip()}
        changes.write(store, conn, "return", batch_id or dataset, summary)
    return len(chosen)


def _waiting(batch_id: str | None) -> tuple[str, tuple[str, ...]]:
    marks = ", ".join("?" * len(states.REVIEWABLE))
    where = f"row_status IN ({marks})"
    if batch_id is None:
        return where, states.REVIEWABLE
    return f"{where} AND batch_id = ?", (*states.REVIEWABLE, batch_id)


def _chosen(
    store: Store,
    conn: sa.Connection,
    dataset: str,
    rec_ids: Sequence[str] | None,
    batch_id: str | None,
    also: tuple[str, ...] = (),
) -> list[Stored]:
    table = store.table(dataset)
    if rec_ids is None:
        chosen = list(read_stored(conn, table, *_waiting(batch_id)))
    else:
        chosen = read_by_ids(conn, table, rec_ids)
        if len(chosen) != len(set(rec_ids)):
            raise UsageError("U-RECORD", "有记录已经不存在。", "请刷新列表后再试。")
    if not chosen:
        raise RefusedError("R-NOTHING", "没有待审核的记录。", "请先录入或导入。")
    place = image_columns(table).index("row_status")
    for stored in chosen:
        if stored.image[place] not in (*states.REVIEWABLE, *also):
            raise RefusedError(
                "R-STATE",
                f"有记录的状态是“{stored.image[place]}”，不在待审核之列。",
                "请刷新列表。",
            )
    return chosen


def _remarks(conn: sa.Connection, dataset: str) -> dict[str, list[Finding]]:
    rows = conn.execute(
        sa.select(finding_table).where(
            finding_table.c.dataset == dataset, finding_table.c.replaced_by.is_(None)
        )
    )
    said: dict[str, list[Finding]] = {}
    for row in rows:
        said.setdefault(row.rec_id, []).append(
            Finding(row.code, row.level, 0, "", row.field, row.value, row.message, row.advice)
        )
    return said


class _Judge:
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
        self.said = _remarks(conn, data_set.code)
        self.across = self._across_rows()
        self.given: list[tuple[str, str, str]] = []
        self.added: list[tuple[str, Finding]] = []

    def sorted(self) -> tuple[list[Stored], list[Blocked]]:
        """The records that pass, and the others with their reasons."""
        passed: list[Stored] = []
        blocked: list[Blocked] = []
        for row, stored in self.chosen:
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
                self.given.append((self._reason(rec_id, said.code), rec_id, said.code))
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
                [(reason, self.store.operator, rec, code) for reason, rec, code in self.given],
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
