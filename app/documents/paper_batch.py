"""Any kind of paper, about something and for some enterprises, as a batch to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.collection.outgoing import outgoing
from app.documents.batch import Layout, Piece
from app.documents.issuing.selection import Selection
from app.documents.kinds import kind_of, pieces_of
from app.documents.printing import Counted, PrintJob
from app.errors import RefusedError
from app.progress import SILENT, Progress
from app.rating.batches import members
from app.store.office_store import Store
from app.store.tables import register


@dataclass(frozen=True)
class Whom:
    """Those of a township, of a rating batch, and named by code; nothing said: everybody."""

    township: str = ""
    batch: str = ""
    codes: frozenset[str] = frozenset()


def codes_of(store: Store, whom: Whom) -> frozenset[str] | None:
    """The codes that fit everything said; None when nothing is. Raises ``B-BATCH``."""
    if whom == Whom():
        return None
    found: list[frozenset[str]] = [whom.codes] if whom.codes else []
    with store.read() as conn:
        if whom.township:
            there = sa.select(register.c.uscc).where(register.c.township == whom.township)
            found.append(frozenset(conn.scalars(there)))
        if whom.batch:
            found.append(members(conn, whom.batch))
    return frozenset.intersection(*found)


class PaperBatch(PrintJob):
    """The papers of ``kind`` about ``about`` for ``whom``. Its methods raise as ``pieces_of``."""

    def __init__(self, store: Store, kind: str, about: str, whom: Whom) -> None:
        self._store, self._about, self._whom = store, about, whom
        self._kind = kind_of(store, kind)
        self.title = self._kind.title
        self.nothing = f"没有需要打印的{self.title}。"
        self.lettered = bool(self._kind.wordings)

    def pieces(self, *, draft: bool) -> list[Piece]:
        """What :func:`pieces_of` makes of them."""
        codes = self._codes()
        if codes is not None and not codes:
            return []
        chosen = Selection(self._about, codes or frozenset(), draft)
        return pieces_of(self._store, self._kind.id, chosen)

    def numbered(self, pieces: Sequence[Piece]) -> int:
        """Letters that were printed before and get the same number."""
        if not self.lettered:
            return 0
        known = {one.slip_code for one in outgoing(self._store, self._kind.id)}
        return sum(one.slip_code in known for one in pieces if one.slip_code)

    def count(self, layout: Layout, progress: Progress = SILENT) -> Counted:
        """As any batch; a paper whose making is told in the log is counted by its addressees."""
        if not self._kind.noted:
            return super().count(layout, progress)
        codes = self._codes()
        if codes is None:
            raise RefusedError(
                "U-REPORT", f"请指明给哪些企业打印{self.title}。", "按企业名称或代码加入。"
            )
        return Counted(len(codes))

    def _codes(self) -> frozenset[str] | None:
        return codes_of(self._store, self._whom)
