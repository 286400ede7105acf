"""``creditdesk credit-file show|print``: one enterprise's credit file."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from app.cli.session import OK, Groups, add_office, answer, day, opened
from app.documents.batch import print_file
from app.documents.issuing.credit_reports import credit_report_pieces
from app.documents.papers.credit_report import TITLE
from app.outcomes.credit_file import CreditFile, read_credit_file


def add(groups: Groups) -> None:
    """Hang the group's commands on the command line."""
    acts = groups.add_parser("credit-file", help="信用档案").add_subparsers(
        dest="act", required=True
    )
    show = acts.add_parser("show", help="查阅（记入日志）")
    _common(show)
    show.set_defaults(run=run_show)
    paper = acts.add_parser("print", help="打印信用报告（记入日志）")
    _common(paper)
    paper.add_argument("out", type=Path, metavar="OUT.pdf", help="写到哪个文件")
    paper.set_defaults(run=run_print)


def _common(parser: argparse.ArgumentParser) -> None:
    add_office(parser)
    parser.add_argument("uscc", metavar="信用代码")
    parser.add_argument("--reason", required=True, metavar="事由", help="查阅用途，记入日志")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="哪一天的档案，默认今天")


def run_show(arguments: argparse.Namespace) -> int:
    """The whole file on the screen."""
    with opened(arguments) as store:
        found = read_credit_file(
            store, arguments.uscc, reason=arguments.reason, day=arguments.as_of
        )
    answer(arguments, asdict(found), _words(found))
    return OK


def run_print(arguments: argparse.Namespace) -> int:
    """The report on paper."""
    with opened(arguments) as store:
        pieces = credit_report_pieces(store, arguments.uscc, arguments.reason, arguments.as_of)
        pages = print_file(arguments.out, TITLE, pieces)
    told = f"信用报告已写入 {arguments.out}，共{pages}页。"
    answer(arguments, {"file": str(arguments.out), "pages": pages}, told)
    return OK


def _words(found: CreditFile) -> str:
    lines = [f"{found.name}　{found.uscc}　{found.day.isoformat()}"]
    lines += [f"  {value.title}：{value.text}" for value in found.register]
    lines += [f"评级 {one.as_of} {one.grade} {one.outcome} {one.score}" for one in found.grades]
    for section in found.sections:
        lines.append(f"【{section.agency_title}】{section.title} {len(section.records)}条")
        for record in section.records:
            values = "；".join(f"{value.title} {value.text}" for value in record.values)
            lines.append(f"  {values}")
            lines.append(
                f"    {record.rec_id}　{record.as_of}　录入 {record.entered_by}"
                f"　审核 {record.reviewed_by or '—'}　数据包 {record.package_id or '—'}"
            )
            lines += [f"    存在异议：{one.statement}" for one in record.objections]
    lines.append("大事记")
    lines += [f"  {event.day} {event.what} {event.detail}" for event in found.events]
    lines += [f"冲突：{one}" for one in found.contradictions]
    lines += [f"{count}条{state}，不列入档案" for state, count in found.left_out.items()]
    return "\n".join(lines)
