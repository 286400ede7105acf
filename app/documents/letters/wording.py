"""The words of letters, kept in ``resources/letters/*.toml`` so that a county can change them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app import paths
from app.documents.letters.layout import Paragraph
from app.errors import EnvironmentFault, RefusedError


@dataclass(frozen=True)
class Wording:
    """A paper's title and paragraphs with ``{places}`` to fill.

    ``only`` of a paragraph names the kind of sender (``bank``, ``agency``) that it is meant for;
    empty means every sender.
    """

    title: str
    paragraphs: tuple[tuple[str, str, str], ...]
    phrases: Mapping[str, str]

    def fill(self, kind: str, places: Mapping[str, str]) -> list[Paragraph]:
        """The paragraphs meant for ``kind`` with the places filled; those left empty fall away.

        Raises ``D-WORDING`` when the text names a place that is not known.
        """
        try:
            filled = [
                Paragraph(shape, text.format_map(places))
                for only, shape, text in self.paragraphs
                if only in ("", kind)
            ]
        except (KeyError, ValueError, IndexError) as error:
            raise RefusedError(
                "D-WORDING",
                f"文书文本中的填空项不认识：{error}",
                "请检查 resources/letters 下的文本。",
            ) from error
        return [one for one in filled if one.text]


@cache
def load(name: str, folder: Path = paths.LETTERS) -> Wording:
    """Read ``<name>.toml``. Raises ``D-WORDING`` when it is absent or not well formed."""
    path = folder / f"{name}.toml"
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        paragraphs = tuple(
            (one.get("only", ""), one.get("shape", "body"), one["text"])
            for one in told["paragraph"]
        )
        return Wording(told["title"], paragraphs, told.get("phrases", {}))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise EnvironmentFault(
            "D-WORDING", f"文书文本 {path.name} 缺失或损坏。", "请重新安装本程序。"
        ) from error
