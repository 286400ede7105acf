"""The desk under the hands: what is typed, taken back and pasted, without anything drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.rating.scheme import Scheme
from app.rating.scheme_editing import Desk
from app.rating.scheme_layout import BANDS, BASE, layouts

Rows = list[list[str]]


class Working(QObject):
    """A desk that changes step by step. Signal ``changed(sheet)``; empty: another desk."""

    changed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.undo = QUndoStack(self)
        self._laid: Desk | None = None
        self._rows: dict[str, Rows] = {}

    def lay(self, desk: Desk) -> None:
        """Put another desk in the place of this one; what was done to the old one is forgotten."""
        self.undo.clear()
        self._laid = desk
        self._rows = {sheet: [list(row) for row in rows] for sheet, rows in desk.texts.items()}
        self.changed.emit("")

    def clear(self) -> None:
        """Nothing lies there any more."""
        self.undo.clear()
        self._laid, self._rows = None, {}
        self.changed.emit("")

    def desk(self) -> Desk | None:
        """The desk as it stands now: nobody changes this one; None while nothing lies there."""
        if self._laid is None:
            return None
        texts = {sheet: [list(row) for row in rows] for sheet, rows in self._rows.items()}
        return replace(self._laid, texts=texts)

    @property
    def base(self) -> Scheme | None:
        """The version that is changed; None while nothing lies there."""
        return self._laid.base if self._laid else None

    def rows(self, sheet: str) -> Sequence[Sequence[str]]:
        """The rows of a sheet as they stand now."""
        return self._rows.get(sheet, [])

    def columns(self, sheet: str) -> tuple[str, ...]:
        """The columns of a sheet."""
        return layouts(self.base.templates)[sheet].columns if self.base else ()

    def open_to(self, sheet: str, row: int, column: int) -> bool:
        """Whether a cell may be changed: not what says which thing a row is about."""
        if self.base is None:
            return False
        layout = layouts(self.base.templates)[sheet]
        closed = 1 if sheet == BANDS else layout.keys
        return column >= closed and self._rows[sheet][row][0] not in BASE.values()

    def put(self, sheet: str, cells: Mapping[tuple[int, int], str], words: str) -> None:
        """Put texts into cells, as one step that can be taken back."""
        rows = [list(row) for row in self._rows[sheet]]
        for (row, column), text in cells.items():
            if self.open_to(sheet, row, column):
                rows[row][column] = text
        self.put_rows(sheet, rows, words)

    def put_rows(self, sheet: str, rows: Rows, words: str) -> None:
        """Put a whole sheet, as one step that can be taken back."""
        if rows != self._rows[sheet]:
            self.undo.push(_Step(words, self._show, sheet, self._rows[sheet], rows))

    def insert(self, row: int) -> None:
        """A new band below this one, of the same indicator and template."""
        rows = [list(one) for one in self._rows[BANDS]]
        rows.insert(row + 1, [*rows[row][:2], "", "", ""])
        self.put_rows(BANDS, rows, "插入一档")

    def remove(self, chosen: Sequence[int]) -> None:
        """Take these bands away."""
        kept = [row for at, row in enumerate(self._rows[BANDS]) if at not in set(chosen)]
        self.put_rows(BANDS, kept, "删除分档")

    def _show(self, sheet: str, rows: Rows) -> None:
        self._rows[sheet] = rows
        self.changed.emit(sheet)


class _Step(QUndoCommand):
    """One sheet before and after; a scheme's sheets are small."""

    def __init__(
        self, words: str, show: Callable[[str, Rows], None], sheet: str, old: Rows, new: Rows
    ) -> None:
        super().__init__(words)
        self._show, self._sheet, self._old, self._new = show, sheet, old, new

    def redo(self) -> None:
        """Do it, or do it again."""
        self._show(self._sheet, self._new)

    def undo(self) -> None:
        """Take it back."""
        self._show(self._sheet, self._old)


@dataclass(frozen=True)
class Block:
    """Cells from the clipboard that fit: texts by row and place, and what did not fit, in words."""

    cells: Mapping[tuple[int, int], str]
    problem: str = ""


def block_of(
    text: str,
    places: Sequence[int | None],
    first: int,
    rows: Sequence[Sequence[str]],
    open_to: Callable[[int, int], bool],
) -> Block:
    """Lay copied cells over rows from ``first``; ``places`` are the columns from the cursor on.

    A place of None is only shown and is not compared. All or nothing: cells that stand fast must
    say the same, so that a block is not laid over the wrong rows.
    """
    lines = [line.split("\t") for line in text.rstrip("\r\n").replace("\r\n", "\n").split("\n")]
    if first + len(lines) > len(rows):
        return Block({}, f"要粘贴 {len(lines)} 行，从这里起只有 {len(rows) - first} 行，没有粘贴。")
    cells: dict[tuple[int, int], str] = {}
    for at, line in enumerate(lines, start=first):
        if len(line) > len(places):
            return Block({}, f"要粘贴 {len(line)} 列，从这里起只有 {len(places)} 列，没有粘贴。")
        for place, cell in zip(places, line, strict=False):
            wanted = cell.strip()
            if place is None:
                continue
            if open_to(at, place):
                cells[at, place] = wanted
            elif wanted != rows[at][place]:
                told = f"第 {at + 1} 行是“{rows[at][place]}”，粘贴的是“{wanted}”，没有粘贴。"
                return Block({}, told)
    return Block(cells)
