"""Saving what stands typed: one row, or all that an operator left unsaved in a data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.collection import drafts, records
from app.collection.drafts import NEW, Draft
from app.collection.records import RecordResult
from app.errors import RefusedError, UsageError
from app.progress import SILENT, Progress
from app.store.office_store import Store


@dataclass(frozen=True)
class Tried:
    """What became of one row of many; ``refusal`` says in words why nothing was done, if so."""

    rec_id: str
    refusal: str = ""


def save(store: Store, dataset: str, draft: Draft) -> RecordResult:
    """Make a draft a record, or a change of one. It is kept first, so that a refusal loses nothing.

    Raises as :func:`records.add` and :func:`records.change`; ``R-CHANGED`` when the record
    changed while it was typed over.
    """
    drafts.keep(store, dataset, draft.rec_id, draft.texts, draft.audit_seq)
    if draft.rec_id != NEW:
        return records.change(store, dataset, draft.rec_id, draft.texts, audit_seq=draft.audit_seq)
    filled = {name: text for name, text in draft.texts.items() if text}
    return records.add(store, dataset, filled, drafted=True)


def save_all(store: Store, dataset: str, progress: Progress = SILENT) -> list[Tried]:
    """Save every draft of the signed-in operator, each by itself; the refused ones stay drafts."""
    waiting = list(drafts.recall(store, dataset).values())
    tried = []
    for place, draft in enumerate(waiting):
        progress.step(place, len(waiting), "保存")
        tried.append(Tried(draft.rec_id, _save_or_why(store, dataset, draft)))
    progress.step(len(waiting), len(waiting))
    return tried


def _save_or_why(store: Store, dataset: str, draft: Draft) -> str:
    try:
        result = save(store, dataset, draft)
    except (RefusedError, UsageError) as refused:
        return refused.message
    if result.rec_id is not None or result.outcome == "same":
        return ""
    wrong = [said.message for said in result.findings if said.level == "error"]
    return wrong[0] if wrong else result.findings[0].message


def withdraw_all(
    store: Store, dataset: str, rec_ids: Sequence[str], reason: str, progress: Progress = SILENT
) -> list[Tried]:
    """Withdraw records, each by itself, as :func:`records.withdraw`; raises ``ENV-*`` only."""
    tried = []
    for place, rec_id in enumerate(rec_ids):
        progress.step(place, len(rec_ids), "撤回")
        try:
            records.withdraw(store, dataset, rec_id, reason)
            tried.append(Tried(rec_id))
        except (RefusedError, UsageError) as refused:
            tried.append(Tried(rec_id, refused.message))
    progress.step(len(rec_ids), len(rec_ids))
    return tried


def refusals(tried: Sequence[Tried]) -> list[str]:
    """The reasons, each once, in the order met."""
    return list(dict.fromkeys(one.refusal for one in tried if one.refusal))
