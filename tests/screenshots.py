"""Every screen of both desktops as a picture: light and dark, at 100 % and 150 %.

``python -m tests.screenshots [folder]`` leaves ``<screen>-<theme>-<scale>.png`` there.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from app import clock
from app.browsing.run_list import choices_of_runs
from app.catalogue.load import load
from app.collection.objections import file_objection
from app.inbox.arrived import BAD
from app.office import open_office
from app.outcomes.recommending import partition
from app.settings import LEAVING_BACKUP, OFFICE, SCALE, THEME, Settings
from app.training.offices import LEADER as TRAINED
from app.training.offices import Offices
from tests import sticks
from tests.county import copy_of, made_in
from tests.gui.bank_office import BANK_CLERK, make_bank
from tests.gui.coordinator.conftest import EVENING as AFTERWARDS
from tests.gui.importing_files import mixed, screen_of, workbook
from tests.gui.offices import (
    CLERK,
    ENTERPRISES,
    LEADER,
    MORNING,
    WORD,
    copy_office,
    make_template,
)
from tests.offices import COMPANY
from ui.ask import Ask
from ui.screen import Session
from ui.screens import specs_for
from ui.screens.audit.screen import AuditScreen
from ui.screens.credit_files.screen import CreditFilesScreen
from ui.screens.dishonesty.screen import DishonestyScreen
from ui.screens.importing.screen import BENCH, COLUMNS, HISTORY, SHEET, ImportingScreen
from ui.screens.inbox.screen import InboxScreen
from ui.screens.schemes.screen import SchemesScreen
from ui.shell.window import Window
from ui.start.sign_in import SignIn
from ui.style import theme

LOOKS = [(name, scale) for name in ("light", "dark") for scale in (100, 150)]
SIZE = (1366, 728)
LIMIT = 60_000

Act = Callable[[Window], None]


def _search(window: Window) -> None:
    window.search.call()
    window.search.setText("mc")
    window.search.textEdited.emit("mc")


def _audit_entry(window: Window) -> None:
    window.session.navigate("audit")
    shown = window.stack.currentWidget()
    if isinstance(shown, AuditScreen):
        settle(window.session)
        shown.pane.view.selectRow(0)


def _objection(window: Window) -> None:
    """An objection of two weeks ago to the first approved bill, chosen in the list."""
    store = window.session.store
    table = store.table("GD02")
    with store.read() as conn:
        rec_id = conn.execute(table.select().where(table.c.row_status == "已审核")).first().rec_id
    filed = clock.today() - timedelta(days=17)
    number = file_objection(store, "GD02", rec_id, filed=filed, statement="抄表有误，请复核。")
    window.session.changes.tell()
    window.session.navigate("objections", objection=number)


def _grid(window: Window) -> Any:
    window.session.navigate("entry", dataset="GD02")
    settle(window.session)
    return window.screens["entry"].page  # type: ignore[attr-defined]


def _entry_row(window: Window) -> None:
    page = _grid(window)
    page.view.place_cursor(page.model.ids[3], 5)
    page.type("kwh", "1500")


def _entry_refused(window: Window) -> None:
    page = _grid(window)
    page.add()
    page.copy_last()
    page.type("kwh", "一千二")
    page.save()


def _entry_pasted(window: Window) -> None:
    page = _grid(window)
    page.view.place_cursor(page.model.ids[2], 5)
    page.view.setFocus()
    QApplication.clipboard().setText("1300\n一千四\n1500")
    window.screens["entry"].findChild(QAction, "entry.paste").trigger()


def _importing(window: Window, presses: int) -> ImportingScreen:
    """A file with a row of every class, so many steps further on."""
    screen = screen_of(window)
    with tempfile.TemporaryDirectory() as place:
        screen.take(workbook(Path(place) / "2026年3月电费.xlsx", mixed()))
        settle(window.session)
        for _ in range(presses):
            screen.go_on()
            settle(window.session)
    return screen


def _matching(window: Window) -> None:
    _importing(window, 3).show_step(BENCH)


VISITS: dict[str, Act] = {
    "audit-entry": _audit_entry,
    "objections-one": _objection,
    "workbench-pressing": lambda w: w.session.navigate("workbench"),
    "importing-2-sheet": lambda w: _importing(w, 0).show_step(SHEET),
    "importing-3-columns": lambda w: _importing(w, 1).show_step(COLUMNS),
    "importing-4-trial": lambda w: _importing(w, 2).trial.show_class("error"),
    "importing-5-bench": _matching,
    "importing-6-batch": lambda w: screen_of(w).show_step(HISTORY),
    "importing-7-history": lambda w: screen_of(w).show_history(),
    "register-enterprise": lambda w: w.session.navigate("register", uscc=ENTERPRISES[0].uscc),
    "entry-row": _entry_row,
    "entry-refused": _entry_refused,
    "entry-pasted": _entry_pasted,
    "notices-slips": lambda w: w.session.navigate("notices", tab="slips"),
    "notices-wording": lambda w: w.session.navigate("notices", tab="wording"),
    "submission-coverage": lambda w: w.session.navigate("submission", tab="coverage"),
    "submission-history": lambda w: w.session.navigate("submission", tab="history"),
    "search": _search,
    "locked": lambda w: w.lock(),
}
"""Pictures besides one of each screen: name → what to do before. The lock comes last."""

BANK_VISITS: dict[str, Act] = {
    "results": lambda w: w.session.navigate("results"),
    "results-enterprise": lambda w: w.session.navigate("results", uscc=COMPANY),
    "results-uses": lambda w: w.session.navigate("results", tab="uses"),
}
"""Pictures of what only a bank has."""


def _file(window: Window) -> CreditFilesScreen:
    """The file of an enterprise that is on a list, opened without the question."""
    screen = window.screens["credit_files"]
    assert isinstance(screen, CreditFilesScreen)
    screen.pane.show_filter({"mark": "listed"})
    settle(window.session)
    uscc = screen.pane.model.ids[0]
    screen.purposes[uscc] = "评级核查"
    screen.pane.show_filter({})
    window.session.navigate("credit_files", uscc=uscc)
    settle(window.session)
    return screen


def _file_events(window: Window) -> None:
    _file(window)


def _file_record(window: Window) -> None:
    page = _file(window).file
    if page.page is not None:
        page.show_source(page.page.parts[0].records[0].rec_id)


def _file_notes(window: Window) -> None:
    page = _file(window).file
    page.tabs.setCurrentWidget(page.notes)


def _listing(window: Window) -> None:
    window.session.navigate("dishonesty")
    settle(window.session)
    screen = window.screens["dishonesty"]
    assert isinstance(screen, DishonestyScreen)
    screen.pane.view.choose(screen.pane.model.ids[0])


def _scheme(window: Window) -> SchemesScreen:
    window.session.navigate("schemes")
    shown = window.stack.currentWidget()
    if not isinstance(shown, SchemesScreen):
        raise TypeError(shown)
    settle(window.session)
    return shown


def _scheme_desk(window: Window) -> None:
    """The scheme laid out, with a slip."""
    screen = _scheme(window)
    screen.edit("MC-SME-2026:1")
    settle(window.session)
    screen.editor.working.put("指标", {(6, 3): "五"}, "填写")


def _scheme_trial(window: Window) -> None:
    """A weight moved."""
    screen = _scheme(window)
    screen.attempt("")
    settle(window.session)
    screen.trial.bar.start()
    settle(window.session)
    screen.trial.weights.line("I09")[0].setValue(12)


def _run(window: Window) -> str:
    return choices_of_runs(window.session.store)[0][0]


def _incubated(window: Window) -> str:
    return partition(window.session.store, _run(window))["孵化"][0]


def _inbox(window: Window, *, merged: bool = False) -> None:
    """Packages of the campaign once more, two of them tampered with."""
    window.session.navigate("inbox")
    shown = window.stack.currentWidget()
    if not isinstance(shown, InboxScreen):
        raise TypeError(shown)
    packages = window.session.store.folder.parent.parent / "packages"
    with tempfile.TemporaryDirectory() as place:
        stick = Path(place)
        for agency in ("SCJG", "SW", "GD", "GJJ", "FY", "YH-NSH"):
            shutil.copy(packages / f"{agency}-2026-1.xyb", stick)
        for agency, change in (("GJJ", sticks.change_payload), ("FY", sticks.change_envelope)):
            path = stick / f"{agency}-2026-1.xyb"
            path.write_bytes(sticks.repacked(path, change))
        shown.take([stick])
        settle(window.session)
        bad = [str(one.path) for one in shown.arrivals.heap.values() if one.state == BAD]
        shown.arrivals.pane.view.selectRow(shown.arrivals.pane.model.ids.index(bad[-1]))
        if merged:
            shown.arrivals.merge()
            settle(window.session)
            shown.tabs.setCurrentWidget(shown.quarantine)


COUNTY_VISITS: dict[str, Act] = {
    "inbox-checked": _inbox,
    "inbox-quarantine": partial(_inbox, merged=True),
    "inbox-history": lambda w: w.session.navigate("inbox", tab="history"),
    "credit_files-1-events": _file_events,
    "credit_files-2-record": _file_record,
    "credit_files-3-notes": _file_notes,
    "dishonesty-one": _listing,
    "objections-rerating": lambda w: w.session.navigate("objections", tab="rerating"),
    "overview-quality": lambda w: w.session.navigate("overview", tab="quality"),
    "overview-chart": lambda w: w.session.navigate("overview", tab="chart"),
    "overview-records": lambda w: w.session.navigate("overview", dataset="GD02", agency="GD"),
    "relending-chart": lambda w: w.session.navigate("relending", tab="chart"),
    "relending-uses": lambda w: w.session.navigate("relending", tab="uses"),
    "agencies-directory": lambda w: w.session.navigate("agencies", tab="directory"),
    "campaigns-register": lambda w: w.session.navigate("campaigns", tab="register"),
    "campaigns-versions": lambda w: w.session.navigate("campaigns", tab="versions"),
    "campaigns-batches": lambda w: w.session.navigate("campaigns", tab="batches"),
    "schemes-desk": _scheme_desk,
    "schemes-trial": _scheme_trial,
    "papers-letters": lambda w: w.session.navigate("papers", kind="grade_notice"),
    "papers-wording": lambda w: w.session.navigate("papers", tab="wording"),
    "ratings-enterprises": lambda w: w.session.navigate("ratings", run=_run(w)),
    "ratings-sheet": lambda w: w.session.navigate("ratings", run=_run(w), uscc=_incubated(w)),
    "ratings-decisions": lambda w: w.session.navigate("ratings", tab="decisions"),
    "recommending-lists": lambda w: w.session.navigate("recommending", tab="lists"),
    "recommending-cooperation": lambda w: w.session.navigate("recommending", tab="cooperation"),
    "publishing-given": lambda w: w.session.navigate("publishing", tab="given"),
    "publishing-upwards": lambda w: w.session.navigate("publishing", tab="upwards"),
}
"""Pictures of the coordinator's edition besides one of each screen."""


def settle(session: Session) -> None:
    """Let everything that was begun come to its end."""
    limit = QDeadlineTimer(LIMIT)
    calm = QDeadlineTimer(300)
    while (session.jobs.live or not calm.hasExpired()) and not limit.hasExpired():
        if session.jobs.live:
            calm = QDeadlineTimer(300)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def picture(widget: QWidget, path: Path) -> None:
    """Keep what the widget shows."""
    if not widget.grab().save(str(path)):
        raise OSError(path)


def shoot(office: Path, folder: Path, settings: Settings) -> None:
    """All pictures in the look of ``settings``."""
    look = f"{settings.get(THEME)}-{settings.get(SCALE)}"
    theme.apply(settings)
    settings.set(OFFICE, str(office))
    start = SignIn(settings, Ask())
    start.show()
    picture(start, folder / f"sign-in-{look}.png")
    start.close()
    start.deleteLater()
    for operator, screens in ((CLERK, None), (LEADER, "rest")):
        with frame(office, operator, settings) as window:
            for name in window.specs:
                path = folder / f"{name}-{look}.png"
                if screens is None or not path.exists():
                    window.session.navigate(name)
                    settle(window.session)
                    picture(window, path)
            if screens is None:
                visit(window, VISITS, folder, look)


def visit(window: Window, visits: dict[str, Act], folder: Path, look: str) -> None:
    """A picture after each of the acts."""
    for name, act in visits.items():
        act(window)
        settle(window.session)
        picture(window, folder / f"{name}-{look}.png")


def shoot_county(county: Path, folder: Path, settings: Settings) -> None:
    """All pictures of the coordinator's edition, over its own copy of the county."""
    offices = Offices.of_demo(county, load())
    word = offices.passwords[offices.coordinator][TRAINED]
    look = f"{settings.get(THEME)}-{settings.get(SCALE)}"
    with (
        clock.at(AFTERWARDS),
        frame(offices.place(offices.coordinator), TRAINED, settings, word) as window,
    ):
        screens = {name: partial(_open_screen, name) for name in window.specs}
        visit(window, {f"county-{name}": act for name, act in screens.items()}, folder, look)
        visit(window, COUNTY_VISITS, folder, look)


def _open_screen(name: str, window: Window) -> None:
    window.session.navigate(name)


@contextmanager
def frame(office: Path, operator: str, settings: Settings, word: str = WORD) -> Iterator[Window]:
    """The frame of an office, read to the end; closed afterwards."""
    store = open_office(office, operator, word)
    session = Session(store, settings, Ask())
    window = Window(session, specs_for(store))
    window.resize(*SIZE)
    window.show()
    settle(session)
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main(folder: Path) -> None:
    """Make the office, then every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    application = QApplication([])
    with tempfile.TemporaryDirectory() as place, clock.at(MORNING):
        make_template(Path(place))
        bank = make_bank(Path(place) / "county")
        county, _ = made_in(Path(place) / "demo")
        for name, scale in LOOKS:
            settings = Settings(Path(place) / f"home-{name}-{scale}")
            settings.set(THEME, name)
            settings.set(SCALE, scale)
            settings.set(LEAVING_BACKUP, 0)
            shoot(
                copy_office(Path(place) / "GD", Path(place) / f"GD-{name}-{scale}"),
                folder,
                settings,
            )
            with frame(bank, BANK_CLERK, settings) as window:
                visit(window, BANK_VISITS, folder, f"{name}-{scale}")
            own = copy_of(county, Path(place) / f"county-{name}-{scale}", "coordinator")
            shoot_county(own, folder, settings)
    application.quit()
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/screenshots"))
