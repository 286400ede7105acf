"""Chinese TrueType faces of this machine, and which of them draws which character.

The product ships no font. reportlab embeds TrueType outlines only, so CFF collections (Noto CJK)
are of no use. A paper is set in *chains*: the first face of a chain that has a character draws it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.errors import EnvironmentFault, RefusedError


class Role(StrEnum):
    """What a face is for, after GB/T 9704: 仿宋 body, 黑体 headings, 小标宋 title, 楷体 remarks."""

    BODY = "body"
    HEADING = "heading"
    TITLE = "title"
    KAI = "kai"


_WENKAI = "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
_WENKAI_BOLD = "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf"
_DROID = "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"
_LATIN = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

_WANTED: dict[Role, tuple[str, ...]] = {
    Role.BODY: ("simfang.ttf", "simsun.ttc", _WENKAI, _DROID),
    Role.HEADING: ("simhei.ttf", _WENKAI_BOLD, _WENKAI, _DROID),
    Role.TITLE: ("simsun.ttc", "simhei.ttf", _WENKAI_BOLD, _WENKAI, _DROID),
    Role.KAI: ("simkai.ttf", _WENKAI, _DROID),
}
_RARE = ("simsun.ttc", "simsunb.ttf", "simkai.ttf", "simhei.ttf", _WENKAI, _DROID, _LATIN)
_PROBE = "中国企业信用0123456789AXax.-（）《》〔〕：；，。、—□"


@dataclass(frozen=True, eq=False)
class Face:
    """One font file registered with reportlab under ``name``; ``widths`` in em by character."""

    name: str
    path: Path
    widths: dict[str, float]


@dataclass(frozen=True, eq=False)
class Chain:
    """Faces in the order in which they are asked for a character."""

    faces: tuple[Face, ...]

    def width(self, character: str) -> float:
        """Advance of one character in em; 1 for a character that no face has."""
        for face in self.faces:
            if character in face.widths:
                return face.widths[character]
        return 1.0

    def runs(self, text: str) -> list[tuple[str, str]]:
        """``text`` cut into (font name, part) so that each part is drawn by one face."""
        first = self.faces[0]
        if first.widths.keys() >= set(text):
            return [(first.name, text)]
        found: list[tuple[str, str]] = []
        for character in text:
            name = self._face_of(character).name
            if found and found[-1][0] == name:
                found[-1] = (name, found[-1][1] + character)
            else:
                found.append((name, character))
        return found

    def missing(self, text: str) -> set[str]:
        """The characters of ``text`` that no face has."""
        left = set(text)
        for face in self.faces:
            left = {one for one in left if one not in face.widths}
            if not left:
                break
        return left

    def _face_of(self, character: str) -> Face:
        for face in self.faces:
            if character in face.widths:
                return face
        return self.faces[0]


@dataclass(frozen=True, eq=False)
class Fonts:
    """The chains that papers are set in, by role."""

    chains: dict[Role, Chain]

    def require(self, text: str, whose: str) -> None:
        """Raise ``D-GLYPH`` when some character of ``text``, a paper of ``whose``, has no glyph."""
        lacking = self.chains[Role.BODY].missing(text)
        if lacking:
            named = "、".join(f"「{one}」(U+{ord(one):04X})" for one in sorted(lacking))
            raise RefusedError(
                "D-GLYPH",
                f"{whose}：本机字体都没有{named}，文书未生成。",
                "请安装收字更全的中文字体（如 Debian 的 fonts-lxgw-wenkai），"
                "或先核对该字是否录错。",
            )


def folders() -> tuple[Path, ...]:
    """Where Windows keeps fonts: of the system and of the user; empty elsewhere."""
    found = []
    if windows := os.environ.get("WINDIR"):
        found.append(Path(windows) / "Fonts")
    if own := os.environ.get("LOCALAPPDATA"):
        found.append(Path(own) / "Microsoft" / "Windows" / "Fonts")
    return tuple(found)


@lru_cache(maxsize=1)
def find() -> Fonts:
    """The faces of this machine in the order of the design.

    Raises ``D-FONT`` (environment) naming the packages to install when no usable face is there.
    """
    return search(_WANTED, _RARE, folders())


def search(
    wanted: dict[Role, tuple[str, ...]], rare: Sequence[str], places: Sequence[Path]
) -> Fonts:
    """Chains from candidate files: absolute paths, or bare names looked for in ``places``.

    Raises ``D-FONT`` when a chain cannot draw ordinary office Chinese.
    """
    chains = {}
    for role, names in wanted.items():
        faces = [face for name in (*names, *rare) if (face := _face(name, tuple(places)))]
        chain = Chain(tuple(dict.fromkeys(faces)))
        if not faces or chain.missing(_PROBE):
            raise EnvironmentFault(
                "D-FONT",
                "本机没有可用的中文 TrueType 字体，不能生成文书。",
                "Windows 请安装仿宋（simfang.ttf）或宋体（simsun.ttc）；"
                "Debian/统信/麒麟请安装软件包 fonts-lxgw-wenkai，"
                "或 fonts-droid-fallback 与 fonts-dejavu-core，然后重试。",
            )
        chains[role] = chain
    return Fonts(chains)


@lru_cache(maxsize=64)
def _face(name: str, places: tuple[Path, ...]) -> Face | None:
    """Load and register one font file; None when it is absent or reportlab cannot read it."""
    candidates = [Path(name)] if name.startswith("/") else [place / name for place in places]
    for path in candidates:
        if not path.is_file():
            continue
        try:
            font = TTFont(f"CD-{path.stem}", str(path), subfontIndex=0)
        except (TTFError, OSError):
            continue  # CFF outlines or a damaged file: the next candidate serves
        pdfmetrics.registerFont(font)
        widths = {
            chr(code): font.face.charWidths.get(code, font.face.defaultWidth) / 1000
            for code in font.face.charToGlyph
        }
        return Face(font.fontName, path, widths)
    return None
