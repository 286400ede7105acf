"""How a bank used the grades (用信登记): every application, and what was decided on it.

An entry is never edited: a correction is its next revision, and the highest revision counts.
"""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection.ids import new_id
from app.edition import BANK
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.outcomes import cooperating, grades
from app.outcomes.grades import Held
from app.outcomes.use_rules import Application, check, refused
from app.rating.views import condition
from app.store import audit
from app.store.office_store import Store
from app.store.outcome_tables import credit_use
from app.store.successions import predecessors
from app.store.tables import register


def add(store: Store, application: Application) -> str:
    """Note an application at a bank; returns its number.

    Raises ``R-ROLE``, ``R-USE-BANK`` outside a bank, ``R-USE-REGISTER``, ``R-USE-LOAN`` for a loan
    of another enterprise or application, ``R-USE-RATING`` without a grade that holds, and as
    :func:`app.outcomes.use_rules.check`.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    with store.write() as conn:
        use_id = new_id()
        _keep(store, conn, use_id, application, None)
    return use_id


def correct(store: Store, use_id: str, **changes: Any) -> int:
    """Keep a changed entry as the next revision; returns its number.

    ``changes`` are fields of :class:`Application`. Raises ``U-USE`` without such an entry,
    ``R-USE-SAME`` when nothing changes, and as :func:`add`.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    with store.write() as conn:
        row = _the_entry(conn, use_id)
        before = application_of(row._mapping)
        after = replace(before, **changes)
        if after == before:
            raise refused("R-USE-SAME", "更正与原登记相同")
        return _keep(store, conn, use_id, after, row)


def one(store: Store, use_id: str) -> Application:
    """The entry as it counts now. Raises ``U-USE``."""
    with store.read() as conn:
        return application_of(_the_entry(conn, use_id)._mapping)


def listed(store: Store, uscc: str = "") -> list[dict[str, Any]]:
    """The entries that count, by day of application, with ``name``; those of one enterprise."""
    query = (
        current()
        .add_columns(register.c.name)
        .outerjoin(register, register.c.uscc == credit_use.c.uscc)
    )
    if uscc:
        query = query.where(credit_use.c.uscc == uscc)
    with store.read() as conn:
        rows = conn.execute(query.order_by(credit_use.c.applied_date, credit_use.c.use_id))
        return [dict(row._mapping) for row in rows]


def current() -> sa.Select[Any]:
    """The highest revision of every entry."""
    later = credit_use.alias("later")
    newer = sa.exists().where(
        later.c.use_id == credit_use.c.use_id, later.c.revision > credit_use.c.revision
    )
    return sa.select(credit_use).where(~newer)


def application_of(row: Any) -> Application:
    """The application that a row of the table says; the row is a mapping by column."""
    values = {field.name: row[field.name] for field in fields(Application)}
    flags = {name: bool(values[name]) for name in ("with_rating", "green_channel")}
    return Application(**{**values, **flags})


def _the_entry(conn: sa.Connection, use_id: str) -> sa.Row[Any]:
    row = conn.execute(current().where(credit_use.c.use_id == use_id)).first()
    if row is None:
        raise UsageError("U-USE", f"没有这笔用信登记：{use_id}", "请核对编号。")
    return row


def _keep(
    store: Store, conn: sa.Connection, use_id: str, one: Application, before: Any | None
) -> int:
    if store.catalogue.agencies[store.agency].kind != BANK:
        raise refused("R-USE-BANK", "只有银行登记用信")
    check(one, cooperating.models(), clock.today())
    if conn.scalar(sa.select(register.c.uscc).where(register.c.uscc == one.uscc)) is None:
        raise refused("R-USE-REGISTER", f"企业名录中没有 {one.uscc}")
    _check_loan(store, conn, use_id, one)
    grade = _grade(conn, one, before) if one.with_rating else None
    revision = before.revision + 1 if before else 1
    flags = {"with_rating": int(one.with_rating), "green_channel": int(one.green_channel)}
    conn.execute(
        credit_use.insert().values(
            **(asdict(one) | flags),
            use_id=use_id,
            revision=revision,
            agency_code=store.agency,
            run_id=grade.run_id if grade else None,
            grade=grade.final_grade if grade else None,
            operator=store.operator,
            at=clock.timestamp(),
        )
    )
    summary = {"uscc": one.uscc, "decision": one.decision, "revision": revision}
    audit.append(conn, store, "use.correct" if before else "use.add", use_id, summary)
    return revision


def _check_loan(store: Store, conn: sa.Connection, use_id: str, one: Application) -> None:
    """A loan is this enterprise's where its record is at hand, and of one application only."""
    if one.loan_no is None:
        return
    holder = loan_holder(store, conn, store.agency, one.loan_no)
    if holder not in (None, one.uscc):
        raise refused("R-USE-LOAN", f"借据 {one.loan_no} 是另一家企业的")
    named = current().where(credit_use.c.loan_no == one.loan_no, credit_use.c.use_id != use_id)
    if conn.execute(named.limit(1)).first() is not None:
        raise refused("R-USE-LOAN", f"借据 {one.loan_no} 已登记在另一笔申请上")


def loan_holder(store: Store, conn: sa.Connection, bank: str, loan_no: str) -> str | None:
    """Whose loan a bank's YH02 with this number is; None where there is no such record.

    The loans of banks that merged into it are its own.
    """
    loans = store.table("YH02")
    today = clock.today()
    counts = sa.text(condition(store.catalogue.data_sets["YH02"], today))
    banks = (bank, *predecessors(conn, bank, today))
    query = sa.select(loans.c.uscc).where(
        loans.c.agency_code.in_(banks), loans.c.loan_no == loan_no, counts
    )
    return conn.scalar(query.limit(1))


def _grade(conn: sa.Connection, one: Application, before: Any | None) -> Held:
    """The grade relied on: a correction keeps the one named before while it holds that day."""
    if before is not None and before.run_id is not None:
        for held in grades.held(conn, one.uscc):
            if held.run_id == before.run_id and held.holds(one.relied_on):
                return held
    found = grades.in_hand(conn, one.uscc, one.relied_on)
    if found is None:
        raise RefusedError(
            "R-USE-RATING",
            f"{one.relied_on}没有这家企业有效的评级结果。",
            "请先接收结果包，或不勾选使用评级；没有变动。",
        )
    return found
