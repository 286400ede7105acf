"""The manual: one page of Markdown per screen, named by the screen's id."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.paths import RESOURCES

FOLDER = RESOURCES / "manual" / "zh"
FIRST = "start"
"""The page of somebody who has not begun yet."""


@dataclass(frozen=True)
class Page:
    """One page; ``title`` is its first heading."""

    id: str
    title: str
    text: str


def pages(folder: Path = FOLDER) -> list[Page]:
    """All pages in the order of their file names' numbers (``10-start.md``)."""
    return [_page(path) for path in sorted(folder.glob("*.md"))]


def find(text: str, among: list[Page]) -> list[Page]:
    """The pages in which every word of ``text`` occurs; all pages for an empty text."""
    words = text.casefold().split()
    return [page for page in among if all(word in page.text.casefold() for word in words)]


def _page(path: Path) -> Page:
    text = path.read_text("utf-8")
    return Page(path.stem.partition("-")[2], text.partition("\n")[0].lstrip("# "), text)
