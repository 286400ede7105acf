"""Step 2: which sheet, where its header is, which data set; seen on the first rows."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.collection.opened_file import OpenedFile
from app.collection.preparing import ImportRequest
from app.collection.sheets.model import SheetLook
from ui.style import fonts, theme

_SHRINKS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_SHOWN_COLUMNS = 60


class SheetPage(QWidget):
    """Signal ``corrected()`` when somebody chose another sheet, header or data set."""

    corrected = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._opened: OpenedFile | None = None
        self._request: ImportRequest | None = None
        self.sheet = _box("sheet", "工作表")
        self.dataset = _box("dataset", "数据集")
        self.header = QSpinBox()
        self.header.setObjectName("headerRow")
        self.header.setAccessibleName("表头在第几行")
        self.header.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.said = QLabel()
        self.said.setObjectName("sheetSaid")
        self.said.setWordWrap(True)
        self.said.setProperty("role", "muted")
        self.preview = _preview()
        form = QFormLayout()
        form.setHorizontalSpacing(theme.unit() * 2)
        form.setVerticalSpacing(theme.unit())
        form.addRow("工作表", self.sheet)
        form.addRow("表头在第几行", self.header)
        form.addRow("数据集", self.dataset)
        named = QLabel("前几行（在某一行上双击或按回车，就以这一行为表头）")
        named.setBuddy(self.preview)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addLayout(form)
        layout.addWidget(self.said)
        layout.addWidget(named)
        layout.addWidget(self.preview, 1)
        self.sheet.activated.connect(self._other_sheet)
        self.header.valueChanged.connect(self._other_header)
        self.dataset.activated.connect(self.corrected)
        self.preview.activated.connect(lambda index: self.header.setValue(index.row() + 1))

    def show_file(self, opened: OpenedFile, request: ImportRequest) -> None:
        """Show the file as ``request`` wants it read."""
        self._opened, self._request = opened, request
        self.sheet.clear()
        for look in opened.look.sheets:
            self.sheet.addItem(f"{look.name}（{look.height:,} 行）", look.name)
        look = opened.sheet(request.sheet)
        self.sheet.setCurrentIndex(self.sheet.findData(look.name))
        self._show_sheet(look, request.header_row, request.dataset)

    def request(self) -> ImportRequest:
        """The request as it is chosen now; ``dataset`` is empty where nothing is."""
        if self._request is None:
            raise RuntimeError("no file is shown")
        same = self.sheet.currentData() == self._request.sheet
        dataset = self.dataset.currentData() or ""
        return replace(
            self._request,
            sheet=self.sheet.currentData(),
            header_row=self.header.value() or None,
            dataset=dataset,
            choices=self._request.choices if same and dataset == self._request.dataset else {},
        )

    def _other_sheet(self) -> None:
        if self._opened is not None:
            self._show_sheet(self._opened.sheet(self.sheet.currentData()), None, "")
            self.corrected.emit()

    def _show_sheet(self, look: SheetLook, header_row: int | None, dataset: str) -> None:
        found = look.header_rows[0]
        self.header.blockSignals(True)
        self.header.setMaximum(max(1, look.height))
        self.header.setSpecialValueText(f"自动（第 {found} 行）" if found else "没有找到，请指定")
        self.header.setValue(header_row or 0)
        self.header.blockSignals(False)
        self._offer_data_sets(look, dataset)
        self._fill(look)
        self._mark(look)

    def _offer_data_sets(self, look: SheetLook, dataset: str) -> None:
        if self._opened is None:
            return
        likely = self._opened.likely(look)
        rest = [one for one in self._opened.data_sets if one not in likely]
        self.dataset.clear()
        self.dataset.addItem("请选择", "")
        for one in likely + rest:
            self.dataset.addItem(f"{one.code} {one.title}", one.code)
        chosen = dataset or (likely[0].code if likely else "")
        self.dataset.setCurrentIndex(max(0, self.dataset.findData(chosen)))
        notes = list(self._opened.look.notes)
        if not likely:
            notes.insert(0, "从表头看不出是哪一种数据，请指定表头所在的行，并选择数据集。")
        elif chosen == likely[0].code:
            notes.insert(0, f"按表头看，这是“{likely[0].title}”。不对请改选。")
        self.said.setText("\n".join(notes))
        self.said.setVisible(bool(notes))

    def _fill(self, look: SheetLook) -> None:
        rows = [row[:_SHOWN_COLUMNS] for row in look.rows]
        self.preview.clear()
        self.preview.setRowCount(len(rows))
        self.preview.setColumnCount(max((len(row) for row in rows), default=0))
        for place, row in enumerate(rows):
            for column, text in enumerate(row):
                self.preview.setItem(place, column, QTableWidgetItem(text))
        self.preview.setHorizontalHeaderLabels(
            [_letters(place) for place in range(self.preview.columnCount())]
        )
        self.preview.resizeColumnsToContents()

    def _other_header(self) -> None:
        if self._opened is None:
            return
        look = self._opened.sheet(self.sheet.currentData())
        row = self.header.value()
        if row and not self.dataset.currentData() and row <= len(look.rows):
            headers = [text for text in look.rows[row - 1] if text]
            self._offer_data_sets(replace(look, headers=headers), "")
        self._mark(look)
        self.corrected.emit()

    def _mark(self, look: SheetLook) -> None:
        """Say beside the rows which are header and which data."""
        chosen = self.header.value()
        first, last = (chosen, chosen) if chosen else look.header_rows
        words = []
        bold = fonts.larger(self.font(), 1.0, bold=True)
        for row in range(1, self.preview.rowCount() + 1):
            is_header = first <= row <= last
            words.append(f"{row} 表头" if is_header else str(row))
            for column in range(self.preview.columnCount()):
                item = self.preview.item(row - 1, column)
                if item is not None:
                    item.setFont(bold if is_header else self.font())
        self.preview.setVerticalHeaderLabels(words)
        head = self.preview.item(min(first, len(words)) - 1, 0) if first else None
        if head is not None:
            self.preview.scrollToItem(head)


def _box(name: str, title: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setSizeAdjustPolicy(_SHRINKS)
    box.setMinimumContentsLength(20)
    return box


def _preview() -> QTableWidget:
    table = QTableWidget()
    table.setObjectName("preview")
    table.setAccessibleName("文件的前几行")
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.horizontalHeader().setMaximumSectionSize(theme.chars(30))
    table.verticalHeader().setDefaultSectionSize(theme.row())
    return table


def _letters(place: int) -> str:
    """A column's name as Excel writes it: A, B … Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
