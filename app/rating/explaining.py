"""Why an enterprise has the grade that it has: every indicator, veto and step in words.

Always computed from the present facts with the records behind them; a kept run says what was, see
:mod:`app.rating.explaining_runs`. 个人信息保护法 Art. 24 asks that such decisions can be explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.catalogue.model import Catalogue
from app.errors import UsageError
from app.keys.roles import Role
from app.rating.declared import Declarations
from app.rating.evidence import Evidence, Record
from app.rating.measuring import Measures, Value, measure
from app.rating.scheme import Indicator, Scheme
from app.rating.scoring import Rating
from app.rating.sheets import Found, Line, Sheet, shortest
from app.rating.value_words import band_words, best_words, exact_words, parts_words, value_words
from app.rating.verdict_words import found_words, pending_words, sentences
from app.store.office_store import Store

SHOWN = 20
"""Records shown of one indicator; ``record_count`` says how many there are."""

NAMED = 10
"""Agencies named; honours (SC11) belong to all twenty, where naming each would say nothing."""


@dataclass(frozen=True)
class ExplainedLine:
    """One indicator. ``points`` and ``lost`` are hundredths of a point, ``weight`` points.

    ``value``, ``band`` are empty where there is none; ``why`` says in words where the state comes
    from; ``sentence`` says for a letter what was lost, empty when nothing was.
    """

    id: str
    title: str
    group: str
    state: str
    value: str
    band: str
    why: str
    pct: int | None
    weight: int
    points: int
    lost: int
    sentence: str
    advice: str
    records: tuple[Record, ...]
    record_count: int


@dataclass(frozen=True)
class Reason:
    """A veto or cap in words, with the record that it rests on; ``grade`` is a cap's."""

    id: str
    words: str
    grade: str
    objected: bool
    record: Record | None


@dataclass(frozen=True)
class Explanation:
    """Everything that led to one enterprise's grade; ``score`` in hundredths, None: not known.

    ``adjustment`` (steps, +1 up) is the working group's own and stands beside
    ``computed_grade``; ``sentences`` tell the way from points to outcome in order.
    """

    uscc: str
    name: str
    template: str
    as_of: date
    score: int | None
    coverage: int
    computed_grade: str
    adjustment: int
    final_grade: str
    outcome: str
    pending: tuple[str, ...]
    lines: tuple[ExplainedLine, ...]
    vetoes: tuple[Reason, ...]
    caps: tuple[Reason, ...]
    sentences: tuple[str, ...]
    sheet: Sheet


def explain(store: Store, uscc: str, scheme: Scheme, as_of: date) -> Explanation:
    """Explain one enterprise. Raises ``R-ROLE``, ``R-SCHEME``, ``U-USCC`` when not registered."""
    store.require(Role.QUERY, Role.ENTRY, Role.REVIEWER)
    with store.read() as conn:
        return explained(conn, uscc, scheme, as_of, catalogue=store.catalogue)


def explained(
    conn: sa.Connection, uscc: str, scheme: Scheme, as_of: date, *, catalogue: Catalogue
) -> Explanation:
    """As :func:`explain`, on a connection that allows temporary tables."""
    measures = measure(conn, scheme, as_of, catalogue=catalogue, records=True, only=uscc)
    rating = Rating(scheme, measures)
    result = rating.by_uscc.get(uscc)
    if result is None:
        raise UsageError("U-USCC", f"没有登记{uscc}。", "请核对统一社会信用代码。")
    sheet = rating.sheet(result)
    evidence = Evidence(conn, catalogue, uscc, as_of)
    lines = _Lines(scheme, sheet.template, measures, evidence, Declarations(conn, catalogue, as_of))

    def reason(found: Found) -> Reason:
        words, record = found_words(scheme, found, evidence), evidence.records.get(found.rec_id)
        return Reason(found.id, words, found.grade, found.objected, record)

    return Explanation(
        uscc=uscc,
        name=sheet.name,
        template=scheme.template_titles.get(sheet.template, ""),
        as_of=as_of,
        score=sheet.score,
        coverage=sheet.coverage,
        computed_grade=sheet.computed_grade,
        adjustment=sheet.adjustment,
        final_grade=sheet.final_grade,
        outcome=sheet.outcome,
        pending=pending_words(scheme, sheet, evidence),
        lines=tuple(lines.explained(uscc, line) for line in sheet.lines),
        vetoes=tuple(map(reason, sheet.vetoes)),
        caps=tuple(map(reason, sheet.caps)),
        sentences=sentences(scheme, sheet, evidence),
        sheet=sheet,
    )


def losses(explanation: Explanation) -> tuple[ExplainedLine, ...]:
    """The lines that lost points, most first, then in order of their ids."""
    lost = [line for line in explanation.lines if line.lost]
    return tuple(sorted(lost, key=lambda line: (-line.lost, line.id)))


class _Lines:
    """The lines of one enterprise put into words."""

    def __init__(
        self,
        scheme: Scheme,
        template: str,
        measures: Measures,
        evidence: Evidence,
        declared: Declarations,
    ) -> None:
        self._scheme, self._template, self._measures = scheme, template, measures
        self._evidence, self._declared = evidence, declared

    def explained(self, uscc: str, line: Line) -> ExplainedLine:
        indicator, template = self._scheme.by_id[line.id], self._template
        value = value_of(line)
        ids = self._measures.indicators[line.id].records.get(uscc, ()) if value else ()
        held = [one for one in map(self._evidence.records.get, ids) if one is not None]
        held.sort(key=lambda one: (one.date, one.rec_id), reverse=True)
        return ExplainedLine(
            id=line.id,
            title=indicator.title,
            group=indicator.group,
            state=line.state,
            value=exact_words(indicator, template, value) if value else "",
            band=band_words(indicator, template, value) if value and line.counts else "",
            why=self._why(indicator, line, value),
            pct=line.pct,
            weight=line.weight,
            points=line.hundredths,
            lost=lost(line),
            sentence=lost_words(indicator, template, line),
            advice=indicator.advice,
            records=tuple(held[:SHOWN]),
            record_count=len(ids),
        )

    def _why(self, indicator: Indicator, line: Line, value: Value | None) -> str:
        """Where the state comes from: what is there, what is missing, who has not declared."""
        match line.state:
            case "X":
                title = self._scheme.template_titles[self._template]
                return f"不适用于{title}"
            case "V":
                return "有值"
            case "Z":
                return f"{self._sets(indicator.sources)}没有可用的数据，按0分计"
            case "U":
                return f"有值，未申报完整，不计入信息覆盖度：{self._undeclared(indicator)}"
            case "F":
                full = "按满分计" if indicator.full == 100 else f"按{indicator.full}%计分"
                return f"{self._sets(indicator.covered)}已申报完整且没有相关记录，{full}"
        return self._unknown(indicator, value)

    def _unknown(self, indicator: Indicator, value: Value | None) -> str:
        if value is not None:
            words = value_words(indicator, self._template, value)
            why = f"数据不足：{words}"
        elif any(self._evidence.held(code) for code in indicator.sources):
            why = f"数据不足：{self._sets(indicator.sources)}的记录不够计算"
        else:
            why = f"没有数据：{self._sets(indicator.sources)}"
        undeclared = self._undeclared(indicator)
        return f"{why}；{undeclared}，不计分" if undeclared else f"{why}，不计分"

    def _sets(self, codes: tuple[str, ...]) -> str:
        return "、".join(self._evidence.title(code) for code in codes)

    def _undeclared(self, indicator: Indicator) -> str:
        """``"法院未申报《执行案件》完整"`` for each data set that nobody has declared yet."""
        told = []
        for code in indicator.covered:
            agencies = self._declared.lacking(code, indicator.period)
            if agencies:
                names = (
                    "、".join(map(self._evidence.agency, agencies))
                    if len(agencies) <= NAMED
                    else f"{len(agencies)}个采集单位均"
                )
                told.append(f"{names}未申报{self._evidence.title(code)}完整")
        return "，".join(told)


def value_of(line: Line) -> Value | None:
    """The value that a line carries; None when it rests on no record."""
    if line.numerator is None and line.special is None:
        return None
    return line.numerator, line.denominator, line.special


def lost(line: Line) -> int:
    """What a line falls short of its weight, in hundredths; nothing when it does not count."""
    return line.weight * 100 - line.hundredths if line.counts else 0


def lost_words(indicator: Indicator, template: str, line: Line) -> str:
    """What was lost and what would earn all, as one sentence of a letter; empty for no loss."""
    if not lost(line):
        return ""
    value = value_of(line)
    if value is None:
        head = f"{indicator.title}没有相关记录"
    else:
        parts = parts_words(indicator, value)
        head = f"{indicator.title}为{value_words(indicator, template, value)}"
        head += f"（{parts}）" if parts else ""
    best = best_words(indicator, template)
    end = f"；{best}可得满分" if best else ""
    return (
        f"{head}，该项满分{line.weight}分，"
        f"得{shortest(line.hundredths)}分，失{shortest(lost(line))}分{end}。"
    )
