"""``creditdesk record add|change|withdraw|show``: single records."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.session import FINDINGS, OK, Groups, add_office, answer, day, opened
from app.collection import records
from app.collection.records import RecordResult
from app.store import audit


def add(groups: Groups) -> None:
    """Hang the group's commands on the command line."""
    acts = groups.add_parser("record", help="单条记录").add_subparsers(dest="act", required=True)
    new = acts.add_parser("add", help="新增")
    _common(new)
    new.add_argument("values", nargs="+", metavar="字段=值")
    new.add_argument("--source", metavar="文号", help="依据文件")
    new.add_argument("--as-of", type=day, metavar="DATE")
    new.set_defaults(run=run_add)
    edit = acts.add_parser("change", help="修改")
    _common(edit)
    edit.add_argument("rec_id")
    edit.add_argument("values", nargs="+", metavar="字段=值")
    edit.add_argument("--reason", default="")
    edit.add_argument("--as-of", type=day, metavar="DATE")
    edit.set_defaults(run=run_change)
    gone = acts.add_parser("withdraw", help="撤回")
    _common(gone)
    gone.add_argument("rec_id")
    gone.add_argument("--reason", required=True)
    gone.set_defaults(run=run_withdraw)
    look = acts.add_parser("show", help="查看记录与历史")
    _common(look)
    look.add_argument("rec_id")
    look.set_defaults(run=run_show)


def _common(parser: argparse.ArgumentParser) -> None:
    add_office(parser)
    parser.add_argument("--dataset", required=True, metavar="CODE")


def _values(pairs: list[str]) -> dict[str, str]:
    split = (pair.partition("=") for pair in pairs)
    return {name: value for name, _, value in split}


def run_add(arguments: argparse.Namespace) -> int:
    """Add one record."""
    with opened(arguments) as store:
        result = records.add(
            store,
            arguments.dataset,
            _values(arguments.values),
            source_doc=arguments.source,
            as_of=arguments.as_of,
        )
    return _told(arguments, result)


def run_change(arguments: argparse.Namespace) -> int:
    """Change fields of one record."""
    with opened(arguments) as store:
        result = records.change(
            store,
            arguments.dataset,
            arguments.rec_id,
            _values(arguments.values),
            reason=arguments.reason,
            as_of=arguments.as_of,
        )
    return _told(arguments, result)


def _told(arguments: argparse.Namespace, result: RecordResult) -> int:
    lines = [f"{result.outcome} {result.rec_id or '未入库'} {result.status}"]
    lines += [f"  [{said.code}] {said.words}" for said in result.findings]
    answer(arguments, asdict(result), "\n".join(lines))
    return FINDINGS if result.findings else OK


def run_withdraw(arguments: argparse.Namespace) -> int:
    """Withdraw one record."""
    with opened(arguments) as store:
        records.withdraw(store, arguments.dataset, arguments.rec_id, arguments.reason)
    answer(arguments, {"rec_id": arguments.rec_id}, "已撤回")
    return OK


def run_show(arguments: argparse.Namespace) -> int:
    """One record, its remarks, and who changed what when."""
    with opened(arguments) as store:
        values, said = records.read(store, arguments.dataset, arguments.rec_id)
        with store.read() as conn:
            events = audit.history(conn, arguments.dataset, arguments.rec_id)
    content = {
        "values": values,
        "findings": [asdict(entry) for entry in said],
        "history": [asdict(event) for event in events],
    }
    lines = [f"{name}：{value}" for name, value in values.items() if value is not None]
    lines += [f"{event.at} {event.operator} {event.action}" for event in events]
    answer(arguments, content, "\n".join(lines))
    return OK
