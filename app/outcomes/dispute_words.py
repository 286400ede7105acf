"""Unknown codes, contradictions and decisions about them, in an officer's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from app.catalogue.model import FieldType
from app.disputes.pairs import Pair, Side, load_pairs
from app.disputes.unknown_codes import UnknownCode
from app.disputes.verdicts import ASK, BOTH, LEFT, RIGHT, Dispute, standing_of
from app.merging.pool import AWAY, SAME, WAIT
from app.outcomes import words
from app.store.office_store import Store
from app.store.tables import INTEGERS

CHOICE_WORDS: Final = {
    SAME: "是同一企业",
    AWAY: "不属本县",
    WAIT: "暂缓",
    LEFT: "以左为准",
    RIGHT: "以右为准",
    BOTH: "均属实",
    ASK: "请核实",
}
OPEN_WORD, UNDONE_WORD, KNOWN_WORD = "未定", "已撤销", "名录已有"


def agency_words(store: Store, agency: str) -> str:
    """An agency's short name; its code where the catalogue does not know it."""
    known = store.catalogue.agencies.get(agency)
    return (known.short or known.title) if known else agency


def set_words(store: Store, code: str) -> str:
    """A data set's title; its code where the catalogue does not know it."""
    known = store.catalogue.data_sets.get(code)
    return known.title if known else code


def unknown_words(store: Store, one: UnknownCode) -> str:
    """An unknown code in one line: names, and what waits."""
    called = "、".join(one.names) or "未写名称"
    waits = "，".join(f"{set_words(store, code)}{count}行" for code, count in one.sets.items())
    return f"{agency_words(store, one.agency)}称“{called}”，{waits}等待" + (
        "（暂缓）" if one.waits else ""
    )


def value_words(store: Store, side: Side, value: str) -> str:
    """A contradicted value as a person reads it."""
    field = store.catalogue.data_sets[side.dataset].by_name[side.field]
    return words.shown(store.catalogue, field, int(value) if field.type in INTEGERS else value)


def said_words(store: Store, agency: str, side: Side, value: str) -> str:
    """Who says what: ``税务局：注销``."""
    return f"{agency_words(store, agency)}：{value_words(store, side, value)}"


def part_words(store: Store, pair: Pair, part: str) -> str:
    """What a contradiction is about besides the enterprise: a month, a year, an account."""
    if not part:
        return ""
    side = pair.right if pair.right.part else pair.left
    fields = store.catalogue.data_sets[side.dataset].by_name
    shown = []
    for name, text in zip(side.part, part.split("|"), strict=False):
        field = fields[name]
        if side.length and field.type in (FieldType.DATE, FieldType.MONTH):
            shown.append(f"{text}年")
        elif field.type is FieldType.TEXT:
            shown.append(f"{field.title} {text}")
        else:
            value = int(text) if field.type in INTEGERS else text
            shown.append(words.shown(store.catalogue, field, value))
    return "　".join(shown)


def case_words(store: Store, pairs: Mapping[str, Pair], one: Dispute) -> str:
    """A contradiction in one line: who says what."""
    pair = pairs[one.pair]
    left = said_words(store, one.left_agency, pair.left, one.left_value)
    right = said_words(store, one.right_agency, pair.right, one.right_value)
    part = part_words(store, pair, one.part)
    decided = f"（{CHOICE_WORDS[one.verdict.choice]}）" if one.verdict else ""
    what = "　".join(text for text in (one.name or one.uscc, pair.title, part) if text)
    return f"{what}：{left}，{right}{decided}"


def contradictions_of(store: Store, conn: sa.Connection, uscc: str) -> tuple[str, ...]:
    """What stands contradicted about one enterprise, a sentence each."""
    found = standing_of(conn, uscc)
    pairs = load_pairs(store.catalogue) if found else {}
    return tuple(case_words(store, pairs, one) for one in found if one.pair in pairs)


def question(store: Store, pairs: Mapping[str, Pair], one: Dispute) -> str:
    """The sentence with which the agencies are asked, to be put into a letter or read out."""
    pair = pairs[one.pair]
    part = part_words(store, pair, one.part)
    said = "；".join(
        f"{agency_words(store, agency)}“{_title(store, side)}”为"
        f"{value_words(store, side, value)}{f'（{rows}条合计）' if rows > 1 else ''}"
        for agency, side, value, rows in (
            (one.left_agency, pair.left, one.left_value, one.left_rows),
            (one.right_agency, pair.right, one.right_value, one.right_rows),
        )
    )
    who = f"{one.name or '该企业'}（{one.uscc}）"
    return f"{who}{'，' + part if part else ''}：{said}。{pair.ask}。"


def _title(store: Store, side: Side) -> str:
    return store.catalogue.data_sets[side.dataset].by_name[side.field].title
