"""``creditdesk review list|approve|return``: four eyes."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.session import FINDINGS, OK, Groups, add_office, answer, opened
from app.collection import review


def add(groups: Groups) -> None:
    """Hang the group's commands on the command line."""
    acts = groups.add_parser("review", help="审核").add_subparsers(dest="act", required=True)
    listed = acts.add_parser("list", help="待审核的记录")
    add_office(listed)
    listed.add_argument("--dataset", metavar="CODE")
    listed.set_defaults(run=run_list)
    for name, run, words in (
        ("approve", run_approve, "审核通过"),
        ("return", run_return, "退回更正"),
    ):
        act = acts.add_parser(name, help=words)
        add_office(act)
        act.add_argument("--dataset", required=True, metavar="CODE")
        act.add_argument("--batch", metavar="ID", help="只处理这一导入批次")
        act.add_argument("rec_id", nargs="*", help="记录号；不写则处理全部待审")
        act.add_argument(
            "--reason",
            action="append",
            default=[],
            metavar="[代码=]理由",
            help="警告的理由；可按问题代码分别写",
        )
        act.set_defaults(run=run)


def run_list(arguments: argparse.Namespace) -> int:
    """Counts per data set, or the waiting records of one."""
    with opened(arguments) as store:
        if arguments.dataset:
            waiting = [asdict(entry) for entry in review.pending(store, arguments.dataset)]
            lines = [f"{w['rec_id']} {w['uscc']} {w['status']} {w['entered_by']}" for w in waiting]
            answer(arguments, {"pending": waiting}, "\n".join(lines) or "没有待审核的记录")
        else:
            counts = review.pending_counts(store)
            lines = [f"{code}：{count}" for code, count in counts.items()]
            answer(arguments, {"pending": counts}, "\n".join(lines) or "没有待审核的记录")
    return OK


def _reasons(texts: list[str]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for text in texts:
        code, equals, words = text.partition("=")
        reasons[code if equals else "*"] = words if equals else text
    return reasons


def run_approve(arguments: argparse.Namespace) -> int:
    """Approve what may pass; tell what may not and why."""
    with opened(arguments) as store:
        result = review.approve(
            store,
            arguments.dataset,
            arguments.rec_id or None,
            batch_id=arguments.batch,
            reasons=_reasons(arguments.reason),
        )
    lines = [f"通过{result.approved}条，未通过{len(result.blocked)}条"]
    lines += [f"  {entry.rec_id} [{entry.code}] {entry.message}" for entry in result.blocked[:40]]
    answer(arguments, asdict(result), "\n".join(lines))
    return FINDINGS if result.blocked else OK


def run_return(arguments: argparse.Namespace) -> int:
    """Send records back with a reason."""
    with opened(arguments) as store:
        count = review.return_(
            store,
            arguments.dataset,
            arguments.rec_id or None,
            batch_id=arguments.batch,
            reason=" ".join(arguments.reason),
        )
    answer(arguments, {"returned": count}, f"已退回{count}条")
    return OK
