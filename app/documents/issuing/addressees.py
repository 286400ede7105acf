"""Those who get letters: enterprises of the register, agencies, the county government."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from app.documents.batch import Piece
from app.documents.typeset.page import Drawable
from app.store.office_store import Store
from app.store.tables import register


@dataclass(frozen=True)
class Addressee:
    """An enterprise or an office: its code, name, and where its letters go.

    ``code`` is an enterprise's credit code or an agency's code, ``kind`` an enterprise's kind by
    the code list ``entity_kind``.
    """

    code: str
    name: str
    legal_rep: str = ""
    township: str = ""
    address: str = ""
    uscc: str = ""
    kind: str = ""

    def piece(self, content: Drawable, number: str = "", slip_code: str = "") -> Piece:
        """A paper to this enterprise within a batch."""
        return Piece(self.name, self.code, content, self.township, self.address, number, slip_code)


def addressees(store: Store) -> dict[str, Addressee]:
    """Everybody in the register by credit code."""
    one = register.c
    query = sa.select(one.uscc, one.name, one.legal_rep, one.township, one.address, one.entity_kind)
    with store.read() as conn:
        return {
            row.uscc: Addressee(
                code=row.uscc,
                name=row.name,
                legal_rep=row.legal_rep or "",
                township=row.township or "",
                address=row.address or "",
                uscc=row.uscc,
                kind=row.entity_kind or "",
            )
            for row in conn.execute(query)
        }


def enterprise(known: Mapping[str, Addressee], code: str, name: str) -> Addressee:
    """The addressee ``code``; by ``name`` alone when the register has it no longer."""
    return known.get(code) or Addressee(code, name or code, uscc=code)


def agencies(store: Store) -> dict[str, Addressee]:
    """Every agency of the catalogue by its code, under its full name."""
    return {
        one.code: Addressee(one.code, one.title, address=one.address, uscc=one.uscc)
        for one in store.catalogue.agencies.values()
    }


def government(store: Store) -> Addressee:
    """The county's government, under the county's region code (GB/T 2260)."""
    return Addressee(store.catalogue.region, f"{store.catalogue.county}人民政府")
