"""For whom: a township, a rating batch, or enterprises chosen one by one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.documents.kinds import PaperKind
from app.documents.paper_batch import Whom
from app.rating.batches import batches
from app.store.office_store import Store
from ui.forms.enterprise_finder import EnterpriseFinder
from ui.screen import Session
from ui.style import icons, theme

_CODE = Qt.ItemDataRole.UserRole
LABEL = 9
"""Characters that the words before the choices are wide, so that the choices stand in a line."""
_SHRINKS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class WhomBox(QWidget):
    """Signal ``changed`` when another choice is made. Nothing chosen means everybody."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        towns = session.store.catalogue.code_lists["township"].titles
        self.town = self._box("township", "全部乡镇")
        for code, title in towns.items():
            self.town.addItem(title, code)
        self.batch = self._box("ratingBatch", "不限评级批次")
        self.finder = EnterpriseFinder(session)
        self.add = QPushButton(icons.icon("add"), "加入")
        self.add.setObjectName("addEnterprise")
        self.add.clicked.connect(self._add)
        self.remove = QPushButton(icons.icon("delete"), "移除")
        self.remove.setObjectName("removeEnterprise")
        self.remove.clicked.connect(self._remove)
        self.picked = QListWidget()
        self.picked.setObjectName("picked")
        self.picked.setAccessibleName("只给这些")
        self.picked.setMaximumHeight(theme.unit() * 8)
        self.finder.hits.itemDoubleClicked.connect(self._add)
        self.finder.hits.hide()
        self.finder.line.textChanged.connect(self._show_hits)
        QShortcut(
            QKeySequence(Qt.Key.Key_Return),
            self.finder.hits,
            self._add,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        self._build()
        self._show_picked()

    def _box(self, name: str, whole: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setSizeAdjustPolicy(_SHRINKS)
        box.setMinimumContentsLength(12)
        box.addItem(whole, "")
        box.currentIndexChanged.connect(self.changed)
        return box

    def _build(self) -> None:
        self._narrow = QWidget()
        form = QFormLayout(self._narrow)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(theme.unit())
        for word, box in (("乡镇", self.town), ("评级批次", self.batch)):
            label = QLabel(word)
            label.setBuddy(box)
            label.setMinimumWidth(theme.chars(LABEL))
            box.setAccessibleName(word)
            form.addRow(label, box)
        form.addRow(self.finder)
        self._chosen_part = QWidget()
        said = QLabel("只给这些（没有时给全部）")
        said.setBuddy(self.picked)
        row = QHBoxLayout()
        row.addWidget(said, 1)
        row.addWidget(self.add)
        row.addWidget(self.remove)
        column = QVBoxLayout(self._chosen_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(self._narrow)
        layout.addWidget(self._chosen_part)

    def suit(self, kind: PaperKind) -> None:
        """Ask only what the kind can be narrowed by; read the batches that there are now."""
        self._narrow.setVisible(kind.enterprises)
        self.add.setVisible(kind.enterprises)
        self._chosen_part.setVisible(kind.enterprises or self.picked.count() > 0)
        if kind.enterprises:
            store = self.session.store
            self.session.read("读取评级批次", lambda: _batches(store), self._show_batches)

    def _show_batches(self, found: list[tuple[str, str]]) -> None:
        before = self.batch.currentData()
        self.batch.blockSignals(True)
        while self.batch.count() > 1:
            self.batch.removeItem(1)
        for batch_id, title in found:
            self.batch.addItem(title, batch_id)
        self.batch.setCurrentIndex(max(0, self.batch.findData(before)))
        self.batch.blockSignals(False)

    def chosen(self) -> Whom:
        """As it stands; what is not asked for the kind does not count."""
        codes = frozenset(
            str(self.picked.item(row).data(_CODE)) for row in range(self.picked.count())
        )
        if self._narrow.isHidden():
            return Whom(codes=codes)
        return Whom(str(self.town.currentData()), str(self.batch.currentData()), codes)

    def put_codes(self, codes: Iterable[str]) -> None:
        """Choose exactly these enterprises or agencies."""
        self.picked.clear()
        self._show_picked()
        agencies, names = self.session.store.catalogue.agencies, self.session.search.names()
        for code in codes:
            name = agencies[code].title if code in agencies else names.get(code, code)
            self._put(code, name)
        self._chosen_part.setVisible(not self._narrow.isHidden() or self.picked.count() > 0)
        self.changed.emit()

    def _show_hits(self) -> None:
        """Lists that hold nothing take no room from the counts and buttons below."""
        self.finder.hits.setVisible(self.finder.hits.count() > 0)

    def _put(self, code: str, name: str) -> None:
        item = QListWidgetItem(f"{name}　{code}", self.picked)
        item.setData(_CODE, code)
        self._show_picked()

    def _show_picked(self) -> None:
        self.picked.setVisible(self.picked.count() > 0)
        self.remove.setEnabled(self.picked.count() > 0)

    def _add(self) -> None:
        code = self.finder.uscc()
        known = {self.picked.item(row).data(_CODE) for row in range(self.picked.count())}
        if code and code not in known:
            self._put(code, self.session.search.names().get(code, code))
            self.changed.emit()

    def _remove(self) -> None:
        if self.picked.currentRow() >= 0:
            self.picked.takeItem(self.picked.currentRow())
            self._show_picked()
            self.changed.emit()


def _batches(store: Store) -> list[tuple[str, str]]:
    with store.read() as conn:
        return [
            (one.batch_id, f"{one.title}（{one.batch_id}，{one.count:,} 家）")
            for one in reversed(batches(conn))
        ]
