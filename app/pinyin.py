"""Pinyin initials (拼音首字母), by which clerks find a name or a code without the input method."""

from __future__ import annotations

from functools import cache
from itertools import product

_READINGS = 8
"""At most so many spellings of one name: 重 and 行 double them, long names must not explode."""


@cache
def _letters(character: str) -> str:
    """The initials of a character's readings, the usual one first; else its lower case."""
    if character.isascii():
        return character.lower()
    from pypinyin import Style, pinyin  # its dictionaries take 0.2 s, which sign-in need not pay

    read = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return "".join(dict.fromkeys(letter for letter in read[0] if letter)) if read else character


def initials(text: str) -> str:
    """The initials by each character's usual reading: ``仰韶食品`` → ``yssp``."""
    return "".join([_letters(character)[:1] for character in text])


def all_initials(text: str) -> tuple[str, ...]:
    """The initials under every common reading, at most eight: ``重阳`` → ``zy``, ``cy``."""
    letters = [_letters(character) for character in text]
    ways, kept = 1, []
    for options in letters:
        room = max(1, _READINGS // ways)
        kept.append(options[:room])
        ways *= len(kept[-1]) or 1
    if ways == 1:
        return ("".join(kept),)
    return tuple("".join(way) for way in product(*kept))
