"""``creditdesk audit verify|heads``: the chain of the audit log, and the agencies' heads."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app import edition
from app.cli.offices import run_check
from app.cli.session import FINDINGS, OK, Groups, add_office, answer, opened
from app.edition import Edition
from app.merging.heads import DOUBTFUL, agency_logs


def add(groups: Groups) -> None:
    """Hang the command on the command line."""
    acts = groups.add_parser("audit", help="审计日志").add_subparsers(dest="act", required=True)
    verify = acts.add_parser("verify", help="核对审计链，以及每条记录与审计链一致")
    add_office(verify)
    verify.set_defaults(run=run_verify)
    heads = acts.add_parser("heads", help="汇总端：各机构随报送包申报的日志末号")
    add_office(heads)
    heads.set_defaults(run=run_heads)


def run_verify(arguments: argparse.Namespace) -> int:
    """The same check as ``office check``, under the name an auditor looks for."""
    return run_check(arguments)


def run_heads(arguments: argparse.Namespace) -> int:
    """What the agencies' packages say of their logs."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        logs = agency_logs(store)
    lines = []
    for one in logs:
        newest = one.newest
        head = f"末号{newest.log_seq} {newest.log_hash}" if newest else ""
        lines.append(f"{one.agency}　{one.state}　{head}".rstrip())
        lines += [f"    {note.text}" for note in one.notes]
    content = [{**asdict(one), "state": one.state} for one in logs]
    answer(arguments, {"agencies": content}, "\n".join(lines))
    return FINDINGS if any(one.state == DOUBTFUL for one in logs) else OK
