"""Puts what is typed by, shortly after typing pauses, in the lane of acts; the end waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from app.browsing.entry_row import EntryRow
from app.collection import drafts
from app.collection.drafts import Draft
from ui.screen import Session, silent
from ui.screens.entry.working import WorkingRow

PAUSE: Final = 400
"""Milliseconds without a key after which what is typed is kept."""


class Keeper(QObject):
    """Keeps the drafts of one data set.

    Signals: ``kept(key)`` once a row's draft is on the disk, ``discarded(key)`` once it is gone;
    ``failed(error)`` when the disk refused; ``paused()`` asks for the row that is typed into.
    """

    kept = Signal(str)
    discarded = Signal(str)
    failed = Signal(object)
    paused = Signal()

    def __init__(self, session: Session, dataset: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._dataset = dataset
        self._written: dict[str, str] | None = {}
        self._pending: dict[str, Draft] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.paused)

    def soon(self) -> None:
        """Something was typed: keep it when the typing pauses."""
        self._timer.start()

    def laid_over(self, row: EntryRow) -> WorkingRow:
        """The row to work on: with what was typed a moment ago and is not yet on the disk."""
        if row.key in self._pending:
            row = replace(row, typed=self._pending[row.key])
        working = WorkingRow(row)
        self._written = dict(working.typed)
        return working

    def keep(self, working: WorkingRow) -> None:
        """Keep what stands typed in the row, if that is not kept already."""
        self._timer.stop()
        if working.typed != self._written:
            draft = self._take(working)
            self._pending[draft.rec_id] = draft
            self._start("保留填写内容", lambda: self._write(draft), draft.rec_id, self.kept)

    def for_saving(self, working: WorkingRow) -> Draft:
        """The row as it is saved now: :func:`app.collection.entering.save` keeps it itself."""
        self._timer.stop()
        self._pending.pop(working.key, None)
        return self._take(working)

    def discard(self, working: WorkingRow) -> None:
        """Give up what is typed in the row."""
        self._timer.stop()
        key, store, dataset = working.key, self._session.store, self._dataset
        self._pending.pop(key, None)
        working.typed.clear()
        self._written = {}
        self._start(
            "放弃填写的内容", partial(drafts.discard, store, dataset, key), key, self.discarded
        )

    def _take(self, working: WorkingRow) -> Draft:
        self._written = dict(working.typed)
        return Draft(working.key, working.audit_seq, dict(working.typed), "")

    def _write(self, draft: Draft) -> None:
        key = draft.rec_id
        if self._pending.get(key) is draft:  # else a newer one is on its way
            drafts.keep(self._session.store, self._dataset, key, draft.texts, draft.audit_seq)
            if self._pending.get(key) is draft:
                del self._pending[key]

    def _start(self, title: str, work: Callable[[], None], key: str, told: SignalInstance) -> None:
        self._session.jobs.start(
            title,
            silent(work),
            then=lambda _: told.emit(key),
            failed=self._failed,
            sure=True,
        )

    def _failed(self, error: Exception) -> None:
        """Told without a dialog at every pause; the next pause tries again."""
        self._written = None
        self.failed.emit(error)
