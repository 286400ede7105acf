"""Breaking Chinese text into lines: 避头尾 and whole words, on a measured width.

Characters that may not begin a line (。，》…) or end one (《（…) are kept with their neighbours by
moving the break to the left; Latin words, codes and numbers stay whole where they fit on a line.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.documents.typeset.fonts import Chain

NOT_FIRST = frozenset("、，。．·：；？！）》〉」』】〕］｝〗”’…—～％‰℃,.:;?!)]}>%")
NOT_LAST = frozenset("（《〈「『【〔［｛〖“‘([{<￥$№")
_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@_./+-")
_WIDE_SPACE = "\u3000"  # the layout of Chinese forms rests on it
_PAIRS = frozenset(("——", "……"))


class _Advances(dict[str, float]):
    """Advance in points by character, measured on first use."""

    def __init__(self, chain: Chain, size: float, spacing: float) -> None:
        super().__init__()
        self._chain, self._size, self._spacing = chain, size, spacing

    def __missing__(self, character: str) -> float:
        self[character] = value = self._chain.width(character) * self._size + self._spacing
        return value


@dataclass(frozen=True, eq=False)
class Style:
    """How text is set: face, size, distance of lines, extra space after each character (points)."""

    chain: Chain
    size: float
    leading: float
    spacing: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "advances", _Advances(self.chain, self.size, self.spacing))

    def width(self, text: str) -> float:
        """Width of ``text`` on one line in points."""
        advances: _Advances = self.__dict__["advances"]
        return sum(advances[character] for character in text)

    def widths(self, text: str) -> list[float]:
        """Advance of each character in points."""
        advances: _Advances = self.__dict__["advances"]
        return [advances[character] for character in text]


@dataclass(frozen=True)
class Broken:
    """One line: its text, its natural width in points, and whether it ends the paragraph."""

    text: str
    width: float
    last: bool


def clean(text: str) -> str:
    """NFC, with line breaks and tabs as spaces and invisible format characters dropped."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text
    spaced = "".join(" " if one.isspace() and one != _WIDE_SPACE else one for one in text)
    return "".join(one for one in spaced if unicodedata.category(one) not in ("Cc", "Cf", "Cs"))


def may_break(text: str, at: int, *, words: bool = True) -> bool:
    """Whether a line may end before ``text[at]``; ``words`` keeps Latin words and numbers whole."""
    left, right = text[:at].rstrip(" "), text[at:].lstrip(" ")
    if not right or not left:
        return bool(left)
    return _legal(left[-1], right[0], text[at - 1], text[at], words)


def _legal(before: str, after: str, end: str, start: str, words: bool) -> bool:
    if after in NOT_FIRST or before in NOT_LAST or before + after in _PAIRS:
        return False
    return not (words and start in _WORD and (end in _WORD or end == ","))  # 24,000 is one word


@lru_cache(maxsize=8192)
def break_lines(text: str, style: Style, measure: float, indent: float = 0.0) -> tuple[Broken, ...]:
    """Break cleaned ``text`` to ``measure`` points, the first line shorter by ``indent``.

    No line begins or ends with a forbidden character where any legal break exists on it.
    """
    widths = style.widths(text)
    lines: list[Broken] = []
    after = max(style.spacing, 0.0)  # nothing follows the last character of a line
    start, room, total = 0, measure - indent, len(text)
    while start < total:
        end, used = start, 0.0
        while end < total and used + widths[end] - after <= room + 1e-6:
            used += widths[end]
            end += 1
        end = total if end == total else _cut(text, start, max(end, start + 1))
        shown = text[start:end].rstrip(" ")
        lines.append(Broken(shown, sum(widths[start : start + len(shown)]), end >= total))
        start, room = end, measure
        while start < total and text[start] == " ":
            start += 1
    if lines and not lines[-1].last:
        lines[-1] = Broken(lines[-1].text, lines[-1].width, True)
    return tuple(lines) or (Broken("", 0.0, True),)


def _cut(text: str, start: int, end: int) -> int:
    """The rightmost place in (start, end] where the line may end, relaxing only when none is."""
    stop = end + 1
    while stop < len(text) and text[stop - 1] == " ":
        stop += 1
    window = text[start:stop]
    for words in (True, False):
        for at in range(end - start, 0, -1):
            if may_break(window, at, words=words) and window[:at].strip(" "):
                return start + at
    return end
