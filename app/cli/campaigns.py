"""``creditdesk campaign open|begin|close|list|progress|quality``: a round of collection."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date

from app import clock, edition
from app.cli.session import FINDINGS, OK, Groups, add_office, answer, day, opened
from app.edition import Edition
from app.merging import campaigns
from app.outcomes import quality
from app.outcomes.collection_progress import NOTHING, progress


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("campaign", help="采集批次").add_subparsers(dest="act", required=True)
    new = acts.add_parser("open", help="开始一个采集批次（随企业名录告知各机构）")
    add_office(new)
    new.add_argument("title", help="名称，例如 2026年采集")
    new.add_argument("--from", dest="first", type=day, required=True, metavar="DATE")
    new.add_argument("--to", dest="last", type=day, required=True, metavar="DATE")
    new.add_argument("--register-due", type=day, metavar="DATE", help="名录截止，默认按目录")
    new.add_argument("--rest-due", type=day, metavar="DATE", help="其余数据截止，默认按目录")
    new.add_argument("--prepare", action="store_true", help="先筹备，以后用 begin 开始")
    new.set_defaults(run=run_open)
    for name, words, act in (
        ("begin", "开始筹备好的批次", campaigns.begin),
        ("close", "结束批次", campaigns.close),
    ):
        one = acts.add_parser(name, help=words)
        add_office(one)
        one.add_argument("campaign_id")
        one.set_defaults(run=run_move, move=act)
    told = acts.add_parser("list", help="列出批次和剩余天数")
    add_office(told)
    told.set_defaults(run=run_list)
    far = acts.add_parser("progress", help="各机构各数据集的报送进度")
    add_office(far)
    far.add_argument("--on", type=day, metavar="DATE", help="截至日期，默认今天")
    far.set_defaults(run=run_progress)
    good = acts.add_parser("quality", help="各机构的数据质量：退回、待匹配、未通过核对")
    add_office(good)
    good.add_argument("--check", action="store_true", help="先按采集目录核对有变动的数据集")
    good.set_defaults(run=run_quality)


def run_open(arguments: argparse.Namespace) -> int:
    """Open a round."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        campaign_id = campaigns.open_campaign(
            store,
            arguments.title,
            arguments.first,
            arguments.last,
            register_due=arguments.register_due,
            rest_due=arguments.rest_due,
            prepare=arguments.prepare,
        )
    answer(arguments, {"campaign_id": campaign_id}, f"采集批次 {campaign_id}；请发布企业名录")
    return OK


def run_move(arguments: argparse.Namespace) -> int:
    """Begin or close a round."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        arguments.move(store, arguments.campaign_id)
    answer(arguments, {"campaign_id": arguments.campaign_id}, "已办理；请发布企业名录")
    return OK


def run_list(arguments: argparse.Namespace) -> int:
    """The rounds that this office knows."""
    today = clock.today()
    with opened(arguments) as store, store.read() as conn:
        found = campaigns.campaigns(conn)
    content = [{**asdict(one), "days_left": one.days_left(today)} for one in found]
    lines = [_line(one, today) for one in found]
    answer(arguments, {"campaigns": content}, "\n".join(lines) or "没有采集批次")
    return OK


def _line(one: campaigns.Campaign, today: date) -> str:
    words = f"{one.campaign_id} {one.title} {one.period_from}至{one.period_to} {one.state}"
    left = one.days_left(today)
    if one.state != campaigns.RUNNING:
        return words
    return words + (f"，还有{left}天" if left >= 0 else f"，已逾期{-left}天")


def run_progress(arguments: argparse.Namespace) -> int:
    """Who has reported what; exit code 1 while somebody is late."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        campaign, found = progress(store, arguments.on or clock.today())
    content = {"campaign": asdict(campaign), "standings": [asdict(one) for one in found]}
    lines = [f"{campaign.campaign_id} {campaign.title}"]
    lines += [
        f"  {one.agency} {one.dataset} {one.state} {one.rows}条"
        + (f"，逾期{one.late_days}天" if one.late_days else "")
        for one in found
        if one.state != NOTHING or one.late_days
    ]
    answer(arguments, content, "\n".join(lines))
    return FINDINGS if any(one.late_days for one in found) else OK


def run_quality(arguments: argparse.Namespace) -> int:
    """What is wrong with the records that were merged; exit code 1 while anything is."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        if arguments.check:
            quality.check_records(store)
        found = quality.faults(store)
    lines = [
        f"{one.agency} {one.dataset} {one.source} {one.code} {one.rows}条：{one.message}"
        for one in found
    ]
    answer(
        arguments, {"faults": [asdict(one) for one in found]}, "\n".join(lines) or "没有发现问题"
    )
    return FINDINGS if found else OK
