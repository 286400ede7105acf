"""What a paper can be about, so that it is chosen from a list and no number is ever typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa

from app import clock
from app.merging import campaigns
from app.merging.restarts import KIND
from app.outcomes import dishonesty, objections
from app.outcomes.publishing import PUBLISHED, TRIAL, published
from app.outcomes.recommending import GROUP, SUPERIOR
from app.outcomes.words import day_words
from app.rating.batches import batches
from app.rating.grading import INCUBATED, RECOMMENDED
from app.store.list_tables import outcome_list
from app.store.office_store import Store
from app.store.tables import inbox, objection, rating_run, register

PURPOSES: Final = ("企业本人查询", "贷前审查", "贷后管理", "办理异议", "办理信用修复")
"""Why a credit report is asked for, most often; another purpose may be typed."""
ALL: Final[Mapping[str, str]] = {
    "objection_acceptance": "全部还没有答复的异议",
    "listing_notice": "全部有效的决定",
}
"""Kinds that need not say what they are about, and what is printed then."""
_NO_ROUND = "还没有采集批次。请先在“批次与名录”新建。"
_NO_LIST = "还没有这样的名单。请先在“推荐与孵化”出具。"
WANTING: Final[Mapping[str, str]] = {
    "receipt": "还没有并入过报送包。请先在“收件箱”并入。",
    "reminder": _NO_ROUND,
    "progress_report": _NO_ROUND,
    "grade_notice": "还没有发布过的评级。请先在“评级”发布。",
    "score_sheet": "还没有评级。请先在“评级”运行。",
    "list": _NO_LIST,
    "recommendation": _NO_LIST,
    "advice": _NO_LIST,
    "objection_answer": "还没有答复过的异议。请先在“异议与更正”办理。",
}
"""What is said while there is nothing that a paper of the kind could be about."""
_PERIODS = 4


@dataclass(frozen=True)
class Subject:
    """The ``value`` that a selection names, and its ``title`` in words."""

    value: str
    title: str


def subjects(store: Store, kind: str) -> list[Subject]:
    """What the papers of ``kind`` can be about now, the newest first; empty for any other kind."""
    found = _FOUND.get(kind)
    whole = [Subject("", ALL[kind])] if kind in ALL else []
    return [*whole, *(found(store) if found else ())]


def _packages(store: Store) -> Iterable[Subject]:
    query = sa.select(inbox).where(inbox.c.kind == KIND).order_by(inbox.c.at.desc(), inbox.c.sender)
    known = store.catalogue.agencies
    with store.read() as conn:
        for row in conn.execute(query):
            at = clock.moment_words(row.at)
            title = f"{known[row.sender].title}第 {row.seq} 包（{row.period}），{at}并入"
            yield Subject(row.package_id, title)


def _round(store: Store) -> Iterable[Subject]:
    """Only the round that is on, else the last: progress of an older one is nobody's concern."""
    with store.read() as conn:
        found = campaigns.current(conn)
    if found is not None:
        yield Subject(found.campaign_id, f"{found.title}（{found.campaign_id}，{found.state}）")


def _runs(*, outside: bool = False) -> Callable[[Store], Iterable[Subject]]:
    """The rating runs; ``outside``: only those that were published, which alone are told."""

    def found(store: Store) -> Iterable[Subject]:
        query = sa.select(rating_run).order_by(rating_run.c.at.desc())
        with store.read() as conn:
            titles = {one.batch_id: one.title for one in batches(conn)}
            told = published(conn)
            for row in conn.execute(query):
                state = PUBLISHED if row.run_id in told else TRIAL
                if state == PUBLISHED or not outside:
                    whom = titles.get(row.batch_id or "", "全部企业")
                    made = clock.moment_words(row.at)
                    title = f"{day_words(row.as_of)}评级，{whom}，{made}（{state}）"
                    yield Subject(row.run_id, title)

    return found


def _lists(kind: str = "", banks: bool = False) -> Callable[[Store], Iterable[Subject]]:
    """The lists of one kind (of every kind when none is named), ``banks``: those to banks."""

    def found(store: Store) -> Iterable[Subject]:
        query = sa.select(outcome_list).order_by(outcome_list.c.at.desc())
        if kind:
            query = query.where(outcome_list.c.kind == kind)
        with store.read() as conn:
            for row in conn.execute(query):
                if not banks or row.recipient in store.catalogue.agencies:
                    yield Subject(row.list_id, _list_words(store, row))

    return found


def _list_words(store: Store, row: Any) -> str:
    known = store.catalogue.agencies
    called = {SUPERIOR: "上级主管部门", GROUP: "评级工作组"}
    to = called.get(row.recipient) or known[row.recipient].title
    at = clock.moment_words(row.at)
    return f"{row.list_id}　{row.kind}名单，送{to}，{row.count:,} 家，{at}"


def _open_objections(store: Store) -> Iterable[Subject]:
    for one in objections.due(store, clock.today()):
        title = f"{one.name}　{day_words(one.filed.isoformat())}提出，{_set(store, one.dataset)}"
        yield Subject(one.objection_id, title)


def _answered_objections(store: Store) -> Iterable[Subject]:
    named = sa.func.coalesce(register.c.name, objection.c.uscc).label("name")
    query = (
        sa.select(objection, named)
        .outerjoin(register, register.c.uscc == objection.c.uscc)
        .where(objection.c.closed_date.is_not(None))
        .order_by(objection.c.closed_date.desc(), objection.c.objection_id)
    )
    with store.read() as conn:
        for row in conn.execute(query):
            title = f"{row.name}　{day_words(row.closed_date)}答复，{_set(store, row.dataset)}"
            yield Subject(row.objection_id, title)


def _listings(store: Store) -> Iterable[Subject]:
    for one in dishonesty.entries(store, clock.today()):
        yield Subject(one.number, f"{one.name}　{one.title}，{one.body}{one.document}")


def _purposes(_: Store) -> Iterable[Subject]:
    return (Subject(one, one) for one in PURPOSES)


def _periods(_: Store) -> Iterable[Subject]:
    """The quarters and years that ended last, and this year so far."""
    today = clock.today()
    yield _period(date(today.year, 1, 1), today, f"{today.year}年至今")
    last = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)
    for _number in range(_PERIODS):
        first = date(last.year, last.month - 2, 1)
        yield _period(first, last, f"{first.year}年第{first.month // 3 + 1}季度")
        last = first - timedelta(days=1)
    for year in (today.year - 1, today.year - 2):
        yield _period(date(year, 1, 1), date(year, 12, 31), f"{year}年全年")


def _period(first: date, last: date, title: str) -> Subject:
    return Subject(f"{first}/{last}", title)


def _set(store: Store, code: str) -> str:
    return store.catalogue.data_sets[code].title


_FOUND: dict[str, Callable[[Store], Iterable[Subject]]] = {
    "receipt": _packages,
    "reminder": _round,
    "progress_report": _round,
    "grade_notice": _runs(outside=True),
    "score_sheet": _runs(),
    "list": _lists(),
    "recommendation": _lists(RECOMMENDED, banks=True),
    "advice": _lists(INCUBATED),
    "credit_report": _purposes,
    "objection_acceptance": _open_objections,
    "objection_answer": _answered_objections,
    "listing_notice": _listings,
    "relending": _periods,
}
