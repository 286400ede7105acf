"""Receipts (回执) for merged submissions, written onto the stick on which they came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app.errors import AppError, RefusedError
from app.merging.receipts import write_receipt
from app.merging.streams import undone
from app.progress import SILENT, Progress
from app.store.office_store import Store
from app.store.tables import inbox, outbox


@dataclass(frozen=True)
class Answered:
    """One receipt: where it lies, or why it could not be written."""

    package_id: str
    path: Path | None
    error: AppError | None = None


def answer(store: Store, package_id: str, folder: Path) -> Path:
    """Write the receipt of one merged submission into ``folder``; returns its file.

    A receipt that was written before is written again as the next of its series. Needs the
    reviewer. Raises ``R-ROLE``, ``P-UNKNOWN``, ``P-AGENCY``, ``P-NO-KEY``, ``ENV-*``.
    """
    path = folder / _name(store, package_id)
    with undone(path):
        write_receipt(store, package_id, path)
    return path


def answer_all(
    store: Store, package_ids: Iterable[str], folder: Path, progress: Progress = SILENT
) -> list[Answered]:
    """The receipts of several; one that cannot be written does not keep the others."""
    wanted, done = list(package_ids), []
    for number, package_id in enumerate(wanted):
        progress.step(number, len(wanted), "写出回执")
        try:
            done.append(Answered(package_id, answer(store, package_id, folder)))
        except AppError as error:
            done.append(Answered(package_id, None, error))
    return done


def _name(store: Store, package_id: str) -> str:
    """``回执_GD_003.xyb``: for whom, and the how-manieth receipt; a receipt covers no other."""
    with store.read() as conn:
        sender = conn.scalar(
            sa.select(inbox.c.sender).where(
                inbox.c.package_id == package_id, inbox.c.kind == "submission"
            )
        )
        if sender is None:
            raise RefusedError("P-UNKNOWN", "收件箱中没有这个报送包。", "请先并入后再出具回执。")
        last = conn.scalar(
            sa.select(sa.func.max(outbox.c.seq)).where(
                outbox.c.recipient == sender, outbox.c.kind == "receipt"
            )
        )
    return f"回执_{sender}_{(last or 0) + 1:03d}.xyb"
