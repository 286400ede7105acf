"""A whole list on a screen: filter bar above, rows, and below how many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.browsing import exporting
from app.errors import AppError
from app.listing import SEARCH, Choice, Key, Source
from app.progress import Progress
from ui.ask import LISTS, WORKBOOKS
from ui.screen import Session
from ui.style import icons, theme
from ui.tables.model import ListModel
from ui.tables.view import ListView

Exporter = Callable[[Path, Source, Sequence[int], Sequence[Key], Progress], int]
"""Writes rows of a source to a file, as :func:`app.browsing.exporting.write_list` does."""

_SHRINKS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
TYPING = 150
"""Milliseconds after the last key before the list is asked."""


class FilterBar(QWidget):
    """The search line and a box per filter; calls ``ask`` when one changed."""

    def __init__(
        self, choices: Sequence[Choice], hint: str, parent: QWidget, *, narrow: bool
    ) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setObjectName(SEARCH)
        self.line.setPlaceholderText(hint)
        self.line.setClearButtonEnabled(True)
        self.line.setAccessibleName("筛选文字")
        self.line.setAccessibleDescription(hint)
        self.boxes: dict[str, QComboBox] = {}
        whole = QVBoxLayout(self)
        row = QHBoxLayout()
        for layout in (whole, row):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(theme.unit())
        (whole if narrow else row).addWidget(self.line, 2)
        whole.addLayout(row)
        for choice in choices:
            box = QComboBox()
            box.setObjectName(f"filter.{choice.key}")
            box.setAccessibleName(choice.title)
            box.setToolTip(choice.title)
            box.setSizeAdjustPolicy(_SHRINKS)
            box.setMinimumContentsLength(4 if narrow else 6)
            box.addItem(choice.title, "")  # nothing chosen: the box shows what it is about
            for value, title in choice.options:
                box.addItem(title, value)
            self.boxes[choice.key] = box
            row.addWidget(box, 1)

    def wanted(self) -> dict[str, str]:
        """What is chosen now."""
        chosen = {key: str(box.currentData() or "") for key, box in self.boxes.items()}
        chosen[SEARCH] = self.line.text().strip()
        return {key: value for key, value in chosen.items() if value}

    def put(self, wanted: Mapping[str, str]) -> None:
        """Choose exactly what ``wanted`` says; keys that are no filter here are ignored."""
        self.line.setText(wanted.get(SEARCH, ""))
        for key, box in self.boxes.items():
            box.setCurrentIndex(max(0, box.findData(wanted.get(key, ""))))


class ListPane(QWidget):
    """A list with everything a clerk expects of one.

    ``view.opened`` and ``view.picked`` tell what is done with it. ``fixed`` is a filter that is
    always added (the data set of a tab). ``empty`` is said when nothing is there at all. A screen
    that does more with its rows than look at them brings its own ``model`` and ``view``.
    With ``narrow`` the filters stand below the search line: there are many, or a page beside.
    ``export`` writes a list that must be carried away in its own way; ``no_export`` says who else
    must do it, where this operator may not.
    """

    def __init__(
        self,
        source: Source,
        name: str,
        session: Session,
        parent: QWidget,
        *,
        hint: str = "名称、拼音首字母或代码",
        empty: str = "没有符合条件的记录。",
        model: type[ListModel] = ListModel,
        view: type[ListView] = ListView,
        export: Exporter | None = None,
        no_export: str = "",
        narrow: bool = False,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.fixed: dict[str, str] = {}
        self._export_by = export
        self.model = model(source, session, self)
        self.view = view(self.model, name, session.settings, self)
        self.bar = FilterBar(source.choices, hint, self, narrow=narrow)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING)
        self._timer.timeout.connect(self.ask)
        self.bar.line.textChanged.connect(self._typed)
        self.bar.line.returnPressed.connect(self._into_list)
        for box in self.bar.boxes.values():
            box.currentIndexChanged.connect(self._typed)
        self.model.loaded.connect(self._loaded)
        self.model.modelReset.connect(partial(self.tell_count, ""))
        self.model.failed.connect(self._failed)
        self._build(empty, no_export)

    def _build(self, empty: str, no_export: str) -> None:
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.count.setObjectName("count")
        columns = QPushButton(icons.icon("columns"), "选择列")
        columns.setObjectName("columns")
        columns.clicked.connect(partial(self._offer_columns, columns))
        export = QPushButton(icons.icon("export"), "导出表格…")
        export.setObjectName("export")
        export.clicked.connect(self._export)
        export.setEnabled(not no_export)
        export.setToolTip(no_export)
        export.setAccessibleDescription(no_export)
        self.message = QLabel(empty)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setProperty("role", "muted")
        self.message.setWordWrap(True)
        self._empty = empty
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.message)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(columns)
        foot.addWidget(export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def ask(self) -> None:
        """Ask the source for what the bar says, in the order of the header."""
        self._timer.stop()
        self.model.ask({**self.bar.wanted(), **self.fixed}, self.model.order)

    def show_filter(self, wanted: Mapping[str, str]) -> None:
        """Show what somebody who navigated here asked for."""
        self.bar.put(wanted)
        self.ask()

    def take_focus(self) -> None:
        """Put the cursor into the list; into the search line while there is none to be seen."""
        shown = self.view if self.view.isVisibleTo(self) else self.bar.line
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        self._timer.start()

    def _into_list(self) -> None:
        self.ask()
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tell_count(self, more: str = "") -> None:
        """Tell below the list how many rows there are, and ``more``."""
        self.count.setText(f"{self.model.count:,} 条{more}")

    def _loaded(self) -> None:
        self.tell_count()
        self.message.setText(self._empty)
        self._stack.setCurrentIndex(0 if self.model.ids else 1)

    def _failed(self, error: Exception) -> None:
        said = f"{error.message}\n{error.advice}" if isinstance(error, AppError) else ""
        self.message.setText(said or "列表读不出来。")
        self._stack.setCurrentIndex(1)
        if not said:
            self.session.show_error(error)

    def _offer_columns(self, button: QPushButton) -> None:
        menu = self.view.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(button.rect().topLeft()))

    def _export(self) -> None:
        title = self.window().windowTitle() or "列表"
        pattern = LISTS if self._export_by else WORKBOOKS
        self.session.ask.save_file("导出表格", pattern, f"{title}.xlsx", self._write)

    def _write(self, path: Path) -> None:
        places = self.view.shown_columns()
        source, ids = self.model.source, list(self.model.ids)
        write = self._export_by or exporting.write_list

        def work(progress: Progress) -> int:
            return write(path, source, places, ids, progress)

        self.session.act("导出表格", work, then=self._written)

    def _written(self, rows: int) -> None:
        self.count.setText(f"已导出 {rows:,} 条")
