"""A scheme as sheets of rows: what people change of it in a table, on paper and on the screen."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.rating.scheme import MAIN, Scheme
from app.rating.scheme_shape import require_shape

INDICATORS, BANDS, CASES, VETOES, CAPS, GRADES, PARAMETERS = (
    "指标",
    "分档",
    "特殊情形",
    "否决",
    "封顶",
    "等级",
    "参数",
)
WEIGHT = "权重"
"""Before a template: the column of its weights."""

EVERY = "全部"
"""In place of a template: the bands hold for all of them."""

UNKNOWN = "N"
"""In place of a percent: the case says nothing."""

NUMBERS = {
    "no_grade_below": "不予评级的覆盖率下限",
    "incubate_from": "孵化的覆盖率下限",
    "recommend_from": "推荐的覆盖率下限",
    "improvements": "改进建议条数",
}
TEXTS = {
    "title": "方案名称",
    "reference_cap": "参考等级上限",
    "recommend_grade": "推荐等级",
}
BASE = {"id": "方案编号", "version": "原版本", "sha256": "原版本摘要"}


@dataclass(frozen=True)
class Layout:
    """A sheet's columns; the first ``keys`` of them say what a row is about and are locked."""

    columns: tuple[str, ...]
    keys: int = 1
    grows: bool = False


def layouts(templates: Iterable[str]) -> dict[str, Layout]:
    """The sheets of a scheme with these templates."""
    weights = tuple(f"{WEIGHT}{name}" for name in templates)
    return {
        INDICATORS: Layout(("编号", "名称", "类别", *weights)),
        BANDS: Layout(("编号", "模板", "不低于", "不高于", "得分率"), 2, grows=True),
        CASES: Layout(("编号", "情形", "得分率"), 2),
        VETOES: Layout(("编号", "名称")),
        CAPS: Layout(("编号", "名称", "等级")),
        GRADES: Layout(("等级", "起点")),
        PARAMETERS: Layout(("项目", "内容")),
    }


def bands_of(declared: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The bands of an indicator as its file says them: template, or :data:`EVERY`, → steps."""
    bands = declared.get("bands", [])
    return dict(bands) if isinstance(bands, dict) else {EVERY: bands} if bands else {}


def rows_of(scheme: Scheme) -> dict[str, list[Sequence[Any]]]:
    """The rows of every sheet, as its scheme says them. Raises ``R-SCHEME`` for another shape."""
    require_shape(scheme)
    declared = tomllib.loads(scheme.files[MAIN])
    indicators = declared["indicator"]
    base = {**declared, "sha256": scheme.sha256}
    return {
        INDICATORS: [
            (one["id"], one["title"], one["group"], *map(one["weights"].get, scheme.templates))
            for one in indicators
        ],
        BANDS: [row for one in indicators for row in _band_rows(one)],
        CASES: [
            (one["id"], case, pct)
            for one in indicators
            for case, pct in one.get("specials", {}).items()
        ],
        VETOES: [(one["id"], one["title"]) for one in declared["veto"]],
        CAPS: [(one["id"], one["title"], one["grade"]) for one in declared["cap"]],
        GRADES: list(declared["grades"].items()),
        PARAMETERS: [(words, base[name]) for name, words in {**BASE, **TEXTS, **NUMBERS}.items()],
    }


def _band_rows(declared: dict[str, Any]) -> Iterator[Sequence[Any]]:
    for template, steps in bands_of(declared).items():
        for one in steps:
            limits = (one.get("at_least"), one.get("at_most"))
            yield declared["id"], template, *limits, one["pct"]
