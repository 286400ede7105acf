"""Rules across rows: sums and counts within a group, or a row against the one before it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from app import clock
from app.catalogue.expressions import Row, compile_rule, make_function
from app.catalogue.functions import AGGREGATES
from app.catalogue.language import (
    Bound,
    ExpressionError,
    bind,
    bind_tree,
    divisor,
    parse,
)
from app.catalogue.model import DataSet, GroupRule, Rule, Value

GroupCheck = Callable[[Sequence[Row], str, Row | None], bool]


def group_findings(
    data_set: DataSet,
    rows: Iterable[Row],
    bases: Mapping[str, Row] | None = None,
    today: str = "",
) -> Iterator[tuple[GroupRule, Row]]:
    """Each (rule, row) that fails a group rule of the data set.

    ``rows`` are all rows of the enterprises concerned, in stored form with their ``uscc``;
    ``bases`` are register rows by uscc (rules asking ``base.`` are silent without one). A sum or
    count that fails is reported on every row of its group, a jump only on the later row.
    """
    rows = list(rows)
    today = today or clock.today().isoformat()
    for rule in data_set.group_rules:
        check = _ordered(data_set, rule) if rule.order else None
        for group in _groups(rule, rows):
            base = (bases or {}).get(str(group[0].get("uscc", "")))
            if check is not None:
                group = sorted(group, key=lambda row: str(row.get(rule.order) or ""))
                for before, row in pairwise(group):
                    if not check(row, before, today, base):
                        yield rule, row
            elif not _aggregated(data_set, rule)(group, today, base):
                for row in _counted(data_set, rule, group, today, base):
                    yield rule, row


def check_group_rule(data_set: DataSet, rule: GroupRule) -> None:
    """Compile the rule; raises ExpressionError when it is not of the language."""
    if rule.order:
        _ordered(data_set, rule)
    else:
        _aggregated(data_set, rule)
        if rule.when:
            bind(rule.when, data_set)


def _groups(rule: GroupRule, rows: Sequence[Row]) -> Iterable[list[Row]]:
    found: dict[tuple[Value, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row.get(name) for name in rule.group), []).append(row)
    return found.values()


def _counted(
    data_set: DataSet, rule: GroupRule, group: Sequence[Row], today: str, base: Row | None
) -> list[Row]:
    """Rows of the group to which ``when`` applies; an empty field there leaves the row out."""
    if not rule.when:
        return list(group)
    out = compile_rule(data_set, Rule("when", "error", f"not ({rule.when})", ""))
    return [row for row in group if not out(row, today, base)]


@cache
def _ordered(data_set: DataSet, rule: GroupRule) -> Callable[[Row, Row, str, Row | None], bool]:
    check = bind(rule.check, data_set, prev=True)
    when = bind(rule.when, data_set, prev=True) if rule.when else Bound("True")
    bound = Bound(
        f"not ({when.source}) or bool({check.source})",
        check.variables | when.variables,
        check.needed | when.needed,
    )
    made: Callable[[Row, Row, str, Row | None], bool] = make_function(
        bound, data_set, ("row", "prev", "today", "base"), silent="True"
    )
    return made


@cache
def _aggregated(data_set: DataSet, rule: GroupRule) -> GroupCheck:
    """The check with every ``sum``, ``count``, ``count_where`` computed before it."""
    collector = _Aggregates()
    tree = collector.visit(parse(rule.check))
    given = frozenset(collector.calls)
    bound = bind_tree(tree, data_set, given=given)
    if any(place == "" for place, _ in bound.variables.values()):
        raise ExpressionError(f"分组规则的字段要放在sum、count里：{rule.check}")
    judge = make_function(
        bound, data_set, ("row", "today", "base", *collector.calls), silent="True"
    )
    parts = {
        name: _aggregate(data_set, kind, argument)
        for name, (kind, argument) in collector.calls.items()
    }

    def check(group: Sequence[Row], today: str, base: Row | None) -> bool:
        rows = _counted(data_set, rule, group, today, base)
        if not rows:
            return True
        values = {name: part(rows, today, base) for name, part in parts.items()}
        if any(value is None for value in values.values()):
            return True
        return bool(judge({}, today, base, **values))

    return check


def _aggregate(
    data_set: DataSet, kind: str, argument: ast.expr | None
) -> Callable[[Sequence[Row], str, Row | None], float | None]:
    """A sum over stored integers (exact), or a count; None when it cannot be known."""
    if kind == "count":
        return lambda rows, today, base: len(rows)
    if argument is None:
        raise ExpressionError(f"{kind}里要写字段或条件")
    bound = bind_tree(argument, data_set)
    if kind == "count_where":
        test = make_function(bound, data_set, ("row", "today", "base"), silent="None")

        def counted(rows: Sequence[Row], today: str, base: Row | None) -> float | None:
            results = [test(row, today, base) for row in rows]
            return None if any(found is None for found in results) else sum(map(bool, results))

        return counted
    if not isinstance(argument, ast.Name):
        raise ExpressionError("sum里只能写一个字段")
    ((place, name),) = bound.variables.values()
    by = divisor(data_set.by_name[name], place, name)

    def added(rows: Sequence[Row], today: str, base: Row | None) -> float | None:
        values = [row.get(name) for row in rows]
        if not all(isinstance(value, int) for value in values):
            return None
        return sum(value for value in values if isinstance(value, int)) / by

    return added


class _Aggregates(ast.NodeTransformer):
    """Takes the aggregate calls out of an expression and names them."""

    def __init__(self) -> None:
        self.calls: dict[str, tuple[str, ast.expr | None]] = {}

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Name) and node.func.id in AGGREGATES:
            if len(node.args) != (node.func.id != "count") or node.keywords:
                raise ExpressionError(f"{node.func.id}的写法不对")
            name = f"a_{len(self.calls)}"
            self.calls[name] = (node.func.id, node.args[0] if node.args else None)
            return ast.Name(name, ast.Load())
        node.args = [self.visit(argument) for argument in node.args]
        return node
