"""``creditdesk dishonesty``: the mirror of lists that competent bodies keep."""

from __future__ import annotations

import argparse

from app import clock
from app.cli.session import OK, Groups, add_office, answer, day, opened
from app.outcomes import dishonesty
from app.outcomes.listed import Entry


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("dishonesty", help="失信名单（转载有权机关的认定）").add_subparsers(
        dest="act", required=True
    )
    listed = acts.add_parser("list", help="列出某日有效的名单")
    add_office(listed)
    listed.add_argument("--on", type=day, metavar="DATE", help="哪一天，默认今天")
    listed.add_argument("--pending", action="store_true", help="只列待第二人确认的登记")
    listed.set_defaults(run=run_list)
    history = acts.add_parser("history", help="一家企业列入和移出的经过")
    add_office(history)
    history.add_argument("uscc", help="统一社会信用代码")
    history.set_defaults(run=run_history)
    new = acts.add_parser("add", help="登记其他机关的认定（L05–L07、L99），待第二人确认")
    add_office(new)
    new.add_argument("list_code", help="名单类别")
    new.add_argument("uscc", help="统一社会信用代码")
    new.add_argument("--body", required=True, help="认定机关")
    new.add_argument("--no", required=True, help="决定文号")
    new.add_argument("--date", type=day, required=True, help="决定日期")
    new.add_argument("--basis", required=True, help="法律、法规依据")
    new.add_argument("--since", type=day, metavar="DATE", help="起算日期，默认决定日期")
    new.add_argument("--until", type=day, metavar="DATE", help="最后一天")
    new.set_defaults(run=run_add)
    confirm = acts.add_parser("confirm", help="第二人确认")
    add_office(confirm)
    confirm.add_argument("entry_id", help="登记编号")
    confirm.set_defaults(run=run_confirm)
    remove = acts.add_parser("remove", help="移出名单")
    add_office(remove)
    remove.add_argument("entry_id", help="登记编号")
    remove.add_argument("--date", type=day, required=True, help="移出日期")
    remove.add_argument("--reason", required=True, help="理由")
    remove.set_defaults(run=run_remove)


def _words(entry: Entry) -> str:
    end = f"{entry.ended}起失效（{entry.why}）" if entry.ended else f"至{entry.until or '移出'}"
    return (
        f"{entry.list_code} {entry.title}{'（警示）' if entry.warning else ''} {entry.name}"
        f" {entry.uscc} {entry.body} {entry.document} 自{entry.since} {end}"
        f"{' 异议中' if entry.objected else ''} 编号{entry.number}"
    )


def run_list(arguments: argparse.Namespace) -> int:
    """List what is in force, or what waits."""
    with opened(arguments) as store:
        if arguments.pending:
            waiting = dishonesty.pending(store)
            lines = [
                f"{one['entry_id']} {one['list_code']} {one['uscc']} {one['body']}"
                f" {one['decision_no']} 登记人{one['proposed_by']}"
                for one in waiting
            ]
            answer(arguments, {"pending": waiting}, "\n".join(lines) or "没有待确认的登记")
            return OK
        on = arguments.on or clock.today()
        found = dishonesty.entries(store, on)
    content = {"on": on.isoformat(), "entries": [dishonesty.to_dict(one) for one in found]}
    answer(arguments, content, "\n".join(map(_words, found)) or "名单为空")
    return OK


def run_history(arguments: argparse.Namespace) -> int:
    """Tell everything about one enterprise."""
    with opened(arguments) as store, store.read() as conn:
        found = dishonesty.history(conn, arguments.uscc)
    content = {"entries": [dishonesty.to_dict(one) for one in found]}
    answer(arguments, content, "\n".join(map(_words, found)) or "没有列入过名单")
    return OK


def run_add(arguments: argparse.Namespace) -> int:
    """Enter another body's decision."""
    with opened(arguments) as store:
        number = dishonesty.propose(
            store,
            arguments.list_code,
            arguments.uscc,
            body=arguments.body,
            decision_no=arguments.no,
            decided=arguments.date,
            basis=arguments.basis,
            since=arguments.since,
            until=arguments.until,
        )
    answer(arguments, {"entry_id": number}, f"已登记，待第二人确认：{number}")
    return OK


def run_confirm(arguments: argparse.Namespace) -> int:
    """The second person."""
    with opened(arguments) as store:
        dishonesty.confirm(store, arguments.entry_id)
    answer(arguments, {"entry_id": arguments.entry_id}, "已确认")
    return OK


def run_remove(arguments: argparse.Namespace) -> int:
    """End an entry."""
    with opened(arguments) as store:
        dishonesty.remove(store, arguments.entry_id, on=arguments.date, reason=arguments.reason)
    answer(arguments, {"entry_id": arguments.entry_id}, "已移出")
    return OK
