"""评级结果 at a bank: look a grade up, see why, note what was lent, and report it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from app import clock
from app.browsing.grade_page import read_grade
from app.edition import screens_of
from app.office import open_office
from app.outcomes import grades, use
from app.settings import SCALE, Settings
from app.store.tables import grade
from tests.gui.bank_office import BANK_CLERK, BANK_LEADER, make_bank
from tests.gui.conftest import Opener
from tests.gui.dialogs import dialog_of, give_password, put_away
from tests.gui.offices import WORD, copy_office
from tests.offices import COMPANY, FARM
from ui.forms.dialog import FormDialog
from ui.screens.results.screen import ResultsScreen
from ui.shell.window import Window
from ui.style import theme

Settle = Callable[[Window], None]


@pytest.fixture(scope="module")
def bank_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bank(tmp_path_factory.mktemp("bank") / "county")


@pytest.fixture
def office(bank_once: Path, tmp_path: Path) -> Path:
    """The bank's office instead of the power company's."""
    return copy_office(bank_once, tmp_path / "bank")


def screen_of(window: Window, settle: Settle, **wanted: str) -> ResultsScreen:
    window.session.navigate("results", **wanted)
    settle(window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, ResultsScreen)
    return shown


def cells(screen: ResultsScreen, row: int, tab: str = "grades") -> list[str]:
    model = getattr(screen, tab).pane.model
    return [str(model.index(row, column).data() or "") for column in range(len(model.columns))]


def fill(dialog: FormDialog, **texts: str) -> None:
    for name, text in texts.items():
        dialog.form.editors[name].put(text)


GRANT = {
    "requested": "80",
    "decision": "批准",
    "decided_date": "2026-04-09",
    "applied_date": "2026-04-02",
    "amount": "50",
    "rate": "4.35",
}


def test_only_banks_have_the_screen() -> None:
    """Grades are given to those who have the enterprise's consent; no other office holds any."""
    assert "results" in screens_of("agency", "YH")
    assert "results" not in screens_of("agency", "GD")
    assert "results" not in screens_of("coordinator", "RH")


def test_grades_are_listed_best_first_and_filtered(opener: Opener, settle: Settle) -> None:
    """A loan officer looks for the enterprises to offer credit to."""
    window = opener(BANK_CLERK)
    screen = screen_of(window, settle)
    assert cells(screen, 0)[:4] == ["渑池仰韶食品有限公司", COMPANY, "AA", "推荐"]
    assert cells(screen, 0)[4:8] == ["85.00", "2026年3月31日", "2027年3月31日", "有效"]
    assert cells(screen, 1)[1:3] == [FARM, "BBB"]
    screen_of(window, settle, grade="BBB")
    assert screen.grades.pane.model.ids == [FARM]
    screen_of(window, settle, validity="已过期")
    assert screen.grades.pane.model.ids == []


@pytest.mark.parametrize(
    ("day", "word"),
    [
        ((2027, 3, 1), "有效"),
        ((2027, 3, 2), "将到期"),
        ((2027, 3, 31), "将到期"),
        ((2027, 4, 1), "已过期"),
    ],
)
def test_validity_in_the_list_is_the_one_of_the_filter(
    day: tuple[int, int, int], word: str, opener: Opener, settle: Settle
) -> None:
    """Nobody may lend on a grade whose twelve months are over."""
    with clock.at(datetime(*day, 4, tzinfo=UTC)):
        window = opener(BANK_CLERK)
        screen = screen_of(window, settle, validity=word)
        assert len(screen.grades.pane.model.ids) == 2
        assert cells(screen, 0)[7] == word


def test_newest_grade_counts_and_the_page_names_the_earlier(
    office: Path, opener: Opener, settle: Settle
) -> None:
    """A bank that lends on last year's grade lends on the wrong one."""
    with open_office(office, BANK_CLERK, WORD) as store, store.write() as conn:
        row = dict(conn.execute(grade.select().where(grade.c.uscc == COMPANY)).mappings().one())
        later = {**row, "run_id": "b" * 32, "as_of": "2026-04-01", "final_grade": "A"}
        ahead = {**row, "run_id": "c" * 32, "as_of": "2026-05-01", "final_grade": "C"}
        conn.execute(grade.insert(), [later, ahead])
    window = opener(BANK_CLERK)
    screen = screen_of(window, settle)
    listed = [cells(screen, row)[1:3] for row in range(2)]
    today = grades.grades(window.session.store, clock.today())
    assert sorted(listed) == [[one.uscc, one.final_grade] for one in today]
    assert [COMPANY, "A"] in listed
    page = read_grade(window.session.store, COMPANY)
    assert page.earlier == (("2026年3月31日", "AA", "推荐"),)


@pytest.mark.parametrize("content", [b"not a package", None], ids=["garbage", "vanished"])
def test_what_is_no_package_is_refused_in_words(
    content: bytes | None, opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The wrong file on the stick must neither crash nor touch what is kept."""
    window = opener(BANK_CLERK)
    screen = screen_of(window, settle)
    path = tmp_path / "result.xyb"
    if content is not None:
        path.write_bytes(content)
    before = window.session.store.counter
    screen.grades._receive(path)
    settle(window)
    box = dialog_of(qtbot, QMessageBox)
    assert box.text()
    assert "代码：" in box.informativeText()
    assert window.session.store.counter == before
    put_away(qtbot)


def test_enter_shows_why_and_on_which_terms(opener: Opener, qtbot: QtBot, settle: Settle) -> None:
    """A grade without its reasons cannot be explained to the enterprise that asks."""
    window = opener(BANK_CLERK)
    screen = screen_of(window, settle)
    screen.grades.pane.view.selectRow(0)
    qtbot.keyClick(screen.grades.pane.view, Qt.Key.Key_Return)
    settle(window)
    page = screen.grades.page
    assert page.name.text() == "渑池仰韶食品有限公司　AA"
    first = page.lines.topLevelItem(1)
    assert first is not None
    assert first.text(1) not in ("", "11/12")
    assert page.lines.topLevelItemCount() > 10
    assert page.terms.widget().findChild(type(page.name), "") is not None
    qtbot.keyClick(page.lines, Qt.Key.Key_Escape)
    assert screen.grades.stack.currentIndex() == 0


def test_use_is_noted_by_keyboard_from_the_grade(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """What is not noted is not counted for re-lending."""
    window = opener(BANK_CLERK)
    screen = screen_of(window, settle)
    screen.grades.pane.view.selectRow(0)
    qtbot.keyClick(screen.grades.pane.view, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, FormDialog)
    fill(dialog, **GRANT)
    dialog.send()
    settle(window)
    assert cells(screen, 0, "uses")[:8] == [
        "批准",
        "渑池仰韶食品有限公司",
        "2026年4月2日",
        "80",
        "2026年4月9日",
        "50",
        "4.35",
        "AA",
    ]
    [kept] = use.listed(window.session.store)
    assert (kept["requested"], kept["amount"], kept["rate"]) == (80_000_000, 50_000_000, 43_500)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "五十万左右"}, "amount"),
        ({"rate": "40"}, "rate"),
        ({"decided_date": "2026-04-11"}, "decided_date"),
        ({"decision": ""}, "decision"),
    ],
    ids=["amount", "rate", "future", "decision"],
)
def test_bad_values_are_told_beside_their_field(
    changes: dict[str, str], said: str, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A figure that was misread goes into the county's statistics."""
    window = opener(BANK_CLERK)
    screen_of(window, settle).note_use(COMPANY)
    dialog = dialog_of(qtbot, FormDialog)
    fill(dialog, **{**GRANT, **changes})
    dialog.send()
    settle(window)
    assert dialog.form._said[said].text()
    assert use.listed(window.session.store) == []
    dialog.reject()


def test_refusal_of_a_rule_stays_in_the_dialog_with_what_was_typed(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A refused entry that is lost is typed again, or not at all."""
    window = opener(BANK_CLERK)
    screen = screen_of(window, settle)
    screen.uses.add()
    dialog = dialog_of(qtbot, FormDialog)
    fill(dialog, decision="拒绝", decided_date="2026-04-09", applied_date="2026-04-02")
    dialog.send()
    assert dialog.refusal.text() == "请先选定企业。"
    line = dialog.findChild(QLineEdit, "enterprise")
    assert line is not None
    qtbot.keyClicks(line, COMPANY)
    dialog.send()
    settle(window)
    assert "拒绝须写明理由" in dialog.refusal.text()
    fill(dialog, reason="资料不全")
    dialog.send()
    settle(window)
    assert cells(screen, 0, "uses")[0] == "拒绝"


def test_correction_is_a_new_revision_and_the_package_carries_all(
    opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The coordinator must get the correction too, and each only once."""
    window = opener(BANK_LEADER)
    screen = screen_of(window, settle)
    screen.note_use(COMPANY)
    dialog = dialog_of(qtbot, FormDialog)
    fill(dialog, decision="受理中", applied_date="2026-04-02", requested="80")
    dialog.send()
    settle(window)
    window.activateWindow()  # what a window manager does when the dialog is gone
    qtbot.waitUntil(window.isActiveWindow)
    screen.uses.pane.view.selectRow(0)
    qtbot.keyClick(screen.uses.pane.view, Qt.Key.Key_F2)
    settle(window)
    dialog = dialog_of(qtbot, FormDialog)
    assert dialog.form.values()["requested"] == "80"
    fill(dialog, **GRANT)
    dialog.send()
    settle(window)
    assert cells(screen, 0, "uses")[9:11] == ["2", "未反馈"]
    path = tmp_path / "feedback.xyb"
    screen.uses._confirm(path)
    give_password(qtbot)
    settle(window)
    assert path.stat().st_size
    assert cells(screen, 0, "uses")[10] == "已反馈"
    put_away(qtbot)


@pytest.mark.parametrize("scale", [100, 200])
def test_a_bank_fits_a_small_display_too(
    scale: int, opener: Opener, settings: Settings, settle: Settle
) -> None:
    """The widest screen is one that only banks have; half of them sit at 1366×768."""
    settings.set(SCALE, scale)
    theme.apply(settings)
    window = opener(BANK_CLERK)
    wishes: list[dict[str, str]] = [{}, {"uscc": COMPANY}, {"tab": "uses"}]
    for wanted in wishes:
        screen_of(window, settle, **wanted)
    needed = window.minimumSizeHint()
    assert needed.width() <= 1366
    assert needed.height() <= 728
