"""Objections from the paper to the answer: where to file, the clock, the letter, what to re-rate.

征信业管理条例 Art. 25 gives 20 days for the written answer, Art. 26 the complaint to the PBOC.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import Catalogue
from app.collection import objections as own
from app.collection import states
from app.errors import RefusedError, UsageError
from app.merging import marks
from app.outcomes import words
from app.rating import batches
from app.store import audit
from app.store.objection_tables import grade_mark
from app.store.office_store import Store
from app.store.tables import audit as log
from app.store.tables import decision, objection, rating_result, rating_run, register

COMPLAINT_DAYS = 30
"""Days in which the PBOC branch answers a complaint (征信业管理条例 Art. 26)."""
_CLOSED, _DECIDED = "异议已办结", "工作组认定"
_STATES = {
    states.CORRECTED: "记录已更正",
    states.WITHDRAWN: "记录已撤回",
    states.REPAIRED: "记录已修复",
}
_REPLACED = "记录有改动"


@dataclass(frozen=True)
class Open:
    """An objection that waits for its answer; ``days_left`` is negative when it is overdue."""

    objection_id: str
    agency_code: str
    dataset: str
    rec_id: str
    uscc: str
    name: str
    filed: date
    due: date
    days_left: int
    statement: str
    origin: str

    @property
    def overdue(self) -> bool:
        """Whether the 20 days are over."""
        return self.days_left < 0


@dataclass(frozen=True)
class Correction:
    """One corrected item in words: its title, what stood, what stands."""

    title: str
    old: str
    new: str


@dataclass(frozen=True)
class AnswerLetter:
    """Everything an 异议答复书 says; dates as dates, values in words.

    ``result`` is 更正, 维持, 撤回 or 未能核实; ``finding`` the written account of the check.
    """

    objection_id: str
    agency_code: str
    agency_title: str
    agency_address: str
    agency_phone: str
    letter_mark: str
    name: str
    uscc: str
    dataset: str
    dataset_title: str
    rec_id: str
    filed: date
    due: date
    statement: str
    result: str
    finding: str
    corrections: tuple[Correction, ...]
    answered: date
    answered_by: str
    in_time: bool
    complaint_days: int = COMPLAINT_DAYS


def file(store: Store, dataset: str, rec_id: str, *, filed: date, statement: str) -> str:
    """Register an objection where it was handed in: at the owner, or on paper at the coordinator.

    Raises as :func:`app.collection.objections.file_objection`.
    """
    table = store.table(dataset)
    with store.read() as conn:
        owner = conn.scalar(sa.select(table.c.agency_code).where(table.c.rec_id == rec_id))
    at = own.file_objection if owner in (None, store.agency) else marks.file_paper
    return at(store, dataset, rec_id, filed=filed, statement=statement)


def due(store: Store, on: date) -> list[Open]:
    """The objections open on ``on``, the most urgent first."""
    query = (
        _named()
        .where(
            objection.c.filed_date <= on.isoformat(),
            sa.or_(
                sa.func.coalesce(objection.c.closed_date, "") == "",
                objection.c.closed_date > on.isoformat(),
            ),
        )
        .order_by(objection.c.filed_date, objection.c.objection_id)
    )
    with store.read() as conn:
        return [_open(row, on) for row in conn.execute(query)]


def one(store: Store, objection_id: str, on: date) -> Open:
    """An objection as it was taken in, also when it is closed by now. Raises ``U-OBJECTION``."""
    with store.read() as conn:
        return _open(_the_objection(conn, objection_id), on)


def letter(store: Store, objection_id: str) -> AnswerLetter:
    """What the answer of a closed objection says. Raises ``U-OBJECTION``, ``R-OPEN``."""
    with store.read() as conn:
        row = _the_objection(conn, objection_id)
        if row.closed_date is None:
            raise RefusedError("R-OPEN", "这件异议还没有答复。", "请先登记答复结果。")
        corrections = _corrections(conn, store.catalogue, row)
    agency = store.catalogue.agencies[row.agency_code]
    filed, answered = date.fromisoformat(row.filed_date), date.fromisoformat(row.closed_date)
    return AnswerLetter(
        objection_id=objection_id,
        agency_code=agency.code,
        agency_title=agency.title,
        agency_address=agency.address,
        agency_phone=agency.phone,
        letter_mark=agency.letter_mark,
        name=row.name or row.uscc,
        uscc=row.uscc,
        dataset=row.dataset,
        dataset_title=store.catalogue.data_sets[row.dataset].title,
        rec_id=row.rec_id,
        filed=filed,
        due=own.due_day(filed),
        statement=row.statement,
        result=row.result or "",
        finding=row.answer or "",
        corrections=corrections,
        answered=answered,
        answered_by=row.answered_by or "",
        in_time=answered <= own.due_day(filed),
    )


def needs_rerating(store: Store, run_id: str) -> dict[str, list[str]]:
    """Enterprises of a run that facts have changed for since, with the reasons in words.

    Objections closed, records corrected, withdrawn or repaired, decisions of the working group:
    "since" is by the audit log, not by any date on paper. Raises ``U-RUN``.
    """
    with store.read() as conn:
        seq = sa.select(sa.func.max(log.c.seq))
        since = conn.scalar(seq.where(log.c.action == "rating.run", log.c.subject == run_id))
        known = sa.select(rating_run.c.run_id).where(rating_run.c.run_id == run_id)
        if since is None or conn.scalar(known) is None:
            raise UsageError("U-RUN", "没有这次评级。", "请核对评级编号。")
        rated = set(
            conn.scalars(sa.select(rating_result.c.uscc).where(rating_result.c.run_id == run_id))
        )
        found: dict[str, set[str]] = {}
        for uscc, why in (*_acts_since(conn, since), *_records_since(store, conn, since)):
            if uscc in rated:
                found.setdefault(uscc, set()).add(why)
    return {uscc: sorted(found[uscc]) for uscc in sorted(found)}


def rerating_words(found: Mapping[str, list[str]]) -> str:
    """What :func:`needs_rerating` found, in one sentence; empty when nothing has changed."""
    if not found:
        return ""
    reasons = Counter(why for whys in found.values() for why in whys)
    told = "、".join(f"{why} {count:,} 户" for why, count in sorted(reasons.items()))
    return f"评级以后有 {len(found):,} 户的依据有变动（{told}），应重新评级。"


def batch_to_rerate(store: Store, codes: Iterable[str], *, title: str, reason: str) -> str:
    """A rating batch of enterprises that are to be rated again; returns its number.

    Raises ``R-ROLE``, ``B-REASON``, ``B-EMPTY``.
    """
    with store.read() as conn:
        chosen = batches.from_codes(conn, codes)
    return batches.make(store, title, chosen, reason=reason)


def marked(conn: sa.Connection) -> frozenset[str]:
    """At a bank: the enterprises whose grade is under objection."""
    query = sa.select(grade_mark.c.uscc).where(grade_mark.c.closed_date.is_(None))
    return frozenset(conn.scalars(query))


def _named() -> sa.Select[Any]:
    """Objections with the names of the enterprises."""
    query = sa.select(objection, register.c.name)
    return query.outerjoin(register, register.c.uscc == objection.c.uscc)


def _the_objection(conn: sa.Connection, objection_id: str) -> sa.Row[Any]:
    row = conn.execute(_named().where(objection.c.objection_id == objection_id)).first()
    if row is None:
        raise RefusedError("U-OBJECTION", "没有这件异议。", "请刷新列表后再试。")
    return row


def _open(row: sa.Row[Any], on: date) -> Open:
    filed = date.fromisoformat(row.filed_date)
    last = own.due_day(filed)
    return Open(
        row.objection_id,
        row.agency_code,
        row.dataset,
        row.rec_id,
        row.uscc,
        row.name or "",
        filed,
        last,
        (last - on).days,
        row.statement,
        row.origin or "",
    )


def _corrections(
    conn: sa.Connection, catalogue: Catalogue, row: sa.Row[Any]
) -> tuple[Correction, ...]:
    """What changed in the record between the filing and the answer, from the audit log."""
    if row.result != own.CORRECTED:
        return ()
    bounds = sa.select(sa.func.min(log.c.seq), sa.func.max(log.c.seq))
    first, last = conn.execute(bounds.where(log.c.subject == row.objection_id)).one()
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for event in audit.history(conn, row.dataset, row.rec_id):
        if first is None or not first < event.seq <= last:
            continue
        before, after = event.before or {}, event.after or {}
        for name in before.keys() & after.keys():
            old.setdefault(name, before[name])
            new[name] = after[name]
    return tuple(
        Correction(
            field.title,
            words.shown(catalogue, field, old[field.name]),
            words.shown(catalogue, field, new[field.name]),
        )
        for field in catalogue.data_sets[row.dataset].fields
        if field.name in old and old[field.name] != new[field.name]
    )


def _acts_since(conn: sa.Connection, since: int) -> list[tuple[str, str]]:
    closed = (
        sa.select(objection.c.uscc)
        .join(log, log.c.subject == objection.c.objection_id)
        .where(log.c.seq > since, log.c.action == "objection.close")
    )
    decided = (
        sa.select(decision.c.uscc)
        .join(log, log.c.subject == decision.c.decision_id)
        .where(log.c.seq > since, log.c.action.like("decision.%"), decision.c.signer_2 != "")
    )
    found = [(uscc, _CLOSED) for uscc in conn.scalars(closed)]
    return found + [(uscc, _DECIDED) for uscc in conn.scalars(decided)]


def _records_since(store: Store, conn: sa.Connection, since: int) -> list[tuple[str, str]]:
    """Records that came again since; a mark alone is no change of a fact."""
    found: list[tuple[str, str]] = []
    for code in store.catalogue.data_sets:
        table = store.table(code)
        query = sa.select(table.c.uscc, table.c.row_status).where(
            table.c.audit_seq > since,
            table.c.row_status != states.OBJECTED,
            sa.or_(table.c.rev_no > 1, table.c.row_status.in_(list(_STATES))),
        )
        for uscc, state in conn.execute(query.distinct()):
            found.append((uscc, _STATES.get(state, _REPLACED)))
    return found
