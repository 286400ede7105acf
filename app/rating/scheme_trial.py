"""Tries the SQL of a scheme on made-up counties in memory; SQL from outside can only read there.

Whatever a file contains, it runs under SQLite's authorizer: it may read the views of the data sets,
the tables prepared before it and the decisions, call known functions, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from app.catalogue.model import Catalogue, DataSet, FieldType
from app.rating.views import condition, execute
from app.rating.windows import days_between, parameters
from app.store.tables import INTEGERS, decision, record_table

DAY = date(2026, 3, 31)
PROBES = ("empty", "nulls", "zeros", "ones")
ENTERPRISES = 12
_STEPS = 20_000_000
_FUNCTION, _READ, _SELECT = 31, 20, 21
_FUNCTIONS = frozenset(
    [
        "abs",
        "avg",
        "cast",
        "coalesce",
        "count",
        "days_between",
        "dense_rank",
        "first_value",
        "group_concat",
        "iif",
        "ifnull",
        "instr",
        "lag",
        "last_value",
        "lead",
        "length",
        "like",
        "lower",
        "ltrim",
        "max",
        "min",
        "ntile",
        "nullif",
        "rank",
        "replace",
        "round",
        "row_number",
        "rtrim",
        "sign",
        "substr",
        "substring",
        "sum",
        "total",
        "trim",
        "upper",
    ]
)


class Trial:
    """One made-up county; ``reads`` are the (data set, column) pairs of the last :meth:`run`."""

    def __init__(self, conn: sa.Connection, catalogue: Catalogue) -> None:
        self._conn = conn
        self._catalogue = catalogue
        self._driver: Any = conn.connection.driver_connection
        self._views = {code.lower() for code in catalogue.data_sets}
        self._prepared: set[str] = set()
        self.reads: set[tuple[str, str]] = set()
        self._known = dict(parameters(DAY)) | {f"complete_{code}": 1 for code in self._views}

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of one SELECT. Raises SQLAlchemyError for anything else or a faulty one."""
        self.reads = set()
        self._driver.set_authorizer(self._allowed)
        self._driver.set_progress_handler(lambda: 1, _STEPS)
        try:
            return execute(self._conn, sql, self._known, self._catalogue)
        except (KeyError, UnicodeError) as error:
            raise sa.exc.ArgumentError(f"没有参数 {error}") from error
        finally:
            self._driver.set_progress_handler(None, _STEPS)
            self._driver.set_authorizer(None)

    def prepare(self, name: str, sql: str) -> None:
        """Make an intermediate table of a SELECT that :meth:`run` has already passed."""
        text = f"CREATE TEMPORARY TABLE {name} AS {sql}"
        execute(self._conn, text, self._known, self._catalogue)
        self._prepared.add(name)

    def _allowed(
        self, action: int, first: str | None, second: str | None, _db: str | None, via: str | None
    ) -> int:
        if action == _SELECT:
            return 0
        if action == _FUNCTION:
            return 0 if str(second).lower() in _FUNCTIONS else 1
        if action != _READ:
            return 1
        if via in self._views:
            return 0
        table = str(first)
        if table in self._views:
            self.reads.add((table, str(second)))
            return 0
        return 0 if table in self._prepared or table == decision.name else 1


@contextmanager
def trial(catalogue: Catalogue, probe: str) -> Iterator[Trial]:
    """A county filled as ``probe`` says: no rows, only what must be there, all 0, or all 1."""
    engine = sa.create_engine("sqlite://", module=dbapi2, poolclass=sa.StaticPool)
    try:
        with engine.connect() as conn:
            driver: Any = conn.connection.driver_connection
            driver.create_function("days_between", 2, days_between, deterministic=True)
            decision.create(conn)
            for data_set in catalogue.data_sets.values():
                table = record_table(data_set)
                table.create(conn)
                if probe != "empty":
                    conn.execute(table.insert(), list(_rows(catalogue, data_set, table, probe)))
                conn.exec_driver_sql(
                    f"CREATE TEMPORARY VIEW {data_set.code.lower()} AS SELECT * FROM"
                    f" {table.name} WHERE {condition(data_set, DAY)}"
                )
            yield Trial(conn, catalogue)
    finally:
        engine.dispose()


def _rows(
    catalogue: Catalogue, data_set: DataSet, table: sa.Table, probe: str
) -> Iterator[dict[str, Any]]:
    number = int(probe == "ones")
    for at in range(ENTERPRISES):
        row: dict[str, Any] = {
            column.name: number if isinstance(column.type, sa.Integer) else "2026-01-15"
            for column in table.columns
            if not column.nullable
        }
        row |= {"id": at + 1, "rec_id": f"{data_set.code}-{at}", "uscc": f"U{at}"}
        row |= {"agency_code": "RH", "row_status": "已上报", "superseded": 0}
        for field in data_set.fields:
            if field.name not in table.columns or field.name in row:
                continue
            if probe == "nulls" and not field.required:
                row[field.name] = None
            elif field.type is FieldType.YEAR:
                row[field.name] = DAY.year - 1 - at % 2
            elif field.type in INTEGERS:
                row[field.name] = number
            elif field.type is FieldType.DATE:
                row[field.name] = "2026-01-15"
            elif field.type is FieldType.MONTH:
                row[field.name] = "2026-02"
            elif field.type is FieldType.BOOL:
                row[field.name] = "YN"[at % 2]
            elif field.codes in catalogue.code_lists and catalogue.code_lists[field.codes].codes:
                codes = catalogue.code_lists[field.codes].codes
                row[field.name] = codes[at % len(codes)].code
            else:
                row[field.name] = "甲"
        yield row


_QUOTED = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_DIVISOR = re.compile(r"[/%](?!\s*(?:\d*[1-9]\d*\b(?!\.)|:unit_|nullif\b))", re.IGNORECASE)


def divides_unsafely(sql: str) -> bool:
    """Whether SQL divides by anything but a number above zero, a unit or ``nullif(…)``."""
    return bool(_DIVISOR.search(_QUOTED.sub("''", sql)))
