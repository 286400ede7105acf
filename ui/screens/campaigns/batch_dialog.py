"""Which enterprises a new batch has: counted, and every line that was none named, before it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from app.errors import AppError
from app.rating import batches
from app.rating.batches import Batch, Chosen
from app.store.office_store import Store
from ui.ask import TABLES
from ui.errors import sentence
from ui.safety.dialog import ExplainedDialog
from ui.screen import Session
from ui.style import icons
from ui.tables.pane import TYPING
from ui.widgets.said_line import SaidLine

FIRST, ALL, FILE, CODES, EARLIER = "first", "all", "file", "codes", "earlier"
_SOURCES = {
    FIRST: "首批重点企业",
    ALL: "企业名录中的全部企业",
    FILE: "文件中的代码",
    CODES: "填写的代码",
    EARLIER: "在已有批次上增减",
}
_ABOUT = (
    "评级批次写明一次评级评哪些企业。批次建立后不再变动，企业有增减时在它上面另建一个，"
    "这样以前的评级随时可以照原样重做。"
)
_TOLD = 5
"""So many lines that made no member are told in the dialog; the rest are counted."""


@dataclass(frozen=True)
class Wanted:
    """A batch as it should be made."""

    title: str
    reason: str
    chosen: Chosen
    predecessor: str | None


class BatchDialog(ExplainedDialog):
    """``submit(wanted, dialog)`` is called once there are members, a title and a reason."""

    def __init__(
        self,
        session: Session,
        known: Sequence[Batch],
        submit: Callable[[Wanted, BatchDialog], None],
    ) -> None:
        super().__init__(session.ask.parent, "新建评级批次", _ABOUT, "建立")
        self.session, self._submit = session, submit
        self.chosen: Chosen | None = None
        self.path: Path | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING)
        self._timer.timeout.connect(self.count)
        lists = session.store.catalogue.code_lists
        self.form = QFormLayout()
        self.source = self._combo("source", "选哪些企业", _SOURCES)
        self.town = self._combo("township", "乡镇", {"": "不限", **lists["township"].titles})
        self.kind = self._combo("kind", "主体种类", {"": "不限", **lists["entity_kind"].titles})
        self.earlier = self._combo(
            "earlier", "已有批次", {one.batch_id: _named(one) for one in reversed(known)}
        )
        self.file = self._file_row()
        self.add = self._codes("add", "代码")
        self.remove = self._codes("remove", "去掉的代码")
        self.title = self._line("batchTitle", "名称")
        self.reason = self._line("batchReason", "理由")
        self.said = SaidLine("batchSaid")
        self.column.addLayout(self.form)
        self.column.addWidget(self.said)
        self._buttons.accepted.disconnect(self.accept)
        self._buttons.accepted.connect(self.send)
        self.source.currentIndexChanged.connect(self._show_fields)
        self._show_fields()
        self.source.setFocus()

    @property
    def _kind_of_source(self) -> str:
        return str(self.source.currentData())

    def _combo(self, name: str, title: str, options: dict[str, str]) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(16)
        for value, word in options.items():
            box.addItem(word, value)
        box.currentIndexChanged.connect(self._timer.start)
        self._row(title, box)
        return box

    def _codes(self, name: str, title: str) -> QPlainTextEdit:
        box = QPlainTextEdit()
        box.setObjectName(name)
        box.setTabChangesFocus(True)
        box.setMaximumHeight(box.fontMetrics().lineSpacing() * 4)
        box.setPlaceholderText("统一社会信用代码，每行一个，或用空格、逗号隔开")
        box.textChanged.connect(self._timer.start)
        self._row(title, box)
        return box

    def _line(self, name: str, title: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.textChanged.connect(self._check)
        self._row(title, line)
        return line

    def _file_row(self) -> QWidget:
        held = QWidget()
        self.file_name = QLabel("还没有选择")
        choose = QPushButton(icons.icon("folder"), "选择…")
        choose.setObjectName("chooseFile")
        choose.setAutoDefault(False)
        choose.clicked.connect(self.ask_file)
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.file_name, 1)
        row.addWidget(choose)
        self.form.addRow("代码清单", held)
        return held

    def _row(self, title: str, editor: QWidget) -> None:
        editor.setAccessibleName(title)
        label = QLabel(title)
        label.setBuddy(editor)
        self.form.addRow(label, editor)

    def ask_file(self) -> None:
        """A list of codes."""
        self.session.ask.open_file("选择代码清单", TABLES, self.take_file)

    def take_file(self, path: Path) -> None:
        """Use this file."""
        self.path = path
        self.file_name.setText(path.name)
        self.count()

    def _show_fields(self) -> None:
        """Only what the chosen way needs."""
        source = self._kind_of_source
        shown = {
            self.town: source in (FIRST, ALL),
            self.kind: source in (FIRST, ALL),
            self.earlier: source == EARLIER,
            self.file: source == FILE,
            self.add: source in (CODES, EARLIER),
            self.remove: source == EARLIER,
        }
        for editor, wanted in shown.items():
            self.form.setRowVisible(editor, wanted)
        if source in (FIRST, ALL) and not self.title.isModified():
            self.title.setText("首批百家" if source == FIRST else "全部企业")
        self._timer.start()

    def count(self) -> None:
        """Which enterprises that is."""
        self._timer.stop()
        self.chosen = None
        self._check()
        choose = self._choice()
        if choose is None:
            self.said.say("")
            return
        self.session.read(
            "选取企业",
            partial(_chosen, self.session.store, choose),
            partial(self._counted, self._state()),
            failed=self.fail,
        )

    def _state(self) -> tuple[object, ...]:
        """What the choice rests on; an answer to an older question is not shown."""
        boxes = (self.source, self.town, self.kind, self.earlier)
        codes = (self.add.toPlainText(), self.remove.toPlainText())
        return (*(box.currentData() for box in boxes), *codes, self.path)

    def _choice(self) -> Callable[..., Chosen] | None:
        """How the members are found, or None while something is not chosen yet."""
        source, codes = self._kind_of_source, _split(self.add.toPlainText())
        if source in (FIRST, ALL):
            return partial(
                batches.from_register,
                first_batch=source == FIRST,
                township=str(self.town.currentData()),
                kind=str(self.kind.currentData()),
            )
        if source == FILE:
            return partial(batches.from_file, path=self.path) if self.path else None
        if source == CODES:
            return partial(batches.from_codes, codes=codes) if codes else None
        earlier = self.earlier.currentData()
        gone = _split(self.remove.toPlainText())
        return (
            partial(batches.from_batch, batch_id=str(earlier), add=codes, remove=gone)
            if earlier
            else None
        )

    def _counted(self, asked: tuple[object, ...], found: Chosen) -> None:
        if asked != self._state():
            return
        self.chosen = found
        lines = [f"选中 {len(found.members):,} 家企业。"]
        lines += [f"第 {one.row} 行 {one.text}：{one.message}" for one in found.remarks[:_TOLD]]
        if len(found.remarks) > _TOLD:
            lines.append(f"……共 {len(found.remarks):,} 行没有选上。")
        self.said.say("\n".join(lines), "soon" if found.remarks or not found.members else "good")
        self._check()

    def _check(self) -> None:
        named = bool(self.title.text().strip() and self.reason.text().strip())
        self.go.setEnabled(named and bool(self.chosen and self.chosen.members))

    def send(self) -> None:
        """Make the batch."""
        if self.chosen is None:
            return
        earlier = str(self.earlier.currentData()) if self._kind_of_source == EARLIER else None
        self._submit(Wanted(self.title.text(), self.reason.text(), self.chosen, earlier), self)

    def fail(self, error: Exception) -> None:
        """Say why it was refused."""
        if isinstance(error, AppError):
            self.said.say(sentence(error), "bad")
        else:
            self.session.show_error(error)


def _named(one: Batch) -> str:
    return f"{one.batch_id}　{one.title}　{one.count:,} 家"


def _split(text: str) -> list[str]:
    return [code for code in re.split(r"[\s,，、;；]+", text) if code]


def _chosen(store: Store, choose: Callable[..., Chosen]) -> Chosen:
    with store.read() as conn:
        return choose(conn)
