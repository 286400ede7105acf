"""``creditdesk explain``: why an enterprise has the grade that it has."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from app import edition
from app.cli.session import OK, Groups, add_office, answer, day, opened
from app.edition import Edition
from app.rating import schemes
from app.rating.explaining import Explanation, explain, losses
from app.rating.explaining_runs import CHANGED, KeptExplanation, explain_run
from app.rating.sheets import shortest, two_decimals


def add(groups: Groups) -> None:
    """Hang the command on the command line."""
    act = groups.add_parser("explain", help="评级说明")
    add_office(act)
    act.add_argument("uscc", help="统一社会信用代码")
    which = act.add_mutually_exclusive_group(required=True)
    which.add_argument("--as-of", type=day, metavar="DATE", help="评价基准日")
    which.add_argument("--run", dest="kept", metavar="RUN", help="已保存的评级")
    act.add_argument(
        "--scheme", default="", metavar="编号[:版本]", help="与--as-of同用；默认为在用的版本"
    )
    act.set_defaults(run=run_explain)


def run_explain(arguments: argparse.Namespace) -> int:
    """Explain one enterprise from the present facts, or a kept run beside them."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        if arguments.kept:
            kept = explain_run(store, arguments.kept, arguments.uscc)
            content = asdict(kept) | {"present": to_dict(kept.present)}
            answer(arguments, content, f"{_kept_words(kept)}\n{words(kept.present)}")
            return OK
        with store.read() as conn:
            chosen = schemes.chosen(conn, arguments.as_of, arguments.scheme)
        found = explain(store, arguments.uscc, chosen, arguments.as_of)
    answer(arguments, to_dict(found), words(found))
    return OK


def to_dict(found: Explanation) -> dict[str, Any]:
    """An explanation as JSON; score and points as texts."""
    content = asdict(found)
    del content["sheet"]
    content["score"] = None if found.score is None else two_decimals(found.score)
    for line in content["lines"]:
        line["points"], line["lost"] = shortest(line["points"]), shortest(line["lost"])
    return content


def words(found: Explanation) -> str:
    """An explanation to read: the way to the grade, each indicator, what was lost."""
    lines = [f"{found.name} {found.uscc} {found.final_grade} {found.outcome}", *found.sentences]
    for one in found.lines:
        if one.state == "X":
            continue
        value = f" {one.value}" if one.value else ""
        points = "" if one.pct is None else f"{shortest(one.points)}/{one.weight}分，"
        lines.append(f"  {one.title}{value}：{points}{one.why}")
    lines += [f"- {one.sentence}" for one in losses(found)]
    return "\n".join(lines)


def _kept_words(kept: KeptExplanation) -> str:
    changed = "、".join(line.title for line in kept.lines if line.changed)
    lines = [f"评级{kept.run_id}：{kept.final_grade} {kept.outcome}"]
    if not kept.same_scheme:
        lines.append("评级方案在这次评级后有修改。")
    lines.append(f"{CHANGED}：{changed}" if changed else "评级后没有变动。")
    return "\n".join(lines)
