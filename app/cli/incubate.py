"""``creditdesk incubate``: measures for incubated enterprises."""

from __future__ import annotations

import argparse

from app import edition
from app.cli.session import OK, Groups, add_office, answer, day, opened
from app.edition import Edition
from app.outcomes import incubating


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("incubate", help="孵化辅导").add_subparsers(dest="act", required=True)
    step = acts.add_parser("step", help="登记辅导措施")
    add_office(step)
    step.add_argument("uscc")
    step.add_argument("measure", help="措施")
    step.add_argument("--date", type=day, required=True)
    step.add_argument("--by", required=True, help="责任人")
    step.add_argument("--result", default="", help="结果")
    step.set_defaults(run=run_step)
    listed = acts.add_parser("list", help="列出一家企业的辅导措施")
    add_office(listed)
    listed.add_argument("uscc")
    listed.set_defaults(run=run_list)


def run_step(arguments: argparse.Namespace) -> int:
    """Note a measure."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        number = incubating.add_step(
            store,
            arguments.uscc,
            arguments.date,
            arguments.measure,
            arguments.by,
            arguments.result,
        )
    answer(arguments, {"step_id": number}, f"已登记，编号 {number}")
    return OK


def run_list(arguments: argparse.Namespace) -> int:
    """List an enterprise's measures."""
    with opened(arguments) as store, store.read() as conn:
        found = incubating.steps(conn, arguments.uscc)
    lines = [f"{one['day']} {one['measure']} {one['responsible']} {one['result']}" for one in found]
    answer(arguments, {"steps": found}, "\n".join(lines) or "没有辅导措施")
    return OK
