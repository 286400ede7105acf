"""One table: kind of field → editor. An editor takes and gives the text that ``app`` checks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from app.catalogue.model import Catalogue, Code, CodeList, Field, FieldType
from ui.forms.code_box import CodeBox
from ui.style import icons

LONG_TEXT = 200
"""A text that may be longer gets several lines."""


class Editor(QWidget):
    """One field's editor. Signals: ``edited()`` at each change by hand, ``left()`` on leaving,

    ``entered()`` when Enter asks for the next field. ``focus`` is the widget that types.
    """

    edited = Signal()
    left = Signal()
    entered = Signal()
    focus: QWidget

    def text(self) -> str:
        """What is in it."""
        raise NotImplementedError

    def put(self, text: str) -> None:
        """Show ``text`` without telling anybody."""
        raise NotImplementedError

    def composed(self, preedit: str) -> str:
        """The text together with a word that is still in the input method."""
        line = self.focus if isinstance(self.focus, QLineEdit) else self.findChild(QLineEdit)
        text = line.text() if line is not None else self.text()
        at = line.cursorPosition() if line is not None else len(text)
        return text[:at] + preedit + text[at:]

    def _hold(self, focus: QWidget, *beside: QWidget) -> None:
        self.focus = focus
        self.setFocusProxy(focus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(focus, 1)
        for widget in beside:
            row.addWidget(widget)


class LineEditor(Editor):
    """A text, number, date or month in one line."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(field.example)
        if field.type is FieldType.TEXT and field.max_length:
            # Spaces and width are mended by the checks, so that a paste may be a little longer
            self.line.setMaxLength(field.max_length * 2 + 20)
        self.line.textEdited.connect(self.edited)
        self.line.editingFinished.connect(self._finish)
        self.line.returnPressed.connect(self.entered)
        self._hold(self.line, *self._beside())

    def _beside(self) -> tuple[QWidget, ...]:
        return ()

    def _finish(self) -> None:
        self.left.emit()

    def text(self) -> str:
        """The line."""
        return self.line.text().strip()

    def put(self, text: str) -> None:
        """Show it."""
        self.line.setText(text)


class NumberEditor(LineEditor):
    """A number on the right, with thousands separators while nobody types in it."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def _finish(self) -> None:
        self.put(self.text())
        super()._finish()

    def text(self) -> str:
        """The number without separators."""
        return self.line.text().replace(",", "").strip()

    def put(self, text: str) -> None:
        """Show it with separators when it is a plain number."""
        sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
        whole, dot, part = digits.partition(".")
        plain = whole.isascii() and whole.isdecimal() and (not part or part.isdecimal())
        self.line.setText(f"{sign}{int(whole):,}{dot}{part}" if plain else text)


class DateEditor(LineEditor):
    """A date that may be typed in any usual form, or picked from a calendar."""

    def _beside(self) -> tuple[QWidget, ...]:
        button = QToolButton()
        button.setIcon(icons.icon("calendar"))
        button.setAccessibleName("选日期")
        button.setToolTip("选日期")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Alt+Down opens it from the line
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.aboutToShow.connect(self._fill_calendar)
        button.setMenu(menu)
        self._menu, self._button = menu, button
        self._calendar: QCalendarWidget | None = None
        return (button,)

    def _fill_calendar(self) -> None:
        if self._calendar is None:  # a form has many dates, and few calendars are opened
            self._calendar = QCalendarWidget()
            self._calendar.activated.connect(self._pick)
            self._calendar.clicked.connect(self._pick)
            entry = QWidgetAction(self._menu)
            entry.setDefaultWidget(self._calendar)
            self._menu.addAction(entry)
        shown = QDate.fromString(self.text(), Qt.DateFormat.ISODate)
        if shown.isValid():
            self._calendar.setSelectedDate(shown)

    def _pick(self, day: QDate) -> None:
        self.put(day.toString(Qt.DateFormat.ISODate))
        self._menu.close()
        self.edited.emit()
        self.line.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Alt+Down opens the calendar."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._button.showMenu()
        else:
            super().keyPressEvent(event)


class _Lines(QPlainTextEdit):
    """Several lines; leaving it is told."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Tell, then do as usual."""
        super().focusOutEvent(event)
        self.left.emit()


class TextEditor(Editor):
    """A long text in three lines."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.box = _Lines()
        self.box.setTabChangesFocus(True)
        self.box.setPlaceholderText(field.example)
        self.box.setFixedHeight(self.box.fontMetrics().lineSpacing() * 4)
        self.box.textChanged.connect(self._changed)
        self.box.left.connect(self.left)
        self._hold(self.box)

    def _changed(self) -> None:
        self.edited.emit()

    def text(self) -> str:
        """The whole text."""
        return self.box.toPlainText().strip()

    def put(self, text: str) -> None:
        """Show it."""
        self.box.blockSignals(True)
        self.box.setPlainText(text)
        self.box.blockSignals(False)


class CodeEditor(Editor):
    """One code of a list, found by code, title or initials."""

    def __init__(self, codes: CodeList) -> None:
        super().__init__()
        self.box = _CalmBox(codes)
        self.box.chosen.connect(self.edited)
        line = self.box.line
        line.textEdited.connect(self.edited)
        line.editingFinished.connect(self.left)
        line.returnPressed.connect(self.entered)
        self._hold(self.box)

    def text(self) -> str:
        """The code; what was typed where it is none."""
        return self.box.code()

    def put(self, text: str) -> None:
        """Show the title of a code."""
        self.box.put(text)


class _CalmBox(CodeBox):
    """A box that the wheel turns only while it has the focus: forms are scrolled with it."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to the form."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CodesEditor(LineEditor):
    """Several codes, typed between 、 or ticked in a menu."""

    def __init__(self, field: Field, codes: CodeList) -> None:
        self._codes = codes
        super().__init__(field)

    def _beside(self) -> tuple[QWidget, ...]:
        button = QToolButton()
        button.setText("选…")
        button.setAccessibleName("选几项")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(button)
        self._menu.aboutToShow.connect(self._fill)
        self._menu.triggered.connect(self._toggle)
        button.setMenu(self._menu)
        return (button,)

    def _chosen(self) -> list[str]:
        return [part.strip() for part in self.line.text().split("、") if part.strip()]

    def _fill(self) -> None:
        chosen = self._chosen()
        self._menu.clear()
        for entry in self._codes.codes:
            action = self._menu.addAction(entry.title)
            action.setCheckable(True)
            action.setChecked(entry.title in chosen)

    def _toggle(self) -> None:
        ticked = [action.text() for action in self._menu.actions() if action.isChecked()]
        self.line.setText("、".join(ticked))
        self.edited.emit()

    def put(self, text: str) -> None:
        """Show the titles of stored codes."""
        titles = self._codes.titles
        self.line.setText("、".join(titles.get(code, code) for code in text.split("、")))


_YES_NO = CodeList("yes_no", "是否", "", (Code("Y", "是"), Code("N", "否")))


def _text(field: Field, _codes: CodeList | None) -> Editor:
    return TextEditor(field) if field.max_length > LONG_TEXT else LineEditor(field)


def _code(field: Field, codes: CodeList | None) -> Editor:
    return CodeEditor(codes) if codes else LineEditor(field)


def _several(field: Field, codes: CodeList | None) -> Editor:
    return CodesEditor(field, codes) if codes else LineEditor(field)


MAKERS: dict[FieldType, Callable[[Field, CodeList | None], Editor]] = {
    FieldType.TEXT: _text,
    FieldType.DATE: lambda field, _: DateEditor(field),
    FieldType.MONTH: lambda field, _: LineEditor(field),
    FieldType.YEAR: lambda field, _: LineEditor(field),
    FieldType.AMOUNT: lambda field, _: NumberEditor(field),
    FieldType.NUMBER: lambda field, _: NumberEditor(field),
    FieldType.INT: lambda field, _: NumberEditor(field),
    FieldType.CODE: _code,
    FieldType.CODES: _several,
    FieldType.BOOL: lambda _field, _codes: CodeEditor(_YES_NO),
}


def editor_for(field: Field, catalogue: Catalogue) -> Editor:
    """The editor of a field, named and described for screen readers and tests."""
    return named(MAKERS[field.type](field, catalogue.code_lists.get(field.codes)), field)


def named(editor: Editor, field: Field) -> Editor:
    """``editor`` with the name and description of its field."""
    editor.setObjectName(field.name)
    for widget in (editor, editor.focus):
        widget.setAccessibleName(field.title)
        widget.setAccessibleDescription(field.help)
        widget.setToolTip(field.help)
    return editor
