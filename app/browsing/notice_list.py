"""Who must be told before its data leave the office, and how far each notice has come."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.register_list import own_data_sets
from app.browsing.register_search import RegisterSearch
from app.collection import slips, states
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words
from app.store.office_store import Store
from app.store.tables import notice, register

STATUS, TOWNSHIP = "state", "township"
UNTOLD = "待告知"
OPEN = "open"
"""The filter value for everybody who does not count as told."""
STATES = (UNTOLD, slips.MADE, slips.DELIVERED, slips.SIGNED, slips.REFUSED, slips.RETURNED)

COLUMNS = (
    Column("name", "企业名称", width=25),
    Column(STATUS, "告知", STATE, 10),
    Column("township", "乡镇", width=8),
    Column("records", "记录（条）", NUMBER, 9, sortable=False),
    Column("slip_code", "回执编号", CODE, 12),
    Column("generated_at", "制作", width=15),
    Column("delivered_date", "送达日期", width=13),
    Column("method", "送达方式", width=8),
    Column("signatory", "签收人", width=8),
    Column("uscc", "统一社会信用代码", CODE, 18),
    Column("address", "住所", width=32),
)


class NoticeList:
    """The source of the list: every enterprise with records or a notice here, by credit code."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store = store
        self._search = search
        self._tables = [store.table(data_set.code) for data_set in own_data_sets(store)]
        towns = store.catalogue.code_lists["township"].titles
        self.choices: Sequence[Choice] = (
            Choice(
                STATUS,
                "告知情况",
                ((OPEN, "尚未送达的全部"), *((one, one) for one in STATES)),
            ),
            Choice(TOWNSHIP, "乡镇", tuple(towns.items())),
        )

    def counts(self) -> dict[str, int]:
        """How many enterprises are in each of :data:`STATES`."""
        about = self._about()
        query = sa.select(about.c[STATUS], sa.func.count()).group_by(about.c[STATUS])
        with self._store.read() as conn:
            return {str(row[0]): int(row[1]) for row in conn.execute(query)}

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The codes that fit, those still to be told by township first."""
        about = self._about()
        query = sa.select(about.c.uscc)
        if wanted.get(STATUS) == OPEN:
            query = query.where(about.c[STATUS].not_in(slips.SERVED))
        elif wanted.get(STATUS):
            query = query.where(about.c[STATUS] == wanted[STATUS])
        if wanted.get(TOWNSHIP):
            query = query.where(about.c[TOWNSHIP] == wanted[TOWNSHIP])
        if text := wanted.get(SEARCH, "").strip():
            codes = self._search().codes(text)
            digits = about.c.slip_code.contains(text, autoescape=True)
            found = sa.func.json_each(json.dumps(codes)).table_valued("value")
            query = query.where(sa.or_(about.c.uscc.in_(sa.select(found.c.value)), digits))
        if order is not None:
            column = about.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(about.c.township, about.c.uscc).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these codes."""
        about = self._about()
        with self._store.read() as conn:
            held = self._held(conn, ids)
            query = sa.select(about).where(about.c.uscc.in_(ids))
            return {row.uscc: _row(row, held.get(row.uscc, 0)) for row in conn.execute(query)}

    def _about(self) -> sa.Subquery:
        own = notice.c.agency_code == self._store.agency
        subjects = sa.union(
            sa.select(notice.c.uscc).where(own),
            *(
                sa.select(table.c.uscc).where(
                    table.c.agency_code == self._store.agency,
                    table.c.row_status != states.WITHDRAWN,
                )
                for table in self._tables
            ),
        ).subquery()
        named = (register.c.name, register.c.township, register.c.address)
        told = [column for column in notice.c if column.name not in ("uscc", "agency_code")]
        return (
            sa.select(
                subjects.c.uscc,
                sa.func.coalesce(notice.c.status, UNTOLD).label(STATUS),
                *named,
                *told,
            )
            .outerjoin(register, register.c.uscc == subjects.c.uscc)
            .outerjoin(notice, sa.and_(notice.c.uscc == subjects.c.uscc, own))
            .subquery()
        )

    def _held(self, conn: sa.Connection, ids: Sequence[Key]) -> dict[str, int]:
        held: dict[str, int] = {}
        for table in self._tables:
            query = sa.select(table.c.uscc, sa.func.count()).where(
                table.c.uscc.in_(ids),
                table.c.agency_code == self._store.agency,
                table.c.row_status != states.WITHDRAWN,
            )
            for uscc, count in conn.execute(query.group_by(table.c.uscc)):
                held[uscc] = held.get(uscc, 0) + count
        return held


def _row(row: Any, records: int) -> Row:
    made = clock.moment_words(row.generated_at) if row.generated_at else ""
    return (
        row.name or row.uscc,
        row.state,
        row.township or "",
        f"{records:,}",
        row.slip_code or "",
        made,
        words.day_words(row.delivered_date or ""),
        row.method or "",
        row.signatory or "",
        row.uscc,
        row.address or "",
    )
