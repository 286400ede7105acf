"""What a read sheet is: columns of cells, and what was left out of them and why.

Light on purpose: the child process imports it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


class CellError(str):
    """A cell that shows an error (``#N/A``) or a formula whose result was not saved.

    The text is what the finding shows: the error's name, or ``公式未计算``.
    """

    __slots__ = ()


UNCALCULATED = "公式未计算"

Cell = str | float | int | bool | date | datetime | None
"""One cell: text as typed, a number, a truth value, a date, :class:`CellError`, or None if empty.

Excel keeps all numbers as floats; a number shown as a percentage arrives as text (``6.5%``).
"""


@dataclass(frozen=True)
class Column:
    """One column: ``index`` counts from 0 in the file; ``header`` is the text to map by.

    Of a two-line header ``header`` is the part known to the data set, else ``上-下``. It is empty
    where a column has data and no header. ``unit`` is the unit written in the header (万元, kWh).
    """

    index: int
    header: str
    hidden: bool = False
    unit: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A row that is not data.

    ``reason``: title, note, total, signature, blank, repeated-header, unfilled.
    """

    row: int
    reason: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """A table found in a file, by columns: ``cells[i][j]`` belongs to ``columns[i]`` and
    ``row_numbers[j]`` (counted from 1 in the file).

    ``title_unit`` is the unit named above the table (``单位：万元``), ``period_hint`` a year
    (``2026``) or month (``2026-03``) named there. ``notes`` are Chinese sentences that the user
    should see (macros ignored, hidden columns …).
    """

    columns: list[Column]
    row_numbers: list[int]
    cells: list[list[Cell]]
    left_out: list[LeftOut] = field(default_factory=list)
    title_unit: str = ""
    period_hint: str = ""
    sheet_name: str = ""
    sheet_names: list[str] = field(default_factory=list)
    header_rows: tuple[int, int] = (0, 0)
    notes: list[str] = field(default_factory=list)
    sha256: str = ""
    encoding: str = ""

    @property
    def unit_hints(self) -> list[str]:
        """For each column the unit from its header, else the one named above the table."""
        return [column.unit or self.title_unit for column in self.columns]

    @property
    def duplicated_headers(self) -> list[str]:
        """Headers that stand over more than one column; the user must say which is meant."""
        seen: dict[str, int] = {}
        for column in self.columns:
            if column.header:
                seen[column.header] = seen.get(column.header, 0) + 1
        return [header for header, count in seen.items() if count > 1]


@dataclass(frozen=True)
class SheetLook:
    """The beginning of one sheet as shown texts: ``rows[r][c]`` is row ``r + 1`` of the file.

    ``height`` counts all rows. ``header_rows`` are the first and last line of the header that was
    found, ``(0, 0)`` for none; ``headers`` its texts, ``known`` how sure they make it.
    """

    name: str
    height: int
    rows: list[list[str]]
    header_rows: tuple[int, int]
    headers: list[str]
    known: int


@dataclass(frozen=True)
class FirstLook:
    """What a file holds at a glance, with the digest of its bytes (hex) and what to tell."""

    sheets: list[SheetLook]
    sha256: str
    notes: list[str] = field(default_factory=list)

    @property
    def likeliest(self) -> SheetLook:
        """The sheet that most looks like a table; the first of equals."""
        return max(self.sheets, key=lambda sheet: (sheet.known, len(sheet.headers) > 1))
