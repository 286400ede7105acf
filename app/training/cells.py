"""How a clerk writes a stored value into a cell, in one of many honest ways."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from app.catalogue.labels import labels_of, normalise_header
from app.catalogue.model import Catalogue, DataSet, Field, FieldType, Value

Cell = str | int | float | date | None
_UNITS = {"元": 100, "万元": 1_000_000}
_DATES = (
    "{y}-{m:02d}-{d:02d}",
    "{y}年{m}月{d}日",
    "{y}.{m}.{d}",
    "{y}/{m}/{d}",
    "{y}{m:02d}{d:02d}",
)
_MONTHS = ("{y}-{m:02d}", "{y}年{m}月", "{y}{m:02d}", "{y}.{m:02d}")


@dataclass(frozen=True)
class Style:
    """One clerk's habits: the file, the decoration around the table, the spelling of values."""

    form: str
    title: bool
    two_lines: bool
    total: bool
    signature: bool
    date: str
    real_dates: bool
    month: str
    comma: bool
    code_titles: bool
    other_unit: bool
    extra: bool


def style(rng: random.Random, rows: int) -> Style:
    """A clerk's habits; long tables are exported as text by their systems."""
    forms = (
        ("csv-gbk", "csv-utf8", "txt-utf16")
        if rows > 6000
        else ("xlsx",) * 6 + ("csv-gbk", "csv-utf8")
    )
    form = rng.choice(forms)
    sheet = form == "xlsx"
    return Style(
        form=form,
        title=sheet and rng.random() < 0.75,
        two_lines=sheet and rows < 1500 and rng.random() < 0.3,
        total=sheet and rng.random() < 0.6,
        signature=sheet and rng.random() < 0.5,
        date=rng.choice(_DATES),
        real_dates=sheet and rng.random() < 0.3,
        month=rng.choice(_MONTHS),
        comma=rng.random() < 0.3,
        code_titles=rng.random() < 0.7,
        other_unit=rng.random() < 0.3,
        extra=rng.random() < 0.4,
    )


def header(data_set: DataSet, entry: Field, habits: Style, rng: random.Random) -> tuple[str, str]:
    """The header over a field, and the unit that its cells are in."""
    known = labels_of(data_set)
    choices = [
        label for label in (entry.title, entry.title, *entry.synonyms[:3])
        if known.get(normalise_header(label)) == entry.name
    ]  # fmt: skip
    label, unit = rng.choice(choices or [entry.title]), entry.unit
    if entry.type is FieldType.AMOUNT and habits.other_unit:
        unit = "元" if unit == "万元" else "万元"
        return f"{normalise_header(label)}({unit})", unit
    if entry.type is FieldType.AMOUNT and unit and rng.random() < 0.5:
        return f"{normalise_header(label)}（{unit}）", unit
    return label, unit


def show(entry: Field, unit: str, value: Value, habits: Style, catalogue: Catalogue) -> Cell:
    """The cell of one stored value."""
    if value is None:
        return None
    if entry.type is FieldType.AMOUNT:
        return _decimal(int(value), _UNITS[unit], habits)
    if entry.type is FieldType.NUMBER:
        return _decimal(int(value), 10**entry.scale, habits)
    if entry.type in (FieldType.INT, FieldType.YEAR):
        return int(value)
    text = str(value)
    if entry.type is FieldType.DATE:
        year, month, day = map(int, text.split("-"))
        if habits.real_dates:
            return date(year, month, day)
        return habits.date.format(y=year, m=month, d=day)
    if entry.type is FieldType.MONTH:
        return habits.month.format(y=int(text[:4]), m=int(text[5:]))
    if entry.type is FieldType.BOOL:
        return "是" if text == "Y" else "否"
    if entry.type in (FieldType.CODE, FieldType.CODES) and habits.code_titles:
        titles = catalogue.code_lists[entry.codes].titles
        return "、".join(titles.get(code, code) for code in text.split("、"))
    return text


def _decimal(value: int, per: int, habits: Style) -> Cell:
    whole, rest = divmod(abs(value), per)
    places = len(str(per)) - 1
    if not habits.comma and habits.form == "xlsx":
        return value // per if value % per == 0 else value / per
    digits = f"{rest:0{places}d}".rstrip("0")
    shown = f"{whole:,}" if habits.comma else str(whole)
    return ("-" if value < 0 else "") + shown + (f".{digits}" if digits else "")
