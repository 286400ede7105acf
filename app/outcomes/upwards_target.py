"""What a system above the county wants: its file, sheets and columns, as a mapping file says.

The import template of 河南省中小企业信用信息系统 is not public, so a template is data: one TOML
file per target, read by :mod:`upwards_reading`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.catalogue.model import Field

HOLD, EXPORT = "hold", "export"
ENTERPRISE, RECORD = "enterprise", "record"
REGISTER = "register"
OPEN_FIELDS = ("uscc", "name")
"""Columns of the register that name an enterprise; all others stand or fall with its SC01 record,

so that what the gate keeps back does not leave by way of the register.
"""


@dataclass(frozen=True)
class Source:
    """Where a value comes from: ``dataset`` is a data set's code or ``register``.

    ``column`` is the stored column; ``titles`` are the codes that it may hold, empty for free text.
    """

    dataset: str
    column: str
    field: Field
    titles: dict[str, str]
    open_ended: bool = False


@dataclass(frozen=True)
class Column:
    """One column of the target. ``sources`` are asked in order, the first that has a value serves.

    ``codes`` translates our codes, ``as_is`` lets others of an open list pass; ``date`` is a
    pattern of YYYY, MM, DD; ``unit`` 元, 万元 or 分; ``decimals`` None means exact; ``limit`` is in
    characters, 0 for none; ``basis`` names the law under which sensitive personal data goes up.
    """

    name: str
    required: bool = False
    sources: tuple[Source, ...] = ()
    constant: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    as_is: bool = False
    date: str = ""
    unit: str = "元"
    decimals: int | None = None
    limit: int = 0
    basis: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet or file. ``rows`` is enterprise or record; of a record sheet, ``dataset``.

    ``states`` are the record states that go up.
    """

    name: str
    rows: str
    dataset: str
    states: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def data_sets(self) -> tuple[str, ...]:
        """The data sets that its values come from, in the order of the columns."""
        named = [
            "SC01" if source.dataset == REGISTER else source.dataset
            for column in self.columns
            for source in column.sources
            if source.dataset != REGISTER or source.column not in OPEN_FIELDS
        ]
        return tuple(dict.fromkeys([self.dataset, *named] if self.dataset else named))


@dataclass(frozen=True)
class Target:
    """A checked mapping; ``sha256`` is that of its file. ``guard``: see :mod:`upwards_files`."""

    id: str
    title: str
    version: str
    format: str
    encoding: str
    on_missing: str
    guard: bool
    sheets: tuple[Sheet, ...]
    sha256: str
