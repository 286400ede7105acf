"""Saves the row under the hands: what came of it in words, and what to do when it was overtaken."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.collection import entering, states
from app.collection.analysis import SAME
from app.collection.findings import ERROR
from app.collection.records import RecordResult
from app.errors import RefusedError
from ui.changes import Subject
from ui.screen import Session, silent
from ui.screens.entry.keeping import Keeper
from ui.screens.entry.working import WorkingRow

_MEANWHILE = "R-CHANGED"


class Saver(QObject):
    """Saves the rows of one data set, one at a time (``busy``).

    Signals: ``ended()`` whatever came of it, and then ``saved(result)`` or ``refused(result)`` with
    a :class:`RecordResult`. When somebody else changed the record meanwhile the person chooses:
    ``given_up()``, or ``insisted()`` to compare and save again.
    """

    ended = Signal()
    saved = Signal(object)
    refused = Signal(object)
    given_up = Signal()
    insisted = Signal()

    def __init__(self, session: Session, dataset: str, keeper: Keeper, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._dataset = dataset
        self._keeper = keeper
        self.busy = False

    def save(self, working: WorkingRow) -> None:
        """Begin to save what is typed into the row."""
        self.busy = True
        draft = self._keeper.for_saving(working)
        self._session.act(
            "保存",
            silent(entering.save, self._session.store, self._dataset, draft),
            then=self._settled,
            failed=self._failed,
            changed=(Subject.RECORDS,),
        )

    def _settled(self, result: RecordResult) -> None:
        self._end()
        taken = result.rec_id is not None or result.outcome == SAME
        (self.saved if taken else self.refused).emit(result)

    def _failed(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, RefusedError) or error.code != _MEANWHILE:
            self._session.show_error(error)
            return
        options = ("看现在的内容，放弃我填的", "保留我填的，对照后再保存")
        self._session.ask.choose(
            "记录已经变动", f"{error.message}\n{error.advice}", options, self._choose
        )

    def _choose(self, chosen: int) -> None:
        (self.insisted if chosen else self.given_up).emit()

    def _end(self) -> None:
        self.busy = False
        self.ended.emit()


def told(result: RecordResult) -> tuple[str, str]:
    """What a saved row became, in words, and the state that colours them."""
    if result.outcome == SAME:
        return "没有改动，不用保存。", "good"
    if result.status == states.DRAFT:
        return "已存为草稿：还有必填项没有填，补齐后才能审核。", "soon"
    warned = [said.message for said in result.findings if said.level != ERROR]
    return f"已保存。{warned[0]}" if warned else "已保存。", "good"
