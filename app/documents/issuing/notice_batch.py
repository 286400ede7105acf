"""采集告知书 to many enterprises: looked at, counted, then numbered and printed in one act."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.collection import notices
from app.collection.slips import MADE
from app.documents.batch import Piece, sorted_for_delivery
from app.documents.issuing.notices import notice_pieces
from app.documents.printing import PrintJob
from app.store.office_store import Store


class NoticeBatch(PrintJob):
    """The notices to the enterprises that ``codes`` gives when it is asked."""

    title = "采集告知书"
    nothing = "没有应告知而未送达的企业，不用制作。"
    after = "回执收回后，在“登记送达回执”中登记。"
    lettered = True

    def __init__(self, store: Store, codes: Callable[[], Sequence[str]]) -> None:
        self._store, self._codes = store, codes

    def pieces(self, *, draft: bool) -> list[Piece]:
        """Those made and not yet delivered as well as those still to make."""
        store, codes = self._store, self._codes()
        if not draft:
            notices.generate(store, codes)
        wanted = set(codes)
        made = [one for one in notices.notices(store, MADE) if one.uscc in wanted]
        found = notice_pieces(store, [*made, *notices.drafted(store, codes)])
        return sorted_for_delivery(found, store.catalogue.townships)

    def numbered(self, pieces: Sequence[Piece]) -> int:
        """Letters that were made and did not reach their enterprise yet."""
        return len(pieces) - len(notices.drafted(self._store, self._codes()))
