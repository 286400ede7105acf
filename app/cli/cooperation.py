"""``creditdesk cooperation`` and ``creditdesk terms``: models of the plan, terms per grade."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app import edition
from app.cli.session import OK, Groups, add_json, add_office, answer, day, opened
from app.edition import Edition
from app.outcomes import cooperating, terms


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("cooperation", help="合作模式").add_subparsers(
        dest="act", required=True
    )
    new = acts.add_parser("add", help="登记一家企业参加的合作")
    add_office(new)
    new.add_argument("uscc")
    new.add_argument("--model", required=True, help="合作模式代码")
    new.add_argument("--partners", required=True, help="合作各方")
    new.add_argument("--since", type=day, required=True, metavar="DATE")
    new.add_argument("--fund", default="", help="担保基金")
    new.add_argument("--note", default="", help="备注")
    new.set_defaults(run=run_add)
    over = acts.add_parser("end", help="登记合作终止")
    add_office(over)
    over.add_argument("cooperation_id")
    over.add_argument("--until", type=day, required=True, metavar="DATE")
    over.set_defaults(run=run_end)
    listed = acts.add_parser("list", help="列出合作")
    add_office(listed)
    listed.add_argument("--uscc", default="")
    listed.add_argument("--on", type=day, metavar="DATE", help="只列该日有效的")
    listed.set_defaults(run=run_list)
    table = groups.add_parser("terms", help="各等级的差异化授信建议（供参考）")
    add_json(table)
    table.set_defaults(run=run_terms)


def run_add(arguments: argparse.Namespace) -> int:
    """Note a cooperation."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        number = cooperating.add(
            store,
            arguments.uscc,
            arguments.model,
            arguments.partners,
            arguments.since,
            fund=arguments.fund,
            note=arguments.note,
        )
    answer(arguments, {"cooperation_id": number}, f"已登记，编号 {number}")
    return OK


def run_end(arguments: argparse.Namespace) -> int:
    """Note the end of one."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        cooperating.end(store, arguments.cooperation_id, arguments.until)
    answer(arguments, {"cooperation_id": arguments.cooperation_id}, "已登记终止")
    return OK


def run_list(arguments: argparse.Namespace) -> int:
    """List cooperations."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        found = cooperating.listed(store, uscc=arguments.uscc, on=arguments.on)
    lines = [
        f"{one['cooperation_id']} {one['name']} {one['title']} {one['partners']}"
        f" {one['since']}至{one['until'] or '今'}"
        for one in found
    ]
    answer(arguments, {"cooperations": found}, "\n".join(lines) or "没有登记合作")
    return OK


def run_terms(arguments: argparse.Namespace) -> int:
    """Show the county's terms per grade."""
    table = terms.load()
    rows = [
        {**asdict(one), "limit": one.limit_words, "rate": one.rate_words}
        for one in table.terms.values()
    ]
    lines = [
        f"{one['grade']} {one['limit']} {one['rate']} {one['collateral']} {one['days']}个工作日"
        for one in rows
    ]
    content = {"scheme": table.scheme, "note": table.note, "terms": rows}
    answer(arguments, content, "\n".join([*lines, table.note]))
    return OK
