"""``creditdesk recommend``: lists that follow a rating run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app import edition
from app.cli.session import OK, Groups, add_office, answer, opened
from app.documents.batch import print_file
from app.documents.issuing.lists import advice_pieces, list_context, list_pieces
from app.documents.issuing.selection import Selection
from app.documents.workbooks.list_book import write_list_book
from app.edition import Edition
from app.outcomes import recommending


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("recommend", help="推荐、孵化和待补正名单").add_subparsers(
        dest="act", required=True
    )
    for name, words in (("list", "试列名单"), ("issue", "发出名单")):
        act = acts.add_parser(name, help=words)
        add_office(act)
        act.add_argument("run_id", help="评级编号")
        act.add_argument("--to", required=True, help="银行机构代码、上级或工作组")
        act.add_argument("--kind", choices=tuple(recommending.KINDS), default="推荐")
        act.set_defaults(run=run_list if name == "list" else run_issue)
    show = acts.add_parser("show", help="重看已发出的名单及与上一份的变动")
    add_office(show)
    show.add_argument("list_id")
    show.add_argument("--pdf", type=Path, metavar="OUT", help="打印名单和孵化建议")
    show.add_argument("--workbook", type=Path, metavar="OUT", help="写成表格（.xlsx）")
    show.set_defaults(run=run_show)


def _words(content: dict[str, Any]) -> str:
    lines = [f"{content['kind']}名单 {len(content['rows'])}家，有效至{content['valid_until']}"]
    lines += [
        f"{row['place']} {row['name']} {row['code']} {row['final']} {row['change']}".rstrip()
        for row in content["rows"]
    ]
    return "\n".join(lines + [f"移出 {one['name']} {one['why']}" for one in content["left"]])


def run_list(arguments: argparse.Namespace) -> int:
    """Show a list without issuing it."""
    with opened(arguments) as store, store.read() as conn:
        edition.require(store.edition, Edition.COORDINATOR)
        content = recommending.listed(store, conn, arguments.run_id, arguments.kind, arguments.to)
    answer(arguments, content, _words(content))
    return OK


def run_issue(arguments: argparse.Namespace) -> int:
    """Issue a list."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        list_id = recommending.issue(store, arguments.run_id, arguments.kind, arguments.to)
        content = recommending.issued(store, list_id)
    answer(arguments, content, f"名单编号 {list_id}\n{_words(content)}")
    return OK


def run_show(arguments: argparse.Namespace) -> int:
    """Show an issued list again, on the screen, on paper or as a workbook."""
    with opened(arguments) as store:
        content = recommending.issued(store, arguments.list_id)
        if arguments.pdf:
            chosen = Selection(arguments.list_id)
            pieces = [*list_pieces(store, chosen), *advice_pieces(store, chosen)]
            print_file(arguments.pdf, f"{content['kind']}名单", pieces)
        if arguments.workbook:
            write_list_book(arguments.workbook, list_context(store, content), content)
    answer(arguments, content, _words(content))
    return OK
