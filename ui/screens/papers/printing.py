"""打印文书: the kind on the left; on the right what it is about, for whom, and the batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.documents.kinds import KINDS, PaperKind, kind_of
from app.documents.paper_batch import PaperBatch
from app.documents.subjects import ALL, WANTING, Subject, subjects
from ui.actions import Action
from ui.screen import Session
from ui.screens.papers.whom import LABEL, WhomBox
from ui.style import fonts, theme
from ui.tables.pane import TYPING
from ui.widgets.printing_panel import PrintingPanel

_KIND = Qt.ItemDataRole.UserRole


class PapersPanel(QWidget):
    """Whatever is chosen is counted at once."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self._wanted_about = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING)
        self._timer.timeout.connect(self._show_job)
        self.kinds = QListWidget()
        self.kinds.setObjectName("kinds")
        self.kinds.setAccessibleName("文书种类")
        self.kinds.setMinimumWidth(theme.chars(18))
        for one in KINDS:
            if one.edition in (None, session.store.edition):
                item = QListWidgetItem(one.title, self.kinds)
                item.setData(_KIND, one.id)
        self.title = QLabel()
        self.title.setFont(fonts.larger(self.font(), 1.2, bold=True))
        self.about_word = QLabel()
        self.about = QComboBox()
        self.about.setObjectName("about")
        self.about_word.setBuddy(self.about)
        self.about.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.about.setMinimumContentsLength(10)
        self.whom = WhomBox(session, self)
        self.printing = PrintingPanel(session, self)
        self._build()
        self.kinds.currentItemChanged.connect(self._show_kind)
        self.about.currentIndexChanged.connect(self._timer.start)
        self.about.editTextChanged.connect(self._timer.start)
        self.whom.changed.connect(self._timer.start)
        self.kinds.setCurrentRow(0)

    def _build(self) -> None:
        held = QWidget()
        form = QFormLayout()
        form.setHorizontalSpacing(theme.unit())
        self.about_word.setMinimumWidth(theme.chars(LABEL))
        form.addRow(self.about_word, self.about)
        self._form = form
        column = QVBoxLayout(held)
        column.setContentsMargins(theme.unit(), 0, theme.unit(), 0)
        column.setSpacing(theme.unit())
        column.addWidget(self.title)
        column.addLayout(form)
        column.addWidget(self.whom)
        column.addWidget(self.printing)
        column.addStretch(1)
        room = QScrollArea()  # large letters need more height than a small screen has
        room.setWidgetResizable(True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room.setWidget(held)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, theme.unit() // 2, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(self.kinds, 1)
        layout.addWidget(room, 3)

    def offered(self) -> Sequence[Action]:
        """A way to each kind, from the search box."""
        return tuple(
            Action(f"papers.{one.id}", f"打印{one.title}", partial(self._go_to, one.id), "print")
            for one in KINDS
            if one.edition in (None, self.session.store.edition)
        )

    def enter(self) -> None:
        """Stand on the kinds."""
        self.kinds.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read again what the kind can be about; what was chosen stays."""
        if not self.printing.busy:
            self._wanted_about = self._about()
            self._read_subjects()

    def show_wanted(self, wanted: Mapping[str, str]) -> None:
        """Show a kind, what it is about, and to whom."""
        self._wanted_about = wanted.get("about", "")
        self.whom.put_codes([code for code in wanted.get("codes", "").split(",") if code])
        if wanted.get("kind", self.kind.id) == self.kind.id:
            self._read_subjects()
        else:
            self._choose(wanted["kind"])

    def _go_to(self, kind: str) -> None:
        self.session.navigate("papers", kind=kind)

    def _choose(self, kind: str) -> None:
        for row in range(self.kinds.count()):
            if self.kinds.item(row).data(_KIND) == kind:
                self.kinds.setCurrentRow(row)

    @property
    def kind(self) -> PaperKind:
        """The kind under the cursor."""
        return kind_of(self.session.store, str(self.kinds.currentItem().data(_KIND)))

    def _about(self) -> str:
        """What was chosen; a purpose may also be typed."""
        typed = self.about.currentText().strip() if self.kind.noted else ""
        return typed or str(self.about.currentData() or "")

    def _show_kind(self) -> None:
        kind = self.kind
        self.title.setText(kind.title)
        self.whom.suit(kind)
        self.about.blockSignals(True)
        self.about.clear()
        self.about.setEditable(kind.noted)
        self.about.blockSignals(False)
        self._read_subjects()

    def _read_subjects(self) -> None:
        store, kind = self.session.store, self.kind
        self.printing.show_job(None, "正在读取…")
        self.session.read(
            "读取文书事由",
            lambda: subjects(store, kind.id),
            partial(self._show_subjects, kind),
        )

    def _show_subjects(self, kind: PaperKind, found: Sequence[Subject]) -> None:
        if kind.id != self.kind.id:
            return
        word = kind.about.partition("（")[0].removesuffix("编号") or "关于"
        self.about_word.setText(word)
        self.about.setAccessibleName(word)
        self.about.blockSignals(True)
        self.about.clear()
        for one in found:
            self.about.addItem(one.title, one.value)
        self.about.setCurrentIndex(max(0, self.about.findData(self._wanted_about)))
        self.about.blockSignals(False)
        self._wanted_about = ""
        self._form.setRowVisible(self.about, bool(kind.about or kind.id in ALL))
        self._show_job()

    def _show_job(self) -> None:
        """Count what is chosen."""
        self._timer.stop()
        kind, about = self.kind, self._about()
        if kind.about and not about:
            self.printing.show_job(None, WANTING.get(kind.id, f"没有填写{kind.about}。"))
            return
        store = self.session.store
        self.printing.show_job(PaperBatch(store, kind.id, about, self.whom.chosen()))
