"""Records as they come out of a package, in the columns of this release.

A sender whose catalogue is older leaves columns out; one whose catalogue is newer is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import DataSet
from app.errors import RefusedError
from app.exchange.tables import Column, check_types, read_rows
from app.exchange.verifying import Package
from app.merging.contents import malformed, refuse_empty
from app.merging.submission import submission_columns
from app.store.tables import COMMON

_SUFFIX = ".jsonl"


class Incoming:
    """One data set of one package. ``names``: our columns; ``sent``: those that the sender knows.

    ``sent`` is settled when the first row was given out.
    """

    def __init__(self, package: Package, data_set: DataSet, table: sa.Table) -> None:
        self.package, self.data_set, self.table = package, data_set, table
        self.names = submission_columns(data_set)
        self.sent: tuple[str, ...] = self.names

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Every row in the order of ``names``, None where the sender knows no such column.

        Raises ``X-RECORDS``, ``X-CONTENT``, ``M-NEWER``, ``M-COLUMNS``.
        """
        seen: set[Any] = set()
        lines = self.package.resource(f"data/{self.data_set.code.lower()}{_SUFFIX}")
        for number, (columns, rows) in enumerate(read_rows(lines, check=self._fits)):
            if number and columns != self.sent:
                raise odd_columns(self.data_set)
            self.sent = columns
            before, id_at = len(seen), columns.index("rec_id")
            seen.update(row[id_at] for row in rows)
            if len(seen) != before + len(rows):
                raise malformed(f"{self.data_set.code}: 记录号重复")
            if columns == self.names:
                yield from rows
            else:
                places = [columns.index(n) if n in columns else None for n in self.names]
                for row in rows:
                    yield tuple(None if at is None else row[at] for at in places)

    def _fits(self, columns: tuple[str, ...], values: list[Column]) -> None:
        """Known columns of known types, and at least those that every record has."""
        unknown = sorted(set(columns) - set(self.names))
        if any(name not in COMMON for name in unknown):
            raise newer(f"{self.data_set.code}的数据项{'、'.join(unknown)[:80]}", self.package)
        if unknown or not {n for n in self.names if n in COMMON} <= set(columns):
            raise odd_columns(self.data_set)
        check_types(self.data_set, columns, values)
        refuse_empty(self.table, columns, values)


def named_sets(package: Package) -> list[str]:
    """The codes, in lower case, of the data sets that a package carries."""
    names = [name for name in package.names if name.endswith(_SUFFIX)]
    return [name.removeprefix("data/").removesuffix(_SUFFIX) for name in names]


def newer(what: str, package: Package) -> RefusedError:
    """The refusal of what only a newer catalogue knows."""
    version = str(package.manifest["extra"].get("catalogue", ""))[:20]
    return RefusedError(
        "M-NEWER",
        f"数据包按较新的采集目录（{version}）制作，本端不认识{what}，整包未并入。",
        "请先升级本端的程序，再并入这个数据包。",
    )


def odd_columns(data_set: DataSet) -> RefusedError:
    """The refusal of records that lack what every record has."""
    return RefusedError(
        "M-COLUMNS",
        f"{data_set.code} 的栏目不全或不合规，整包未并入。",
        "请发送方升级程序后重新导出。",
    )


def arrived(row_status: str) -> str:
    """A reviewed record that arrived is 已上报; other live states travel as they are."""
    return "已上报" if row_status == "已审核" else row_status
