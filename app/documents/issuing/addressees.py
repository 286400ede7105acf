"""The enterprises of the register as those who get letters."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.documents.batch import Piece
from app.documents.typeset.page import Drawable
from app.store.office_store import Store
from app.store.tables import register


@dataclass(frozen=True)
class Addressee:
    """An enterprise: its code, name, and where its letters go."""

    code: str
    name: str
    legal_rep: str = ""
    township: str = ""
    address: str = ""

    def piece(self, content: Drawable, number: str = "", slip_code: str = "") -> Piece:
        """A paper to this enterprise within a batch."""
        return Piece(self.name, self.code, content, self.township, self.address, number, slip_code)


def addressees(store: Store) -> dict[str, Addressee]:
    """Everybody in the register by credit code."""
    columns = (register.c.uscc, register.c.name, register.c.legal_rep)
    query = sa.select(*columns, register.c.township, register.c.address)
    with store.read() as conn:
        return {
            row.uscc: Addressee(
                row.uscc, row.name, row.legal_rep or "", row.township or "", row.address or ""
            )
            for row in conn.execute(query)
        }
