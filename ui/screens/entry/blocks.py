"""Acts on many rows at once: paste from Excel, fill down, withdraw, save all; and taking back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.entry_list import STANDING, UNSAVED
from app.collection import batches, entering, pasting
from app.collection.drafts import NEW
from app.collection.entering import Tried
from app.collection.findings import ERROR, WARNING
from app.collection.pasting import Outcome, Pasting
from app.progress import Progress
from ui.changes import Subject
from ui.screen import Session, silent
from ui.screens.entry.page import DataSetPage
from ui.style import theme

_RECORDS: Final = (Subject.RECORDS,)
_SHOWN: Final = 500
_WORDS: Final = {
    "new": "新增",
    "changed": "修改",
    "warning": "采用并有提醒",
    "same": "没有变化",
    "duplicate": "重复",
    "error": "有错误",
    "unmatched": "找不到企业",
}
_REFUSED: Final = ("error", "duplicate", "unmatched")


class Blocks(QObject):
    """The acts of one page; what they did can be taken back one after another, the last first."""

    def __init__(self, page: DataSetPage) -> None:
        super().__init__(page)
        self._page = page
        self._back: list[tuple[str, Callable[[], None]]] = []

    @property
    def _session(self) -> Session:
        return self._page.session

    def paste(self) -> None:
        """Lay the clipboard's cells over the grid from the cursor; a single one is just typed."""
        page = self._page
        page.cells.finish()
        page.keep()
        text = QGuiApplication.clipboard().text()
        names = page.view.fields_from_cursor()
        if text.strip() and not {"\t", "\n"} & set(text.strip("\r\n")) and names and names[0]:
            page.type(names[0], text.strip())
            return
        store, code, keys = self._session.store, page.data_set.code, page.view.keys_from_cursor()
        self._session.read(
            "核对粘贴的列",
            lambda: pasting.understand(store, code, text, names, keys),
            self._understood,
        )

    def _understood(self, found: Pasting) -> None:
        if not found.unknown:
            self._paste(found)
            return
        strange = "、".join(f"“{header}”" for header in found.unknown)
        self._session.ask.question(
            "粘贴",
            f"将粘贴 {found.rows:,} 行，填入：{'、'.join(found.fields)}。\n"
            f"表头中的{strange}不是本数据集的项目，这些列不粘贴。",
            "粘贴",
            partial(self._paste, found),
        )

    def _paste(self, found: Pasting) -> None:
        store = self._session.store

        def work(progress: Progress) -> Outcome:
            return pasting.paste(store, found, progress)

        title = f"粘贴 {found.rows:,} 行"
        self._session.act(title, work, then=partial(self._taken, "粘贴"), changed=_RECORDS)

    def fill_down(self) -> None:
        """Give the marked rows the value that the first of them has in the cursor's column."""
        page = self._page
        page.cells.finish()
        keys = [key for key in page.view.picked_keys() if key != NEW]
        field = page.model.field_of(page.view.currentIndex().column())
        if len(keys) < 2 or field is None:
            page.say("先选中几行，再把光标放在要填充的列：第一行的值会填到下面各行。")
            return
        text = page.text_in(keys[0], field.name)
        store, code = self._session.store, page.data_set.code

        def work(progress: Progress) -> Outcome:
            return pasting.fill(store, code, keys[1:], field.name, text, progress)

        title = f"向下填充“{field.title}”"
        self._session.act(title, work, then=partial(self._taken, title), changed=_RECORDS)

    def _taken(self, title: str, outcome: Outcome) -> None:
        counts = {word: outcome.counts[key] for key, word in _WORDS.items() if outcome.counts[key]}
        told = "，".join(f"{word} {count:,} 行" for word, count in counts.items())
        refused = sum(outcome.counts[key] for key in _REFUSED)
        state = "bad" if refused else "good"
        self._page.say(f"{title}：{told}。Ctrl+Z 整块撤销。", state)
        self._remember(title, partial(self._undo_batch, title, outcome.batch_id))
        if outcome.findings and (refused or outcome.counts["warning"]):
            OutcomeDialog(title, outcome, self._page).open()

    def _undo_batch(self, title: str, batch_id: str) -> None:
        self._session.act(
            f"撤销{title}",
            silent(batches.undo_batch, self._session.store, batch_id),
            then=lambda count: self._page.say(f"已撤销{title}，恢复 {count:,} 条记录。", "good"),
            changed=_RECORDS,
        )

    def _remember(self, title: str, back: Callable[[], None]) -> None:
        self._back.append((title, back))

    def undo(self) -> None:
        """Take the last act back."""
        if not self._back:
            self._page.say("没有可以撤销的操作。")
            return
        _, back = self._back.pop()
        back()

    def discard(self) -> None:
        """Give up what is typed into the row under the cursor."""
        page = self._page
        typed, key = dict(page.working.typed), page.working.key
        if not typed:
            page.say("这一行没有未保存的内容。")
            return
        page.discard()
        page.say("已放弃这一行未保存的内容。Ctrl+Z 找回。")
        self._remember("放弃", partial(page.put_back, key, typed))

    def withdraw(self) -> None:
        """Withdraw the marked records for a reason."""
        page = self._page
        keys = [key for key in page.view.picked_keys() if key != NEW]
        if not keys:
            page.say("先选中要撤回的记录。")
            return
        self._session.ask.reason(
            "撤回记录",
            f"将撤回选中的 {len(keys):,} 条记录。撤回后仍可查到，但不再使用；"
            "已上报的会告知汇总端。",
            partial(self._withdraw, keys),
        )

    def _withdraw(self, keys: list[str], reason: str) -> None:
        store, code = self._session.store, self._page.data_set.code

        def work(progress: Progress) -> list[Tried]:
            return entering.withdraw_all(store, code, keys, reason, progress)

        self._session.act("撤回记录", work, then=partial(self._tried, "撤回"), changed=_RECORDS)

    def save_all(self) -> None:
        """Save every row of the data set that is not saved yet."""
        page = self._page
        page.cells.finish()
        page.keep()
        store, code = self._session.store, page.data_set.code

        def work(progress: Progress) -> list[Tried]:
            return entering.save_all(store, code, progress)

        self._session.act(
            "保存未保存的行", work, then=partial(self._tried, "保存"), changed=_RECORDS
        )

    def _tried(self, word: str, tried: list[Tried]) -> None:
        reasons = entering.refusals(tried)
        left = sum(bool(one.refusal) for one in tried)
        if not left:
            self._page.say(f"已{word} {len(tried):,} 行。", "good")
        else:
            why = "；".join(reasons[:3])
            done = len(tried) - left
            self._page.say(f"已{word} {done:,} 行，{left:,} 行没有{word}：{why}", "bad")
        if left and word == "保存":
            self._page.pane.show_filter({STANDING: UNSAVED})
        self._page.kept.emit()


class OutcomeDialog(QDialog):
    """What was said to the rows of a block: line, whether it was taken, and why."""

    def __init__(self, title: str, outcome: Outcome, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(f"{title}的结果")
        refused = sum(outcome.counts[key] for key in _REFUSED)
        taken = len(outcome.outcomes) - refused
        said = QLabel(
            f"采用 {taken:,} 行，未采用 {refused:,} 行。未采用的行原样留在“导入”的待处理行里，"
            "可以改正后再收；也可以整块撤销。"
        )
        said.setWordWrap(True)
        said.setMinimumWidth(theme.chars(80))
        lines = QTreeWidget()
        lines.setObjectName("outcome")
        lines.setAccessibleName("各行的结果")
        lines.setHeaderLabels(["行", "结果", "原因"])
        lines.setRootIsDecorated(False)
        lines.setUniformRowHeights(True)
        became = dict(zip(outcome.lines, outcome.outcomes, strict=True))
        worst = [one for one in outcome.findings if one.level in (ERROR, WARNING)]
        for one in sorted(worst, key=lambda one: one.level)[:_SHOWN]:
            word = _WORDS.get(became.get(one.row, ""), "")
            item = QTreeWidgetItem(lines, [str(one.row or ""), word, one.words])
            item.setToolTip(2, one.words)
        lines.resizeColumnToContents(0)
        lines.resizeColumnToContents(1)
        buttons = QDialogButtonBox()
        buttons.addButton("知道了", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.addWidget(said)
        layout.addWidget(lines, 1)
        if len(worst) > _SHOWN:
            layout.addWidget(QLabel(f"只列出前 {_SHOWN} 条，共 {len(worst):,} 条。"))
        layout.addWidget(buttons)
