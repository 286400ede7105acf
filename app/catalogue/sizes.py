"""Enterprise size class by 国统字〔2017〕213号, and the industry sections of GB/T 4754-2017.

A class needs every listed lower bound; an enterprise that fails one drops to the next class, and
below 小型 it is 微型. A missing indicator gives no class: it is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

LARGE, MEDIUM, SMALL, MICRO = "大型", "中型", "小型", "微型"

_SECTIONS = (
    ("A", 1, 5), ("B", 6, 12), ("C", 13, 43), ("D", 44, 46), ("E", 47, 50), ("F", 51, 52),
    ("G", 53, 60), ("H", 61, 62), ("I", 63, 65), ("J", 66, 69), ("K", 70, 70), ("L", 71, 72),
    ("M", 73, 75), ("N", 76, 79), ("O", 80, 82), ("P", 83, 83), ("Q", 84, 85), ("R", 86, 90),
    ("S", 91, 96), ("T", 97, 97),
)  # fmt: skip
_SECTION_OF = {
    f"{division:02d}": letter
    for letter, first, last in _SECTIONS
    for division in range(first, last + 1)
}


def section_of(ind_code: str) -> str:
    """Section letter of a two- to four-digit industry code; empty for an unknown one."""
    return _SECTION_OF.get(ind_code[:2], "")


@dataclass(frozen=True)
class Criteria:
    """Lower bounds for 大, 中, 小; a bound of None is not used in that industry.

    ``employees`` in persons, ``revenue`` and ``assets`` in 万元.
    """

    employees: tuple[int, int, int] | None = None
    revenue: tuple[int, int, int] | None = None
    assets: tuple[int, int, int] | None = None


_OTHER = Criteria(employees=(300, 100, 10))
_CATERING = Criteria(employees=(300, 100, 10), revenue=(10000, 2000, 100))
_INDUSTRY = Criteria(employees=(1000, 300, 20), revenue=(40000, 2000, 300))
_TRANSPORT = Criteria(employees=(1000, 300, 20), revenue=(30000, 3000, 200))
_INFORMATION = Criteria(employees=(2000, 100, 10), revenue=(100000, 1000, 100))
_BY_PREFIX: dict[str, Criteria | None] = {
    "51": Criteria(employees=(200, 20, 5), revenue=(40000, 5000, 1000)),
    "52": Criteria(employees=(300, 50, 10), revenue=(20000, 500, 100)),
    "53": None,
    "591": _TRANSPORT,
    "59": Criteria(employees=(200, 100, 20), revenue=(30000, 1000, 100)),
    "60": Criteria(employees=(1000, 300, 20), revenue=(30000, 2000, 100)),
    "61": _CATERING,
    "62": _CATERING,
    "63": _INFORMATION,
    "64": _INFORMATION,
    "65": Criteria(employees=(300, 100, 10), revenue=(10000, 1000, 50)),
    "7010": Criteria(revenue=(200000, 1000, 100), assets=(10000, 5000, 2000)),
    "7020": Criteria(employees=(1000, 300, 100), revenue=(5000, 1000, 500)),
    "84": None,
    "85": _OTHER,
}
_BY_SECTION: dict[str, Criteria] = {
    "A": Criteria(revenue=(20000, 500, 50)),
    "B": _INDUSTRY,
    "C": _INDUSTRY,
    "D": _INDUSTRY,
    "E": Criteria(revenue=(80000, 6000, 300), assets=(80000, 5000, 300)),
    "G": _TRANSPORT,
    "K": _OTHER,
    "L": Criteria(employees=(300, 100, 10), assets=(120000, 8000, 100)),
    "M": _OTHER,
    "N": _OTHER,
    "O": _OTHER,
    "R": _OTHER,
}
_NEEDS_MORE_DIGITS = frozenset({"59", "70", "700"})


def criteria_of(ind_code: str) -> Criteria | None:
    """The bounds for an industry; None where the rule does not cover it or needs more digits."""
    if ind_code in _NEEDS_MORE_DIGITS:
        return None
    for length in (4, 3, 2):
        prefix = ind_code[:length]
        if len(prefix) == length and prefix in _BY_PREFIX:
            return _BY_PREFIX[prefix]
    return _BY_SECTION.get(section_of(ind_code))


def size_class(
    ind_code: str,
    employees: float | None = None,
    revenue: float | None = None,
    assets: float | None = None,
) -> str | None:
    """大型, 中型, 小型 or 微型; None when not covered or an indicator is missing.

    ``employees`` in persons; ``revenue`` (营业收入) and ``assets`` (资产总额) in 元.
    """
    criteria = criteria_of(ind_code)
    if criteria is None:
        return None
    listed: list[tuple[float, tuple[int, int, int]]] = []
    for value, bounds, unit in (
        (employees, criteria.employees, 1),
        (revenue, criteria.revenue, 10000),
        (assets, criteria.assets, 10000),
    ):
        if bounds is None:
            continue
        if value is None:
            return None
        listed.append((value / unit, bounds))
    for position, name in enumerate((LARGE, MEDIUM, SMALL)):
        if all(value >= bounds[position] for value, bounds in listed):
            return name
    return MICRO
