"""Enterprise names: when two are the same, and what is left of one to look for near ones.

Only :func:`same` decides equality. Legal form and place are taken off for candidates alone: two
companies of one county often differ in nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOISE = re.compile(
    r"[\s\u200b-\u200f\u2060\ufeff()\[\]{}<>〈〉《》【】〔〕「」『』·•.,，。'\"“”]+"
)
_FORM = re.compile(
    r"(股份有限公司|有限责任公司|责任有限公司|有限公司|集团公司|总公司|分公司|公司|"
    r"专业合作社联合社|农民专业合作社|专业合作社|合作社联社|合作社|家庭农场|农场|"
    r"个人独资企业|合伙企业|普通合伙|有限合伙|厂|店|部|行)+$"
)
_PLACE = re.compile(r"河南省|三门峡市|渑池县|河南|三门峡|渑池|(?<=.)(?:县|市)(?=.)")
_FORMER = re.compile(r"[、,，;；|\n]+")


@lru_cache(maxsize=65536)
def normal(name: str) -> str:
    """The name without differences of width, case, spaces, brackets and dots."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def same(left: str, right: str) -> bool:
    """Whether two spellings are one name."""
    return normal(left) == normal(right)


@lru_cache(maxsize=65536)
def kernel(name: str) -> str:
    """What tells an enterprise apart: the name without legal form and place; never empty."""
    plain = normal(name)
    bare = _PLACE.sub("", _FORM.sub("", plain))
    return bare or plain


def split_former(text: str | None) -> list[str]:
    """The single names in a register's 曾用名."""
    return [part.strip() for part in _FORMER.split(text or "") if part.strip()]
