"""采集告知书 to many enterprises: looked at, counted, then numbered and printed in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.collection import notices
from app.collection.slips import MADE
from app.documents.batch import (
    Layout,
    Piece,
    Printed,
    count_pages,
    print_batch,
    print_bytes,
    sorted_for_delivery,
)
from app.documents.issuing.notices import notice_pieces
from app.documents.labels import write_labels
from app.progress import SILENT, Progress
from app.store.office_store import Store

TITLE = "采集告知书"
LABELS = "信封标签.pdf"
_SHOWN = 10
"""So many letters a preview shows: the rest differ in name and number only."""


@dataclass(frozen=True)
class Counted:
    """What a batch would be: letters, pages, and how many of the letters are new."""

    letters: int
    pages: int
    fresh: int


def count(
    store: Store, codes: Sequence[str], layout: Layout, progress: Progress = SILENT
) -> Counted:
    """Count the letters to ``codes`` before any number is given out. Raises ``D-*``."""
    pieces = _pieces(store, codes)
    fresh = len(notices.drafted(store, codes))
    return Counted(len(pieces), count_pages(pieces, layout, progress), fresh)


def preview(store: Store, codes: Sequence[str], layout: Layout) -> bytes:
    """The first letters to ``codes`` as a PDF, without giving out numbers.

    Raises ``D-EMPTY``, ``D-GLYPH``, ``D-*``, ``ENV-*``.
    """
    return print_bytes(TITLE, _pieces(store, codes)[:_SHOWN], layout)


def issue(
    store: Store,
    codes: Sequence[str],
    folder: Path,
    layout: Layout,
    *,
    labels: bool = False,
    progress: Progress = SILENT,
) -> Printed:
    """Number and print the letters to ``codes`` into ``folder``, with labels if wanted.

    Whoever has a letter that was not delivered yet gets the same again; called again after a
    cancel or a full disk, it goes on where it stopped. Raises ``R-ROLE``, ``D-*``, ``ENV-*``,
    ``Cancelled``.
    """
    notices.generate(store, codes)
    pieces = _pieces(store, codes)
    done = print_batch(folder, TITLE, pieces, layout, progress)
    if labels:
        write_labels(folder / LABELS, pieces)
    return done


def _pieces(store: Store, codes: Sequence[str]) -> list[Piece]:
    """The letters to ``codes``, those made and not yet delivered as well as those still to make."""
    wanted = set(codes)
    made = [one for one in notices.notices(store, MADE) if one.uscc in wanted]
    pieces = notice_pieces(store, [*made, *notices.drafted(store, codes)])
    return sorted_for_delivery(pieces, store.catalogue.townships)
