"""A kept run beside the facts of today: what the sheet said, and whether that still holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.errors import UsageError
from app.keys.roles import Role
from app.rating import kept, schemes
from app.rating.explaining import Explanation, explain, lost, lost_words, value_of
from app.rating.measuring import Value
from app.rating.runs import the_run
from app.rating.scheme import Scheme
from app.rating.sheets import Line
from app.rating.value_words import exact_words
from app.store.office_store import Store

CHANGED = "评级后有变动"


@dataclass(frozen=True)
class KeptLine:
    """One line as it was kept, ``value`` in words; ``changed`` when it would be another today."""

    id: str
    title: str
    state: str
    value: str
    pct: int | None
    changed: bool


@dataclass(frozen=True)
class KeptExplanation:
    """A kept sheet with the explanation from the present facts on the same reference date.

    ``same_scheme`` is False when the scheme has been changed since: then a difference need not
    come from the facts.
    """

    run_id: str
    final_grade: str
    outcome: str
    same_scheme: bool
    lines: tuple[KeptLine, ...]
    present: Explanation


def explain_run(store: Store, run_id: str, uscc: str) -> KeptExplanation:
    """Explain what a kept run said. Raises ``R-RUN``, and as :func:`explain`."""
    store.require(Role.QUERY, Role.ENTRY, Role.REVIEWER)
    with store.read() as conn:
        run = the_run(conn, run_id)
        sheet = next(kept.sheets(conn, run.run_id, uscc), None)
        as_of = date.fromisoformat(run.as_of)
        found = schemes.by_sha256(conn, run.scheme_sha256)
        scheme = found or schemes.chosen(conn, as_of)
    if sheet is None:
        raise UsageError(
            "U-USCC", f"评级 {run_id} 没有评{uscc}。", "请核对评级编号和统一社会信用代码。"
        )
    present = explain(store, uscc, scheme, as_of)
    now = {line.id: line for line in present.sheet.lines}
    lines = [
        _kept(name, entry, sheet["template"], scheme, now.get(name))
        for name, entry in sheet["indicators"].items()
    ]
    return KeptExplanation(
        run_id=run.run_id,
        final_grade=sheet["final_grade"],
        outcome=sheet["outcome"],
        same_scheme=scheme.sha256 == run.scheme_sha256,
        lines=tuple(lines),
        present=present,
    )


def _kept(
    name: str, entry: dict[str, Any], template: str, scheme: Scheme, now: Line | None
) -> KeptLine:
    value = _value(entry["value"])
    indicator = scheme.by_id.get(name)
    same = (
        now is not None
        and (now.state, now.pct) == (entry["state"], entry["pct"])
        and _said(value_of(now)) == _said(value)
    )
    return KeptLine(
        id=name,
        title=indicator.title if indicator else name,
        state=entry["state"],
        value=exact_words(indicator, template, value) if indicator and value else "",
        pct=entry["pct"],
        changed=not same,
    )


def sheet_value(scheme: Scheme, template: str, name: str, value: object) -> str:
    """A value as a sheet of ``ratings.json`` has it, in the words of the explanation."""
    found, indicator = _value(None if value is None else str(value)), scheme.by_id.get(name)
    return exact_words(indicator, template, found) if found and indicator else ""


def sheet_losses(scheme: Scheme, sheet: Mapping[str, Any]) -> tuple[str, ...]:
    """What a sheet of ``ratings.json`` lost, most first, one sentence each."""
    lines = [_line(name, entry) for name, entry in sheet["indicators"].items()]
    lines.sort(key=lambda line: (-lost(line), line.id))
    known = [line for line in lines if lost(line) and line.id in scheme.by_id]
    return tuple(lost_words(scheme.by_id[line.id], sheet["template"], line) for line in known)


def _line(name: str, entry: Mapping[str, Any]) -> Line:
    numbers = _value(entry["value"]) or (None, None, None)
    return Line(name, entry["weight"], entry["state"], entry["pct"], *numbers)


def _value(text: str | None) -> Value | None:
    if text is None:
        return None
    numerator, slash, denominator = text.partition("/")
    return (int(numerator), int(denominator), None) if slash else (None, None, text)


def _said(value: Value | None) -> Value | None:
    """What a sheet keeps of a value: a named case without its numbers."""
    return (None, None, value[2]) if value and value[2] is not None else value
