"""The steps that lead an office of any earlier release to the present one.

Steps are functions in order, never edited once released. Each runs in one transaction together
with its row in ``migration``; ``user_version`` counts them, so that an office written by a newer
release is refused instead of misread.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.schema import CreateColumn

from app import clock
from app.errors import RefusedError
from app.store import (  # noqa: F401 - their tables are part of the metadata
    campaign_tables,
    conduct_tables,
    count_tables,
    dispute_tables,
    draft_tables,
    import_tables,
    letter_tables,
    list_tables,
    objection_tables,
    outcome_tables,
    quarantine_tables,
    register_tables,
    scan_tables,
    scheme_tables,
    succession_tables,
    upward_tables,
)
from app.store.tables import metadata, migration

Step = Callable[[sa.Connection], None]


def m0001_first(connection: sa.Connection) -> None:
    """All fixed tables, and an audit log that can only grow."""
    metadata.create_all(connection)
    for act in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        )


def m0002_outcomes(connection: sa.Connection) -> None:
    """Everything that follows a grade: new tables, and new columns of tables that were there."""
    bring_fixed_tables_in_line(connection)


STEPS: tuple[Step, ...] = (m0001_first, m0002_outcomes)


def bring_fixed_tables_in_line(connection: sa.Connection) -> None:
    """Make the fixed tables, columns and indexes that are missing; nothing is taken away.

    A column that an older office lacks must be optional or have a server default.
    """
    metadata.create_all(connection)
    for table in metadata.sorted_tables:
        present = {
            row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{table.name}")')
        }
        for column in table.columns:
            if column.name not in present:
                words = CreateColumn(column).compile(connection)
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN {words}')
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def applied(connection: sa.Connection) -> int:
    """How many steps this office has behind it."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def refuse_newer(connection: sa.Connection, steps: tuple[Step, ...] = STEPS) -> None:
    """Raise ``S-NEWER`` when a newer release has already changed this office."""
    if applied(connection) > len(steps):
        raise RefusedError(
            "S-NEWER",
            "这个工作区由更新版本的程序建立。",
            "请升级本机的程序后再打开；数据没有变动。",
        )


def pending(connection: sa.Connection, steps: tuple[Step, ...] = STEPS) -> tuple[Step, ...]:
    """The steps still to be taken, in order."""
    return steps[applied(connection) :]


def run(connection: sa.Connection, step: Step) -> None:
    """Take one step inside the caller's transaction."""
    step(connection)
    connection.execute(
        sa.insert(migration).values(name=step.__name__, applied_at=clock.timestamp())
    )
    connection.exec_driver_sql(f"PRAGMA user_version={applied(connection) + 1}")
