"""A version laid out as sheets that are typed into; what is wrong is told while one types."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import AppError
from app.keys.roles import Role
from app.rating import scheme_editing, schemes
from app.rating.scheme_editing import Desk, Judged, judge, lay_out, recall
from app.rating.scheme_layout import BANDS, INDICATORS, layouts
from app.rating.scheme_places import Told
from app.rating.scheme_words import Difference
from ui.actions import Action, bind, tool_bar
from ui.errors import sentence
from ui.screen import Session, silent
from ui.screens.schemes.drafting import ask_draft
from ui.screens.schemes.newest import Newest
from ui.screens.schemes.sheet import SheetModel, SheetView
from ui.screens.schemes.working import Working
from ui.style import fonts, icons, theme

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_PAUSE = 250
"""Milliseconds without a change after which the whole is judged and kept."""
_LINES = 5
"""So many problems are seen at once; the rest is scrolled to."""
_NOTHING = "没有正在修改的方案。请在“版本”中选一个版本，点“以此起草”（F2）。"
_TOLD = Qt.ItemDataRole.UserRole


class EditorTab(QWidget):
    """Signals: ``drafted(key, sentence)`` when a draft was kept; ``try_wanted()``."""

    drafted = Signal(str, str)
    try_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.working = Working(self)
        self.judged: Judged | None = None
        self.sheets: dict[str, SheetView] = {}
        store = session.store
        self._judge = Newest(
            session, "核对方案", lambda desk: judge(desk, store.catalogue), self._show
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._paused)
        self._kept: Desk | None = None
        self._build()
        self.working.changed.connect(self._changed)
        session.read("读取修改中的方案", lambda: recall(store), self._recalled)

    def _build(self) -> None:
        self.acts = (
            Action("desk.save", "存为草稿…", self.save, "save", "Ctrl+S", roles=_BOTH),
            Action("desk.undo", "撤销", self.working.undo.undo, "undo", "Ctrl+Z", roles=_BOTH),
            Action("desk.redo", "重做", self.working.undo.redo, "refresh", "Ctrl+Y", roles=_BOTH),
            Action("desk.bands", "看分档", self.show_bands, "next", "F4", roles=_BOTH),
            Action("desk.insert", "插入一档", self.insert, "add", "Ctrl+I", roles=_BOTH),
            Action("desk.remove", "删除分档", self.remove, "delete", "Ctrl+Delete", roles=_BOTH),
            Action("desk.try", "试算", self.try_wanted.emit, "results", "F9", roles=_BOTH),
            Action("desk.clear", "放弃修改", self.give_up, "cancel", roles=_BOTH),
        )
        self.live = bind(self, self.acts, self.session.roles)
        self.working.undo.canUndoChanged.connect(self._offer)
        self.working.undo.canRedoChanged.connect(self._offer)
        self.heading = QLabel(_NOTHING)
        self.heading.setObjectName("desk")
        self.heading.setWordWrap(True)
        self.sums = QLabel()
        self.sums.setObjectName("sums")
        self.sums.setWordWrap(True)
        self.sums.setFont(fonts.larger(self.font(), 1.0, bold=True))
        self.tabs = QTabWidget()
        self.tabs.setObjectName("sheets")
        titles = {code: one.title for code, one in self.session.store.catalogue.data_sets.items()}
        for sheet in layouts(()):
            view = SheetView(SheetModel(self.working, sheet, titles, self), self)
            view.setMinimumHeight(theme.row() * 5)
            view.said.connect(self._say)
            self.sheets[sheet] = view
            self.tabs.addTab(view, sheet)
        self.said = QLabel()
        self.said.setObjectName("checked")
        self.said.setWordWrap(True)
        self.problems = QListWidget()
        self.problems.setObjectName("problems")
        self.problems.setAccessibleName("要改的地方")
        self.problems.setWordWrap(True)
        self.problems.itemClicked.connect(self._go)
        self.problems.itemActivated.connect(self._go)
        self._lay_out()
        self._offer()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(tool_bar(self, self.live.values()))
        told = QHBoxLayout()
        told.addWidget(self.heading, 1)
        told.addWidget(self.sums, 1)
        layout.addLayout(told)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.problems)
        layout.addStretch()

    @property
    def view(self) -> SheetView:
        """The sheet that is shown."""
        found = self.tabs.currentWidget()
        assert isinstance(found, SheetView)
        return found

    def open_version(self, key: str) -> None:
        """Lay a version out; what was changed before and not kept is given up only when told."""
        desk = self.working.desk()
        if desk is None or not desk.changed:
            self._read(key)
            return
        message = (
            f"版本 {desk.base.version} 的修改还没有存为草稿。改为起草版本 {key.split(':')[1]}，"
            "这些修改就没有了。"
        )
        self.session.ask.question("放弃修改", message, "放弃并起草", partial(self._read, key))

    def _read(self, key: str) -> None:
        store = self.session.store
        scheme_id, _, version = key.partition(":")

        def work() -> Desk:
            with store.read() as conn:
                return lay_out(schemes.version_of(conn, scheme_id, version))

        self.session.read("读取方案", work, self.lay)

    def lay(self, desk: Desk) -> None:
        """Work on this desk from now on."""
        self.working.lay(desk)
        self.view.setFocus()

    def _recalled(self, desk: Desk | None) -> None:
        if desk is not None and self.working.base is None:
            self._kept = desk
            self.working.lay(desk)

    def save(self) -> None:
        """Keep what stands here as a draft."""
        self.finish()
        desk = self.working.desk()
        if desk is not None:
            ask_draft(self.session, desk, self._drafted)

    def _drafted(self, key: str, found: list[Difference]) -> None:
        self.working.clear()
        self._kept = None
        version = key.split(":")[1]
        self.drafted.emit(key, f"已存为草稿：版本 {version}，改动 {len(found)} 处。下一步：检查。")

    def give_up(self) -> None:
        """Take all changes back at once; even that can be undone, but for the version's choice."""
        desk = self.working.desk()
        if desk is None:
            return
        if not desk.changed:
            self._clear()
            return
        self.working.undo.beginMacro("放弃修改")
        for sheet, rows in desk.own.items():
            self.working.put_rows(sheet, [list(row) for row in rows], "放弃修改")
        self.working.undo.endMacro()

    def _clear(self) -> None:
        self.working.clear()
        self._kept = None
        self.session.jobs.start(
            "清理", silent(scheme_editing.clear, self.session.store), sure=True,
            failed=self.session.show_error,
        )  # fmt: skip

    def show_bands(self) -> None:
        """Go to the bands of the indicator under the cursor."""
        index = self.sheets[INDICATORS].currentIndex()
        rows = self.working.rows(INDICATORS)
        if not index.isValid() or self.view is not self.sheets[INDICATORS]:
            return
        name = rows[index.row()][0]
        bands = [at for at, cells in enumerate(self.working.rows(BANDS)) if cells[0] == name]
        if bands:
            self.tabs.setCurrentWidget(self.sheets[BANDS])
            self.sheets[BANDS].go(bands[0], "得分率")

    def insert(self) -> None:
        """A band below the one under the cursor."""
        view = self.sheets[BANDS]
        index = view.currentIndex()
        if self.view is view and index.isValid():
            self.finish()
            self.working.insert(index.row())
            view.go(index.row() + 1, "不低于")

    def remove(self) -> None:
        """Take the chosen bands away."""
        view = self.sheets[BANDS]
        if self.view is view and view.chosen_rows():
            self.working.remove(view.chosen_rows())

    def finish(self) -> None:
        """Take what stands in an open cell, and keep it now."""
        self.view.finish()
        if self._timer.isActive():
            self._timer.stop()
            self._paused()

    def _changed(self) -> None:
        self._offer()
        self._say("")
        self._timer.start()

    def _offer(self) -> None:
        lies = self.working.base is not None
        for live in self.live.values():
            live.setEnabled(lies)
            live.setVisible(lies)
        if "desk.undo" in self.live:
            self.live["desk.undo"].setEnabled(self.working.undo.canUndo())
            self.live["desk.redo"].setEnabled(self.working.undo.canRedo())
        for widget in (self.tabs, self.problems, self.sums, self.said):
            widget.setVisible(lies)
        if not lies:
            self.heading.setText(_NOTHING)

    def _paused(self) -> None:
        desk = self.working.desk()
        if desk is None:
            return
        self._judge.ask(desk)
        known = self._kept == desk if self._kept else not desk.changed
        if _BOTH & self.session.roles and not known:
            self._kept = desk
            self.session.jobs.start(
                "保留修改", silent(scheme_editing.keep, self.session.store, desk),
                failed=self._not_kept, sure=True,
            )  # fmt: skip

    def _not_kept(self, error: Exception) -> None:
        """Told without a dialog at every pause; the next pause tries again."""
        self._kept = None
        told = sentence(error) if isinstance(error, AppError) else "请稍后再试。"
        self._say(f"修改还没有存盘。{told}")

    def _show(self, judged: Judged) -> None:
        desk = self.working.desk()
        if desk is None:
            return
        self.judged = judged
        for view in self.sheets.values():
            view.sheet.show_problems(judged.problems)
        self.problems.clear()
        for told in judged.problems:
            item = QListWidgetItem(icons.icon("error", theme.colours().bad), told.sentence)
            item.setData(_TOLD, told)
            self.problems.addItem(item)
        lines = min(max(1, self.problems.count()), _LINES)
        self.problems.setFixedHeight(round(theme.row() * (lines + 0.5)))
        self._say("")
        state = "有修改，尚未存为草稿；离开本页也会保留" if desk.changed else "还没有修改"
        self.heading.setText(f"以版本 {desk.base.version} 为底稿起草：{state}。")
        self.sums.setText(sums_words(desk, judged))
        put_state(self.sums, "good" if all(s == 100 for s in judged.sums.values()) else "bad")

    def _say(self, text: str) -> None:
        count = len(self.judged.problems) if self.judged else 0
        found = f"检查：有 {count} 处要改，点一处就到那一格。" if count else "检查：没有发现问题。"
        self.said.setText(text or found)
        put_state(self.said, "bad" if text or count else "good")
        self.problems.setVisible(bool(count) and self.working.base is not None)

    def _go(self, item: QListWidgetItem) -> None:
        told = item.data(_TOLD)
        if isinstance(told, Told) and told.row >= 0:
            self.tabs.setCurrentWidget(self.sheets[told.sheet])
            self.sheets[told.sheet].go(told.row, told.column)

    def offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return self.acts if self.working.base else ()


def sums_words(desk: Desk, judged: Judged) -> str:
    """The weights of each template added up, in words."""
    parts = []
    for template, total in judged.sums.items():
        title = desk.base.template_titles.get(template, template)
        told = "有的不是数字" if total is None else str(total)
        parts.append(f"{title} {told}{'' if total == 100 else '（应为100）'}")
    return f"权重合计：{'　'.join(parts)}"


def put_state(label: QLabel, state: str) -> None:
    """Colour a sentence; its words say the same."""
    label.setProperty("state", state)
    label.style().polish(label)
