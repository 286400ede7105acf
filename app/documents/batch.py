"""Many papers at once: checked whole, sorted for delivery, counted, printed, resumed.

A batch is printed into a folder: volumes of many papers, or a file for each. What is finished is
written down line by line, so that after a full disk or a cancelled job the next call goes on at
the right paper and never writes a finished file again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from app.documents.typeset import fonts
from app.documents.typeset.lines import clean
from app.documents.typeset.page import CountedPaper, Drawable, paper_written
from app.errors import RefusedError
from app.files import disk_fault, sha256_of
from app.progress import SILENT, Progress

VOLUME = 500
"""Papers in one file: what a tray and a bundle hold, and what bounds the memory."""
JOURNAL = "批次.jsonl"
_MOST_NAMED = 20
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True)
class Piece:
    """One addressee's paper within a batch, and what labels and registers say of it."""

    name: str
    code: str
    content: Drawable
    township: str = ""
    address: str = ""
    number: str = ""
    slip_code: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of everything it says: the same digest needs no second printing."""
        said = "\x1f".join((self.name, self.code, self.number, *self.content.texts()))
        return hashlib.sha256(said.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Layout:
    """A file for each paper, or volumes; ``duplex`` begins each paper on a sheet of its own."""

    separate: bool = False
    duplex: bool = False
    volume: int = VOLUME


PLAIN = Layout()


@dataclass(frozen=True)
class Printed:
    """The files of a batch in order, their pages, and how many files were there already."""

    files: tuple[Path, ...]
    pages: int
    resumed: int


class Placed(Protocol):
    """Who or what is carried to an enterprise: where to, and to whom."""

    @property
    def township(self) -> str: ...  # noqa: D102
    @property
    def address(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def code(self) -> str: ...  # noqa: D102


P = TypeVar("P", bound=Placed)


def sorted_for_delivery(pieces: Iterable[P], townships: Sequence[str]) -> list[P]:
    """By township in the county's own order, then by address and name; unknown townships last."""
    place = {name: number for number, name in enumerate(townships)}
    towns: dict[str, list[P]] = {}  # one call for a whole county would hold the screen still
    for one in pieces:
        towns.setdefault(one.township, []).append(one)
    order = sorted(towns, key=lambda town: (place.get(town, len(place)), town))

    def key(one: P) -> tuple[str, str, str]:
        return one.address, one.name, one.code

    return [one for town in order for one in sorted(towns[town], key=key)]


def check(pieces: Sequence[Piece]) -> None:
    """Raise ``D-EMPTY`` without pieces, ``D-GLYPH`` naming every enterprise that cannot be set."""
    if not pieces:
        raise RefusedError("D-EMPTY", "没有需要打印的文书。", "请先选择企业。")
    found = fonts.find()
    faults = []
    for piece in pieces:
        texts = (piece.name, piece.number, piece.slip_code, *piece.content.texts())
        try:
            found.require(clean("".join(texts)), piece.name)
        except RefusedError as error:
            faults.append(error)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        told = "\n".join(one.message for one in faults[:_MOST_NAMED])
        more = f"\n……共{len(faults)}家" if len(faults) > _MOST_NAMED else ""
        raise RefusedError("D-GLYPH", told + more, faults[0].advice)


def count_pages(pieces: Sequence[Piece], layout: Layout, progress: Progress = SILENT) -> int:
    """How many pages :func:`print_batch` will print. Raises ``D-FONT``."""
    paper = CountedPaper(fonts.find(), duplex=layout.duplex)
    for done, piece in enumerate(pieces, 1):
        paper.new_sheet()
        piece.content.draw(paper)
        progress.step(done, len(pieces), "计算页数")
    return paper.pages


def print_file(
    path: Path,
    title: str,
    pieces: Sequence[Piece],
    layout: Layout = PLAIN,
    progress: Progress = SILENT,
) -> int:
    """Print all of ``pieces`` into one file, one after the other; returns pages.

    Raises ``D-EMPTY``, ``D-GLYPH``, ``D-FONT``, ``ENV-*``, ``Cancelled``; ``path`` stays as it was.
    """
    check(pieces)
    return _write(path, title, pieces, layout, 0, len(pieces), progress)


def print_bytes(title: str, pieces: Sequence[Piece], layout: Layout = PLAIN) -> bytes:
    """The same as a PDF in memory, for a screen. Raises as :func:`print_file`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        print_file(path, title, pieces, layout)
        return path.read_bytes()


def print_batch(
    folder: Path,
    title: str,
    pieces: Sequence[Piece],
    layout: Layout,
    progress: Progress = SILENT,
) -> Printed:
    """Print ``pieces`` in their order into ``folder``; called again, it goes on where it stopped.

    A file that stands in the folder as it was finished, for the same papers, is left as it is.
    Raises ``D-EMPTY``, ``D-GLYPH``, ``D-FONT``, ``ENV-*``, ``Cancelled``; files already finished
    stay valid.
    """
    check(pieces)
    _make(folder)
    finished = _finished(folder)
    files, pages, resumed, done = [], 0, 0, 0
    for name, part in _files(title, pieces, layout):
        path, digest = folder / name, _digest_of(part, layout)
        before = finished.get(name)
        if before and before["digest"] == digest and _stands(path, before["sha256"]):
            pages, resumed = pages + before["pages"], resumed + 1
        else:
            pages += (count := _write(path, title, part, layout, done, len(pieces), progress))
            entry = {"file": name, "digest": digest, "pages": count, "sha256": sha256_of(path)}
            _note(folder, entry)
        files.append(path)
        done += len(part)
        progress.step(done, len(pieces), name)
    return Printed(tuple(files), pages, resumed)


def _write(
    path: Path,
    title: str,
    part: Sequence[Piece],
    layout: Layout,
    done: int,
    total: int,
    progress: Progress,
) -> int:
    with paper_written(path, fonts.find(), title, duplex=layout.duplex) as paper:
        for number, piece in enumerate(part, done + 1):
            paper.new_sheet()
            paper.bookmark(f"{clean(piece.name)}　{piece.number}".strip())
            piece.content.draw(paper)
            progress.step(number, total, piece.name)
    return paper.pages


def _files(
    title: str, pieces: Sequence[Piece], layout: Layout
) -> Iterator[tuple[str, Sequence[Piece]]]:
    """The name of each file and the papers in it."""
    if layout.separate:
        for number, piece in enumerate(pieces, 1):
            said = "_".join(filter(None, (piece.township, piece.name[:40], piece.code)))
            yield f"{number:05d}_{_FORBIDDEN.sub('', said)}.pdf", (piece,)
        return
    count = -(-len(pieces) // layout.volume)
    for number in range(count):
        mark = f"（第{number + 1}册，共{count}册）" if count > 1 else ""
        part = pieces[number * layout.volume : (number + 1) * layout.volume]
        yield f"{_FORBIDDEN.sub('', title)}{mark}.pdf", part


def _digest_of(part: Sequence[Piece], layout: Layout) -> str:
    said = ("duplex" if layout.duplex else "", *(one.digest for one in part))
    return hashlib.sha256(" ".join(said).encode("ascii")).hexdigest()


def _stands(path: Path, sha256: str) -> bool:
    return path.is_file() and sha256_of(path) == sha256


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_fault(error, folder) from error


def _finished(folder: Path) -> dict[str, dict[str, Any]]:
    """What the journal says, by file name; a line that a crash cut off is as good as none."""
    found = {}
    try:
        lines = (folder / JOURNAL).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        return {}
    for line in lines:
        try:
            entry = json.loads(line)
            found[str(entry["file"])] = entry
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _note(folder: Path, entry: dict[str, object]) -> None:
    path = folder / JOURNAL
    try:
        with path.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(entry, ensure_ascii=False) + "\n")
            journal.flush()
            os.fsync(journal.fileno())
    except OSError as error:
        raise disk_fault(error, path) from error
