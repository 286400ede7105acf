"""``creditdesk what-if``: who would move under other weights, another scheme, or another fact."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app import edition
from app.cli.session import OK, Groups, Spoken, add_office, answer, day, opened
from app.edition import Edition
from app.errors import UsageError
from app.keys.roles import Role
from app.rating import scheme_check, scheme_file, schemes, what_if
from app.rating.measuring import Value
from app.rating.run import rate
from app.rating.scheme import Scheme
from app.rating.scoring import Rating
from app.rating.sheets import two_decimals


def add(groups: Groups) -> None:
    """Hang the command on the command line."""
    act = groups.add_parser("what-if", help="试算：换权重、换方案、换一项事实，谁会变动")
    add_office(act)
    act.add_argument("--as-of", type=day, required=True, metavar="DATE", help="评价基准日")
    act.add_argument("--scheme", default="", metavar="编号[:版本]", help="默认为基准日在用的版本")
    act.add_argument("--scheme-b", type=Path, metavar="FILE", help="与这个方案文件比较")
    act.add_argument(
        "--weight",
        action="append",
        default=[],
        metavar="I07=6",
        help="改权重；C:I07=6 只改一个模板",
    )
    act.add_argument(
        "--suppose", action="append", default=[], metavar="代码:I19=1", help="假设某户的指标值"
    )
    act.add_argument("--influence", action="store_true", help="逐项去掉指标，看影响")
    act.add_argument("--near", default="", metavar="代码", help="某户离上下等级和分档还有多远")
    act.set_defaults(run=run_what_if)


def run_what_if(arguments: argparse.Namespace) -> int:
    """Compare; nothing is kept."""
    other = scheme_file.read(arguments.scheme_b) if arguments.scheme_b else None
    with opened(arguments) as store, store.read() as conn:
        edition.require(store.edition, Edition.COORDINATOR)
        store.require(Role.ENTRY, Role.REVIEWER, Role.QUERY)
        chosen = schemes.chosen(conn, arguments.as_of, arguments.scheme)
        before = rate(conn, chosen, arguments.as_of, catalogue=store.catalogue, progress=Spoken())
        after = before
        if other is not None:
            scheme_check.check(other, store.catalogue)
            if what_if.measures_alike(chosen, other):
                after = Rating(other, before.measures, like=before)
            else:
                after = rate(
                    conn, other, arguments.as_of, catalogue=store.catalogue, progress=Spoken()
                )
    after = what_if.reweighted(after, weights(arguments.weight, after.scheme))
    after = what_if.supposed(after, dict(map(supposition, arguments.suppose)))
    moved = list(what_if.moves(before, after))
    content = {
        "before": what_if.distribution(before),
        "after": what_if.distribution(after),
        "stability": str(what_if.stability(before, after)),
        "moves": [to_dict(move) for move in moved],
    }
    if arguments.influence:
        content["influence"] = [
            {"id": one.id, "moved": one.moved, "mean": str(one.mean)}
            for one in what_if.influences(before)
        ]
    if arguments.near:
        content["near"] = near(after, arguments.near)
    answer(arguments, content, words(before, after, content))
    return OK


def near(rating: Rating, uscc: str) -> dict[str, Any]:
    """How far an enterprise stands from its grade's edges, and what each next band would bring.

    Raises ``U-USCC``.
    """
    if uscc not in rating.by_uscc:
        raise UsageError("U-USCC", f"没有登记{uscc}。", "请核对统一社会信用代码。")
    up, down = what_if.margins(rating, uscc)
    return {
        "up": None if up is None else two_decimals(up),
        "down": None if down is None else two_decimals(down),
        "edges": [asdict(edge) for edge in what_if.edges(rating, uscc)],
    }


def weights(texts: list[str], scheme: Scheme) -> dict[str, dict[str, int]]:
    """``I07=6`` (every template that has it) and ``C:I07=6``. Raises ``U-WEIGHT``."""
    found: dict[str, dict[str, int]] = {}
    for text in texts:
        left, _, number = text.partition("=")
        template, colon, name = left.rpartition(":")
        if not number.isascii() or not number.isdigit() or int(number) > 100:
            raise UsageError("U-WEIGHT", f"看不懂的权重：{text}。", "写法如 I07=6，权重为0至100。")
        known = scheme.by_id.get(name)
        templates = [template] if colon else list(known.weights) if known else []
        found.setdefault(name, {}).update(dict.fromkeys(templates, int(number)))
    return found


def supposition(text: str) -> tuple[tuple[str, str], Value | None]:
    """``代码:I19=2``, ``=11/12``, ``=A`` (a case) or ``=`` (no value). Raises ``U-SUPPOSE``."""
    left, equals, value = text.partition("=")
    uscc, colon, name = left.partition(":")
    if not (equals and colon and uscc and name):
        raise UsageError("U-SUPPOSE", f"看不懂的假设：{text}。", "写法如 信用代码:I19=1。")
    if not value:
        return (uscc, name), None
    numerator, slash, denominator = value.partition("/")
    try:
        return (uscc, name), (int(numerator), int(denominator) if slash else 1, None)
    except ValueError:
        return (uscc, name), (None, None, value)


def to_dict(move: what_if.Move) -> dict[str, Any]:
    """A move as JSON; scores as texts, causes in points."""
    return {
        "code": move.before.enterprise.uscc,
        "name": move.before.enterprise.name,
        "grade": [move.before.verdict.final_grade, move.after.verdict.final_grade],
        "outcome": [move.before.verdict.outcome, move.after.verdict.outcome],
        "score": [
            None if one.score is None else two_decimals(one.score)
            for one in (move.before, move.after)
        ],
        "causes": {name: two_decimals(part) for name, part in move.causes.items() if part},
    }


def words(before: Rating, after: Rating, content: dict[str, Any]) -> str:
    """The comparison in words: how many move, the grades before and after, the causes."""
    cells = [
        f"{name} {content['before']['grades'].get(name, 0)}→{count}"
        for name, count in content["after"]["grades"].items()
    ]
    lines = [
        f"共{len(before.results)}户，变动{len(content['moves'])}户，稳定性指数{content['stability']}",
        "等级：" + "，".join(cells),
    ]
    titles = {one.id: one.title for one in (*before.scheme.indicators, *after.scheme.indicators)}
    for move in content["moves"][:20]:
        parts = sorted(move["causes"].items(), key=lambda one: -abs(float(one[1])))
        why = "，".join(f"{titles[name]}{part}" for name, part in parts[:3])
        lines.append(
            f"  {move['name']} {'→'.join(move['grade'])} {'→'.join(move['outcome'])} {why}"
        )
    if "near" in content:
        lines.append(f"距上一等级{content['near']['up']}分，距下一等级{content['near']['down']}分")
        lines += [
            f"  {titles[edge['id']]}：升一档为{edge['better_grade'] or '无'}，"
            f"降一档为{edge['worse_grade'] or '无'}"
            for edge in content["near"]["edges"]
            if edge["better_pct"] is not None or edge["worse_pct"] is not None
        ]
    for one in content.get("influence", ()):
        lines.append(
            f"  去掉{titles[one['id']]}：{one['moved']}户变动，平均{one['mean']}（百分之一分）"
        )
    return "\n".join(lines)
