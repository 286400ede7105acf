"""Editors for a letterhead and for the paragraphs of a letter, without a line of markup."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.documents.letters.overrides import Letterhead
from app.documents.letters.wording import Worded, Wording, as_toml, toml_line
from ui.style import icons, theme

_HEAD = {
    "title": "单位名称",
    "mark": "机关代字",
    "contact": "联系部门",
    "phone": "联系电话",
    "address": "地址",
    "postcode": "邮编",
}
_SHAPES = {"body": "正文", "heading": "小标题", "flush": "顶格"}


class HeadEditor(QWidget):
    """The letterhead's fields."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: dict[str, QLineEdit] = {}
        form = QGridLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(theme.unit())
        form.setVerticalSpacing(theme.unit() // 2)
        for place, (name, title) in enumerate(_HEAD.items()):
            line = QLineEdit()
            line.setObjectName(f"head.{name}")
            line.setAccessibleName(title)
            label = QLabel(title)
            label.setBuddy(line)
            row, column = divmod(place, 2)
            form.addWidget(label, row, 2 * column)
            form.addWidget(line, row, 2 * column + 1)
            form.setColumnStretch(2 * column + 1, 1)
            self.lines[name] = line
        form.setRowStretch(len(_HEAD) // 2, 1)

    def show_head(self, head: Letterhead) -> None:
        """Show what is in use."""
        for name, line in self.lines.items():
            line.setText(getattr(head, name))

    def text(self) -> str:
        """As :meth:`Letterhead.amended` reads it."""
        return "\n".join(toml_line(name, line.text()) for name, line in self.lines.items())


class WordsEditor(QWidget):
    """A letter's title and paragraphs; places to be filled stand in braces."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = QLineEdit()
        self.title.setObjectName("wordsTitle")
        self.title.setAccessibleName("标题")
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("paragraphs")
        self.table.setAccessibleName("段落")
        self.table.setHorizontalHeaderLabels(["适用", "样式", "文字（双击修改）"])
        self.table.setWordWrap(True)
        self.table.setTabKeyNavigation(False)
        self.table.setMinimumHeight(theme.unit() * 3)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.resizeSection(0, theme.chars(14))
        header.resizeSection(1, theme.chars(12))
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.places = QComboBox()
        self.places.setObjectName("places")
        self.places.setAccessibleName("在所选段落中插入填空项")
        self.places.activated.connect(self._insert_place)
        shrinks = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.places.setSizeAdjustPolicy(shrinks)
        self.places.setMinimumContentsLength(12)
        self._variants: Mapping[str, str] = {}
        add = QPushButton(icons.icon("add"), "插入段落")
        add.setObjectName("addParagraph")
        add.clicked.connect(self._insert)
        remove = QPushButton(icons.icon("delete"), "删除段落")
        remove.setObjectName("removeParagraph")
        remove.clicked.connect(self._remove)
        top = QHBoxLayout()
        label = QLabel("标题")
        label.setBuddy(self.title)
        top.addWidget(label)
        top.addWidget(self.title, 1)
        for widget in (self.places, add, remove):
            top.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)

    def show_wording(self, wording: Wording) -> None:
        """Show what is in use."""
        self.title.setText(wording.title)
        self._variants = {"": "各类都用", **{k: f"{v}用" for k, v in wording.variants.items()}}
        self.table.setRowCount(0)
        for one in wording.worded:
            self._put(self.table.rowCount(), one)
        self.table.resizeRowsToContents()
        self.places.clear()
        self.places.addItem("插入填空项…", "")
        for place in wording.places.values():
            must = "（必须写明）" if place.required else ""
            self.places.addItem(f"{place.title}{must}", f"{{{place.name}}}")

    def text(self) -> str:
        """As :meth:`Wording.amended` reads it."""
        return as_toml(self.title.text(), [self._row(row) for row in range(self.table.rowCount())])

    def _row(self, row: int) -> Worded:
        when, shape = self.table.cellWidget(row, 0), self.table.cellWidget(row, 1)
        item = self.table.item(row, 2)
        return Worded(
            str(when.currentData()) if isinstance(when, QComboBox) else "",
            str(shape.currentData()) if isinstance(shape, QComboBox) else "body",
            item.text() if item is not None else "",
        )

    def _put(self, row: int, one: Worded) -> None:
        self.table.insertRow(row)
        self.table.setCellWidget(row, 0, _box("适用", self._variants, one.when))
        self.table.setCellWidget(row, 1, _box("样式", _SHAPES, one.shape))
        self.table.setItem(row, 2, QTableWidgetItem(one.text))

    def _insert(self) -> None:
        row = self.table.currentRow() + 1
        self._put(row, Worded("", "body", ""))
        self.table.setCurrentCell(row, 2)
        self.table.edit(self.table.currentIndex())

    def _insert_place(self, chosen: int) -> None:
        """At the end of the paragraph under the cursor; from there it can be moved."""
        item = self.table.item(self.table.currentRow(), 2)
        if item is not None:
            item.setText(item.text() + str(self.places.itemData(chosen)))
        self.places.setCurrentIndex(0)

    def _remove(self) -> None:
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())


def _box(name: str, options: Mapping[str, str], chosen: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, title in options.items():
        box.addItem(title, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
