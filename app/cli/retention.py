"""``creditdesk retention``: negative records that are over, and those that soon will be."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app import clock
from app.cli.session import OK, Groups, add_office, answer, day, opened
from app.outcomes import retention


def add(groups: Groups) -> None:
    """Hang the command on the command line."""
    act = groups.add_parser("retention", help="不良信息保存期限")
    add_office(act)
    act.add_argument("--on", type=day, metavar="DATE", help="哪一天，默认今天")
    act.add_argument("--within", type=int, default=90, metavar="DAYS", help="其后多少天内到期")
    act.set_defaults(run=run_retention)


def run_retention(arguments: argparse.Namespace) -> int:
    """Tell what lapsed and what lapses next."""
    on = arguments.on or clock.today()
    with opened(arguments) as store:
        parts = retention.lapsing(store, on, arguments.within)
    lines = []
    for part in parts:
        if part.lapsed or part.coming:
            lines.append(f"【{part.dataset}】{part.title}：{part.rule}")
        for words, some in (("已到期", part.lapsed), ("将到期", part.coming)):
            lines += [
                f"  {words} {one.day} {one.name} {one.uscc} {one.rec_id} {one.why}" for one in some
            ]
    content = {"on": on.isoformat(), "parts": [asdict(part) for part in parts]}
    answer(arguments, content, "\n".join(lines) or "没有到期或将到期的记录")
    return OK
