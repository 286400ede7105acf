"""One SQL per pair of declared facts: where two records say different things of one enterprise."""

from __future__ import annotations

from app.catalogue.model import Catalogue, FieldType
from app.disputes.pairs import AT_LEAST, MEANING, NEAR, Pair, Side
from app.store.facts import EXCLUDED
from app.store.tables import record_table_name

CENTS = 100
COLUMNS = (
    "l.uscc", "coalesce(nullif(r.part, ''), l.part)", "l.agency_code", "r.agency_code",
    "l.rec_id", "r.rec_id", "l.rows", "r.rows", "l.value", "r.value", "l.also", "r.also",
)  # fmt: skip
"""What a statement gives for each contradiction; ``also`` is other spellings that would agree."""


def statement(pair: Pair, catalogue: Catalogue) -> str:
    """The SQL that finds the pair's contradictions among the records that stand.

    Names come from the checked declaration, never from a person.
    """
    joined = ["l.uscc = r.uscc"]
    if pair.left.part and pair.right.part:
        joined.append("l.part = r.part")
    if pair.left.dataset == pair.right.dataset:
        joined.append("l.rec_id <> r.rec_id")
    # materialised: each side is read once, however many rows of an enterprise the other has
    return (
        f"WITH l AS MATERIALIZED ({_side(pair.left, catalogue)}), "
        f"r AS MATERIALIZED ({_side(pair.right, catalogue)}) "
        f"SELECT {', '.join(COLUMNS)} FROM l JOIN r ON {' AND '.join(joined)} "
        f"WHERE {_differ(pair, catalogue)} ORDER BY l.uscc, 2, r.agency_code"
    )


def _side(side: Side, catalogue: Catalogue) -> str:
    table = record_table_name(side.dataset)
    value = f"sum({_quoted(side.field)})" if side.sum else _quoted(side.field)
    also = " || '、' || ".join(f"coalesce({_quoted(name)}, '')" for name in side.also) or "''"
    columns = {
        "uscc": _quoted(side.subject),
        "part": _part(side),
        "agency_code": "agency_code",
        "rec_id": "min(rec_id)" if side.sum else "rec_id",
        "rows": "count(*)" if side.sum else "1",
        "value": value,
        "meaning": _meaning(side, catalogue),
        "also": also,
    }
    listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    group = " GROUP BY 1, 2, 3" if side.sum else ""
    return (
        f'SELECT {listed} FROM "{table}" WHERE {" AND ".join(_conditions(side, catalogue))}{group}'
    )


def _conditions(side: Side, catalogue: Catalogue) -> list[str]:
    said = [
        f"row_status NOT IN ({', '.join(map(_text, EXCLUDED))})",
        f"{_quoted(side.field)} IS NOT NULL",
        f"coalesce({_quoted(side.subject)}, '') <> ''",
    ]
    if not side.outranked:
        said.append("superseded = 0")
    if side.kind:
        agencies = [one.code for one in catalogue.agencies.values() if one.kind == side.kind]
        said.append(f"agency_code IN ({', '.join(map(_text, agencies))})")
    said += [f"{_quoted(name)} = {_text(value)}" for name, value in side.where.items()]
    return said


def _part(side: Side) -> str:
    """The parts of a case as one text, a bar between them."""
    parts = [f"CAST({_quoted(name)} AS TEXT)" for name in side.part]
    if side.length and parts:
        parts[0] = f"substr({parts[0]}, 1, {side.length})"
    if side.add and parts:
        parts[0] = f"{parts[0]} || {_text(side.add)}"
    return " || '|' || ".join(f"coalesce({part}, '')" for part in parts) or "''"


def _meaning(side: Side, catalogue: Catalogue) -> str:
    if side.meanings:
        cases = [
            f"WHEN {_quoted(side.field)} = {_text(code)} THEN {_text(meaning)}"
            for code, meaning in side.meanings.items()
        ]
    elif side.find:
        titles = catalogue.code_lists[side.find].titles.values()
        cases = [
            f"WHEN instr({_quoted(side.field)}, {_text(title)}) > 0 THEN {_text(title)}"
            for title in titles
        ]
    else:
        return "NULL"
    return f"CASE {' '.join(cases)} END"


def _differ(pair: Pair, catalogue: Catalogue) -> str:
    if pair.compare == MEANING:
        return "l.meaning <> r.meaning"
    if pair.compare not in (NEAR, AT_LEAST):
        return "l.value <> r.value"
    field = catalogue.data_sets[pair.left.dataset].by_name[pair.left.field]
    least = pair.least * (CENTS if field.type is FieldType.AMOUNT else 1)
    apart = (
        f"abs(l.value - r.value) >= {least} AND abs(l.value - r.value) * 100 > "
        f"{pair.tolerance} * max(abs(l.value), abs(r.value))"
    )
    return f"{apart} AND r.value > l.value" if pair.compare == AT_LEAST else apart


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
