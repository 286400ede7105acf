"""``creditdesk rate`` and ``creditdesk decision``."""

from __future__ import annotations

import argparse
from pathlib import Path

from app import edition
from app.cli.session import OK, Groups, Spoken, add_office, answer, day, opened
from app.documents.office_papers import score_sheet_papers
from app.edition import Edition
from app.rating import decisions, scheme
from app.rating.runs import run_rating


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    run = groups.add_parser("rate", help="评级")
    add_office(run)
    run.add_argument("--as-of", type=day, required=True, metavar="DATE", help="评价基准日")
    run.add_argument("--scheme", default=scheme.DEFAULT)
    run.add_argument("--sheets", type=Path, metavar="PDF", help="打印评分说明表")
    run.set_defaults(run=run_rate)
    acts = groups.add_parser("decision", help="工作组认定").add_subparsers(
        dest="act", required=True
    )
    propose = acts.add_parser("propose", help="第一人签署认定")
    add_office(propose)
    propose.add_argument("uscc")
    propose.add_argument("--kind", default="V8")
    propose.add_argument("--date", type=day, required=True)
    propose.add_argument("--reason", required=True, metavar="依据和文号")
    propose.set_defaults(run=run_propose)
    confirm = acts.add_parser("confirm", help="第二人签署认定")
    add_office(confirm)
    confirm.add_argument("decision_id")
    confirm.set_defaults(run=run_confirm)


def run_rate(arguments: argparse.Namespace) -> int:
    """Rate every enterprise, keep the run, tell the distribution."""
    chosen = scheme.load(arguments.scheme)
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        run = run_rating(store, chosen, arguments.as_of, progress=Spoken())
        if arguments.sheets:
            score_sheet_papers(store, chosen, run.as_of, run.sheets, arguments.sheets, Spoken())
    content = {
        "run_id": run.run_id,
        "as_of": run.as_of.isoformat(),
        "result_sha256": run.result_sha256,
        "grades": run.grades,
        "outcomes": run.outcomes,
        "ratings": run.sheets,
    }
    grades = "，".join(f"{name} {count}" for name, count in run.grades.items())
    outcomes = "，".join(f"{name} {count}" for name, count in run.outcomes.items())
    answer(arguments, content, f"评级批次 {run.run_id}\n等级：{grades}\n结论：{outcomes}")
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
