"""Forms made from the catalogue: every data set, every kind of field, by keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.catalogue.load import load
from app.catalogue.model import FieldType
from app.collection.findings import Finding
from app.collection.form_text import text_of
from app.collection.values import convert_one
from app.settings import Settings
from ui.forms.editors import CodeEditor, DateEditor, NumberEditor
from ui.forms.form import RecordForm, ScrolledForm

CATALOGUE = load()


@pytest.mark.parametrize("code", sorted(CATALOGUE.data_sets))
def test_every_form_is_named_buddied_and_in_order(
    code: str, settings: Settings, qtbot: QtBot
) -> None:
    """A clerk with a screen reader, or without a mouse, must be able to fill in every form."""
    form = RecordForm(CATALOGUE.data_sets[code], CATALOGUE)
    qtbot.addWidget(form)
    buddies = {label.buddy() for label in form.findChildren(QLabel)}
    for name, editor in form.editors.items():
        assert editor.objectName() == name
        assert editor.focus.accessibleName() == CATALOGUE.data_sets[code].by_name[name].title
        assert editor.focus in buddies
    with qtbot.waitExposed(form):
        form.show()
    names = list(form.editors)
    form.focus_field()
    for name in names[1:]:
        form.focusNextChild()
        focus = form.focusWidget()
        assert focus is not None
        assert form.editors[name].isAncestorOf(focus), name


def made(code: str, qtbot: QtBot) -> RecordForm:
    form = RecordForm(CATALOGUE.data_sets[code], CATALOGUE)
    form.holder = ScrolledForm(form)  # type: ignore[attr-defined]  # alive as long as the form
    qtbot.addWidget(form.holder)  # type: ignore[attr-defined]
    with qtbot.waitExposed(form.holder):  # type: ignore[attr-defined]
        form.window().show()
    return form


def test_enter_goes_from_field_to_field_and_ends_the_form(settings: Settings, qtbot: QtBot) -> None:
    """Entry of 200 rows a day goes by Enter, never by mouse."""
    form = made("GD02", qtbot)
    form.focus_field()
    with qtbot.waitSignal(form.completed, timeout=1000):
        for _ in form.editors:
            focus = form.window().focusWidget()
            assert focus is not None
            qtbot.keyClick(focus, Qt.Key.Key_Return)


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
def test_code_is_found_by_initials_title_or_code(settings: Settings, qtbot: QtBot) -> None:
    """A list of forty codes is not looked through for every row."""
    form = made("SC01", qtbot)
    editor = form.editors["entity_kind"]
    assert isinstance(editor, CodeEditor)
    for typed in ("jtnc", "5"):
        editor.put("")
        editor.box.line.clear()
        qtbot.keyClicks(editor.box.line, typed)
        offered = editor.box.completer().completionModel()
        assert offered.index(0, 0).data() == "家庭农场"
        editor.box.line.clearFocus()
        editor.box.line.editingFinished.emit()
        assert editor.text() == "5", typed
        assert editor.box.currentText() == "家庭农场"
    editor.box.line.clear()
    qtbot.keyClicks(editor.box.line, "xyz")
    editor.box.line.editingFinished.emit()
    assert editor.text() == "xyz"


def test_amounts_show_thousands_and_give_plain_numbers(settings: Settings, qtbot: QtBot) -> None:
    """1000000 and 10000000 look alike without separators."""
    form = made("SC01", qtbot)
    editor = form.editors["reg_capital"]
    assert isinstance(editor, NumberEditor)
    qtbot.keyClicks(editor.line, "1234567.5")
    editor.line.editingFinished.emit()
    assert editor.line.text() == "1,234,567.5"
    assert editor.text() == "1234567.5"
    editor.put("约五百")
    assert editor.text() == "约五百"


def test_calendar_puts_a_date(settings: Settings, qtbot: QtBot) -> None:
    """Who does not know the date by heart picks it."""
    form = made("SC01", qtbot)
    editor = form.editors["est_date"]
    assert isinstance(editor, DateEditor)
    editor.put("2015-03-01")
    editor._fill_calendar()
    assert editor._calendar is not None
    assert editor._calendar.selectedDate().year() == 2015
    with qtbot.waitSignal(editor.edited, timeout=1000):
        editor._calendar.clicked.emit(editor._calendar.selectedDate().addDays(1))
    assert editor.text() == "2015-03-02"


def test_findings_stand_beside_their_field_in_words(settings: Settings, qtbot: QtBot) -> None:
    """A red border alone tells a colour-blind clerk nothing."""
    form = made("GD02", qtbot)
    form.show_findings(
        [
            Finding("E-NUMBER", "error", 0, "", "kwh", "abc", "用电量不是数字。", "请只填数字。"),
            Finding("W-X", "warning", 0, "", "", "", "本行与上月相同。", ""),
        ]
    )
    said = form.findChild(QLabel, "finding.kwh")
    general = form.findChild(QLabel, "findings")
    assert said is not None
    assert general is not None
    assert said.text() == "错误：用电量不是数字。请只填数字。"
    assert general.text().startswith("提醒：")
    assert form.editors["kwh"].focus.accessibleDescription() == said.text()
    form.show_findings([])
    assert not said.isVisibleTo(form)


@pytest.mark.parametrize("code", sorted(CATALOGUE.data_sets))
def test_stored_values_come_back_unchanged_from_the_form(
    code: str, settings: Settings, qtbot: QtBot
) -> None:
    """Opening a record and saving it must change nothing, 元 and 万元 above all."""
    data_set = CATALOGUE.data_sets[code]
    form = RecordForm(data_set, CATALOGUE)
    qtbot.addWidget(form)
    samples: dict[FieldType, int | str] = {
        FieldType.AMOUNT: 123456700,
        FieldType.NUMBER: 1200,
        FieldType.INT: 12,
        FieldType.YEAR: 2024,
        FieldType.DATE: "2024-03-01",
        FieldType.MONTH: "2024-03",
        FieldType.BOOL: "Y",
    }
    stored: dict[str, int | str] = {}
    for field in form.fields:
        if field.type in (FieldType.CODE, FieldType.CODES):
            stored[field.name] = CATALOGUE.code_lists[field.codes].codes[0].code
        elif field.type in samples:
            stored[field.name] = samples[field.type]
    form.put_stored(stored)
    texts = form.values()
    for field in form.fields:
        if field.name in stored:
            codes = CATALOGUE.code_lists.get(field.codes)
            value, problems = convert_one(field, codes, texts[field.name])
            bounds = {"E-RANGE", "E-BOUND", "E-MIN", "E-MAX"}
            if not problems:
                assert value == stored[field.name], (field.name, texts[field.name])
            else:
                assert value is None or bounds, problems
    assert text_of(form.fields[0], None) == ""
