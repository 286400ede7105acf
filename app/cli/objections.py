"""``creditdesk objection``: objections (异议) filed, listed, answered and sent on."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from app import clock, edition
from app.cli.session import FINDINGS, OK, Groups, add_office, answer, day, opened
from app.collection.objections import RESULTS, answer_objection, correct
from app.edition import Edition
from app.merging.objection_packages import send_objections
from app.outcomes import objections


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("objection", help="异议").add_subparsers(dest="act", required=True)
    new = acts.add_parser("file", help="登记异议（在提供单位，或凭书面材料在汇总端）")
    add_office(new)
    new.add_argument("--dataset", required=True, metavar="CODE")
    new.add_argument("rec_id")
    new.add_argument("--date", type=day, required=True, help="异议申请书上的日期")
    new.add_argument("--statement", required=True, help="异议内容")
    new.set_defaults(run=run_file)
    listed = acts.add_parser("list", help="列出未答复的异议，先列最急的")
    add_office(listed)
    listed.add_argument("--on", type=day, help="截至哪一天，默认今天")
    listed.set_defaults(run=run_list)
    mend = acts.add_parser("correct", help="更正异议所指的记录；另由审核人员审核")
    add_office(mend)
    mend.add_argument("objection_id")
    mend.add_argument("values", nargs="+", metavar="字段=值")
    mend.set_defaults(run=run_correct)
    close = acts.add_parser("answer", help="登记答复；更正或撤回须先办好")
    add_office(close)
    close.add_argument("objection_id")
    close.add_argument("--result", choices=RESULTS, required=True)
    close.add_argument("--date", type=day, required=True, help="答复书上的日期")
    close.add_argument("--text", required=True, help="核查情况")
    close.set_defaults(run=run_answer)
    out = acts.add_parser("send", help="汇总端写出异议包：异议送提供单位，标注送银行")
    add_office(out)
    out.add_argument("folder", type=Path)
    out.set_defaults(run=run_send)
    again = acts.add_parser("rerate", help="某次评级之后事实有变、需要重评的企业")
    add_office(again)
    again.add_argument("run_id")
    again.set_defaults(run=run_rerate)


def run_file(arguments: argparse.Namespace) -> int:
    """Register an objection."""
    with opened(arguments) as store:
        number = objections.file(
            store,
            arguments.dataset,
            arguments.rec_id,
            filed=arguments.date,
            statement=arguments.statement,
        )
        told = "请即写出异议包" if store.edition == Edition.COORDINATOR else "请即报送"
    answer(arguments, {"objection_id": number}, f"已登记并标注，编号 {number}，{told}")
    return OK


def run_list(arguments: argparse.Namespace) -> int:
    """The open objections with their days."""
    with opened(arguments) as store:
        found = objections.due(store, arguments.on or clock.today())
    lines = []
    for one in found:
        left = f"超期{-one.days_left}天" if one.overdue else f"剩{one.days_left}天"
        lines.append(
            f"{one.due} {left} {one.name or one.uscc} {one.agency_code} {one.dataset}"
            f" {one.objection_id} {one.statement}"
        )
    content = {"objections": [{**asdict(one), "overdue": one.overdue} for one in found]}
    answer(arguments, content, "\n".join(lines) or "没有未答复的异议")
    return OK


def run_correct(arguments: argparse.Namespace) -> int:
    """Change the record that an objection is about."""
    values = {name: text for name, _, text in (one.partition("=") for one in arguments.values)}
    with opened(arguments) as store:
        result = correct(store, arguments.objection_id, values)
    lines = [f"{result.outcome} {result.rec_id or '未更正'} {result.status}"]
    lines += [f"  [{said.code}] {said.words}" for said in result.findings]
    answer(arguments, asdict(result), "\n".join(lines))
    return FINDINGS if result.findings else OK


def run_answer(arguments: argparse.Namespace) -> int:
    """Close an objection; with --json everything its letter says."""
    with opened(arguments) as store:
        answer_objection(
            store,
            arguments.objection_id,
            result=arguments.result,
            closed=arguments.date,
            answer=arguments.text,
        )
        said = objections.letter(store, arguments.objection_id)
    lines = [f"已答复：{said.result}", *(f"{c.title}：{c.old} → {c.new}" for c in said.corrections)]
    answer(arguments, {"letter": asdict(said)}, "\n".join(lines))
    return OK


def run_send(arguments: argparse.Namespace) -> int:
    """Write what every office is owed."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        sent = send_objections(store, arguments.folder)
    lines = [f"{one.agency} 异议{one.objections}件，标注{one.marks}件：{one.path}" for one in sent]
    answer(arguments, {"sent": [asdict(one) for one in sent]}, "\n".join(lines))
    return OK


def run_rerate(arguments: argparse.Namespace) -> int:
    """The enterprises to rate again, and why."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        found = objections.needs_rerating(store, arguments.run_id)
    lines = [f"{uscc} {'、'.join(why)}" for uscc, why in found.items()]
    answer(arguments, {"enterprises": found}, "\n".join(lines) or "没有需要重评的企业")
    return OK
