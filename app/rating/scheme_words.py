"""What a scheme says, in words; and so what two schemes say differently."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.rating.scheme import MAIN, Band, Indicator, Scheme
from app.rating.sheets import shortest

_PARAMETERS = {
    "title": "方案名称",
    "no_grade_below": "不予评级的覆盖率下限",
    "incubate_from": "孵化的覆盖率下限",
    "recommend_from": "推荐的覆盖率下限",
    "reference_cap": "参考等级上限",
    "recommend_grade": "推荐等级",
    "incubate_grades": "孵化等级",
    "improvements": "改进建议条数",
    "prepare": "中间表",
}
_ABOUT = {
    "title": "名称",
    "group": "类别",
    "sources": "数据来源",
    "missing": "缺失规则",
    "covered": "应申报的数据集",
    "period": "期间",
    "full": "视同满足的得分率",
    "fixed": "不可改进",
    "better": "变好的方向",
    "advice": "改进办法",
    "parts": "构成",
    "unit": "单位",
    "names": "用语",
}
_NOTHING = "无"


@dataclass(frozen=True)
class Difference:
    """One thing that two schemes say differently; ``无`` where one says nothing."""

    what: str
    old: str
    new: str


def differences(old: Scheme, new: Scheme) -> list[Difference]:
    """Everything that counts and differs, number and version aside; empty for the same scheme.

    Compares what is meant, not how it is written: ``10%`` and ``0.1`` are no difference.
    """
    before, after = told(old), told(new)
    return [
        Difference(what, before.get(what, _NOTHING), after.get(what, _NOTHING))
        for what in {**before, **after}
        if before.get(what) != after.get(what)
    ]


def told(scheme: Scheme) -> dict[str, str]:
    """What the scheme says: name of the thing → text, in the order of the scheme."""
    return dict(_told(scheme))


def _told(scheme: Scheme) -> Iterator[tuple[str, str]]:
    for name, words in _PARAMETERS.items():
        yield words, _text(getattr(scheme, name))
    for name, kinds in scheme.templates.items():
        yield f"模板{name}", f"{scheme.template_titles.get(name, '')}：{_text(kinds)}"
    for grade, low in scheme.grades:
        yield f"等级{grade}起点", f"{shortest(low)}分"
    for one in scheme.indicators:
        for what, text in _indicator(scheme, one):
            yield f"指标{one.id}{what}", text
    for veto in scheme.vetoes:
        yield f"否决{veto.id}", f"{veto.title}{'（不予评级）' if veto.ungraded else ''}"
    for cap in scheme.caps:
        yield f"封顶{cap.id}", f"{cap.title}：{cap.grade}"
    yield from _order(scheme)
    for name, body in sorted(scheme.files.items()):
        if name != MAIN:
            yield f"文件{name}", f"摘要{hashlib.sha256(body.encode()).hexdigest()[:12]}"


def _order(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """The order of indicators, vetoes and caps is the order on every paper."""
    yield "指标顺序", _text(tuple(one.id for one in scheme.indicators))
    yield "否决顺序", _text(tuple(one.id for one in scheme.vetoes))
    yield "封顶顺序", _text(tuple(one.id for one in scheme.caps))


def _indicator(scheme: Scheme, one: Indicator) -> Iterator[tuple[str, str]]:
    for template, weight in one.weights.items():
        yield f"权重（{scheme.template_titles.get(template, template)}）", str(weight)
    for template, bands in one.bands.items():
        if bands:
            unit = one.unit.get(template, "")
            words = "；".join(_band(band, unit) for band in bands)
            yield f"分档（{scheme.template_titles.get(template, template)}）", words
    for case, pct in one.specials.items():
        yield f"情形{case}", "不计" if pct is None else f"{pct}%"
    for name, words in _ABOUT.items():
        value = getattr(one, name, "")
        if value or value == 0:
            yield words, _text(value)


def _band(band: Band, unit: str) -> str:
    limits = [
        f"{sign}{_limit(limit, unit)}"
        for sign, limit in (("≥", band.at_least), ("≤", band.at_most))
        if limit is not None
    ]
    return f"{'且'.join(limits) or '其余'}得{band.pct}%"


def _limit(limit: Fraction, unit: str) -> str:
    """Exact, and as people write it: ``5%``, ``0.5``, else ``1/3``."""
    value = limit * 100 if unit == "%" else limit
    if 10**9 % value.denominator:
        return str(limit)
    text = f"{Decimal(value.numerator) / value.denominator:f}"
    return f"{text}%" if unit == "%" else text


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(map(str, value)) or _NOTHING
    if isinstance(value, dict):
        return "、".join(f"{name} {words}" for name, words in value.items())
    return str(value)
