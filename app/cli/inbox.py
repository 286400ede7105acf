"""``creditdesk inbox check|merge|list|release|return|discard|receipts``: a stick of packages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app import edition
from app.browsing.inbox_list import held_items
from app.cli.session import FINDINGS, OK, Groups, Spoken, add_office, answer, opened
from app.edition import Edition
from app.inbox import answering, quarantine, taking
from app.inbox.arrived import BAD, MERGED, QUARANTINED, READY, UNREADABLE, Arrived
from app.inbox.examining import examine
from app.inbox.gathering import gather
from app.inbox.rehearsing import Forecast, rehearse


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("inbox", help="收件箱：成批收取").add_subparsers(
        dest="act", required=True
    )
    look = acts.add_parser("check", help="逐个验证并试并，不写入任何数据")
    take = acts.add_parser("merge", help="并入全部验证通过的，其余隔离")
    for one, run in ((look, run_check), (take, run_merge)):
        add_office(one)
        one.add_argument("places", type=Path, nargs="+", help="数据包文件、文件夹或U盘")
        one.set_defaults(run=run)
    take.add_argument("--no-receipts", action="store_true", help="不把回执写到数据包旁边")
    kept = acts.add_parser("list", help="隔离的文件、原因和要向机构说明的话")
    add_office(kept)
    kept.set_defaults(run=run_list)
    for name, run, words in (
        ("release", run_release, "放行后重验，通过的并入"),
        ("return", run_return, "登记为已退回机构"),
        ("discard", run_discard, "删除隔离的文件"),
    ):
        act = acts.add_parser(name, help=words)
        add_office(act)
        act.add_argument("item", metavar="ID")
        act.add_argument("--reason", required=True)
        act.set_defaults(run=run)
    back = acts.add_parser("receipts", help="把选定报送包的回执写到文件夹或U盘")
    add_office(back)
    back.add_argument("folder", type=Path)
    back.add_argument("packages", nargs="+", metavar="PACKAGE_ID")
    back.set_defaults(run=run_receipts)


def run_check(arguments: argparse.Namespace) -> int:
    """What each file is, and what merging would do; nothing is written."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        items = examine(store, gather(arguments.places), Spoken())
        tried = rehearse(store, items, Spoken())
    told = [{**_told(item), **_forecast(tried.get(item.path))} for item in items]
    lines = [f"{one['file']}：{one['state']} {one['reason']}".rstrip() for one in told]
    answer(arguments, {"files": told}, "\n".join(lines) or "没有文件")
    return OK if all(item.state == READY for item in items) else FINDINGS


def run_merge(arguments: argparse.Namespace) -> int:
    """Merge all that is good; what fails is quarantined and the others go on."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        items = examine(store, gather(arguments.places), Spoken())
        receipts = not arguments.no_receipts
        done = taking.take_all(store, items, receipts=receipts, progress=Spoken())
    handled = {one.arrived.path: one for one in done.taken}
    told = []
    for item in items:
        one = handled.get(item.path)
        shown = _told(one.arrived if one else item)
        if one is not None:
            receipt = str(one.receipt) if one.receipt else ""
            shown |= {"words": one.words, "item": one.item_id, "receipt": receipt}
        told.append(shown)
    lines = [f"{one['file']}：{one['state']} {one.get('words') or one['reason']}" for one in told]
    head = f"并入 {done.count(MERGED)} 个，隔离 {done.count(QUARANTINED)} 个"
    answer(arguments, {"files": told}, "\n".join([head, *lines]))
    return FINDINGS if done.count(QUARANTINED) or done.count(UNREADABLE) else OK


def run_list(arguments: argparse.Namespace) -> int:
    """What is held."""
    with opened(arguments) as store:
        items = held_items(store)
    told = [
        {"item": one.item_id, "file": one.file_name, "code": one.code, "ask": one.ask}
        for one in items
    ]
    lines = [f"{one.item_id} {one.file_name}（{one.code}）\n  {one.ask}" for one in items]
    answer(arguments, {"held": told}, "\n".join(lines) or "隔离区是空的")
    return OK


def run_release(arguments: argparse.Namespace) -> int:
    """Verify one again, and take it in if it passes now."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        taken = taking.release(store, arguments.item, arguments.reason, Spoken())
    good = taken.arrived.state not in (BAD, UNREADABLE)
    answer(arguments, _told(taken.arrived), f"{taken.arrived.state}：{taken.words}")
    return OK if good else FINDINGS


def run_return(arguments: argparse.Namespace) -> int:
    """Note that the file went back."""
    with opened(arguments) as store:
        quarantine.send_back(store, arguments.item, arguments.reason)
    answer(arguments, {"item": arguments.item}, "已登记为退回")
    return OK


def run_discard(arguments: argparse.Namespace) -> int:
    """Delete the kept file."""
    with opened(arguments) as store:
        quarantine.discard(store, arguments.item, arguments.reason)
    answer(arguments, {"item": arguments.item}, "已删除，登记保留")
    return OK


def run_receipts(arguments: argparse.Namespace) -> int:
    """Receipts of chosen packages."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        done = answering.answer_all(store, arguments.packages, arguments.folder, Spoken())
    told = [
        {
            "package_id": one.package_id,
            "receipt": str(one.path) if one.path else "",
            "error": one.error.code if one.error else "",
        }
        for one in done
    ]
    lines = [
        f"{one.package_id}：{one.error.words if one.error else f'已写出 {one.path}'}"
        for one in done
    ]
    answer(arguments, {"receipts": told}, "\n".join(lines))
    return FINDINGS if any(one.error for one in done) else OK


def _told(item: Arrived) -> dict[str, Any]:
    envelope = item.envelope
    return {
        "file": str(item.path),
        "state": item.state,
        "kind": envelope.kind.value if envelope else "",
        "sender": envelope.sender if envelope else "",
        "seq": envelope.seq if envelope else 0,
        "code": item.code,
        "reason": item.reason,
        "ask": item.ask,
        "checks": {check.title: check.result for check in item.steps},
    }


def _forecast(tried: Forecast | None) -> dict[str, Any]:
    if tried is None:
        return {}
    if tried.error is not None:
        return {"would_fail": tried.error.code}
    names = ("new", "changed", "same", "pooled", "returned")
    return {"would": {name: tried.total(name) for name in names}}
