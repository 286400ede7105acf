"""Whom the notices of one batch go to."""

from __future__ import annotations

from collections.abc import Sequence

from app.collection.notices import untold
from app.documents.issuing.notice_batch import NoticeBatch
from app.store.office_store import Store

PICKED = "picked"
_SOME = 2
"""From so many selected rows on, the selection is offered as a batch."""


def choices(store: Store, picked: Sequence[str]) -> list[tuple[str, str]]:
    """Everybody, those who are ``picked`` in the list, or a township."""
    found = [("全部应告知而未送达的企业", "")]
    if len(picked) >= _SOME:
        found.append((f"列表中选中的 {len(picked):,} 家", PICKED))
    titles = store.catalogue.code_lists["township"].titles
    return found + [(title, code) for code, title in titles.items()]


def batch_of(store: Store, picked: Sequence[str], whom: str) -> NoticeBatch:
    """The notices of a choice; its addressees are read in the job."""
    if whom == PICKED:
        wanted = set(picked)
        return NoticeBatch(store, lambda: [code for code in untold(store) if code in wanted])
    return NoticeBatch(store, lambda: untold(store, whom))
