"""``creditdesk batches``: which enterprises a rating run rates."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import sqlalchemy as sa

from app import edition
from app.cli.session import FINDINGS, OK, Groups, add_office, answer, opened
from app.edition import Edition
from app.rating import batches


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("batches", help="评级批次").add_subparsers(dest="act", required=True)
    make = acts.add_parser("make", help="建立评级批次")
    add_office(make)
    make.add_argument("title", help="名称，例如 首批百家")
    make.add_argument("--reason", required=True)
    source = make.add_mutually_exclusive_group()
    source.add_argument("--file", type=Path, help="代码清单（.txt .csv .xlsx）")
    source.add_argument("--from", dest="earlier", metavar="ID", help="在已有批次上增减")
    make.add_argument("--add", nargs="+", default=[], metavar="代码")
    make.add_argument("--remove", nargs="+", default=[], metavar="代码")
    make.add_argument("--first", action="store_true", help="只要首批重点企业")
    make.add_argument("--township", default="", help="只要这个乡镇")
    make.add_argument("--kind", default="", help="只要这个主体类别代码")
    make.set_defaults(run=run_make)
    for name, words, run in (
        ("list", "列出评级批次", run_list),
        ("members", "列出批次中的企业", run_members),
        ("retire", "停用批次", run_retire),
    ):
        act = acts.add_parser(name, help=words)
        add_office(act)
        if name != "list":
            act.add_argument("batch_id")
        act.set_defaults(run=run)


def _choose(conn: sa.Connection, arguments: argparse.Namespace) -> batches.Chosen:
    if arguments.file:
        return batches.from_file(conn, arguments.file)
    if arguments.earlier:
        return batches.from_batch(
            conn, arguments.earlier, add=arguments.add, remove=arguments.remove
        )
    if arguments.add:
        return batches.from_codes(conn, arguments.add)
    return batches.from_register(
        conn, first_batch=arguments.first, township=arguments.township, kind=arguments.kind
    )


def run_make(arguments: argparse.Namespace) -> int:
    """Make a batch; tells every row that made no member."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        with store.read() as conn:
            chosen = _choose(conn, arguments)
        batch_id = batches.make(
            store,
            arguments.title,
            chosen,
            reason=arguments.reason,
            predecessor=arguments.earlier,
        )
    content = {
        "batch_id": batch_id,
        "members": len(chosen.members),
        "remarks": [asdict(remark) for remark in chosen.remarks],
    }
    lines = [f"评级批次 {batch_id}：{len(chosen.members)}家"]
    lines += [f"  第{one.row}行 {one.text} [{one.code}] {one.message}" for one in chosen.remarks]
    answer(arguments, content, "\n".join(lines))
    return FINDINGS if chosen.remarks else OK


def run_list(arguments: argparse.Namespace) -> int:
    """List the batches."""
    with opened(arguments) as store, store.read() as conn:
        found = batches.batches(conn)
    lines = [
        f"{one.batch_id} {one.title} {one.count}家{'（已停用）' if one.retired_at else ''}"
        for one in found
    ]
    answer(
        arguments,
        {"batches": [asdict(one) for one in found]},
        "\n".join(lines) or "没有评级批次",
    )
    return OK


def run_members(arguments: argparse.Namespace) -> int:
    """List a batch's enterprises."""
    with opened(arguments) as store, store.read() as conn:
        found = sorted(batches.members(conn, arguments.batch_id))
    answer(arguments, {"members": found}, "\n".join(found))
    return OK


def run_retire(arguments: argparse.Namespace) -> int:
    """Put a batch out of use."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        batches.retire(store, arguments.batch_id)
    answer(arguments, {"batch_id": arguments.batch_id}, "已停用")
    return OK
