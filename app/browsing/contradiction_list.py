"""冲突 as a list, and one of them with both sides and where each value comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.browsing.record_words import signed
from app.browsing.register_search import RegisterSearch
from app.disputes.pairs import Pair, Side, load_pairs
from app.disputes.verdicts import CHOICES, STANDING, Dispute, disputes
from app.listing import SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.merging.pool import OPEN as WAITS
from app.outcomes import words
from app.outcomes.dispute_words import (
    CHOICE_WORDS,
    OPEN_WORD,
    agency_words,
    part_words,
    question,
    said_words,
    set_words,
    value_words,
)
from app.store.dispute_tables import contradiction, verdict
from app.store.office_store import Store
from app.store.tables import inbox, pool, register

OPEN, DECIDED = "open", "decided"
_COLUMNS = (
    Column("name", "企业名称", width=18),
    Column("pair", "说的是什么", width=18),
    Column("part", "期间或户号", width=14, sortable=False),
    Column("state", "决定", STATE, 12),
    Column("left", "一方说", width=24, sortable=False),
    Column("right", "另一方说", width=24, sortable=False),
)


@dataclass(frozen=True)
class SideWords:
    """One side: whose word it is, the value, and where it comes from as (title, text)."""

    agency: str
    value: str
    origin: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ContradictionPage:
    """One contradiction in full. ``decided`` tells the decision in force, else it is empty."""

    key: Key
    title: str
    left: SideWords
    right: SideWords
    question: str
    decided: str


class ContradictionList:
    """The source of the list; a key is a contradiction's key."""

    columns: Sequence[Column] = _COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        self.pairs: Mapping[str, Pair] = load_pairs(store.catalogue)
        topics = dict.fromkeys(pair.topic for pair in self.pairs.values())
        decided = tuple((choice, CHOICE_WORDS[choice]) for choice in CHOICES)
        self.choices: Sequence[Choice] = (
            Choice("state", "决定", ((OPEN, OPEN_WORD), (DECIDED, "已定"), *decided)),
            Choice("topic", "说的是什么", tuple((topic, topic) for topic in topics)),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The keys that fit, by enterprise unless another order is asked for."""
        by = {"state": verdict.c.choice, "name": register.c.name, "pair": contradiction.c.pair}
        query = sa.select(contradiction.c.key).select_from(STANDING)
        query = query.where(*self._conditions(wanted))
        if order is not None and order.key in by:
            column = by[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        query = query.order_by(contradiction.c.uscc, contradiction.c.pair, contradiction.c.part)
        with self._store.read() as conn:
            return list(conn.scalars(query.limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these keys."""
        with self._store.read() as conn:
            found = disputes(conn, contradiction.c.key.in_(ids))
        return {one.key: self._row(one) for one in found if one.pair in self.pairs}

    def _row(self, one: Dispute) -> Row:
        pair, store = self.pairs[one.pair], self._store
        return (
            one.name or one.uscc,
            pair.title,
            part_words(store, pair, one.part),
            CHOICE_WORDS[one.verdict.choice] if one.verdict else OPEN_WORD,
            said_words(store, one.left_agency, pair.left, one.left_value),
            said_words(store, one.right_agency, pair.right, one.right_value),
        )

    def _conditions(self, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions: list[sa.ColumnElement[bool]] = [contradiction.c.pair.in_(list(self.pairs))]
        state = wanted.get("state", "")
        if state == OPEN:
            conditions.append(verdict.c.id.is_(None))
        elif state:
            one = verdict.c.id.is_not(None) if state == DECIDED else verdict.c.choice == state
            conditions.append(one)
        if topic := wanted.get("topic"):
            chosen = [pair.id for pair in self.pairs.values() if pair.topic == topic]
            conditions.append(contradiction.c.pair.in_(chosen))
        if uscc := wanted.get("uscc"):
            conditions.append(contradiction.c.uscc == uscc)
        if text := wanted.get(SEARCH, "").strip():
            said = [contradiction.c.left_value, contradiction.c.right_value, contradiction.c.part]
            ways = [column.contains(text, autoescape=True) for column in said]
            agencies = self._store.catalogue.agencies.values()
            called = [one.code for one in agencies if text in (one.code, one.short, one.title)]
            ways += [contradiction.c.left_agency.in_(called)]
            ways += [contradiction.c.right_agency.in_(called)]
            ways.append(self._search().among(contradiction.c.uscc, text))
            conditions.append(sa.or_(*ways))
        return conditions


def waiting(store: Store) -> tuple[int, int]:
    """How many unknown codes wait for a decision, and how many contradictions."""
    codes = sa.select(pool.c.agency_code, pool.c.uscc).where(pool.c.state.in_(WAITS)).distinct()
    undecided = sa.select(contradiction.c.key).select_from(STANDING).where(verdict.c.id.is_(None))
    with store.read() as conn:
        counts = [
            int(conn.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0)
            for query in (codes, undecided)
        ]
    return counts[0], counts[1]


def read_contradiction(
    store: Store, pairs: Mapping[str, Pair], key: Key
) -> ContradictionPage | None:
    """One contradiction with both sides; None when it is no more."""
    with store.read() as conn:
        found = disputes(conn, contradiction.c.key == key)
        if not found or found[0].pair not in pairs:
            return None
        one = found[0]
        pair = pairs[one.pair]
        left = _side(
            store, conn, pair.left, one.left_agency, one.left_rec, one.left_value, one.left_rows
        )
        right = _side(
            store,
            conn,
            pair.right,
            one.right_agency,
            one.right_rec,
            one.right_value,
            one.right_rows,
        )
    part = part_words(store, pair, one.part)
    decided = ""
    if (said := one.verdict) is not None:
        when = clock.moment_words(said.at)
        decided = f"{CHOICE_WORDS[said.choice]}：{said.reason}（{said.operator} {when}）"
    title = "　".join(text for text in (one.name or one.uscc, pair.title, part) if text)
    return ContradictionPage(key, title, left, right, question(store, pairs, one), decided)


def _side(
    store: Store, conn: sa.Connection, side: Side, agency: str, rec_id: str, value: str, rows: int
) -> SideWords:
    table = store.table(side.dataset)
    query = (
        sa.select(table, inbox.c.period, inbox.c.seq.label("number"), inbox.c.at.label("came"))
        .outerjoin(inbox, inbox.c.package_id == table.c.package_id)
        .where(table.c.rec_id == rec_id)
    )
    found = conn.execute(query).first()
    title = store.catalogue.data_sets[side.dataset].by_name[side.field].title
    origin = [("数据集", f"{side.dataset} {set_words(store, side.dataset)}"), ("数据项", title)]
    if rows > 1:
        origin.append(("合计", f"{rows:,} 条记录，以下为其中一条"))
    if found is not None:
        held = found._mapping
        package = f"{held['period']}第{held['number']}个报送包" if held["number"] else ""
        origin += [
            ("数据日期", words.day_words(held["as_of_date"])),
            ("录入", signed(held["entered_by"], held["entered_at"])),
            ("审核", signed(held["reviewed_by"], held["reviewed_at"])),
            ("报送包", f"{package}　{clock.moment_words(held['came'] or '')}".strip("　")),
            ("依据", held["source_doc"] or ""),
        ]
    told = tuple((word, text) for word, text in origin if text)
    return SideWords(agency_words(store, agency), value_words(store, side, value), told)
