"""Catalogue expressions compiled to real functions: rules, derived fields, group rules.

Rows come in stored form (分, scaled integers, ISO text); inside an expression amounts are in 元 and
numbers in the unit shown. A rule is silent (the row passes) when a field that it names is empty,
unless the field appears only inside ``filled``, ``empty``, ``zero`` or ``same``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import cache
from typing import Any, Protocol, cast

from app.catalogue.functions import FUNCTIONS, rounded
from app.catalogue.language import Bound, bind, divisor
from app.catalogue.model import DataSet, Field, FieldType, Rule, Value

Row = Mapping[str, Value]
_GLOBALS: dict[str, Any] = {f"f_{name}": function for name, function in FUNCTIONS.items()} | {
    "f_rounded": rounded
}
_HARMLESS = "(ZeroDivisionError, ValueError, OverflowError)"
"""Reasons for which an expression cannot be judged on a row; the row then passes."""


class RowCheck(Protocol):
    """A rule over one row."""

    def __call__(
        self, row: Row, today: str, base: Row | None = None, other: Row | None = None, /
    ) -> bool:
        """True when the row passes; ``other`` is the row that a rule with ``join`` asks about."""
        ...


class ColumnCheck(Protocol):
    """A rule over whole columns of stored values."""

    def __call__(
        self,
        columns: Mapping[str, Sequence[Value]],
        count: int,
        today: str,
        bases: Sequence[Row | None] | None = None,
        others: Sequence[Row | None] | None = None,
        /,
    ) -> list[int]:
        """Positions of the rows that fail. A missing column counts as empty.

        ``bases`` and ``others`` hold one row or None for each position.
        """
        ...


def _bound_rule(data_set: DataSet, rule: Rule, joined: DataSet | None) -> tuple[Bound, str]:
    check = bind(rule.check, data_set, other=joined)
    when = bind(rule.when, data_set, other=joined) if rule.when else Bound("True")
    merged = Bound(check.source, check.variables | when.variables, check.needed | when.needed)
    return merged, f"not ({when.source}) or bool({check.source})"


@cache
def compile_rule(data_set: DataSet, rule: Rule, joined: DataSet | None = None) -> RowCheck:
    """The rule as a function over one row in stored form.

    ``joined`` is the data set named by ``rule.join``; without it a joining rule passes every row.
    Raises ExpressionError for an expression outside the language (``check`` refuses these on load).
    """
    if rule.join and joined is None:
        return lambda row, today, base=None, other=None: True
    bound, test = _bound_rule(data_set, rule, joined)
    bound.source = test
    made: RowCheck = make_function(
        bound, data_set, ("row", "today", "base=None", "other=None"), joined=joined, silent="True"
    )
    return made


def make_function(
    bound: Bound,
    data_set: DataSet,
    parameters: tuple[str, ...],
    *,
    silent: str,
    joined: DataSet | None = None,
) -> Any:
    """A function of the places in ``parameters`` (row, base, other, prev, today) giving the value.

    It gives ``silent`` (source text) when a needed value is empty or the value has no meaning.
    """
    lines = [f"def made({', '.join(parameters)}):"]
    for place in ("base", "other", "prev"):
        if any(where == place for where, _ in bound.variables.values()):
            lines.append(f"    if {place} is None: return {silent}")
    for variable, (place, name) in bound.variables.items():
        lines.append(f"    {variable} = {place or 'row'}.get({name!r})")
    lines += [f"    {line}" for line in _prepare(bound, data_set, joined, f"return {silent}")]
    lines += ["    try:", f"        return {bound.source}"]
    lines.append(f"    except {_HARMLESS}: return {silent}")
    return _function("made", lines)


@cache
def compile_columns(data_set: DataSet, rule: Rule, joined: DataSet | None = None) -> ColumnCheck:
    """The rule as a function over whole columns, several times faster than row by row."""
    if rule.join and joined is None:
        return lambda columns, count, today, bases=None, others=None: []
    bound, test = _bound_rule(data_set, rule, joined)
    own = [(variable, name) for variable, (place, name) in bound.variables.items() if not place]
    lines = [
        "def rule(columns, count, today, bases=None, others=None):",
        "    failing = []",
        "    nothing = [None] * count",
    ]
    names, series = ["index"], ["range(count)"]
    for variable, name in own:
        names.append(variable)
        series.append(f"columns.get({name!r}, nothing)")
    for place, given in (("base", "bases"), ("other", "others")):
        if any(where == place for where, _ in bound.variables.values()):
            names.append(place)
            series.append(f"({given} or nothing)")
    lines.append(f"    for {', '.join(names)}, in zip({', '.join(series)}):")
    body = []
    for place in ("base", "other"):
        if place in names:
            body.append(f"if {place} is None: continue")
    for variable, (place, name) in bound.variables.items():
        if place:
            body.append(f"{variable} = {place}.get({name!r})")
    body += _prepare(bound, data_set, joined, "continue")
    body += ["try:", f"    if not ({test}): failing.append(index)", f"except {_HARMLESS}: pass"]
    lines += [f"        {line}" for line in body]
    lines.append("    return failing")
    made: ColumnCheck = _function("rule", lines)
    return made


def _prepare(bound: Bound, data_set: DataSet, joined: DataSet | None, silent: str) -> list[str]:
    """Lines that leave when a needed value is empty, and bring the others to natural units."""
    lines = []
    for variable, (place, name) in bound.variables.items():
        owner = joined if place == "other" and joined is not None else data_set
        by = divisor(owner.by_name.get(name), place, name)
        if variable in bound.needed:
            lines.append(f"if {variable} is None or {variable} == '': {silent}")
        if by != 1:
            guard = "" if variable in bound.needed else f"if {variable} is not None: "
            lines.append(f"{guard}{variable} /= {by}")
    return lines


def _function(name: str, lines: list[str]) -> Any:
    names: dict[str, Any] = {}
    # The source holds only whitelisted nodes over variables made here; see ``language``.
    exec(compile("\n".join(lines), "<catalogue>", "exec"), dict(_GLOBALS), names)  # noqa: S102
    return names[name]


@cache
def derive(data_set: DataSet) -> Callable[[MutableMapping[str, Value]], None]:
    """A function that fills derived fields, fallbacks and defaults of one row in place.

    Derived fields are always computed anew (None when they cannot be); fallbacks and defaults fill
    only what is empty. Values are written in stored form.
    """
    steps = [
        (entry.name, bool(entry.derived), _value(data_set, entry, entry.derived or entry.fallback))
        for entry in data_set.fields
        if entry.derived or entry.fallback
    ]
    defaults = [(entry.name, entry.default) for entry in data_set.fields if entry.default]

    def fill(row: MutableMapping[str, Value]) -> None:
        for name, value in defaults:
            if row.get(name) in (None, ""):
                row[name] = value
        for name, always, compute in steps:
            if always or row.get(name) in (None, ""):
                row[name] = compute(row)

    return fill


def derive_columns(data_set: DataSet, columns: dict[str, list[Value]], count: int) -> None:
    """What ``derive`` does to a row, done to whole columns of ``count`` values in place."""
    for entry in data_set.fields:
        text = entry.derived or entry.fallback
        if not text and not entry.default:
            continue
        column = columns.setdefault(entry.name, [None] * count)
        if entry.default:
            column[:] = [entry.default if value in (None, "") else value for value in column]
    for entry in data_set.fields:
        text = entry.derived or entry.fallback
        if not text:
            continue
        compute = _value(data_set, entry, text)
        names = [name for _, name in bind(text, data_set).variables.values()]
        nothing: list[Value] = [None] * count
        parts = zip(range(count), *(columns.get(name, nothing) for name in names), strict=True)
        fresh = [dict(zip(names, values[1:], strict=True)) for values in parts]
        column = columns[entry.name]
        column[:] = [
            compute(row) if entry.derived or value in (None, "") else value
            for row, value in zip(fresh, column, strict=True)
        ]


def _value(data_set: DataSet, entry: Field, text: str) -> Callable[[Row], Value]:
    bound = bind(text, data_set)
    compute: Callable[[Row], Any] = make_function(bound, data_set, ("row",), silent="None")
    times = divisor(entry, "", entry.name)

    def stored(row: Row) -> Value:
        found = compute(row)
        if found is None or found == "":
            return None
        if isinstance(found, bool):
            return "Y" if found else "N"
        if entry.type in (FieldType.AMOUNT, FieldType.NUMBER):
            scaled: int = round(found * times)
            return scaled
        return cast(Value, found)

    return stored


def withheld(data_set: DataSet) -> Callable[[Row], bool]:
    """Whether a row stays with its agency and never enters a package (``DataSet.withhold``)."""
    return holds(data_set, data_set.withhold)


def holds(data_set: DataSet, text: str) -> Callable[[Row], bool]:
    """Whether an expression is true of a row; an empty one, or one about empty fields, never is.

    Raises ExpressionError for an expression outside the language.
    """
    if not text:
        return lambda row: False
    fails = compile_rule(data_set, Rule("holds", "error", f"not ({text})", ""))
    return lambda row: not fails(row, "")
