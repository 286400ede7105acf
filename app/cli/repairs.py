"""``creditdesk repair``: credit repair at the agency that holds a record."""

from __future__ import annotations

import argparse

from app import edition
from app.cli.session import OK, Groups, add_office, answer, day, opened
from app.edition import Edition
from app.outcomes import repair


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("repair", help="信用修复").add_subparsers(dest="act", required=True)
    apply = acts.add_parser("apply", help="受理修复申请")
    add_office(apply)
    apply.add_argument("dataset", help="数据集")
    apply.add_argument("rec_id", help="记录编号")
    apply.add_argument("--date", type=day, required=True, help="申请日期")
    apply.set_defaults(run=run_apply)
    decide = acts.add_parser("decide", help="决定是否修复")
    add_office(decide)
    decide.add_argument("repair_id", help="申请编号")
    decide.add_argument("--date", type=day, required=True, help="决定日期")
    decide.add_argument("--deny", metavar="理由", help="不予修复的理由；不写为准予修复")
    decide.set_defaults(run=run_decide)
    listed = acts.add_parser("list", help="列出修复申请")
    add_office(listed)
    listed.add_argument("--state", choices=(repair.ACCEPTED, repair.GRANTED, repair.DENIED))
    listed.set_defaults(run=run_list)


def run_apply(arguments: argparse.Namespace) -> int:
    """Register an application."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.AGENCY)
        number = repair.apply(store, arguments.dataset, arguments.rec_id, applied=arguments.date)
    answer(arguments, {"repair_id": number}, f"已受理，申请编号 {number}")
    return OK


def run_decide(arguments: argparse.Namespace) -> int:
    """Grant or deny it."""
    number = arguments.repair_id
    with opened(arguments) as store:
        edition.require(store.edition, Edition.AGENCY)
        if arguments.deny is not None:
            repair.deny(store, number, decided=arguments.date, reason=arguments.deny)
            answer(arguments, {"repair_id": number, "state": repair.DENIED}, "不予修复，已登记")
            return OK
        found = repair.grant(store, number, decided=arguments.date)
    words = f"已修复：{found.name} {found.decision_no}，自{found.repair_date}起不再使用"
    answer(arguments, {"state": repair.GRANTED, **repair.to_dict(found)}, words)
    return OK


def run_list(arguments: argparse.Namespace) -> int:
    """List applications."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.AGENCY)
        found = repair.applications(store, arguments.state or "")
    lines = [
        f"{one.repair_id} {one.state} {one.dataset} {one.uscc} 申请{one.applied_date}"
        f" 决定{one.decided_date or '—'} {one.reason or ''}".rstrip()
        for one in found
    ]
    content = {"repairs": [repair.to_dict(one) for one in found]}
    answer(arguments, content, "\n".join(lines) or "没有修复申请")
    return OK
