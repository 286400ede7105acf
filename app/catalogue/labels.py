"""The headers clerks write over a column, brought to one spelling and tied to fields."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.catalogue.model import DataSet

_UNITS = (
    "亿元|万元|千元|元|人民币|RMB|CNY|kWh|千瓦时|度|kVA|千伏安|m3|立方米|方|吨|t|万亩|亩|公顷|"
    "㎡|m2|平方米|平方公里|km2|mm|毫米|万吨/年|%|‰|百分比|人|户|天|日|月|年|次|个|分|必填|选填"
)
_UNIT_BRACKET = re.compile(rf"\((?:单位[::]?)?(?:{_UNITS})\)|\[(?:单位[::]?)?(?:{_UNITS})\]", re.I)
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_MARKS = re.compile(r"^[*★☆※#]+|[*★☆※::]+$")


def normalise_header(text: str) -> str:
    """One spelling of a header: NFKC, lower case, no spaces, marks or bracketed units.

    ``用电量（kWh）`` and `` 用 电 量 `` are both ``用电量``; ``诚信(绿)`` keeps its bracket.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    plain = _UNIT_BRACKET.sub("", plain)
    return _MARKS.sub("", plain).lower()


@cache
def labels_of(data_set: DataSet) -> dict[str, str]:
    """Normalised label (title, synonym or the field's own name) to field name.

    Derived fields are left out: what a sheet says about them is computed anew. A title wins over a
    synonym, a synonym over a bare field name.
    """
    found: dict[str, str] = {}
    entered = [entry for entry in data_set.fields if not entry.derived and not entry.retired]
    for entry in entered:
        found.setdefault(normalise_header(entry.title), entry.name)
    for entry in entered:
        for label in entry.synonyms:
            found.setdefault(normalise_header(label), entry.name)
    for entry in entered:
        found.setdefault(normalise_header(entry.name), entry.name)
    return found
