"""What the SQL of a scheme sees: one view per data set holding only the facts that count.

A fact counts when no newer one with its natural key outranks it, its workflow state counts (G5),
and, if it is shaped like a penalty, its publication has not ended (P2) and it is not repaired (P3).
Everything made here is temporary and taken away again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import Catalogue, DataSet
from app.rating.scheme import Scheme
from app.rating.windows import days_between
from app.store import engine
from app.store.tables import record_table_name

_COUNTED = ("已审核", "已上报", "异议中", "已更正", "")
_UNIT = re.compile(r":unit_([a-z]{2}\d{2})_(\w+)")
_COMMENT = re.compile(r"--[^\n]*")

MEASURING_CACHE = 524288
"""KiB of pages kept while measures read: every page is decrypted once, not once per measure."""

Parameters = Mapping[str, str | int]


def condition(data_set: DataSet, as_of: date) -> str:
    """The SQL condition under which a row of this data set counts on ``as_of``."""
    day = as_of.isoformat()
    states = ", ".join(f"'{state}'" for state in _COUNTED)
    repaired = "repair_date" in data_set.by_name
    counted = f"row_status IN ({states})"
    if repaired:
        counted = f"({counted} OR (row_status = '已修复' AND repair_date > '{day}'))"
    terms = ["superseded = 0", counted]
    if "publish_to" in data_set.by_name:
        terms.append(f"(publish_to IS NULL OR publish_to = '' OR publish_to >= '{day}')")
    if repaired:
        terms.append(
            "NOT (coalesce(repair_status, '') = '已修复' AND coalesce(repair_date, '9999')"
            f" <= '{day}')"
        )
    return " AND ".join(terms)


def execute(
    conn: sa.Connection, sql: str, parameters: Parameters, catalogue: Catalogue
) -> list[tuple[Any, ...]]:
    """The rows of a scheme's SQL, run with the parameters that it names.

    ``:unit_sc10_land_area`` is 10 to the scale of that field, so that SQL need not repeat it.
    """
    text = _COMMENT.sub("", sql)
    wanted: dict[str, str | int] = {
        name: value for name, value in parameters.items() if re.search(rf":{name}\b", text)
    }
    for code, field in _UNIT.findall(text):
        scale = catalogue.data_sets[code.upper()].by_name[field].scale
        wanted[f"unit_{code}_{field}"] = 10**scale
    result = conn.execute(sa.text(text), wanted)
    # all at once: row by row the driver would be asked three hundred thousand times
    return [tuple(row) for row in result.all()] if result.returns_rows else []


@contextmanager
def facts(
    conn: sa.Connection,
    scheme: Scheme,
    catalogue: Catalogue,
    as_of: date,
    parameters: Parameters,
    *,
    only: str = "",
) -> Iterator[None]:
    """The views of all data sets and the scheme's intermediate tables, within the block.

    With ``only`` they hold the facts of the enterprise with that credit code alone.
    """
    one = f" AND uscc = {_quoted(only)}" if only else ""
    conn.exec_driver_sql(f"PRAGMA cache_size=-{MEASURING_CACHE}")
    driver = conn.connection.driver_connection
    if driver is not None and hasattr(driver, "create_function"):
        driver.create_function("days_between", 2, days_between, deterministic=True)
    made: list[str] = []
    try:
        for data_set in catalogue.data_sets.values():
            name = data_set.code.lower()
            conn.exec_driver_sql(
                f"CREATE TEMPORARY VIEW {name} AS SELECT * FROM"
                f" {record_table_name(data_set.code)} WHERE {condition(data_set, as_of)}{one}"
            )
            made.append(f"DROP VIEW temp.{name}")
        for name in scheme.prepare:
            text = f"CREATE TEMPORARY TABLE {name} AS {scheme.sql('prepare', name)}"
            execute(conn, text, parameters, catalogue)
            made.append(f"DROP TABLE temp.{name}")
        yield
    finally:
        for statement in reversed(made):
            conn.exec_driver_sql(statement)
        conn.exec_driver_sql(f"PRAGMA cache_size=-{engine.CACHE}")


def _quoted(value: str) -> str:
    """An SQL text literal; a view cannot have parameters."""
    return "'" + value.replace("'", "''") + "'"
