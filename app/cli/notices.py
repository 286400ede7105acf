"""``creditdesk notice``, ``creditdesk coverage`` and ``creditdesk gate``."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from app.cli.session import FINDINGS, OK, Groups, Spoken, add_office, answer, day, opened
from app.collection import coverage, notices, slips
from app.collection.gate import TITLES, gate
from app.documents.batch import print_file
from app.documents.issuing.notices import notice_pieces


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("notice", help="告知书").add_subparsers(dest="act", required=True)
    make = acts.add_parser("generate", help="为有数据而未告知的企业生成告知书")
    add_office(make)
    make.add_argument("--pdf", type=Path, metavar="OUT", help="打印到一个PDF")
    make.set_defaults(run=run_generate)
    slip = acts.add_parser("deliver", help="登记送达回执")
    add_office(slip)
    slip.add_argument("slip", help="回执上的11位编号")
    slip.add_argument("--date", type=day, required=True)
    slip.add_argument("--method", default="直接送达")
    slip.add_argument("--signatory", default="")
    slip.add_argument("--status", default=slips.SIGNED, choices=slips.OUTCOMES)
    slip.set_defaults(run=run_deliver)
    listed = acts.add_parser("list", help="列出告知书")
    add_office(listed)
    listed.set_defaults(run=run_list)
    whole = groups.add_parser("coverage", help="完整性声明")
    declare = whole.add_subparsers(dest="act", required=True).add_parser("declare", help="声明")
    add_office(declare)
    declare.add_argument("--dataset", required=True, metavar="CODE")
    declare.add_argument("--from", dest="period_from", type=day, required=True)
    declare.add_argument("--to", dest="period_to", type=day, required=True)
    declare.set_defaults(run=run_declare)
    ready = groups.add_parser("gate", help="哪些可以报送，哪些因何留下")
    add_office(ready)
    ready.set_defaults(run=run_gate)


def run_generate(arguments: argparse.Namespace) -> int:
    """Make the notices that are missing, and their letters."""
    with opened(arguments) as store:
        made = notices.generate(store)
        pages = 0
        if made and arguments.pdf:
            letters = notice_pieces(store, made)
            pages = print_file(arguments.pdf, "采集告知书", letters, progress=Spoken())
    answer(
        arguments,
        {"generated": [asdict(entry) for entry in made], "pages": pages},
        f"已生成{len(made)}份告知书" + (f"，{pages}页：{arguments.pdf}" if pages else ""),
    )
    return OK


def run_deliver(arguments: argparse.Namespace) -> int:
    """Register one slip."""
    with opened(arguments) as store:
        done = slips.register_delivery(
            store,
            arguments.slip,
            delivered_date=arguments.date,
            method=arguments.method,
            signatory=arguments.signatory,
            status=arguments.status,
        )
    answer(arguments, asdict(done), f"{done.slip_code}：{done.status}")
    return OK


def run_list(arguments: argparse.Namespace) -> int:
    """List this office's notices."""
    with opened(arguments) as store:
        found = notices.notices(store)
    lines = [f"{n.notice_id} {n.slip_code} {n.uscc} {n.status}" for n in found]
    answer(arguments, {"notices": [asdict(n) for n in found]}, "\n".join(lines) or "没有告知书")
    return OK


def run_declare(arguments: argparse.Namespace) -> int:
    """Declare a data set complete for a period."""
    with opened(arguments) as store:
        coverage.declare(store, arguments.dataset, arguments.period_from, arguments.period_to)
    answer(arguments, {"dataset": arguments.dataset}, f"已声明{arguments.dataset}在该期间完整")
    return OK


def run_gate(arguments: argparse.Namespace) -> int:
    """Tell what may be submitted now, and what stays and why."""
    with opened(arguments) as store:
        judged = gate(store)
    ready = {code: len(ids) for code, ids in judged.ready.items()}
    blocked = Counter(row.code for row in judged.blocked)
    lines = [f"可报送 {code}：{count}" for code, count in ready.items()]
    lines += [f"留下 {TITLES[code]}：{count}" for code, count in blocked.items()]
    answer(arguments, {"ready": ready, "blocked": blocked}, "\n".join(lines) or "没有数据")
    return FINDINGS if blocked else OK
