"""The language of catalogue expressions: a whitelisted corner of Python's own grammar.

An expression is parsed, every node is checked against the whitelist, names are bound to fields and
the result is turned back into source text over plain local variables; ``expressions`` compiles that
into one real function. Nothing of the expression's own text is ever executed unchecked.
"""

from __future__ import annotations

import ast
import keyword
import re
from dataclasses import dataclass, field

from app.catalogue.functions import FUNCTIONS, NULL_SAFE
from app.catalogue.model import DataSet, Field, FieldType

BASE_FIELDS = frozenset(
    {
        "uscc",
        "name",
        "entity_kind",
        "reg_status",
        "est_date",
        "township",
        "legal_rep",
        "reg_capital",
    }
)
"""What ``base.`` may ask of the enterprise's register row; reg_capital in 元."""

_ALLOWED = (
    ast.Expression,
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.UnaryOp,
    ast.Not,
    ast.USub,
    ast.BinOp,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Compare,
    ast.Eq,
    ast.NotEq,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.In,
    ast.NotIn,
    ast.IfExp,
    ast.Call,
    ast.Name,
    ast.Load,
    ast.Attribute,
    ast.Constant,
    ast.Tuple,
    ast.Subscript,
    ast.Slice,
)
_PLACES = {"base": "b_", "other": "o_", "prev": "p_"}
_LONGEST = 1000


class ExpressionError(ValueError):
    """An expression of the catalogue that is not of the language, or names what is not there."""


@dataclass
class Bound:
    """A checked expression: Python source, and the variables that it reads.

    ``variables`` maps a variable to its place ('', base, other, prev) and field name; ``needed``
    are those whose emptiness silences the rule.
    """

    source: str = ""
    variables: dict[str, tuple[str, str]] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)


def bind(
    text: str, data_set: DataSet, *, other: DataSet | None = None, prev: bool = False
) -> Bound:
    """Check ``text`` and bind its names to ``data_set`` (and to ``other.``, ``prev.``, ``base.``).

    Raises ExpressionError saying in Chinese what is wrong.
    """
    return bind_tree(parse(text), data_set, other=other, prev=prev)


def bind_tree(
    tree: ast.expr,
    data_set: DataSet,
    *,
    other: DataSet | None = None,
    prev: bool = False,
    given: frozenset[str] = frozenset(),
) -> Bound:
    """The same for a parsed tree; ``given`` are variables that the caller supplies itself."""
    binder = _Binder(data_set, other, given, prev=prev)
    tree = binder.visit(tree)
    binder.bound.source = ast.unparse(ast.fix_missing_locations(tree))
    return binder.bound


def parse(text: str) -> ast.expr:
    """The whitelisted tree of an expression. Raises ExpressionError."""
    if len(text) > _LONGEST:
        raise ExpressionError("表达式太长")
    try:
        tree = ast.parse(_without_keywords(text), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        raise ExpressionError(f"表达式写法不对：{text}") from problem
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise ExpressionError(f"表达式里不能用{type(node).__name__}：{text}")
        if isinstance(node, ast.Constant) and type(node.value) not in (str, int, float):
            raise ExpressionError(f"表达式里不能用{node.value!r}")
    return tree.body


_FIELD_KEYWORDS = frozenset({"from", "class"})
_WORDS = re.compile(r"'[^']*'|\b(?:" + "|".join(sorted(_FIELD_KEYWORDS)) + r")\b")


def _without_keywords(text: str) -> str:
    """Fields are called ``from`` and ``class``, which Python's grammar reserves."""
    return _WORDS.sub(lambda found: found[0] if found[0][0] == "'" else found[0] + "_", text)


def _field_name(name: str) -> str:
    plain = name.removesuffix("_")
    return plain if plain != name and keyword.iskeyword(plain) else name


class _Binder(ast.NodeTransformer):
    """Rewrites names into local variables and notes which of them must be filled."""

    def __init__(
        self, data_set: DataSet, other: DataSet | None, given: frozenset[str], *, prev: bool
    ) -> None:
        self.bound = Bound()
        self._places: dict[str, frozenset[str]] = {
            "": frozenset(data_set.by_name),
            "base": BASE_FIELDS,
        }
        if other is not None:
            self._places["other"] = frozenset(other.by_name)
        if prev:
            self._places["prev"] = frozenset(data_set.by_name)
        self._given = given
        self._null_safe = 0

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id == "today" or node.id in self._given:
            return node
        return self._variable("", _field_name(node.id))

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if not isinstance(node.value, ast.Name) or node.value.id not in _PLACES:
            raise ExpressionError(f"不能读取{ast.unparse(node)}")
        return self._variable(node.value.id, _field_name(node.attr))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS or node.keywords:
            raise ExpressionError(f"没有这个函数：{ast.unparse(node.func)}")
        safe = name in NULL_SAFE
        self._null_safe += safe
        arguments = [self.visit(argument) for argument in node.args]
        self._null_safe -= safe
        return ast.Call(ast.Name(f"f_{name}", ast.Load()), arguments, [])

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        sides = [_rounded(self.visit(side)) for side in (node.left, *node.comparators)]
        return ast.Compare(sides[0], node.ops, sides[1:])

    def _variable(self, place: str, name: str) -> ast.expr:
        if name not in self._places.get(place, frozenset()):
            raise ExpressionError(f"没有这个字段：{place + '.' if place else ''}{name}")
        variable = f"{_PLACES.get(place, 'v_')}{name}"
        self.bound.variables[variable] = (place, name)
        if not self._null_safe:
            self.bound.needed.add(variable)
        return ast.Name(variable, ast.Load())


def _rounded(side: ast.expr) -> ast.expr:
    """0.7 + 0.1 must not be less than 0.8: sums are compared at six decimals."""
    if isinstance(side, ast.BinOp):
        return ast.Call(ast.Name("f_rounded", ast.Load()), [side], [])
    return side


def divisor(entry: Field | None, place: str, name: str) -> int:
    """What a stored value is divided by to be in natural units."""
    if place == "base":
        return 100 if name == "reg_capital" else 1
    if entry is None:
        return 1
    if entry.type is FieldType.AMOUNT:
        return 100
    return 10**entry.scale if entry.type is FieldType.NUMBER else 1
