"""The way from points to the conclusion, sentence by sentence in the order of rating-rules O2."""

from __future__ import annotations

from collections.abc import Iterator

from app.rating import grading
from app.rating.evidence import Evidence
from app.rating.scheme import Scheme
from app.rating.sheets import Found, Sheet, shortest, two_decimals

COVERAGE = "coverage"
"""The cap of an enterprise that is not known well enough; it rests on no record."""


def limit_words(scheme: Scheme, name: str, grade: str = "") -> str:
    """A veto or a cap by its title, and the grade beyond which a cap lets nobody rise."""
    titles = {veto.id: veto.title for veto in scheme.vetoes}
    titles |= {cap.id: cap.title for cap in scheme.caps}
    title = titles.get(name, f"信息覆盖度不足{scheme.recommend_from}%，等级仅供参考")
    return title + (f"，等级最高为{grade}" if grade else "")


def found_words(scheme: Scheme, found: Found, evidence: Evidence) -> str:
    """A veto or a cap with the record that it rests on, and what it limits."""
    limit = limit_words(scheme, found.id, found.grade)
    record = evidence.records.get(found.rec_id)
    if record is not None:
        return f"{limit}：{record.words}"
    known = evidence.catalogue.data_sets.get(found.dataset)
    return limit + (f"：《{known.title}》的记录" if known else "")


def sentences(scheme: Scheme, sheet: Sheet, evidence: Evidence) -> tuple[str, ...]:
    """How the grade came about, in order; each is a whole sentence."""
    if not sheet.template:
        return ("《企业基本信息》没有可以评级的主体类型，不予评级，请登记单位核对。",)
    return (
        *_score(scheme, sheet),
        *_limits(scheme, sheet, evidence),
        *_final(scheme, sheet),
        _outcome(scheme, sheet, evidence),
    )


def pending_words(scheme: Scheme, sheet: Sheet, evidence: Evidence) -> tuple[str, ...]:
    """What keeps an enterprise from being recommended, each naming who or what is missing."""
    words = []
    for name in sheet.pending:
        if name == COVERAGE:
            words.append(f"信息覆盖度{sheet.coverage}%，不足{scheme.recommend_from}%")
        elif name == "objection":
            records = "、".join(one.words for one in evidence.objected)
            words.append(f"异议尚未办结：{records}" if records else "有异议尚未办结")
        elif name == "notice":
            agencies = "、".join(evidence.untold)
            words.append(f"{agencies}的采集告知书尚未送达" if agencies else "采集告知书尚未送达")
        else:
            words.append("《企业基本信息》没有可以评级的主体类型")
    return tuple(words)


def _score(scheme: Scheme, sheet: Sheet) -> Iterator[str]:
    counting = [line for line in sheet.lines if line.counts]
    full, points = sum(line.weight for line in counting), sum(line.hundredths for line in counting)
    if sheet.score is None:
        yield "没有一项指标有信息，不能计分。"
    else:
        yield (
            f"有信息的指标满分合计{full}分，得{shortest(points)}分，"
            f"折合百分制为{two_decimals(sheet.score)}分。"
        )
    unsure = sum(line.weight for line in counting if line.state == "U")
    aside = f"（另有{unsure}分的指标因未申报完整不计入）" if unsure else ""
    yield f"信息覆盖度为{sheet.coverage}%{aside}。"
    if sheet.computed_grade == grading.NOT_RATED:
        yield f"信息覆盖度不足{scheme.no_grade_below}%，不评定等级。"
    else:
        yield f"按得分测算的等级为{sheet.computed_grade}。"


def _limits(scheme: Scheme, sheet: Sheet, evidence: Evidence) -> Iterator[str]:
    for title, found in (("一票否决", sheet.vetoes), ("等级封顶", sheet.caps)):
        for one in found:
            yield f"{title}：{found_words(scheme, one, evidence)}。"
        if not found:
            yield f"没有{title}事项。"


def _final(scheme: Scheme, sheet: Sheet) -> Iterator[str]:
    if sheet.adjustment:
        way = "上调" if sheet.adjustment > 0 else "下调"
        yield f"工作组认定{way}一级，测算等级不变，认定不改变否决和封顶。"
    if sheet.final_grade == grading.SUSPENDED:
        yield "最终等级暂缓评定。"
    elif sheet.final_grade == grading.REFUSED:
        yield "不予评定等级。"
    elif sheet.final_grade == grading.NOT_RATED:
        yield "没有最终等级。"
    else:
        yield f"最终等级为{sheet.final_grade}。"


def _outcome(scheme: Scheme, sheet: Sheet, evidence: Evidence) -> str:
    incubated, best = "、".join(scheme.incubate_grades), scheme.recommend_grade
    unrated = sheet.final_grade == grading.NOT_RATED
    low, high = scheme.incubate_from, scheme.no_grade_below
    why = {
        grading.REFUSED: "存在不予评级的事项",
        grading.SUSPENDED: "否决事项所依据记录的异议尚未办结",
        grading.UNKNOWN: f"信息覆盖度不足{low}%",
        grading.RECOMMENDED: f"最终等级不低于{best}，信息覆盖、异议和告知的条件均已满足",
        grading.PENDING: "；".join(pending_words(scheme, sheet, evidence)),
        grading.INCUBATED: (
            f"信息覆盖度在{low}%至{high}%之间" if unrated else f"最终等级属于{incubated}"
        ),
        grading.NOT_YET: (
            "存在一票否决事项" if sheet.vetoes else f"最终等级低于{scheme.incubate_grades[-1]}"
        ),
    }
    return f"结论为{sheet.outcome}：{why[sheet.outcome]}。"
