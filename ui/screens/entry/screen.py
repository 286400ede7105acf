"""Chooses the data set, shows its page, and offers what can be done there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from app.browsing import entry_list
from app.browsing.entry_list import UNSAVED
from app.browsing.register_list import own_data_sets
from app.keys.roles import Role
from ui.actions import Action, bind, tool_bar
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.entry.blocks import Blocks
from ui.screens.entry.page import DataSetPage
from ui.style import theme

_LAST = "entry.dataset"
_ENTRY = frozenset({Role.ENTRY})


class EntryScreen(Screen):
    """``wanted`` may carry ``dataset``, ``rec_id`` of a record to edit, and the list's filters."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.sets = {one.code: one for one in own_data_sets(session.store)}
        self.pages: dict[str, tuple[DataSetPage, Blocks]] = {}
        self._stale: set[str] = set()
        self.box = QComboBox()
        self.box.setObjectName("dataset")
        self.box.setAccessibleName("数据集")
        self.box.setMinimumContentsLength(12)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for code, data_set in self.sets.items():
            self.box.addItem(f"{code} {data_set.title}", code)
        self.box.activated.connect(self._chosen)
        label = QLabel("数据集")
        label.setBuddy(self.box)
        live = bind(self, self._actions(), session.roles)
        QShortcut(QKeySequence("Ctrl+Enter"), self, self._on_page(DataSetPage.save))
        top = QHBoxLayout()
        top.setSpacing(theme.unit())
        top.addWidget(label)
        top.addWidget(self.box, 1)
        shown = [act for name, act in live.items() if name != "entry.form"]
        top.addWidget(tool_bar(self, shown))
        self.stack = QStackedWidget()
        self.stack.addWidget(self._nothing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)
        self._count()

    def _nothing(self) -> QLabel:
        none = QLabel("本单位今天没有需要采集的数据集。")
        none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        none.setProperty("role", "muted")
        return none

    @property
    def page(self) -> DataSetPage | None:
        """The page that is shown."""
        found = self.pages.get(str(self.box.currentData() or ""))
        return found[0] if found else None

    def _on_page(self, act: Callable[[DataSetPage], object]) -> Callable[[], None]:
        def run() -> None:
            if self.page is not None:
                act(self.page)

        return run

    def _on_rows(self, act: Callable[[Blocks], None]) -> Callable[[], None]:
        def run() -> None:
            if self.page is not None:
                act(self.pages[self.page.data_set.code][1])

        return run

    def _actions(self) -> tuple[Action, ...]:
        page, rows = self._on_page, self._on_rows
        return (
            Action("entry.save", "保存", page(DataSetPage.save), "save", "Ctrl+Return",
                   "保存并转到下一条", _ENTRY),
            Action("entry.add", "新增", page(DataSetPage.add), "add", "Ctrl+N", "", _ENTRY),
            Action("entry.copy", "照抄上一条", page(DataSetPage.copy_last), "copy", "Ctrl+D",
                   "把上一条记录的内容填入新增行的空项", _ENTRY),
            Action("entry.paste", "粘贴", rows(Blocks.paste), "import", "Ctrl+V",
                   "从光标所在单元格起粘贴从 Excel 复制的单元格", _ENTRY),
            Action("entry.fill", "向下填充", rows(Blocks.fill_down), "down", "Ctrl+Shift+D",
                   "把选中行的第一行的值填到下面各行", _ENTRY),
            Action("entry.undo", "撤销", rows(Blocks.undo), "undo", "Ctrl+Z",
                   "撤销上一次粘贴、填充或放弃", _ENTRY),
            Action("entry.saveAll", "全部保存", rows(Blocks.save_all), "save", "Ctrl+Shift+S",
                   "保存本数据集所有未保存的行", _ENTRY),
            Action("entry.discard", "放弃", rows(Blocks.discard), "cancel", "Ctrl+R",
                   "放弃这一行未保存的内容", _ENTRY),
            Action("entry.withdraw", "撤回记录", rows(Blocks.withdraw), "delete", "Ctrl+Delete",
                   "撤回选中的记录，需写明理由"),
            Action("entry.form", "到表单", page(DataSetPage.to_form), "edit", "F6",
                   "在表格和表单之间切换"),
        )  # fmt: skip

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return self._actions()

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show the data set asked for, else the last one; go on where it was left."""
        self._show(wanted.get("dataset") or str(self.box.currentData() or "") or self._last())
        page = self.page
        if page is None:
            return
        filters = {key: value for key, value in wanted.items() if key not in ("dataset", "rec_id")}
        if filters:
            page.show_filter(filters)
        page.enter(wanted.get("rec_id", ""))

    def _last(self) -> str:
        return self.session.settings.recall(_LAST)

    def _chosen(self, _place: int) -> None:
        self._show(str(self.box.currentData()))
        if self.page is not None:
            self.page.enter()

    def _show(self, code: str) -> None:
        if not self.sets:
            return
        code = code if code in self.sets else next(iter(self.sets))
        self.leaving()
        if code not in self.pages:
            page = DataSetPage(self.session, self.sets[code], self)
            page.kept.connect(self._count)
            self.pages[code] = page, Blocks(page)
            self.stack.addWidget(page)
        elif code in self._stale:
            self.pages[code][0].refresh()
        self._stale.discard(code)
        self.box.setCurrentIndex(self.box.findData(code))
        self.stack.setCurrentWidget(self.pages[code][0])
        self.session.settings.remember(_LAST, code)

    def leaving(self) -> None:
        """Keep what is typed."""
        if self.page is not None:
            self.page.cells.finish()
            self.page.keep()

    def changed(self, what: Changes) -> None:
        """Read again what others may have changed."""
        if what & {Subject.RECORDS, Subject.REGISTER, Subject.OBJECTIONS, Subject.PACKAGES}:
            self._stale.update(self.pages)
            if self.page is not None:
                self._stale.discard(self.page.data_set.code)
                self.page.refresh()
            self._count()

    def _count(self) -> None:
        store = self.session.store
        self.session.read("清点记录", lambda: entry_list.counts(store), self._counted)

    def _counted(self, found: dict[str, tuple[int, int]]) -> None:
        for place in range(self.box.count()):
            code = str(self.box.itemData(place))
            held, unsaved = found.get(code, (0, 0))
            text = f"{code} {self.sets[code].title} · {held:,} 条"
            self.box.setItemText(place, f"{text} · {UNSAVED} {unsaved}" if unsaved else text)
