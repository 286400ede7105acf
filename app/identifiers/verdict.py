"""What a validator says about a text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SEPARATORS = re.compile(r"[\s\u2010-\u2015\u2212-]+")


@dataclass(frozen=True)
class Problem:
    """``level`` is ``error`` (keeps a record out) or ``warning`` (goes in with a finding)."""

    code: str
    level: str
    message: str
    advice: str = ""


@dataclass(frozen=True)
class Verdict:
    """The normalised ``value`` and what is wrong with it, if anything."""

    value: str
    problem: Problem | None = None

    @property
    def ok(self) -> bool:
        """Whether the value may be stored (it may still carry a warning)."""
        return self.problem is None or self.problem.level != "error"


def tidy(text: str) -> str:
    """NFKC, trimmed, without invisible characters and white space inside."""
    return "".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split()).lstrip("'’")


def code_text(text: str) -> str:
    """:func:`tidy`, upper case, without hyphens: how codes are compared and stored."""
    return _SEPARATORS.sub("", tidy(text)).upper()


def error(value: str, code: str, message: str, advice: str = "") -> Verdict:
    """A verdict that keeps the record out."""
    return Verdict(value, Problem(code, "error", message, advice))


def warning(value: str, code: str, message: str, advice: str = "") -> Verdict:
    """A verdict that a person must look at."""
    return Verdict(value, Problem(code, "warning", message, advice))
