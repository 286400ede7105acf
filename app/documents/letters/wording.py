"""The words of letters: declared in ``resources/letters/*.toml``, amended by an office if it likes.

A declaration says which places (填空项) a letter has, which of them the law wants said, and the
paragraphs of each variant. An office may write other paragraphs; the places stay.
"""

from __future__ import annotations

import json
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from app import paths
from app.documents.letters.layout import Paragraph
from app.errors import EnvironmentFault, RefusedError

SHAPES = ("body", "heading", "flush")
_EVERY = ""


@dataclass(frozen=True)
class Place:
    """A place to be filled: ``required`` by ``basis`` (law and article), with an ``example``."""

    name: str
    title: str
    required: bool = False
    basis: str = ""
    example: str = ""


@dataclass(frozen=True)
class Worded:
    """A paragraph with places, for one variant or (empty) for every one."""

    when: str
    shape: str
    text: str


@dataclass(frozen=True)
class Wording:
    """A letter's title, places, and paragraphs by variant (``bank``: 银行; one ``""`` if none).

    ``worded`` are the paragraphs with their places; ``phrases`` wrap a value that is not empty:
    ``legal_rep = "，法定代表人：{}"``.
    """

    id: str
    title: str
    places: Mapping[str, Place]
    variants: Mapping[str, str]
    phrases: Mapping[str, str]
    worded: tuple[Worded, ...]

    def fill(self, variant: str, values: Mapping[str, str], whose: str) -> tuple[Paragraph, ...]:
        """The paragraphs of ``variant``, filled for ``whose``; one that comes out empty falls away.

        Raises ``D-FIELD`` naming the place that the law wants said and ``values`` lacks.
        """
        filled = {}
        for name, place in self.places.items():
            value = values.get(name, "")
            if place.required and not value:
                raise RefusedError(
                    "D-FIELD",
                    f"{whose}：《{self.title}》缺少“{place.title}”。",
                    f"该项依{place.basis}必须写明，请补录后再生成。",
                )
            phrase = self.phrases.get(name)
            filled[name] = phrase.format(value) if phrase and value else value
        told = (
            Paragraph(one.shape, one.text.format_map(filled))
            for one in self.worded
            if one.when in (_EVERY, variant)
        )
        return tuple(one for one in told if one.text)

    def examples(self) -> dict[str, str]:
        """A value for each place, for a preview."""
        return {name: place.example or place.title for name, place in self.places.items()}

    def amended(self, text: str) -> Wording:
        """This letter in an office's words: TOML with ``title``, ``[[paragraph]]``, ``[phrases]``.

        Raises ``D-WORDING`` naming the line that is no TOML, the place or variant that the letter
        does not have, or the place that the law requires and a variant no longer says.
        """
        try:
            told = tomllib.loads(text)
            amended = replace(
                self,
                title=str(told.get("title", self.title)),
                phrases={**self.phrases, **told.get("phrases", {})},
                worded=tuple(_texts(told)),
            )
        except tomllib.TOMLDecodeError as error:
            raise _refused(f"文本格式有误：{error}") from error
        except (KeyError, TypeError, AttributeError) as error:
            raise _refused("文本缺少段落（[[paragraph]] 及其 text）") from error
        amended._check()
        return amended

    def _check(self) -> None:
        if not self.title.strip() or not self.worded:
            raise _refused("标题和段落不能为空")
        for name, phrase in self.phrases.items():
            if name not in self.places or _places(phrase) != [""]:
                raise _refused(f"短语“{name}”须对应一个填空项，并含一个 {{}}")
        for one in self.worded:
            if one.shape not in SHAPES or one.when not in (_EVERY, *self.variants):
                raise _refused(f"段落的 shape 或 when 不认识：{one.shape} {one.when}")
            if unknown := sorted(set(_places(one.text)) - self.places.keys()):
                raise _refused(f"填空项不认识：{'、'.join(unknown)}")
        self._check_law()

    def _check_law(self) -> None:
        """Every variant says every place that the law requires."""
        for variant, title in (self.variants or {_EVERY: ""}).items():
            said = {
                name
                for one in self.worded
                if one.when in (_EVERY, variant)
                for name in _places(one.text)
            }
            for place in self.places.values():
                if place.required and place.name not in said:
                    where = f"（{title}用）" if title else ""
                    raise _refused(
                        f"《{self.title}》{where}必须写明“{place.title}”"
                        f"（{{{place.name}}}，{place.basis}）"
                    )


@cache
def declared(name: str, folder: Path = paths.LETTERS) -> Wording:
    """The shipped wording ``<name>.toml``. Raises ``D-WORDING`` when it is absent or not sound."""
    path = folder / f"{name}.toml"
    try:
        text = path.read_text(encoding="utf-8")
        told = tomllib.loads(text)
        places = {one["name"]: Place(**one) for one in told["place"]}
        bare = Wording(name, told["title"], places, told.get("variants", {}), {}, ())
        return bare.amended(text)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, RefusedError) as error:
        raise EnvironmentFault(
            "D-WORDING", f"文书文本 {path.name} 缺失或损坏：{error}", "请重新安装本程序。"
        ) from error


def as_toml(title: str, worded: Iterable[Worded]) -> str:
    """An office's words as :meth:`Wording.amended` reads them."""
    blocks = [toml_line("title", title)]
    for one in worded:
        lines = [toml_line("when", one.when)] if one.when else []
        lines += [toml_line("shape", one.shape), toml_line("text", one.text)]
        blocks.append("\n".join(("[[paragraph]]", *lines)))
    return "\n\n".join(blocks) + "\n"


def toml_line(name: str, value: str) -> str:
    """``name = "value"``: what JSON escapes in a text, TOML reads alike."""
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


def _texts(told: Mapping[str, Any]) -> Iterator[Worded]:
    for one in told["paragraph"]:
        yield Worded(str(one.get("when", _EVERY)), str(one.get("shape", "body")), str(one["text"]))


def _places(text: str) -> list[str]:
    """The names of the places in ``text``. Raises ``D-WORDING`` for a brace that opens nothing."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise _refused(f"花括号不成对：{text}") from error
    if any(spec or how for _, _, spec, how in parts):
        raise _refused(f"花括号中只能写填空项的名称：{text}")
    return [name for _, name, _, _ in parts if name is not None]


def _refused(what: str) -> RefusedError:
    return RefusedError("D-WORDING", f"{what}。", "原有文本没有变动；请改正后重试。")
