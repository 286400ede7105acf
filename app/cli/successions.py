"""``creditdesk agency merge|revoke`` and ``takeover write|receive``: an agency in another's place,

a key out of force.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from app import edition
from app.cli.session import OK, Groups, add_office, answer, day, opened
from app.edition import Edition
from app.merging.enrolment import revoke
from app.merging.successions import merge_agency
from app.merging.takeover import Taken, receive_takeover, write_takeover


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("agency", help="机构合并、撤销密钥").add_subparsers(
        dest="act", required=True
    )
    into = acts.add_parser("merge", help="登记一家机构并入另一家")
    add_office(into)
    into.add_argument("--from", dest="predecessor", required=True, metavar="CODE")
    into.add_argument("--into", dest="successor", required=True, metavar="CODE")
    into.add_argument("--on", type=day, required=True, metavar="DATE", help="承继的第一天")
    into.add_argument("--reason", required=True, help="依据，例如批准文号")
    into.set_defaults(run=run_merge)
    gone = acts.add_parser("revoke", help="撤销一家机构的密钥")
    add_office(gone)
    gone.add_argument("agency", metavar="CODE")
    gone.add_argument("--reason", required=True)
    gone.set_defaults(run=run_revoke)
    acts = groups.add_parser("takeover", help="承继数据").add_subparsers(dest="act", required=True)
    out = acts.add_parser("write", help="汇总端向承继机构写出原机构的数据")
    add_office(out)
    out.add_argument("predecessor", metavar="CODE")
    out.add_argument("out", type=Path)
    out.set_defaults(run=run_write)
    take = acts.add_parser("receive", help="承继机构接收原机构的数据")
    add_office(take)
    take.add_argument("file", type=Path)
    take.set_defaults(run=run_receive)


def run_merge(arguments: argparse.Namespace) -> int:
    """Decide a merger."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        merge_agency(
            store,
            arguments.predecessor,
            arguments.successor,
            effective=arguments.on,
            reason=arguments.reason,
        )
    content = {
        "predecessor": arguments.predecessor,
        "successor": arguments.successor,
        "effective": arguments.on.isoformat(),
    }
    words = f"{arguments.predecessor} 自{arguments.on}起并入 {arguments.successor}；请签发机构名册"
    answer(arguments, content, words)
    return OK


def run_revoke(arguments: argparse.Namespace) -> int:
    """Put an agency's key out of force."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        revoke(store, arguments.agency, reason=arguments.reason)
    words = f"{arguments.agency} 的密钥已撤销；请签发机构名册"
    answer(arguments, {"agency": arguments.agency}, words)
    return OK


def run_write(arguments: argparse.Namespace) -> int:
    """Write a predecessor's data for its successor."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        written = write_takeover(store, arguments.predecessor, arguments.out)
    content = {"package_id": written.package_id, "counts": written.counts}
    answer(arguments, content, f"已写出承继数据包：{arguments.out}")
    return OK


def run_receive(arguments: argparse.Namespace) -> int:
    """Take a predecessor's data in."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.AGENCY)
        taken = receive_takeover(store, arguments.file)
    answer(arguments, asdict(taken), in_words(taken))
    return OK


def in_words(taken: Taken) -> str:
    """What came over, in a line."""
    words = f"承继{taken.predecessor}：记录{sum(taken.accepted.values())}条，告知{taken.notices}件"
    return words + ("（此前已接收）" if taken.again else "")
