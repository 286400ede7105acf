"""One enterprise of a kept run: its score sheet in words, and the records behind every value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app import clock
from app.browsing.grade_page import ADJUSTED
from app.browsing.record_words import label, signed
from app.errors import UsageError
from app.outcomes import words
from app.rating import schemes
from app.rating.evidence import DECISION, Record, day_words
from app.rating.explaining import ExplainedLine, Explanation, Reason
from app.rating.explaining_runs import CHANGED, KeptLine, explain_run
from app.rating.measuring import measure
from app.rating.runs import the_run
from app.rating.scoring import Rating
from app.rating.sheets import shortest, two_decimals
from app.rating.shortest import way, way_words
from app.store.office_store import Store
from app.store.tables import decision, inbox

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RatedLine:
    """One indicator in words. ``points`` as ``2.4/3``; empty where it does not count."""

    id: str
    title: str
    group: str
    value: str
    band: str
    points: str
    why: str
    changed: bool
    records: tuple[Record, ...]
    record_count: int


@dataclass(frozen=True)
class RatedPage:
    """The kept conclusion, and how it came about from the facts as they are today.

    ``changed`` says in words that facts or scheme have changed since; then the sentences and
    records are today's, values and points are those that were kept.
    """

    run_id: str
    uscc: str
    name: str
    grade: str
    facts: Pairs
    sentences: tuple[str, ...]
    lines: tuple[RatedLine, ...]
    reasons: tuple[Reason, ...]
    changed: str


@dataclass(frozen=True)
class Origin:
    """Where a record comes from, and what it says; both in words."""

    facts: Pairs
    values: Pairs


def read_rated(store: Store, run_id: str, uscc: str) -> RatedPage:
    """Read it. Raises ``R-ROLE``, ``R-RUN``, ``U-USCC``."""
    kept = explain_run(store, run_id, uscc)
    now = kept.present
    known = {line.id: line for line in now.lines}
    lines = tuple(_line(one, known[one.id]) for one in kept.lines if one.id in known)
    told = [] if kept.same_scheme else ["评级方案此后有修改"]
    if (kept.final_grade, kept.outcome) != (now.final_grade, now.outcome):
        told.append(f"按现在的数据为{now.final_grade}、{now.outcome}")
    elif any(line.changed for line in lines):
        told.append("所依据的数据此后有变动")
    return RatedPage(
        kept.run_id, uscc, now.name, kept.final_grade,
        _facts(kept.final_grade, kept.outcome, now), now.sentences,
        tuple(line for line in lines if known[line.id].state != "X"),
        (*now.vetoes, *now.caps), "；".join(told),
    )  # fmt: skip


def _facts(grade: str, outcome: str, now: Explanation) -> Pairs:
    pairs = (
        ("等级", grade),
        ("结论", outcome),
        ("得分", "—" if now.score is None else two_decimals(now.score)),
        ("测算等级", now.computed_grade),
        ("工作组调整", ADJUSTED.get(now.adjustment, "")),
        ("信息覆盖", f"{now.coverage}%"),
        ("评级模板", now.template),
        ("基准日", words.iso(now.as_of)),
        *(("待补正", one) for one in now.pending),
    )
    return tuple((title, text) for title, text in pairs if text)


def _line(kept: KeptLine, now: ExplainedLine) -> RatedLine:
    points = "" if kept.pct is None else f"{shortest(now.weight * kept.pct)}/{now.weight}"
    return RatedLine(
        now.id, now.title, now.group, kept.value, now.band, points,
        f"{now.why}（{CHANGED}）" if kept.changed else now.why,
        kept.changed, now.records, now.record_count,
    )  # fmt: skip


def read_way(store: Store, run_id: str, uscc: str, grade: str = "") -> Pairs:
    """The shortest way to ``grade``, by default the next better one, by the run's own scheme.

    Raises ``R-RUN``, ``U-USCC``, ``U-GRADE``.
    """
    with store.read() as conn:
        run = the_run(conn, run_id)
        as_of = date.fromisoformat(run.as_of)
        scheme = schemes.by_sha256(conn, run.scheme_sha256) or schemes.chosen(conn, as_of)
        measures = measure(conn, scheme, as_of, catalogue=store.catalogue, only=uscc)
    rating = Rating(scheme, measures)
    if uscc not in rating.by_uscc:
        raise UsageError("U-USCC", f"没有登记{uscc}。", "请核对统一社会信用代码。")
    found = way(rating, rating.by_uscc[uscc], grade)
    if found.present_grade == found.goal:
        return (("等级", f"{found.goal}，已是最高等级" if not grade else f"{found.goal}，已达到"),)
    head = f"{found.present_grade} → {found.goal}"
    if found.cost:
        score = f"{two_decimals(found.score_after)}分，" if found.score_after is not None else ""
        head += f"，共{found.cost}步，预计{score}{found.final_grade}（{found.outcome}）"
    steps = (("", one) for one in way_words(found))
    return (("目标", head), *((str(place), text) for place, (_, text) in enumerate(steps, 1)))


def read_origin(store: Store, record: Record) -> Origin:
    """Agency, data set, clerk, reviewer and package of a record, and its values.

    Raises ``U-RECORD`` when it is gone.
    """
    if record.dataset == DECISION:
        return _decision(store, record)
    data_set = store.catalogue.data_sets[record.dataset]
    table = store.table(record.dataset)
    with store.read() as conn:
        row = conn.execute(sa.select(table).where(table.c.rec_id == record.rec_id)).mappings()
        found = row.first()
        arrived = conn.scalar(sa.select(inbox.c.at).where(inbox.c.package_id == record.package_id))
    if found is None:
        raise UsageError("U-RECORD", "这条记录已经不在。", "请刷新后再试。")
    facts = (
        ("报送单位", record.agency),
        ("数据集", f"{record.dataset}　{data_set.title}"),
        ("记录", label(store, data_set, found)),
        ("数据日期", day_words(record.date)),
        ("状态", record.state + ("（异议处理中）" if record.objected else "")),
        ("录入", signed(found["entered_by"], found["entered_at"])),
        ("审核", signed(found["reviewed_by"], found["reviewed_at"])),
        ("报送包", record.package_id or "本单位录入"),
        ("并入时间", clock.moment_words(arrived) if arrived else ""),
    )
    values = (
        (field.title, words.shown(store.catalogue, field, found[field.name]))
        for field in data_set.fields
        if field.name in found
    )
    return Origin(
        tuple(pair for pair in facts if pair[1]), tuple(pair for pair in values if pair[1])
    )


def _decision(store: Store, record: Record) -> Origin:
    with store.read() as conn:
        row = conn.execute(
            sa.select(decision).where(decision.c.decision_id == record.rec_id)
        ).first()
    if row is None:
        raise UsageError("U-RECORD", "这件认定已经不在。", "请刷新后再试。")
    signers = "、".join(name for name in (row.signer_1, row.signer_2) if name)
    return Origin(
        (
            ("认定单位", record.agency),
            ("认定日期", words.day_words(row.decision_date)),
            ("签署", signers),
        ),
        (("依据和文号", row.reason),),
    )
