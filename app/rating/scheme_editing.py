"""A version of a scheme on the desk: its sheets as texts, judged as they stand, kept half typed.

What lies there is nobody's draft yet: it belongs to the operator who changes it and has no audit
entry, like a half-typed record. Once it is kept as a draft, that act has its entry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from app import clock
from app.catalogue.model import Catalogue
from app.errors import RefusedError
from app.keys.roles import Role
from app.rating import schemes
from app.rating.scheme import Scheme
from app.rating.scheme_check import declared_problems
from app.rating.scheme_layout import INDICATORS, WEIGHT, layouts, rows_of
from app.rating.scheme_places import Texts, Told, told_cell, told_problem
from app.rating.scheme_rows import FIRST, Row, applied
from app.rating.scheme_words import Difference, differences
from app.store.office_store import Store
from app.store.scheme_tables import scheme_editing as table


@dataclass(frozen=True)
class Desk:
    """``base`` as it is being changed: ``own`` are its sheets, ``texts`` as they stand now."""

    base: Scheme
    own: Texts
    texts: Texts

    @property
    def changed(self) -> bool:
        """Whether anything stands otherwise than in the base."""
        return self.texts != self.own


@dataclass(frozen=True)
class Judged:
    """What a desk makes: the scheme as far as it can be read, and all that is wrong with it.

    ``sums`` are the weights of each template added up; None where one cannot be read.
    """

    scheme: Scheme
    problems: tuple[Told, ...]
    sums: Mapping[str, int | None]


def lay_out(base: Scheme) -> Desk:
    """A version laid out to be changed. Raises ``R-SCHEME`` for one of another shape."""
    own = texts_of(base)
    return Desk(base, own, own)


def texts_of(scheme: Scheme) -> dict[str, list[list[str]]]:
    """The sheets of a scheme as texts; an empty cell is an empty text."""
    return {
        sheet: [["" if cell is None else str(cell) for cell in row] for row in rows]
        for sheet, rows in rows_of(scheme).items()
    }


def judge(desk: Desk, catalogue: Catalogue) -> Judged:
    """Read every cell and check the whole. Raises ``R-SCHEME-CELL`` where a row is missing."""
    made, faults = applied(desk.base, _pages(desk), desk.base.version)
    if faults:
        told = [told_cell(desk.base, desk.texts, one) for one in faults]
    else:
        found = declared_problems(made, catalogue)
        told = [told_problem(made, desk.texts, one) for one in found]
    # bands for all templates are wrong in each of them
    return Judged(made, tuple(dict.fromkeys(told)), sums(desk))


def to_try(desk: Desk, catalogue: Catalogue) -> Scheme:
    """The scheme that the desk makes, if it can be tried: sums of weights may be wrong.

    Raises ``R-SCHEME-TRY`` with the first problem.
    """
    judged = judge(desk, catalogue)
    for one in judged.problems:
        if not one.is_sum:
            raise RefusedError(
                "R-SCHEME-TRY",
                f"版本 {desk.base.version} 现在还不能试算。{one.sentence}",
                "请先在“修改”中改好再试算；没有变动。",
            )
    return judged.scheme


def sums(desk: Desk) -> dict[str, int | None]:
    """The weights of each template added up; None where one is no number."""
    columns = layouts(desk.base.templates)[INDICATORS].columns
    found: dict[str, int | None] = {}
    for template in desk.base.templates:
        at = columns.index(f"{WEIGHT}{template}")
        cells = [row[at].strip() for row in desk.texts[INDICATORS] if row[at].strip()]
        whole = all(cell.isascii() and cell.isdecimal() and len(cell) < 10 for cell in cells)
        found[template] = sum(map(int, cells)) if whole else None
    return found


def weighted(desk: Desk, weights: Mapping[str, Mapping[str, int]]) -> Desk:
    """The desk with other weights: indicator id → template → weight; 0 leaves it out."""
    columns = layouts(desk.base.templates)[INDICATORS].columns
    rows = []
    for row in desk.texts[INDICATORS]:
        cells = list(row)
        for template, weight in weights.get(row[0], {}).items():
            cells[columns.index(f"{WEIGHT}{template}")] = str(weight or "")
        rows.append(cells)
    return replace(desk, texts={**desk.texts, INDICATORS: rows})


def save(
    store: Store, desk: Desk, *, version: str, reason: str, effective_from: date
) -> list[Difference]:
    """Keep the desk as a draft ``version``, and tell what it changes of its base.

    Where it is what lies on the operator's desk, that is cleared.

    Raises ``R-SCHEME-CELL`` for a cell that cannot be read, ``R-SCHEME-SAME`` where nothing is
    changed, and what :func:`app.rating.schemes.draft` raises; then the desk stays.
    """
    made, faults = applied(desk.base, _pages(desk), version)
    if faults:
        raise faults[0]
    found = differences(desk.base, made)
    if not found:
        raise RefusedError(
            "R-SCHEME-SAME", f"与版本 {desk.base.version} 没有差异。", "请先修改；没有变动。"
        )
    schemes.draft(
        store, made, reason=reason, effective_from=effective_from, predecessor=desk.base.version
    )
    lying = recall(store)
    if lying and (lying.base.sha256, lying.texts) == (desk.base.sha256, desk.texts):
        clear(store)
    return found


def keep(store: Store, desk: Desk) -> None:
    """Keep what lies on the signed-in operator's desk, in the place of what was there."""
    store.require(Role.ENTRY, Role.REVIEWER)
    with store.write() as conn:
        _clear(conn, store.operator)
        conn.execute(
            sa.insert(table).values(
                operator=store.operator,
                scheme_id=desk.base.id,
                version=desk.base.version,
                sha256=desk.base.sha256,
                rows=json.dumps(desk.texts, ensure_ascii=False),
                at=clock.timestamp(),
            )
        )


def recall(store: Store) -> Desk | None:
    """What lies on the signed-in operator's desk; None when it is empty."""
    with store.read() as conn:
        row = conn.execute(sa.select(table).where(table.c.operator == store.operator)).first()
        base = schemes.by_sha256(conn, row.sha256) if row else None
    return replace(lay_out(base), texts=json.loads(row.rows)) if row and base else None


def clear(store: Store) -> None:
    """Give up what lies on the signed-in operator's desk."""
    with store.write() as conn:
        _clear(conn, store.operator)


def _clear(conn: sa.Connection, operator: str) -> None:
    conn.execute(sa.delete(table).where(table.c.operator == operator))


def _pages(desk: Desk) -> dict[str, list[Row]]:
    return {
        sheet: [
            Row(sheet, number, dict(zip(layout.columns, cells, strict=True)))
            for number, cells in enumerate(desk.texts[sheet], start=FIRST)
            if any(cell.strip() for cell in cells)
        ]
        for sheet, layout in layouts(desk.base.templates).items()
    }
