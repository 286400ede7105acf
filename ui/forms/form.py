"""The form of one record, made from its data set: labels, editors, units, findings in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.browsing.register_search import Hit
from app.catalogue.model import Catalogue, DataSet, Field, Value
from app.collection.findings import ERROR, WARNING, Finding
from app.collection.form_text import text_of
from ui.forms.editors import Editor
from ui.forms.enterprise_box import EnterpriseEditor, Find, editor_with
from ui.style import theme

_LEVELS = {ERROR: ("错误", "bad"), WARNING: ("提醒", "soon")}


class RecordForm(QWidget):
    """All entered fields of a data set, in the order of their declaration.

    Signals: ``edited(field name)`` at each change by hand, ``left(field name)`` when an editor is
    left, ``completed()`` when Enter is pressed in the last editor. With ``find`` the
    enterprise is chosen by part of its name, initials or code.
    """

    edited = Signal(str)
    left = Signal(str)
    completed = Signal()

    def __init__(
        self,
        data_set: DataSet,
        catalogue: Catalogue,
        parent: QWidget | None = None,
        *,
        find: Find | None = None,
    ) -> None:
        super().__init__(parent)
        self.data_set = data_set
        self._find = find
        self.fields = tuple(f for f in data_set.fields if not f.derived and not f.retired)
        self.editors: dict[str, Editor] = {}
        self._said: dict[str, QLabel] = {}
        self._general = _finding_label()
        self._general.setObjectName("findings")
        grid = self._grid = QGridLayout(self)
        grid.setHorizontalSpacing(theme.unit())
        grid.setVerticalSpacing(theme.unit() // 2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._general, 0, 0, 1, 3)
        for place, field in enumerate(self.fields):
            self._add(grid, 2 * place + 1, field, catalogue)
        grid.setRowStretch(2 * len(self.fields) + 1, 1)

    def _add(self, grid: QGridLayout, row: int, field: Field, catalogue: Catalogue) -> None:
        """Editors join the tab order as they are made: in the order of the declaration."""
        editor = editor_with(field, catalogue, self._find)
        if isinstance(editor, EnterpriseEditor):
            editor.chosen.connect(self._choose)
            editor.edited.connect(partial(self._forget_other, field.name))
        label = QLabel(f"{field.title} *" if field.required else field.title)
        label.setBuddy(editor.focus)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(label, row, 0)
        grid.addWidget(editor, row, 1)
        if field.unit:
            grid.addWidget(QLabel(field.unit), row, 2)
        editor.edited.connect(partial(self.edited.emit, field.name))
        editor.left.connect(partial(self.left.emit, field.name))
        editor.entered.connect(partial(self._next, field.name))
        self.editors[field.name] = editor

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

    def said_about(self, name: str) -> QLabel | None:
        """The label of what is said about a field; None while nothing ever was."""
        return self._said.get(name)

    def _say_about(self, name: str, findings: list[Finding]) -> str:
        """Labels are made for fields that have remarks alone: a large form opens the sooner."""
        if findings and name not in self._said:
            said = self._said[name] = _finding_label()
            said.setObjectName(f"finding.{name}")
            row = 2 * list(self.editors).index(name) + 2
            self._grid.addWidget(said, row, 1, 1, 2)
        return _say(self._said[name], findings) if name in self._said else ""

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Show each finding beside its field in words; those of no field on top."""
        by_field: dict[str, list[Finding]] = {}
        for one in findings:
            by_field.setdefault(one.field if one.field in self.editors else "", []).append(one)
        _say(self._general, by_field.get("", []))
        for name, editor in self.editors.items():
            state = self._say_about(name, by_field.get(name, []))
            said = "\n".join(_line(one) for one in by_field.get(name, []))
            editor.focus.setAccessibleDescription(said or self.data_set.by_name[name].help)
            if (editor.focus.property("state") or "") != state:
                editor.focus.setProperty("state", state)
                editor.focus.style().unpolish(editor.focus)
                editor.focus.style().polish(editor.focus)

    def _choose(self, hit: Hit) -> None:
        """Code and name of the enterprise that was chosen, each in its field."""
        for name, text in (("uscc", hit.uscc), ("ent_name", hit.name)):
            if name in self.editors:
                self.editors[name].put(text)
                self.edited.emit(name)

    def _forget_other(self, name: str) -> None:
        """Whoever types another code or name does not mean the enterprise that was chosen."""
        other = "ent_name" if name == "uscc" else "uscc"
        if other in self.editors and self.editors[other].text():
            self.editors[other].put("")
            self.edited.emit(other)

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

    def reveal(self, name: str) -> None:
        """Scroll so that a field is seen together with what is said about it."""
        for widget in (self.form.said_about(name), self.form.editors.get(name)):
            if widget is not None and widget.isVisibleTo(self):
                self.form.updateGeometry()
                QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
                self.ensureWidgetVisible(widget, 0, theme.unit())

    def _follow(self, _left: QWidget | None, entered: QWidget | None) -> None:
        if entered is not None and self.form.isAncestorOf(entered):
            self.ensureWidgetVisible(entered, 0, theme.unit() * 4)


def _finding_label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.hide()
    return label


def _line(said: Finding) -> str:
    return f"{_LEVELS.get(said.level, ('说明', ''))[0]}：{said.words}"


def _say(label: QLabel, findings: list[Finding]) -> str:
    """Put the findings into the label; returns the state of the worst."""
    lines = [_line(one) for one in findings]
    levels = {f.level for f in findings}
    worst = next((level for level in (ERROR, WARNING) if level in levels), "")
    state = _LEVELS[worst][1] if worst else ""
    label.setText("\n".join(lines))
    label.setVisible(bool(lines))
    if (label.property("state") or "") != state:
        label.setProperty("state", state)
        label.style().unpolish(label)
        label.style().polish(label)
    return state
