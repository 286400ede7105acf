"""A rating scheme: what the working group decided, read from ``resources/rating/<scheme>``.

``scheme.toml`` holds indicators with their bands and weights, grades, vetoes and caps; each
measure, veto, cap and intermediate table is one SQL file beside it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from app import paths
from app.errors import RefusedError

_EXACT = re.compile(r"-?\d{1,15}(\.\d{1,9}|/\d{1,9})?%?")
DEFAULT = "MC-SME-2026"
MAIN = "scheme.toml"
MARKER = "-- records"
_PLAIN = (
    "id",
    "version",
    "title",
    "no_grade_below",
    "incubate_from",
    "recommend_from",
    "reference_cap",
    "recommend_grade",
    "improvements",
)
_OPTIONAL = ("period", "full", "fixed", "better", "advice", "parts")


@dataclass(frozen=True)
class Band:
    """A step of an indicator: the ratio must be ≥ ``at_least`` and ≤ ``at_most`` (None: any)."""

    pct: int
    at_least: Fraction | None = None
    at_most: Fraction | None = None

    def holds(self, numerator: int, denominator: int) -> bool:
        """Whether ``numerator/denominator`` (denominator > 0) falls in this band; exact."""
        low, high = self.at_least, self.at_most
        if low is not None and numerator * low.denominator < low.numerator * denominator:
            return False
        return high is None or numerator * high.denominator <= high.numerator * denominator


@dataclass(frozen=True)
class Indicator:
    """One line of the score sheet.

    ``missing`` is N (left out), Z (zero) or F (``full`` percent when the data sets ``covered`` are
    declared for ``period``, else left out). ``specials`` give the percent of a named case, None
    for one that says nothing. ``fixed`` indicators cannot be improved by doing something.

    For people: ``unit`` is what a value counts (``%`` for a share, ``年``, ``次`` …; by template
    where it differs), ``names`` the words of named cases and of level numbers, ``better`` the
    direction in which a value improves (``higher``, ``lower`` or undeclared), ``advice`` what an
    enterprise can do, ``parts`` what a share is made of (``{part}`` of ``{whole}``, with ``_money``
    for amounts in 分).
    """

    id: str
    title: str
    group: str
    sources: tuple[str, ...]
    weights: Mapping[str, int]
    missing: str
    bands: Mapping[str, tuple[Band, ...]]
    specials: Mapping[str, int | None]
    covered: tuple[str, ...] = ()
    period: str = "state"
    full: int = 100
    fixed: bool = False
    unit: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    better: str = ""
    advice: str = ""
    parts: str = ""

    def percent(self, template: str, numerator: int, denominator: int) -> int | None:
        """The percent of a ratio; None when the denominator is zero or no band holds."""
        if denominator == 0:
            return None
        if denominator < 0:
            numerator, denominator = -numerator, -denominator
        for band in self.bands[template]:
            if band.holds(numerator, denominator):
                return band.pct
        return None


@dataclass(frozen=True)
class Veto:
    """A fact that ends a rating; ``ungraded`` means that no grade is given at all."""

    id: str
    title: str
    ungraded: bool = False


@dataclass(frozen=True)
class Cap:
    """A fact beyond which the grade cannot rise."""

    id: str
    title: str
    grade: str


@dataclass(frozen=True, eq=False)
class Scheme:
    """A whole scheme; percentages such as ``no_grade_below`` are of the weights that are known.

    ``files`` are its texts by name: ``scheme.toml``, ``measures/I01.sql`` …
    """

    id: str
    version: str
    title: str
    files: Mapping[str, str]
    templates: Mapping[str, tuple[str, ...]]
    template_titles: Mapping[str, str]
    grades: tuple[tuple[str, int], ...]
    indicators: tuple[Indicator, ...]
    vetoes: tuple[Veto, ...]
    caps: tuple[Cap, ...]
    prepare: tuple[str, ...]
    no_grade_below: int
    incubate_from: int
    recommend_from: int
    reference_cap: str
    recommend_grade: str
    incubate_grades: tuple[str, ...]
    improvements: int

    @cached_property
    def template_of_kind(self) -> dict[str, str]:
        """Entity kind to template."""
        return {kind: name for name, kinds in self.templates.items() for kind in kinds}

    @cached_property
    def rank(self) -> dict[str, int]:
        """Grade to its place, 0 the best."""
        return {name: place for place, (name, _) in enumerate(self.grades)}

    @cached_property
    def by_id(self) -> dict[str, Indicator]:
        """Indicator id to indicator."""
        return {one.id: one for one in self.indicators}

    @cached_property
    def sha256(self) -> str:
        """Digest of the names and contents of all files of the scheme."""
        digest = hashlib.sha256()
        for name, text in sorted(self.files.items()):
            content = text.encode()
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()

    def stands(self, score: int | None, coverage: int) -> tuple[str, int]:
        """All that a verdict takes from score and coverage: the grade and the steps of coverage."""
        limits = (self.no_grade_below, self.incubate_from, self.recommend_from)
        rated = score is not None and coverage >= self.no_grade_below
        grade = self.grade_of(score) if rated and score is not None else ""
        return grade, sum(coverage >= limit for limit in limits)

    def judges_as(self, other: Scheme) -> bool:
        """Whether both come from the same score and standing to the same verdict."""
        names = (
            "grades", "vetoes", "caps", "no_grade_below", "incubate_from", "recommend_from",
            "reference_cap", "recommend_grade", "incubate_grades",
        )  # fmt: skip
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def grade_of(self, score_hundredths: int) -> str:
        """The grade of a score rounded to hundredths (rating-rules O6)."""
        for name, minimum in self.grades:
            if score_hundredths >= minimum:
                return name
        return self.grades[-1][0]

    def sql(self, kind: str, name: str) -> str:
        """The text of one SQL file. Raises ``R-SCHEME`` when it is not there."""
        path = f"{kind}/{name}.sql"
        try:
            return self.files[path]
        except KeyError as error:
            raise refused(path, name, "缺少这个文件") from error

    def measure(self, indicator: str) -> tuple[str, str]:
        """The SELECT of an indicator's values and the SELECT of the records behind them."""
        text = self.sql("measures", indicator)
        value, found, records = text.partition(f"\n{MARKER}\n")
        if not found:
            raise refused(f"measures/{indicator}.sql", MARKER, "缺少记录查询")
        return value, records


def refused(file: str, key: str, problem: str) -> RefusedError:
    """``R-SCHEME``: what is wrong, in which file, at which key."""
    return RefusedError(
        "R-SCHEME",
        f"评级方案文件 {file} 的 {key} 有误：{problem}。",
        "请按评级方案说明修改后重试，原有评级结果不受影响。",
    )


def load(scheme: str = DEFAULT, folder: Path = paths.RATING) -> Scheme:
    """The scheme kept in ``folder/scheme``, unchecked beyond its shape. Raises ``R-SCHEME``."""
    home = folder / scheme
    try:
        files = {
            path.relative_to(home).as_posix(): path.read_bytes().decode("utf-8")
            for path in sorted(home.rglob("*"))
            if path.suffix in {".toml", ".sql"}
        }
    except (OSError, ValueError) as error:
        raise refused(MAIN, scheme, f"读不出（{error}）") from error
    return from_files(files)


def from_files(files: Mapping[str, str]) -> Scheme:
    """A scheme from its texts, unchecked beyond its shape. Raises ``R-SCHEME``."""
    try:
        declared = tomllib.loads(files[MAIN])
    except KeyError as error:
        raise refused(MAIN, MAIN, "缺少这个文件") from error
    except (ValueError, RecursionError) as error:
        raise refused(MAIN, "TOML", f"读不出（{error}）") from error
    try:
        return _scheme(files, declared)
    except KeyError as error:
        raise refused(MAIN, str(error.args[0]), "缺少这一项") from error
    except (TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise refused(MAIN, str(declared.get("id", "")), f"写法不对（{error}）") from error


def _scheme(files: Mapping[str, str], declared: dict[str, Any]) -> Scheme:
    templates = {name: tuple(kinds) for name, kinds in declared["templates"].items()}
    grades = [(name, int(exact(low) * 100)) for name, low in declared["grades"].items()]
    return Scheme(
        files=files,
        templates=templates,
        template_titles=dict(declared["template_titles"]),
        grades=tuple(sorted(grades, key=lambda one: -one[1])),
        indicators=tuple(_indicator(one, tuple(templates)) for one in declared["indicator"]),
        vetoes=tuple(Veto(**one) for one in declared["veto"]),
        caps=tuple(Cap(**one) for one in declared["cap"]),
        prepare=tuple(declared["prepare"]),
        incubate_grades=tuple(declared["incubate_grades"]),
        **{name: declared[name] for name in _PLAIN},
    )


def _indicator(declared: dict[str, Any], templates: tuple[str, ...]) -> Indicator:
    bands = declared.get("bands", [])
    if not isinstance(bands, dict):
        bands = dict.fromkeys(templates, bands)
    rest: dict[str, Any] = {name: declared[name] for name in _OPTIONAL if name in declared}
    unit = declared.get("unit", "")
    return Indicator(
        id=declared["id"],
        title=declared["title"],
        group=declared["group"],
        weights=dict(declared["weights"]),
        missing=declared["missing"],
        bands={name: tuple(_band(one) for one in steps) for name, steps in bands.items()},
        specials={
            name: None if pct == "N" else int(pct)
            for name, pct in declared.get("specials", {}).items()
        },
        sources=tuple(declared["sources"]),
        covered=tuple(declared.get("covered", ())),
        unit=unit if isinstance(unit, dict) else dict.fromkeys(templates, unit),
        names=dict(declared.get("names", {})),
        **rest,
    )


def _band(declared: dict[str, Any]) -> Band:
    limits = {name: exact(declared[name]) for name in ("at_least", "at_most") if name in declared}
    return Band(pct=declared["pct"], **limits)


def exact(text: str) -> Fraction:
    """``"5%"``, ``"0.5"`` or ``"1/3"`` as a fraction. Raises ValueError, TypeError."""
    if not _EXACT.fullmatch(text):  # Fraction would take a day over "1e999999999"
        raise ValueError(f"{text[:30]!r}")
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
