"""历次导入: every file with its counts; what was said of one; and taking it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from app.browsing.batch_list import BatchList, BatchRemarks
from app.collection.analysis import UNMATCHED
from app.collection.batches import undo_batch
from app.collection.held import HeldRow, waiting_row
from app.keys.roles import Role
from ui.actions import Action, bind, tool_bar
from ui.changes import Subject
from ui.screen import Session, silent
from ui.screens.importing.held_dialog import HeldDialog
from ui.style import icons, theme
from ui.tables.pane import ListPane
from ui.widgets.back_button import BackButton

_ENTRY = frozenset({Role.ENTRY})


class HistoryPage(QWidget):
    """The list, and in its place the remarks on one batch.

    Signals: ``matching()`` and ``write_back()`` when these are wanted.
    """

    matching = Signal()
    write_back = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.batch_id = ""
        self.faulty = ""
        self.batches = ListPane(
            BatchList(session.store),
            "batches",
            session,
            self,
            hint="文件、数据集或操作员",
            empty="还没有导入过文件。",
        )
        self.batches.view.opened.connect(self.show_batch)
        self.remarks = ListPane(
            BatchRemarks(session.store),
            "remarks",
            session,
            self,
            hint="企业或问题",
            empty="这一批没有任何问题。",
        )
        undo = Action(
            "importing.undo",
            "撤销本批",
            self.undo,
            "undo",
            hint="新增的记录删去，变更的记录恢复原样",
            roles=_ENTRY,
        )
        correct = Action(
            "importing.correct",
            "更正这一行…",
            self.correct,
            "edit",
            hint="错误、重复的行改好后入库，或写明理由放弃（回车）",
            roles=_ENTRY,
        )
        self.remarks.view.opened.connect(lambda _key: self.correct())
        self.live = bind(self, (undo,), session.roles)
        self.of_row = bind(self, (correct,), session.roles)
        listed, one = QWidget(), QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(tool_bar(listed, self.live.values()))
        column.addWidget(self.batches, 1)
        self._build_one(one)
        self.stack = QStackedLayout(self)
        self.stack.addWidget(listed)
        self.stack.addWidget(one)

    def _build_one(self, one: QWidget) -> None:
        leave = BackButton(one, "backToBatches", "返回历次导入")
        leave.clicked.connect(self.show_list)
        self.title = QLabel()
        self.title.setObjectName("batchTitle")
        self.title.setWordWrap(True)
        self.match = QPushButton(icons.icon("search", theme.colours().on_accent), "去匹配")
        self.match.setObjectName("toMatching")
        self.match.setProperty("primary", True)
        self.match.clicked.connect(self.matching)
        self.annotate = QPushButton(icons.icon("export"), "把问题写回表格…")
        self.annotate.setObjectName("writeBack")
        self.annotate.clicked.connect(self.write_back)
        top = QHBoxLayout()
        top.setSpacing(theme.unit())
        top.addWidget(leave)
        top.addStretch(1)
        top.addWidget(self.match)
        top.addWidget(self.annotate)
        top.addWidget(tool_bar(one, [*self.of_row.values(), *self.live.values()]))
        column = QVBoxLayout(one)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addLayout(top)
        column.addWidget(self.title)
        column.addWidget(self.remarks, 1)

    def show_list(self) -> None:
        """The list of all batches."""
        self._turn_to("", "")
        self.stack.setCurrentIndex(0)
        self.batches.ask()
        self.batches.view.setFocus()

    def show_batch(self, batch_id: str, *, fresh: bool = False) -> None:
        """What was said about one batch; of a ``fresh`` one the file is still at hand."""
        self._turn_to(batch_id, "")
        self.annotate.setVisible(fresh)
        self.remarks.fixed = {"batch": batch_id}
        self.stack.setCurrentIndex(1)
        self.refresh()
        # never on the undo: whoever presses Enter once too often would lose the batch
        (self.match if self.match.isVisible() else self.remarks.view).setFocus()

    def show_faulty(self, dataset: str) -> None:
        """The rows of a data set that wait with an error, of all batches."""
        self._turn_to("", dataset)
        self.annotate.hide()
        self.match.hide()
        self.remarks.fixed = {"faulty": dataset}
        self.stack.setCurrentIndex(1)
        title = self.session.store.catalogue.data_sets[dataset].title
        self.title.setText(f"“{title}”导入时有错误或重复、还没有处理的行")
        self.remarks.ask()
        self.remarks.view.setFocus()

    def _turn_to(self, batch_id: str, faulty: str) -> None:
        """What is shown; only a batch, or one of the list, can be undone."""
        self.batch_id, self.faulty = batch_id, faulty
        for live in self.live.values():
            live.setVisible(not faulty)

    def refresh(self) -> None:
        """Ask again for what is shown."""
        if self.faulty:
            self.remarks.ask()
            return
        if not self.batch_id:
            self.batches.ask()
            return
        self.remarks.ask()
        source = self.batches.model.source
        row = source.rows([self.batch_id]).get(self.batch_id)
        if row is None:
            return
        shown = dict(zip([column.key for column in source.columns], row, strict=True))
        counts = "，".join(
            f"{column.title} {text}"
            for column, text in zip(source.columns[4:-1], row[4:-1], strict=True)
            if text != "0"
        )
        self.title.setText(
            f"{shown['file_name']}（{shown['dataset']}，{shown['state']}）\n"
            f"{shown['at']} {shown['operator']}：{counts}"
        )
        self.match.setVisible(shown["unmatched"] != "0" and shown["state"] == "已导入")

    def undo(self) -> None:
        """Take the batch that is shown, or marked in the list, back."""
        batch_id = self.batch_id or self.batches.view.current_key()
        if batch_id is None:
            return
        self.session.act(
            "撤销导入",
            silent(undo_batch, self.session.store, batch_id),
            then=self._undone,
            changed=(Subject.RECORDS, Subject.REGISTER),
        )

    def correct(self) -> None:
        """Open the row under the cursor, if it was kept back, to be mended."""
        key = self.remarks.view.current_key() or ""
        if key.startswith("h"):
            store, held_id = self.session.store, int(key[1:])
            self.session.read("读取这一行", lambda: waiting_row(store, held_id), self._open_row)

    def _open_row(self, row: HeldRow) -> None:
        if row.outcome == UNMATCHED:
            self.matching.emit()
        else:
            HeldDialog(self.session, row, self.window()).open()

    def _undone(self, touched: int) -> None:
        self.batches.count.setText(f"已撤销，涉及 {touched:,} 条记录")
        self.refresh()
