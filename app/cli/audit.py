"""``creditdesk audit verify``: the chain of the audit log, and every row against it."""

from __future__ import annotations

import argparse

from app.cli.offices import run_check
from app.cli.session import Groups, add_office


def add(groups: Groups) -> None:
    """Hang the command on the command line."""
    acts = groups.add_parser("audit", help="审计日志").add_subparsers(dest="act", required=True)
    verify = acts.add_parser("verify", help="核对审计链，以及每条记录与审计链一致")
    add_office(verify)
    verify.set_defaults(run=run_verify)


def run_verify(arguments: argparse.Namespace) -> int:
    """The same check as ``office check``, under the name an auditor looks for."""
    return run_check(arguments)
