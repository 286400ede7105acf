"""``creditdesk shortest``: what an enterprise must change to reach a better grade."""

from __future__ import annotations

import argparse
from typing import Any

from app import edition
from app.cli.session import OK, Groups, Spoken, add_office, answer, day, opened
from app.edition import Edition
from app.errors import UsageError
from app.keys.roles import Role
from app.rating import schemes
from app.rating.run import rate
from app.rating.sheets import shortest, two_decimals
from app.rating.shortest import Way, way, way_words, ways


def add(groups: Groups) -> None:
    """Hang the command on the command line."""
    act = groups.add_parser("shortest", help="升级最短路径（孵化建议）")
    add_office(act)
    act.add_argument("uscc", nargs="?", default="", help="统一社会信用代码")
    act.add_argument("--all", action="store_true", help="所有未达到的企业")
    act.add_argument("--grade", default="", metavar="A", help="目标等级，默认上一级")
    act.add_argument("--as-of", type=day, required=True, metavar="DATE", help="评价基准日")
    act.add_argument("--scheme", default="", metavar="编号[:版本]", help="默认为基准日在用的版本")
    act.set_defaults(run=run_shortest)


def run_shortest(arguments: argparse.Namespace) -> int:
    """Tell the way of one enterprise, or of all below the grade; nothing is kept."""
    if bool(arguments.uscc) == arguments.all:
        raise UsageError("U-SHORTEST", "请写一个统一社会信用代码，或者写--all。", "请改正后重试。")
    with opened(arguments) as store, store.read() as conn:
        edition.require(store.edition, Edition.COORDINATOR)
        store.require(Role.ENTRY, Role.REVIEWER, Role.QUERY)
        chosen = schemes.chosen(conn, arguments.as_of, arguments.scheme)
        rating = rate(conn, chosen, arguments.as_of, catalogue=store.catalogue, progress=Spoken())
    if arguments.all:
        found = list(ways(rating, arguments.grade))
    elif arguments.uscc in rating.by_uscc:
        found = [way(rating, rating.by_uscc[arguments.uscc], arguments.grade)]
    else:
        raise UsageError("U-USCC", f"没有登记{arguments.uscc}。", "请核对统一社会信用代码。")
    content = {"ways": [to_dict(one) for one in found]}
    answer(arguments, content, "\n".join(words(one) for one in found))
    return OK


def to_dict(one: Way) -> dict[str, Any]:
    """A way as JSON; scores and gains as texts."""
    return {
        "code": one.uscc,
        "name": one.name,
        "present_grade": one.present_grade,
        "goal": one.goal,
        "cost": one.cost,
        "gain": shortest(one.gain),
        "score": None if one.score is None else two_decimals(one.score),
        "score_after": None if one.score_after is None else two_decimals(one.score_after),
        "final_grade": one.final_grade,
        "outcome": one.outcome,
        "caps": [{"id": name, "title": title} for name, title in one.caps],
        "steps": [
            {
                "id": step.id,
                "from_pct": step.present_pct,
                "to_pct": step.target_pct,
                "cost": step.cost,
                "gain": shortest(step.gain),
                "words": step.words,
            }
            for step in one.steps
        ],
        "blocked": list(one.blocked),
    }


def words(one: Way) -> str:
    """A way in words, one line per thing to do."""
    head = f"{one.name} {one.uscc} {one.present_grade}→{one.goal}"
    if one.blocked:
        return f"{head} 不能达到：{'；'.join(one.blocked)}"
    told = way_words(one)
    if not one.cost:
        return f"{head} {told[0]}"
    lines = [f"{head} 共{one.cost}步，达到{one.final_grade}（{one.outcome}）"]
    return "\n".join([*lines, *(f"  {line}" for line in told)])
