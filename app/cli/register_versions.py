"""``creditdesk register-changes``: what differs between two published versions of the register."""

from __future__ import annotations

import argparse
from typing import Any

import sqlalchemy as sa

from app import edition
from app.cli.session import OK, Groups, add_office, answer, opened
from app.edition import Edition
from app.merging.register_versions import NOW, differences, versions


def add(groups: Groups) -> None:
    """Hang the command on the command line."""
    act = groups.add_parser("register-changes", help="企业名录两版之间的变动")
    add_office(act)
    act.add_argument("--from", dest="older", type=int, metavar="N", help="哪一版，默认最近发布的")
    act.add_argument("--to", dest="newer", type=int, default=NOW, metavar="N", help="默认现在的")
    act.set_defaults(run=run_changes)


def run_changes(arguments: argparse.Namespace) -> int:
    """Every change of an enterprise from one version to the other."""
    with opened(arguments) as store, store.read() as conn:
        edition.require(store.edition, Edition.COORDINATOR)
        last = next((one.version for one in versions(conn)), NOW)
        older = last if arguments.older is None else arguments.older
        found = differences(older, arguments.newer)
        query = sa.select(found).order_by(found.c.change, found.c.uscc)
        rows = [dict(row._mapping) for row in conn.execute(query)]
    lines = [_line(row) for row in rows]
    answer(arguments, {"changes": rows}, "\n".join(lines) or "没有变动")
    return OK


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['change']} {row['uscc']} {row['name']}：{row['before'] or ''}→{row['after'] or ''}"
    )
