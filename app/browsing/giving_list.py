"""结果发放: what each bank would be given of a run, what not, and what it was given before."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.rated_list import RUN
from app.browsing.register_search import RegisterSearch
from app.collection import consents
from app.edition import BANK
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.merging.directory import recipient_of_agency
from app.outcomes import words
from app.store.objection_tables import result_sent
from app.store.office_store import Store
from app.store.tables import outbox, rating_result, rating_run, register

TO = "bank"
READY, GIVEN, NOBODY, UNKNOWN = "可发放", "已发放", "没有授权企业", "未备案"
NEVER, ENDED = "未授权", "授权已失效"


@dataclass(frozen=True)
class Share:
    """What one bank gets of a run: ``gives`` enterprises; ``ended`` agreed once, no more today.

    ``last`` is when results were written for it last (timestamp), ``given`` how many then;
    ``same`` says that it was of this very run.
    """

    bank: str
    title: str
    enrolled: bool
    gives: int
    ended: int
    rated: int
    last: str
    given: int
    same: bool

    @property
    def state(self) -> str:
        """One of the four words above."""
        if not self.enrolled:
            return UNKNOWN
        if self.same:
            return GIVEN
        return READY if self.gives else NOBODY


def shares(store: Store, run_id: str) -> list[Share]:
    """What every bank gets of a run, in the catalogue's order (rating-rules O5, asked today)."""
    with store.read() as conn:
        rated = conn.scalar(
            sa.select(sa.func.count()).where(rating_result.c.run_id == run_id)
        ) or 0  # fmt: skip
        named = _named(conn, run_id)
        may = consents.by_agency(store, conn, clock.today()).keys()
        before = {row.agency_code: row for row in _last(conn)}
        found = []
        for code, title in _banks(store).items():
            mine = named.get(code, set())
            gives = sum((code, uscc) in may for uscc in mine)
            last = before.get(code)
            found.append(
                Share(
                    code, title, recipient_of_agency(conn, code) is not None,
                    gives, len(mine) - gives, rated, last.at if last else "",
                    last.given if last else 0, bool(last and last.run_id == run_id),
                )
            )  # fmt: skip
    return found


def _named(conn: sa.Connection, run_id: str) -> dict[str, set[str]]:
    """Bank → the enterprises whose kept sheet names it."""
    rows = conn.exec_driver_sql(
        "SELECT b.value, r.uscc FROM rating_result r, json_each(r.sheet, '$.banks') b"
        " WHERE r.run_id = ?",
        (run_id,),
    )
    found: dict[str, set[str]] = {}
    for bank, uscc in rows:
        found.setdefault(bank, set()).add(uscc)
    return found


def _last(conn: sa.Connection) -> Sequence[Any]:
    """The last result package of each bank: ``agency_code``, ``run_id``, ``given``, ``at``."""
    packages = _packages().subquery()
    newest = sa.func.row_number().over(
        partition_by=packages.c.agency_code, order_by=(packages.c.seq.desc(),)
    )
    ranked = sa.select(packages, newest.label("place")).subquery()
    return conn.execute(sa.select(ranked).where(ranked.c.place == 1)).all()


def _packages() -> sa.Select[Any]:
    """Every result package that was written, the empty ones too."""
    counted = (
        sa.select(
            result_sent.c.package_id,
            sa.func.min(result_sent.c.run_id).label("run_id"),
            sa.func.count().label("given"),
        )
        .group_by(result_sent.c.package_id)
        .subquery()
    )
    return (
        sa.select(
            sa.literal_column("outbox.rowid").label("written"),
            outbox.c.package_id, outbox.c.recipient.label("agency_code"), outbox.c.seq,
            outbox.c.at, outbox.c.file_name, counted.c.run_id,
            sa.func.coalesce(counted.c.given, 0).label("given"),
        )
        .outerjoin(counted, counted.c.package_id == outbox.c.package_id)
        .where(outbox.c.kind == "result")
    )  # fmt: skip


class BankList:
    """The banks; a key is an agency code.

    They are there at once; :meth:`count` counts their shares, which asks every sheet of the run.
    """

    columns: Sequence[Column] = (
        Column("state", "状态", STATE, 14, sortable=False),
        Column("title", "银行", width=34, sortable=False),
        Column("gives", "可发放户数", NUMBER, 12, sortable=False),
        Column("ended", "授权已失效", NUMBER, 12, sortable=False),
        Column("never", "未授权", NUMBER, 10, sortable=False),
        Column("last", "上次写出", width=20, sortable=False),
        Column("given", "上次户数", NUMBER, 10, sortable=False),
    )
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store) -> None:
        self._store = store
        self.found: dict[str, Share] = {}

    def count(self, run_id: str) -> str:
        """Count the shares of a run; returns the run."""
        self.found = {one.bank: one for one in shares(self._store, run_id)}
        return run_id

    def ids(self, wanted: Filter, _order: Order | None, limit: int | None = None) -> list[Key]:
        """The banks in the catalogue's order; none without a run."""
        if not wanted.get(RUN):
            return []
        return list(_banks(self._store))[:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these banks, as far as they have been counted."""
        titles = _banks(self._store)
        uncounted = ("",) * (len(self.columns) - 2)
        return {
            code: _share(self.found[code]) if code in self.found else ("", titles[code], *uncounted)
            for code in ids
        }


def _banks(store: Store) -> dict[str, str]:
    agencies = store.catalogue.agencies
    return {code: agency.title for code, agency in agencies.items() if agency.kind == BANK}


def _share(one: Share) -> Row:
    return (
        one.state,
        one.title,
        f"{one.gives:,}",
        f"{one.ended:,}" if one.ended else "",
        f"{one.rated - one.gives - one.ended:,}",
        clock.moment_words(one.last) if one.last else "",
        f"{one.given:,}" if one.last else "",
    )


class GivingList:
    """The enterprises of a run for one bank: who is given, who not and why. Needs run and bank."""

    columns: Sequence[Column] = (
        Column("state", "发放", STATE, 12, sortable=False),
        Column("name", "企业名称", width=28),
        Column("uscc", "统一社会信用代码", CODE, 18),
        Column("final_grade", "等级", width=8),
        Column("outcome", "结论", STATE, 11),
    )
    choices: Sequence[Choice] = (
        Choice("state", "发放", tuple((one, one) for one in (READY, ENDED, NEVER))),
    )

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        self._run = self._bank = ""
        self._may: frozenset[str] = frozenset()

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The codes that fit, by code unless another order is asked for."""
        self._run, self._bank = wanted.get(RUN, ""), wanted.get(TO, "")
        query = _results(self._run, rating_result.c.uscc)
        if text := wanted.get(SEARCH, "").strip():
            query = query.where(self._search().among(rating_result.c.uscc, text))
        named = sa.func.json_extract(rating_result.c.sheet, "$.banks").contains(f'"{self._bank}"')
        state = wanted.get("state", "")
        if state:
            query = query.where(named if state in (READY, ENDED) else ~named)
        if order is not None:
            column = register.c.name if order.key == "name" else rating_result.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        query = query.order_by(rating_result.c.uscc)
        with self._store.read() as conn:
            self._may = consents.consenting(self._store, conn, self._bank, clock.today())
            if state not in (READY, ENDED):
                return list(conn.scalars(query.limit(limit)))
            found = conn.scalars(query)
            return [uscc for uscc in found if (uscc in self._may) is (state == READY)][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these codes."""
        query = _results(self._run, rating_result, register.c.name)
        with self._store.read() as conn:
            found = conn.execute(query.where(rating_result.c.uscc.in_(ids)))
            return {row.uscc: self._row(row) for row in found}

    def _row(self, row: Any) -> Row:
        named = self._bank in json.loads(row.sheet)["banks"]
        state = NEVER if not named else READY if row.uscc in self._may else ENDED
        return state, row.name or row.uscc, row.uscc, row.final_grade, row.outcome


def _results(run_id: str, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(rating_result)
        .outerjoin(register, register.c.uscc == rating_result.c.uscc)
        .where(rating_result.c.run_id == run_id)
    )


class GivenList:
    """发放记录: every result package, to whom and when; a key is a package's number."""

    columns: Sequence[Column] = (
        Column("at", "写出时间", width=20),
        Column("agency_code", "银行", width=34),
        Column("seq", "序号", NUMBER, 8),
        Column("given", "户数", NUMBER, 8),
        Column("as_of", "评级基准日", width=14),
        Column("file_name", "文件", width=30),
    )

    def __init__(self, store: Store) -> None:
        self._store = store
        self._titles = _banks(store)
        self.choices: Sequence[Choice] = (Choice("bank", "银行", tuple(self._titles.items())),)

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The packages that fit, the newest first unless another order is asked for."""
        found = self._dated().subquery()
        query = sa.select(found.c.package_id)
        if bank := wanted.get(TO):
            query = query.where(found.c.agency_code == bank)
        if order is not None:
            column = found.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(found.c.written.desc()).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these packages."""
        found = self._dated().subquery()
        with self._store.read() as conn:
            return {
                row.package_id: (
                    clock.moment_words(row.at),
                    self._titles.get(row.agency_code, row.agency_code),
                    str(row.seq),
                    f"{row.given:,}",
                    words.day_words(row.as_of or ""),
                    row.file_name,
                )
                for row in conn.execute(sa.select(found).where(found.c.package_id.in_(ids)))
            }

    @staticmethod
    def _dated() -> sa.Select[Any]:
        packages = _packages().subquery()
        return sa.select(packages, rating_run.c.as_of).outerjoin(
            rating_run, rating_run.c.run_id == packages.c.run_id
        )
