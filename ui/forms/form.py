"""The form of one record, made from its data set: labels, editors, units, findings in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.catalogue.model import Catalogue, DataSet, Field, Value
from app.collection.findings import ERROR, WARNING, Finding
from app.collection.form_text import text_of
from ui.forms.editors import Editor, editor_for
from ui.style import theme

_LEVELS = {ERROR: ("错误", "bad"), WARNING: ("提醒", "soon")}


class RecordForm(QWidget):
    """All entered fields of a data set, in the order of their declaration.

    Signals: ``edited(field name)`` at each change by hand, ``left(field name)`` when an editor is
    left, ``completed()`` when Enter is pressed in the last editor.
    """

    edited = Signal(str)
    left = Signal(str)
    completed = Signal()

    def __init__(self, data_set: DataSet, catalogue: Catalogue, parent: QWidget | None = None):
        super().__init__(parent)
        self.data_set = data_set
        self.fields = tuple(f for f in data_set.fields if not f.derived and not f.retired)
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        self._said: dict[str, QLabel] = {}
        self._general = _finding_label()
        self._general.setObjectName("findings")
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(theme.unit())
        grid.setVerticalSpacing(theme.unit() // 2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._general, 0, 0, 1, 3)
        for place, field in enumerate(self.fields):
            self._add(grid, 2 * place + 1, field, catalogue)
        grid.setRowStretch(2 * len(self.fields) + 1, 1)

    def _add(self, grid: QGridLayout, row: int, field: Field, catalogue: Catalogue) -> None:
        """Editors join the tab order as they are made: in the order of the declaration."""
        editor = editor_for(field, catalogue)
        label = QLabel(f"{field.title} *" if field.required else field.title)
        label.setBuddy(editor.focus)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        said = _finding_label()
        said.setObjectName(f"finding.{field.name}")
        grid.addWidget(label, row, 0)
        grid.addWidget(editor, row, 1)
        grid.addWidget(QLabel(field.unit), row, 2)
        grid.addWidget(said, row + 1, 1, 1, 2)
        editor.edited.connect(partial(self.edited.emit, field.name))
        editor.left.connect(partial(self.left.emit, field.name))
        editor.entered.connect(partial(self._next, field.name))
        self.editors[field.name], self._labels[field.name] = editor, label
        self._said[field.name] = said

    def values(self) -> dict[str, str]:
        """The texts of all editors by field name, as :mod:`app.collection.records` takes them."""
        return {name: editor.text() for name, editor in self.editors.items()}

    def put_texts(self, texts: Mapping[str, str]) -> None:
        """Show these texts; fields left out are emptied. Findings go away."""
        for name, editor in self.editors.items():
            editor.put(texts.get(name, ""))
        self.show_findings(())

    def put_stored(self, values: Mapping[str, Value]) -> None:
        """Show a record in stored form."""
        self.put_texts({f.name: text_of(f, values.get(f.name)) for f in self.fields})

    def set_read_only(self, names: Iterable[str]) -> None:
        """Close these fields to the keyboard, e.g. the key of a stored record."""
        closed = set(names)
        for name, editor in self.editors.items():
            editor.setEnabled(name not in closed)

    def focus_field(self, name: str = "") -> None:
        """Put the cursor into a field, else into the first."""
        found = self.editors.get(name) or next(iter(self.editors.values()))
        found.focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Show each finding beside its field in words; those of no field on top."""
        by_field: dict[str, list[Finding]] = {}
        for one in findings:
            by_field.setdefault(one.field if one.field in self.editors else "", []).append(one)
        _say(self._general, by_field.get("", []))
        for name, editor in self.editors.items():
            state = _say(self._said[name], by_field.get(name, []))
            description = self._said[name].text() or self.data_set.by_name[name].help
            editor.focus.setAccessibleDescription(description)
            if editor.focus.property("state") != state:
                editor.focus.setProperty("state", state)
                editor.focus.style().unpolish(editor.focus)
                editor.focus.style().polish(editor.focus)

    def _next(self, name: str) -> None:
        names = list(self.editors)
        for following in names[names.index(name) + 1 :]:
            if self.editors[following].isEnabled():
                self.focus_field(following)
                return
        self.completed.emit()


class ScrolledForm(QScrollArea):
    """A form in a scroll area that keeps the editor with the cursor in sight."""

    def __init__(self, form: RecordForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(form)
        self.setWidget(holder)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _left: QWidget | None, entered: QWidget | None) -> None:
        if entered is not None and self.form.isAncestorOf(entered):
            self.ensureWidgetVisible(entered, 0, theme.unit() * 4)


def _finding_label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.hide()
    return label


def _say(label: QLabel, findings: list[Finding]) -> str:
    """Put the findings into the label; returns the state of the worst."""
    lines = [f"{_LEVELS.get(f.level, ('说明', ''))[0]}：{f.message}{f.advice}" for f in findings]
    levels = {f.level for f in findings}
    worst = next((level for level in (ERROR, WARNING) if level in levels), "")
    state = _LEVELS[worst][1] if worst else ""
    label.setText("\n".join(lines))
    label.setVisible(bool(lines))
    label.setProperty("state", state)
    label.style().unpolish(label)
    label.style().polish(label)
    return state
