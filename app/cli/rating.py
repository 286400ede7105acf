"""``creditdesk rate`` and ``creditdesk decision``."""

from __future__ import annotations

import argparse
from pathlib import Path

from app import edition
from app.cli.session import FINDINGS, OK, Groups, Spoken, add_office, answer, day, opened
from app.documents.batch import print_file
from app.documents.issuing.score_sheets import score_sheet_pieces
from app.documents.papers.score_sheet import TITLE
from app.edition import Edition
from app.errors import UsageError
from app.outcomes.publishing import publish
from app.rating import decisions, schemes
from app.rating.runs import run_rating, verify_run


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    run = groups.add_parser("rate", help="评级；verify：重算一次评级并逐位比对；publish：发布")
    run.add_argument("act", nargs="*", metavar="verify|publish 批次号", help="不写时评级")
    add_office(run)
    run.add_argument("--as-of", type=day, metavar="DATE", help="评价基准日（评级时必填）")
    run.add_argument("--scheme", default="", metavar="编号[:版本]", help="默认为基准日在用的版本")
    run.add_argument("--batch", default="", metavar="批次", help="只评这个评级批次")
    run.add_argument("--records", action="store_true", help="结果中列出每个得分依据的记录")
    run.add_argument("--sheets", type=Path, metavar="PDF", help="打印评分说明表")
    run.set_defaults(run=run_rate)
    acts = groups.add_parser("decision", help="工作组认定").add_subparsers(
        dest="act", required=True
    )
    propose = acts.add_parser("propose", help="第一人签署认定")
    add_office(propose)
    propose.add_argument("uscc")
    propose.add_argument("--kind", choices=tuple(decisions.KINDS), default="V8")
    propose.add_argument("--date", type=day, required=True)
    propose.add_argument("--reason", required=True, metavar="依据和文号")
    propose.set_defaults(run=run_propose)
    confirm = acts.add_parser("confirm", help="第二人签署认定")
    add_office(confirm)
    confirm.add_argument("decision_id")
    confirm.set_defaults(run=run_confirm)


def run_rate(arguments: argparse.Namespace) -> int:
    """Rate every enterprise, keep the run, tell the distribution; or verify a kept run."""
    if arguments.act:
        acts = {"verify": run_verify, "publish": run_publish}
        if len(arguments.act) != 2 or arguments.act[0] not in acts:
            raise UsageError("U-RATE", "写法应为：rate verify 批次号。", "请核对后重试。")
        return acts[arguments.act[0]](arguments)
    if arguments.as_of is None:
        raise UsageError("U-AS-OF", "没有写明评价基准日。", "请用 --as-of 2026-03-31 这样的日期。")
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        with store.read() as conn:
            chosen = schemes.chosen(conn, arguments.as_of, arguments.scheme)
        run = run_rating(
            store,
            chosen,
            arguments.as_of,
            batch_id=arguments.batch,
            records=arguments.records or arguments.sheets is not None,
            progress=Spoken(),
        )
        if arguments.sheets:
            pieces = score_sheet_pieces(store, chosen, run.as_of, run.sheets)
            print_file(arguments.sheets, TITLE, pieces, progress=Spoken())
    content = {
        "run_id": run.run_id,
        "as_of": run.as_of.isoformat(),
        "batch": run.batch_id,
        "scheme": f"{chosen.id} {chosen.version}",
        "facts_sha256": run.facts_sha256,
        "result_sha256": run.result_sha256,
        "grades": run.grades,
        "outcomes": run.outcomes,
        "ratings": run.sheets,
    }
    grades = "，".join(f"{name} {count}" for name, count in run.grades.items())
    outcomes = "，".join(f"{name} {count}" for name, count in run.outcomes.items())
    answer(arguments, content, f"评级 {run.run_id}\n等级：{grades}\n结论：{outcomes}")
    return OK


def run_verify(arguments: argparse.Namespace) -> int:
    """Make a kept run again and compare it bit for bit; 1 when the result is another."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        found = verify_run(store, arguments.act[1], progress=Spoken())
    content = {
        "run_id": found.run_id,
        "holds": found.holds,
        "differs": list(found.differs),
        "enterprises": list(found.enterprises),
    }
    answer(arguments, content, found.words)
    return OK if found.holds else FINDINGS


def run_publish(arguments: argparse.Namespace) -> int:
    """Let a kept run be told outside the working group."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        run_id = publish(store, arguments.act[1])
    answer(arguments, {"run_id": run_id}, f"已发布评级 {run_id}")
    return OK


def run_propose(arguments: argparse.Namespace) -> int:
    """The first signature."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        decision_id = decisions.propose(
            store,
            arguments.kind,
            arguments.uscc,
            decided=arguments.date,
            reason=arguments.reason,
        )
    answer(arguments, {"decision_id": decision_id}, f"已登记，待第二人确认：{decision_id}")
    return OK


def run_confirm(arguments: argparse.Namespace) -> int:
    """The second signature."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        decisions.confirm(store, arguments.decision_id)
    answer(arguments, {"decision_id": arguments.decision_id}, "认定已生效")
    return OK
