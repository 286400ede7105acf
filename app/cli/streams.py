"""``creditdesk stream list|restart``: the numbers of packages, when a backup had to be restored."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app import edition
from app.cli.session import OK, Groups, add_office, answer, opened
from app.edition import Edition
from app.merging.restarts import newest_sent, restart_stream


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("stream", help="数据包序号").add_subparsers(dest="act", required=True)
    told = acts.add_parser("list", help="发送清单：发往各处的最后一个数据包（打印盖章）")
    add_office(told)
    told.set_defaults(run=run_list)
    again = acts.add_parser("restart", help="汇总端恢复旧备份后，按机构的发送清单续接报送")
    add_office(again)
    again.add_argument("agency", metavar="CODE")
    again.add_argument("--seq", type=int, required=True, help="清单上的序号")
    again.add_argument("--envelope", required=True, metavar="SHA256", help="清单上的信封摘要")
    again.add_argument("--reason", required=True)
    again.set_defaults(run=run_restart)


def run_list(arguments: argparse.Namespace) -> int:
    """The newest package of every stream out of this office."""
    with opened(arguments) as store:
        found = list(newest_sent(store))
    lines = [f"{s.recipient} {s.kind} 第{s.seq}个 {s.envelope_sha256} {s.at}" for s in found]
    content = {"sent": [asdict(one) for one in found]}
    answer(arguments, content, "\n".join(lines) or "没有写出过数据包")
    return OK


def run_restart(arguments: argparse.Namespace) -> int:
    """Begin an agency's submissions again after the number on its list."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        restart_stream(
            store,
            arguments.agency,
            seq=arguments.seq,
            envelope_sha256=arguments.envelope,
            reason=arguments.reason,
        )
    words = f"{arguments.agency} 从第{arguments.seq + 1}个报送包续接，请其“全部重报”"
    answer(arguments, {"agency": arguments.agency, "seq": arguments.seq}, words)
    return OK
