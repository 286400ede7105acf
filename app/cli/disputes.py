"""``creditdesk disputes``: unknown codes and contradictions, found, decided and taken back."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app import edition
from app.cli.session import FINDINGS, OK, Groups, Spoken, add_office, answer, opened
from app.disputes.history import undo
from app.disputes.pairs import load_pairs
from app.disputes.searching import search, stale
from app.disputes.unknown_codes import Finder, unknown_codes
from app.disputes.verdicts import CHOICES as VERDICTS
from app.disputes.verdicts import disputes, settle
from app.edition import Edition
from app.errors import UsageError
from app.merging.rulings import CHOICES, decide
from app.outcomes.dispute_words import case_words, unknown_words
from app.store.dispute_tables import contradiction
from app.store.office_store import Store

_BETWEEN = "/"
_SHORT = 12
"""Digits of a contradiction's key that name it on the command line."""


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("disputes", help="待匹配与冲突")
    acts = acts.add_subparsers(dest="act", required=True)
    listed = acts.add_parser("list", help="列出待匹配的代码和未定的冲突")
    add_office(listed)
    listed.add_argument("--all", action="store_true", help="已有决定的冲突也列出")
    listed.add_argument("--candidates", action="store_true", help="列出可能的企业")
    listed.set_defaults(run=run_list)
    look = acts.add_parser("search", help="重新核对各单位说法是否一致")
    add_office(look)
    look.set_defaults(run=run_search)
    put = acts.add_parser("decide", help="作出决定")
    add_office(put)
    put.add_argument("case", nargs="+", help="机构/代码（待匹配），或冲突编号")
    put.add_argument("--choice", required=True, choices=(*CHOICES, *VERDICTS))
    put.add_argument("--target", default="", metavar="USCC", help="same：是哪家企业")
    put.add_argument("--reason", required=True)
    put.set_defaults(run=run_decide)
    back = acts.add_parser("undo", help="撤销决定")
    add_office(back)
    back.add_argument("number", help="决定编号，例如 p3、v12")
    back.set_defaults(run=run_undo)


def run_list(arguments: argparse.Namespace) -> int:
    """What waits for a decision."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        waiting = unknown_codes(store)
        pairs = load_pairs(store.catalogue)
        with store.read() as conn:
            found = disputes(conn)
        shown = [one for one in found if arguments.all or one.verdict is None]
        codes = []
        finder = Finder(store) if arguments.candidates else None
        for one in waiting:
            near = finder.candidates(one.uscc, one.names) if finder is not None else []
            codes.append({**asdict(one), "candidates": [asdict(other) for other in near]})
        lines = [f"{one.agency}/{one.uscc}　{unknown_words(store, one)}" for one in waiting]
        lines += [f"{one.key[:_SHORT]}　{case_words(store, pairs, one)}" for one in shown]
        if stale(store):
            lines.append("有新并入的数据，冲突尚未重新核对：creditdesk disputes search")
    content = {"unknown": codes, "contradictions": [asdict(one) for one in shown]}
    answer(arguments, content, "\n".join(lines) or "没有待匹配的代码，也没有未定的冲突。")
    return FINDINGS if codes or shown else OK


def run_search(arguments: argparse.Namespace) -> int:
    """Look for contradictions anew."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        counts = search(store, progress=Spoken())
        titles = load_pairs(store.catalogue)
    lines = [f"{titles[pair].title}：{count}处" for pair, count in counts.items() if count]
    answer(arguments, {"found": counts}, "\n".join(lines) or "各单位说法一致。")
    return FINDINGS if any(counts.values()) else OK


def run_decide(arguments: argparse.Namespace) -> int:
    """Decide about codes or contradictions, all the same way."""
    codes = [tuple(one.split(_BETWEEN, 1)) for one in arguments.case if _BETWEEN in one]
    if codes and len(codes) < len(arguments.case):
        raise UsageError("D-MIXED", "待匹配的代码和冲突不能一次决定。", "请分两次办理。")
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        if codes:
            done = decide(
                store, [(agency, uscc) for agency, uscc in codes], arguments.choice,
                reason=arguments.reason, target=arguments.target,
            )  # fmt: skip
            numbers, rows = [f"p{one}" for one in done.rulings], done.rows
        else:
            keys = [_key(store, short) for short in arguments.case]
            made = settle(store, keys, arguments.choice, reason=arguments.reason)
            numbers, rows = [f"v{one}" for one in made], 0
    content = {"decisions": numbers, "rows": rows}
    answer(arguments, content, f"已决定：{'、'.join(numbers)}" + (f"，{rows}条" if rows else ""))
    return OK


def _key(store: Store, short: str) -> str:
    """The whole key of a contradiction named by its first digits."""
    with store.read() as conn:
        found = disputes(conn, contradiction.c.key.startswith(short, autoescape=True))
    if len(found) != 1:
        raise UsageError("D-NO-CASE", f"没有编号为 {short} 的冲突。", "编号见 disputes list。")
    return found[0].key


def run_undo(arguments: argparse.Namespace) -> int:
    """Take a decision back."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        rows = undo(store, arguments.number)
    told = f"已撤销 {arguments.number}" + (f"，{rows}条回到待匹配" if rows else "")
    answer(arguments, {"undone": arguments.number, "rows": rows}, told)
    return OK
