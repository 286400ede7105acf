"""One enterprise's grade at a bank, in words: the sheet, the county's terms, earlier grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import clock
from app.browsing.grade_list import validity
from app.documents.papers.score_sheet import TEMPLATES, shown_value, state_words
from app.errors import UsageError
from app.outcomes import grades, words
from app.outcomes.grades import Held
from app.rating.explaining_runs import sheet_losses, sheet_value
from app.rating.scheme import Scheme
from app.rating.schemes import in_force
from app.store.office_store import Store

Pairs = tuple[tuple[str, str], ...]
ADJUSTED = {1: "上调一级", -1: "下调一级", 0: ""}


@dataclass(frozen=True)
class Line:
    """One indicator in words; numbers as they are on the sheet, empty where there are none."""

    title: str
    value: str
    state: str
    weight: str
    points: str


@dataclass(frozen=True)
class GradePage:
    """Everything a bank was sent of one enterprise.

    ``terms`` are the county's advice for the grade (差异化授信); ``reasons`` vetoes and caps,
    ``losses`` what points were lost for; ``earlier`` (as-of day, grade, outcome), newest first.
    """

    uscc: str
    name: str
    grade: str
    facts: Pairs
    terms: Pairs
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    losses: tuple[str, ...]
    earlier: tuple[tuple[str, str, str], ...]


def read_grade(store: Store, uscc: str) -> GradePage:
    """Read it. Raises ``U-GRADE`` when this bank was sent no grade of ``uscc``."""
    today = clock.today()
    known = [one for one in grades.history(store, uscc) if one.as_of <= today]
    if not known:
        raise UsageError("U-GRADE", "没有这家企业的评级结果。", "请先接收结果包，或刷新列表。")
    newest = known[0]
    sheet = grades.sheet(store, uscc, newest.as_of)
    with store.read() as conn:
        scheme = in_force(conn, newest.as_of)
    return GradePage(
        uscc,
        newest.name,
        newest.final_grade,
        _facts(newest, sheet, validity(newest.valid_until, today)),
        terms_words(sheet.get("terms")),
        tuple(
            _line(scheme, sheet["template"], name, entry)
            for name, entry in sheet["indicators"].items()
            if entry.get("state") != "X"
        ),
        tuple(_reason(scheme, one) for one in (*sheet["vetoes"], *sheet["caps"])),
        sheet_losses(scheme, sheet),
        tuple((words.iso(one.as_of), one.final_grade, one.outcome) for one in known[1:]),
    )


def _facts(one: Held, sheet: Mapping[str, Any], holds: str) -> Pairs:
    adjusted = ADJUSTED.get(sheet.get("adjustment") or 0, "")
    pairs = (
        ("等级", one.final_grade),
        ("结论", one.outcome + ("（首贷户）" if sheet["first_time_borrower"] else "")),
        ("得分", sheet["score"] or "—"),
        ("测算等级", sheet["computed_grade"]),
        ("工作组调整", adjusted),
        ("信息覆盖", f"{sheet['coverage'].rstrip('%')}%"),
        ("评级模板", TEMPLATES.get(sheet["template"], sheet["template"])),
        ("基准日", words.iso(one.as_of)),
        ("有效期至", f"{words.iso(one.valid_until)}（{holds}）"),
        ("异议", "存在异议：所依据的记录正在核查" if one.objected else ""),
        ("待补正", "；".join(sheet["pending"])),
    )
    return tuple((title, text) for title, text in pairs if text)


def terms_words(found: Mapping[str, Any] | None) -> Pairs:
    """The county's terms for a grade as a result sheet carries them; empty without any."""
    if not found:
        return ()
    return (
        ("额度", str(found["limit"])),
        ("利率", str(found["rate"])),
        ("担保", str(found["collateral"])),
        ("办理时限", f"{found['days']}个工作日"),
        ("绿色通道", "适用" if found["green_channel"] else "不适用"),
        ("有效", f"{found['valid_months']}个月"),
        ("说明", str(found["note"])),
    )


def _line(scheme: Scheme, template: str, name: str, entry: Mapping[str, Any]) -> Line:
    indicator = scheme.by_id.get(name)
    value = entry.get("value")
    told = sheet_value(scheme, template, name, value) if value is not None else ""
    points, weight = entry.get("points"), entry.get("weight")
    return Line(
        indicator.title if indicator else name,
        told or shown_value(value),
        state_words(str(entry["state"]), entry.get("pct")),
        "" if weight is None else str(weight),
        "" if points is None else str(points),
    )


def _reason(scheme: Scheme, one: Mapping[str, Any]) -> str:
    titles = {veto.id: veto.title for veto in scheme.vetoes}
    titles |= {cap.id: cap.title for cap in scheme.caps}
    limit = f"，等级最高为{one['grade']}" if one.get("grade") else ""
    objected = "（异议处理中）" if one.get("objected") else ""
    return f"{titles.get(one['id'], str(one['id']))}{limit}{objected}"
