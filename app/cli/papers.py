"""``creditdesk paper``: every paper of the county, one by one or in batches of thousands."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.session import OK, Groups, Spoken, add_office, answer, opened
from app.documents.batch import Layout, count_pages, print_batch, print_file
from app.documents.issuing.selection import Selection
from app.documents.kinds import KINDS, pieces_of
from app.documents.labels import write_labels


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("paper", help="文书").add_subparsers(dest="act", required=True)
    listed = acts.add_parser("list", help="列出可以打印的文书")
    add_office(listed)
    listed.set_defaults(run=run_list)
    make = acts.add_parser("print", help="打印一种文书：一个PDF，或成批打印到文件夹")
    add_office(make)
    make.add_argument("kind", choices=[kind.id for kind in KINDS])
    make.add_argument("--about", default="", metavar="ID", help="评级、名单、异议等的编号")
    make.add_argument("--code", action="append", default=[], metavar="CODE", help="只打印给谁")
    where = make.add_mutually_exclusive_group(required=True)
    where.add_argument("--pdf", type=Path, metavar="OUT", help="一个PDF")
    where.add_argument("--folder", type=Path, metavar="DIR", help="成批打印，可中断后继续")
    where.add_argument("--count", action="store_true", help="只计算页数")
    make.add_argument("--separate", action="store_true", help="每家一个文件")
    make.add_argument("--duplex", action="store_true", help="双面：每份从新的一张开始")
    make.add_argument("--labels", type=Path, metavar="OUT", help="另印信封标签")
    make.set_defaults(run=run_print)


def run_list(arguments: argparse.Namespace) -> int:
    """List the kinds of paper of this edition."""
    with opened(arguments) as store:
        found = [kind for kind in KINDS if kind.edition in (None, store.edition)]
    told = [{"id": one.id, "title": one.title, "about": one.about} for one in found]
    lines = [
        f"{one.id}　{one.title}" + (f"（须指明{one.about}）" if one.about else "") for one in found
    ]
    answer(arguments, {"papers": told}, "\n".join(lines))
    return OK


def run_print(arguments: argparse.Namespace) -> int:
    """Count, or print into a file or a folder."""
    chosen = Selection(arguments.about, frozenset(arguments.code))
    layout = Layout(arguments.separate, arguments.duplex)
    title = next(kind.title for kind in KINDS if kind.id == arguments.kind)
    with opened(arguments) as store:
        pieces = pieces_of(store, arguments.kind, chosen)
        told: dict[str, object] = {"papers": len(pieces)}
        if arguments.count:
            told["pages"] = count_pages(pieces, layout, Spoken())
        elif arguments.pdf:
            told["pages"] = print_file(arguments.pdf, title, pieces, layout, Spoken())
        else:
            done = print_batch(arguments.folder, title, pieces, layout, Spoken())
            told |= {"pages": done.pages, "files": len(done.files), "resumed": done.resumed}
        if arguments.labels:
            told["label_pages"] = write_labels(arguments.labels, pieces)
    answer(arguments, told, f"{title}：{len(pieces)}份，{told['pages']}页")
    return OK
