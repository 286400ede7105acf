"""One objection as whoever handles it sees it: the paper, the record, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.objection_list import (
    ELSEWHERE_WORD,
    SENT_WORD,
    TO_SEND_WORD,
    origin_words,
    way_word,
)
from app.browsing.standing import urgency
from app.browsing.workbench import PRESSING_DAYS
from app.collection import objections as own
from app.collection import records, states
from app.merging.objection_packages import CLEAR, FILED, MARK
from app.outcomes import objections, words
from app.outcomes.objections import Open
from app.store.objection_tables import objection_sent
from app.store.office_store import Store
from app.store.tables import objection, outbox

Pairs = tuple[tuple[str, str], ...]
_SENT_NEXT = "已答复。请打印答复书送达企业；更正的内容随下一次报送送出。"
_MAY_RATE = "已答复。请打印答复书送达企业，再看“需要重评”。"


@dataclass(frozen=True)
class ObjectionPage:
    """Everything about one objection in words.

    ``results``: what the answer may say now; empty when answered or not yet answerable.
    ``to_review``: the corrected record waits for its review. ``todo`` says what comes next.
    """

    objection_id: str
    dataset: str
    rec_id: str
    uscc: str
    name: str
    open: bool
    paper: Pairs
    record: Pairs
    changes: tuple[tuple[str, str, str], ...]
    results: tuple[str, ...]
    to_review: bool
    todo: str


def read_objection(store: Store, objection_id: str) -> ObjectionPage:
    """Read it. Raises ``U-OBJECTION``, ``U-RECORD``."""
    one = objections.one(store, objection_id, clock.today())
    values, _ = records.read(store, one.dataset, one.rec_id)
    with store.read() as conn:
        mine = objection.c.objection_id == objection_id
        closed = conn.scalar(sa.select(objection.c.closed_date).where(mine))
        ways = _ways(store, conn, objection_id)
    if closed:
        return _closed(store, objection_id, values, ways)
    if one.agency_code != store.agency:
        return _forwarded(store, one, values, ways)
    return _open(store, one, values)


def _ways(store: Store, conn: sa.Connection, objection_id: str) -> Pairs:
    """Who was told of it by which package; nobody at an agency."""
    query = (
        sa.select(objection_sent, outbox.c.at)
        .join(outbox, outbox.c.package_id == objection_sent.c.package_id)
        .where(objection_sent.c.objection_id == objection_id)
        .order_by(outbox.c.at)
    )
    titles = {FILED: "送交", MARK: "通知银行", CLEAR: "解除"}
    return tuple(
        (titles[row.what], f"{_short(store, row.agency_code)}，{clock.moment_words(row.at)}")
        for row in conn.execute(query)
    )


def _short(store: Store, code: str) -> str:
    agency = store.catalogue.agencies.get(code)
    return agency.short if agency else code


def _paper(store: Store, one: Open) -> Pairs:
    """What the paper says of an open objection, and how long there is."""
    return (
        ("企业", one.name or one.uscc),
        ("提供单位", store.catalogue.agencies[one.agency_code].title),
        ("数据集", store.catalogue.data_sets[one.dataset].title),
        ("异议日期", words.iso(one.filed)),
        ("答复期限", f"{words.iso(one.due)}，{urgency(one.days_left, PRESSING_DAYS)[1]}"),
        ("异议内容", one.statement),
        ("来源", origin_words(store, one.origin)),
    )


def _forwarded(store: Store, one: Open, values: Mapping[str, Any], ways: Pairs) -> ObjectionPage:
    """An objection that another office must answer."""
    owner = _short(store, one.agency_code)
    sent = any(title == "送交" for title, _ in ways)
    todo = {
        TO_SEND_WORD: f"请写出异议包，送交{owner}核查。",
        SENT_WORD: f"已送交{owner}，答复随报送并回。",
        ELSEWHERE_WORD: f"由{owner}受理，答复随报送并回。",
    }[way_word(one.origin, sent)]
    if one.overdue and way_word(one.origin, sent) != TO_SEND_WORD:
        todo = f"{owner}逾期 {-one.days_left} 天未答复，请催办。"
    return ObjectionPage(
        one.objection_id,
        one.dataset,
        one.rec_id,
        one.uscc,
        one.name or one.uscc,
        True,
        (*_paper(store, one), *ways),
        _record(store, one.dataset, values),
        (),
        (),
        False,
        todo,
    )


def _open(store: Store, one: Open, values: Mapping[str, Any]) -> ObjectionPage:
    results = own.possible_results(store, one.objection_id)
    state = str(values["row_status"])
    return ObjectionPage(
        one.objection_id,
        one.dataset,
        one.rec_id,
        one.uscc,
        one.name or one.uscc,
        True,
        _paper(store, one),
        _record(store, one.dataset, values),
        (),
        results,
        state in states.REVIEWABLE,
        _todo(state, results),
    )


def _closed(
    store: Store, objection_id: str, values: Mapping[str, Any], ways: Pairs
) -> ObjectionPage:
    told = objections.letter(store, objection_id)
    mine = told.agency_code == store.agency
    paper = (
        ("企业", told.name),
        ("提供单位", told.agency_title),
        ("数据集", told.dataset_title),
        ("异议日期", words.iso(told.filed)),
        ("异议内容", told.statement),
        ("答复", f"{told.result}（{words.iso(told.answered)}，{told.answered_by}）"),
        ("核查情况", told.finding),
        ("期限", "按期答复" if told.in_time else f"超过期限（{words.iso(told.due)}）"),
        *ways,
    )
    return ObjectionPage(
        objection_id,
        told.dataset,
        told.rec_id,
        told.uscc,
        told.name,
        False,
        paper,
        _record(store, told.dataset, values),
        tuple((one.title, one.old, one.new) for one in told.corrections),
        (),
        False,
        _SENT_NEXT if mine else _MAY_RATE,
    )


def _record(store: Store, dataset: str, values: Mapping[str, Any]) -> Pairs:
    fields = store.catalogue.data_sets[dataset].fields
    shown = (
        (field.title, words.shown(store.catalogue, field, values.get(field.name)))
        for field in fields
    )
    state = ("状态", str(values["row_status"]))
    return (state, *((title, text) for title, text in shown if text))


def _todo(state: str, results: tuple[str, ...]) -> str:
    if state == states.ENTERED:
        return "记录已更正，请由另一名审核人审核，之后答复。"
    if state in (states.DRAFT, states.RETURNED):
        return f"记录处于“{state}”状态，请继续更正，审核通过后答复。"
    if own.WITHDRAWN in results:
        return "记录已撤回，可以答复“撤回”。"
    if own.CORRECTED in results:
        return "更正已审核通过，可以答复“更正”。"
    return "请核查：有误的先更正记录；无误的答复“维持”；查不清的答复“未能核实”。"
