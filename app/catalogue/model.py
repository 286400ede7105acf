"""The words a catalogue is written in: frozen declarations without behaviour beyond look-ups.

Stored form of values (the same in the store, in packages and in findings):

======== =================================================================================
type     stored as
======== =================================================================================
text     text, NFC, trimmed
date     ISO ``YYYY-MM-DD``
month    ``YYYY-MM``
year     integer
amount   integer 分 (whatever unit the form shows)
number   integer scaled by ``10**scale`` (12.34 kWh at scale 2 is 1234)
int      integer
code     the code itself (``1``, ``A``, or the word where the list has no codes)
codes    several codes joined by ``、`` in list order
bool     ``Y`` or ``N``
======== =================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property


class FieldType(StrEnum):
    """The kinds of value a field can hold."""

    TEXT = "text"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    AMOUNT = "amount"
    NUMBER = "number"
    INT = "int"
    CODE = "code"
    CODES = "codes"
    BOOL = "bool"


Value = str | int | None
"""A stored value; see the table above."""


@dataclass(frozen=True)
class Code:
    """One entry of a code list: stored ``code``, shown ``title``, other spellings clerks use."""

    code: str
    title: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes, with the standard or rule it comes from.

    An ``open_ended`` list (GB/T 4754 four-digit classes) also admits codes matching ``pattern``.
    """

    id: str
    title: str
    source: str
    codes: tuple[Code, ...]
    pattern: str = ""

    @cached_property
    def titles(self) -> dict[str, str]:
        """Code to title."""
        return {entry.code: entry.title for entry in self.codes}


@dataclass(frozen=True)
class Field:
    """One column of a data set.

    ``unit`` is the unit a form or sheet shows (元, 万元, kWh, %); ``scale`` the decimals kept of a
    number; ``minimum``/``maximum`` decimal bounds in the shown unit, or ISO dates, ``today`` being
    allowed; ``above`` an exclusive lower bound. ``identifier`` names a rule of
    ``app.identifiers``. ``derived`` fields are computed, never entered; ``fallback`` is
    an expression for the value of a cell left empty (``default`` a constant). A ``matching`` field
    only finds the enterprise and is not stored. ``sensitivity``: 0 公开, 1 内部, 2 商业秘密,
    3 个人信息, 4 敏感个人信息.
    """

    name: str
    title: str
    type: FieldType
    required: bool = False
    max_length: int = 0
    scale: int = 2
    unit: str = ""
    minimum: str = ""
    maximum: str = ""
    above: str = ""
    codes: str = ""
    identifier: str = ""
    synonyms: tuple[str, ...] = ()
    help: str = ""
    example: str = ""
    default: str = ""
    derived: str = ""
    fallback: str = ""
    matching: bool = False
    sensitivity: int = 1
    retired: str = ""

    @property
    def must_be_entered(self) -> bool:
        """Whether a row needs it and nothing but a clerk can give it."""
        return self.required and not (self.derived or self.default or self.fallback)


@dataclass(frozen=True)
class Rule:
    """A check across the fields of one row, written in the rule language of ``expressions``.

    Amounts are in 元 and numbers in their shown unit there; dates and months are ISO texts. A rule
    is silent when a field that it names is empty, unless it asks ``filled(x)``/``empty(x)``. With
    ``join``, ``other.x`` is a field of the row of that data set that agrees in ``on`` (for the
    bank's or the utility's own earlier sets); without such a row the rule is silent.
    """

    code: str
    level: str
    check: str
    message: str
    advice: str = ""
    when: str = ""
    fields: tuple[str, ...] = ()
    join: str = ""
    on: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupRule:
    """A check across the rows that agree in ``group`` (``sum(ratio)``, ``count()``, ``base.x``),

    or, when ``order`` is given, between each row and the one before it (``prev.kwh``).
    """

    code: str
    level: str
    group: tuple[str, ...]
    check: str
    message: str
    advice: str = ""
    when: str = ""
    order: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class DataSet:
    """One kind of record: one table, one form, one workbook template.

    Every row is about one enterprise, named by the column ``uscc`` (its subject key: the unified
    social credit code, or ``ORG:`` and nine characters). ``key`` is the natural key; empty means
    the record id. ``period`` names the field that says which period a row belongs to.
    ``lookup`` names a field (户号, loan number) whose enterprise is remembered, so that later
    sheets need no credit code. A row for which the expression ``withhold`` is true stays with the
    agency (a case that is not public) and is never put into a package.
    """

    code: str
    title: str
    about: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    period: str = ""
    lookup: str = ""
    consent: bool = False
    deadline: str = "04-20"
    source: str = ""
    penalty: bool = False
    withhold: str = ""
    rules: tuple[Rule, ...] = ()
    group_rules: tuple[GroupRule, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Field name to field."""
        return {entry.name: entry for entry in self.fields}


@dataclass(frozen=True)
class Ownership:
    """Kind ``kind`` collects data set ``dataset`` from ``valid_from`` to ``valid_to`` inclusive."""

    dataset: str
    kind: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class AgencyKind:
    """One of the kinds of agency (market regulation, tax, bank …)."""

    code: str
    title: str
    consent_required: bool = False


@dataclass(frozen=True)
class Agency:
    """An office that takes part; ``successor`` takes over its data when it ends."""

    code: str
    title: str
    short: str
    kind: str
    uscc: str = ""
    address: str = ""
    phone: str = ""
    letter_mark: str = ""
    valid_from: date = date(2000, 1, 1)
    valid_to: date | None = None
    successor: str = ""


@dataclass(frozen=True)
class Catalogue:
    """Everything that is declared, found by code."""

    version: str
    county: str
    region: str
    coordinator: str
    kinds: dict[str, AgencyKind]
    agencies: dict[str, Agency]
    data_sets: dict[str, DataSet]
    ownership: tuple[Ownership, ...]
    code_lists: dict[str, CodeList]
    townships: tuple[str, ...] = field(default=())

    def owners(self, dataset: str, on: date) -> frozenset[str]:
        """Codes of the agency kinds that collect ``dataset`` on that day."""
        return frozenset(
            entry.kind
            for entry in self.ownership
            if entry.dataset == dataset
            and entry.valid_from <= on
            and (entry.valid_to is None or on <= entry.valid_to)
        )

    def data_sets_of(self, agency: str, on: date) -> tuple[DataSet, ...]:
        """The data sets that an agency collects on that day, in catalogue order."""
        kind = self.agencies[agency].kind
        return tuple(
            data_set
            for data_set in self.data_sets.values()
            if kind in self.owners(data_set.code, on)
        )

    def collecting_agencies(self, on: date) -> tuple[Agency, ...]:
        """The agencies, without the coordinator, that take part on that day."""
        return tuple(
            agency
            for agency in self.agencies.values()
            if agency.code != self.coordinator
            and agency.valid_from <= on
            and (agency.valid_to is None or on <= agency.valid_to)
        )
