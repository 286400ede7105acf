"""One data set: grid, form and the row under the hands, whose typing is never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from app.browsing.entry_list import EntryList
from app.browsing.entry_row import CellMoment, EntryRow, cell_life, last_texts, read_row
from app.catalogue.model import DataSet
from app.collection import drafts, records
from app.collection.drafts import NEW
from app.collection.findings import Finding
from app.collection.records import RecordResult
from app.errors import AppError
from app.keys.roles import Role
from ui.screen import Session
from ui.screens.entry.grid import CellDelegate, EntryModel, EntryView
from ui.screens.entry.keeping import Keeper
from ui.screens.entry.saving import Saver, told
from ui.screens.entry.side import RowSide
from ui.screens.entry.working import WorkingRow
from ui.style import theme
from ui.tables.pane import ListPane


class DataSetPage(QWidget):
    """Signal ``kept()`` after drafts or records of the data set changed."""

    kept = Signal()

    def __init__(self, session: Session, data_set: DataSet, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.data_set = data_set
        self.writes = Role.ENTRY in session.roles
        self.working = WorkingRow(EntryRow(NEW))
        self.keeper = Keeper(session, data_set.code, self)
        self.saver = Saver(session, data_set.code, self.keeper, self)
        self._asked = 0
        self._stale = False
        self._to_first = False
        self._build()
        self._open(NEW)
        self.pane.ask()

    def _build(self) -> None:
        search = partial(getattr, self.session, "search")
        self.source = EntryList(self.session.store, self.data_set, search)
        self.pane = ListPane(
            self.source,
            f"entry.{self.data_set.code}",
            self.session,
            self,
            hint="企业名称、拼音首字母、代码或编号",
            model=EntryModel,
            view=EntryView,
        )
        assert isinstance(self.pane.model, EntryModel)
        assert isinstance(self.pane.view, EntryView)
        self.model, self.view = self.pane.model, self.pane.view
        self.view.setAccessibleName(f"{self.data_set.title}的记录")
        self.model.open_to_entry = self.writes
        self.cells = CellDelegate(self.model, self.session, self.view)
        self.view.setItemDelegate(self.cells)
        self.side = RowSide(self.session, self.data_set, self)
        self.side.form.setEnabled(self.writes)
        self.note = QLabel()
        self.note.setObjectName("entryNote")
        self.note.setWordWrap(True)
        self.note.hide()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.unit())
        self.split.addWidget(self.pane)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(self.note)
        layout.addWidget(self.split, 1)
        self._connect()

    def _connect(self) -> None:
        self.keeper.paused.connect(self.keep)
        self.keeper.kept.connect(self._kept)
        self.keeper.discarded.connect(self._discarded)
        self.keeper.failed.connect(self._not_kept)
        self.saver.ended.connect(self._end_saving)
        self.saver.saved.connect(self._saved)
        self.saver.refused.connect(self._refused)
        self.saver.given_up.connect(self.discard)
        self.saver.insisted.connect(self._compare)
        self.model.loaded.connect(self._loaded)
        self.view.moved.connect(self._moved)
        self.view.picked.connect(self._tell_picked)
        self.model.typed.connect(self.type)
        self.cells.typing.connect(self.type)
        self.cells.given_up.connect(self.type)
        self.cells.done.connect(self._cell_done)
        self.side.typed.connect(self.type)
        self.side.visited.connect(self._visited)
        self.side.left.connect(self._check)
        self.side.completed.connect(self.save)

    # ---- the row under the hands

    def _moved(self, key: str, column: int) -> None:
        if self.saver.busy:  # the row that is being saved stays at hand until that is settled
            return
        if key != self.working.key:
            self.keep()
            self._open(key)
        self._ask_life(column)

    def _open(self, key: str) -> None:
        """Make the row of ``key`` the working row, with what was typed into it before."""
        try:
            row = read_row(self.session.store, self.data_set.code, key)
        except AppError as error:  # gone meanwhile: taken back with its block
            self.say(error.message, "bad")
            row = read_row(self.session.store, self.data_set.code, NEW)
        self.working = self.keeper.laid_over(row)
        self.model.working = self.working
        self.side.show_row(self.working, row.findings)
        if self.working.dirty:
            self._check()

    def type(self, name: str, text: str) -> None:
        """Take what is typed into a field of the working row, in the form or in the grid."""
        if self.writes and not self.saver.busy and self.working.type(name, text):
            self.side.put(name, text)
            self.side.show_state(self.working)
            self.model.show_working()
            self.keeper.soon()

    def keep(self) -> None:
        """Keep what is typed and not saved."""
        if self.writes:
            self.keeper.keep(self.working)

    def _discarded(self, key: str) -> None:
        if key == self.working.key and not self.working.dirty and not self.saver.busy:
            self._open(key)
        self._kept(key)

    def _kept(self, key: str) -> None:
        self.model.refresh(key)
        self.kept.emit()

    def _not_kept(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.say(f"填写的内容还没有存到磁盘上：{error.words}", "bad")
        else:
            self.session.show_error(error)

    def _check(self, _name: str = "") -> None:
        """Ask the checks what they say to what is typed so far."""
        working, typed = self.working, dict(self.working.typed)
        if not typed:
            self.side.form.show_findings(working.row.findings)
            return
        store, code = self.session.store, self.data_set.code
        rec_id = None if working.is_new else working.key

        def show(found: Sequence[Finding]) -> None:
            if working is self.working and typed == working.typed and not self.saver.busy:
                self.side.form.show_findings(working.about(found))

        self.session.read("核对", lambda: records.check(store, code, typed, rec_id), show)

    # ---- saving

    def save(self) -> None:
        """Save the working row and open the next; what is refused stays, with the reasons."""
        self.cells.finish()
        if self.saver.busy or not self.writes:
            return
        if not self.working.dirty:
            self._go_on(self.working.is_new)
            return
        self.saver.save(self.working)
        self.side.form.setEnabled(False)

    def _saved(self, result: RecordResult) -> None:
        was_new = self.working.is_new
        self.say(*told(result))
        self._open(self.working.key)
        self._go_on(was_new)
        self.kept.emit()

    def _refused(self, result: RecordResult) -> None:
        self.say("没有保存：请改正标出的项目。填写的内容已保留。", "bad")
        self.side.show_refusal(result.findings)

    def _compare(self) -> None:
        """Lay what is typed over the record as it is now, and show what differs."""
        row = read_row(self.session.store, self.data_set.code, self.working.key)
        differences = self.working.rebase(row)
        self.side.show_row(self.working, differences)
        self.model.show_working()
        self.keep()

    def _end_saving(self) -> None:
        self.side.form.setEnabled(self.writes)
        self.view.place_cursor(self.working.key)

    def _go_on(self, was_new: bool) -> None:
        """The next row: an empty one after a new one, else the one below."""
        ids = self.model.ids
        place = ids.index(self.working.key) if self.working.key in ids else -1
        if was_new or place + 1 >= len(ids):
            self.add()
        else:
            self.view.place_cursor(ids[place + 1])
            self.side.form.focus_field()

    # ---- other acts on the row

    def add(self) -> None:
        """Go to the row for a new record; what was half typed into it is there again."""
        self.cells.finish()
        self.keep()
        self.view.place_cursor(NEW)
        if not self.working.is_new:
            self._open(NEW)
        self.side.form.focus_field()

    def copy_last(self) -> None:
        """Fill what is empty in the new row with the last record's values."""
        if not self.writes:
            return
        self.add()
        self.working.copy(last_texts(self.session.store, self.data_set.code))
        self.side.show_row(self.working, ())
        self.model.show_working()
        self.keep()
        self._check()

    def discard(self) -> None:
        """Give up what is typed into the working row; the record behind it stays as it is."""
        self.cells.finish()
        self.keeper.discard(self.working)

    def put_back(self, key: str, typed: dict[str, str]) -> None:
        """Type again what was given up."""
        self.view.place_cursor(key)
        if key == self.working.key:
            for name, text in typed.items():
                self.type(name, text)
            self.side.show_row(self.working, ())

    # ---- around it

    def enter(self, rec_id: str = "") -> None:
        """Somebody comes to the page: to the record asked for, else to where it was left."""
        if rec_id:
            self._open(rec_id)
            self.view.place_cursor(rec_id)
        waiting = drafts.recall(self.session.store, self.data_set.code)
        if waiting and not self.note.text():
            self.say(
                f"有 {len(waiting):,} 行填了没有保存，已为您保留，状态为“未保存”。"
                "可以接着填，或按 Ctrl+Shift+S 全部保存。",
                "soon",
            )
        if self.writes:
            self.side.form.focus_field()
        else:
            self.say("您没有“录入”权限：这里只能查看，撤回已审核的记录。")
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_filter(self, wanted: Mapping[str, str]) -> None:
        """Show the records that somebody came for, the cursor on the first of them."""
        self._to_first = True
        self.pane.show_filter(wanted)

    def _loaded(self) -> None:
        if self._to_first and len(self.model.ids) > 1:
            self.view.place_cursor(self.model.ids[1])
        self._to_first = False

    def to_form(self) -> None:
        """From the grid to the same field in the form, and back."""
        if self.side.isAncestorOf(self.focusWidget()):
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        field = self.model.field_of(self.view.currentIndex().column())
        self.cells.finish()
        self.side.form.focus_field(field.name if field else "")

    def text_in(self, key: str, name: str) -> str:
        """What stands in a field of a row now, typed or stored."""
        if key == self.working.key:
            return self.working.text(name)
        return WorkingRow(read_row(self.session.store, self.data_set.code, key)).text(name)

    def _visited(self, name: str) -> None:
        """The cell cursor goes along with the cursor in the form."""
        names = [column.key for column in self.model.columns]
        if name in names and self.view.current_key() == self.working.key:
            self.view.follow(names.index(name))

    def _ask_life(self, column: int) -> None:
        field = self.model.field_of(column)
        name = self.model.columns[column].key
        title = field.title if field else self.model.columns[column].title
        self._asked += 1
        asked, store, code, key = (
            self._asked,
            self.session.store,
            self.data_set.code,
            self.working.key,
        )
        if key == NEW:
            self.side.show_life(title, ())
            return

        def show(life: Sequence[CellMoment]) -> None:
            if asked == self._asked:
                self.side.show_life(title, life)

        def work() -> list[CellMoment]:
            # The cursor runs faster than histories are read: skip what it has left behind
            return cell_life(store, code, key, name) if asked == self._asked else []

        self.session.read("读取历史", work, show)

    def _cell_done(self, step: int) -> None:
        self._check()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if step:
            self.view.step(step)
            if self.model.flags(self.view.currentIndex()) & Qt.ItemFlag.ItemIsEditable:
                self.view.edit(self.view.currentIndex())
        if self._stale:
            self.refresh()

    def _tell_picked(self, keys: Sequence[str]) -> None:
        if len(keys) < 2:
            self.pane.tell_count()
            return

        def tell(found: dict[str, int]) -> None:
            parts = " · ".join(f"{word} {count:,}" for word, count in found.items())
            self.pane.tell_count(f"　选中 {sum(found.values()):,} 行：{parts}")

        source = self.source
        self.session.read("清点选中的行", lambda: source.tally(keys), tell)

    def refresh(self) -> None:
        """Read the list again, once no cell is open; what is typed stays as it is."""
        self._stale = self.cells.editing
        if self._stale:
            return
        if not self.working.dirty and not self.saver.busy:
            self._open(self.working.key)
        self.pane.ask()

    def say(self, text: str, state: str = "") -> None:
        """Tell what was done, above the grid."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.note.setProperty("state", state)
        self.note.style().unpolish(self.note)
        self.note.style().polish(self.note)
