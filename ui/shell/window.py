"""The window: only a frame. What it shows is declared by the screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.browsing.register_search import RegisterSearch
from app.browsing.standing import Standing, standing
from app.training.practice import is_practice
from ui.changes import Changes, Subject
from ui.screen import Screen, ScreenSpec, Session
from ui.shell.farewell import Farewell
from ui.shell.job_tray import JobTray
from ui.shell.locking import IdleWatch, LockPage
from ui.shell.navigation import Navigation
from ui.shell.screen_room import ScreenStack, screen_room
from ui.shell.search_box import Command, SearchBox
from ui.shell.status_bar import StatusBar
from ui.shell.top_bar import TopBar
from ui.shell.training import TaskPanel, TrainingBand
from ui.style import fonts, theme

MANUAL = "help"
"""The id of the manual's screen, whose filter ``page`` is a screen's id."""


class Window(QMainWindow):
    """The frame of one session. Signal ``left(again)`` after it was closed and the office with it;

    ``again`` is True when somebody else shall sign in.
    """

    left = Signal(bool)

    def __init__(self, session: Session, specs: Sequence[ScreenSpec]) -> None:
        super().__init__()
        self.session = session
        session.setParent(self)
        session.ask.parent = self
        self.specs = {spec.id: spec for spec in specs if spec.open_to(session.roles)}
        self.screens: dict[str, Screen] = {}
        self.current = ""
        self._stale: dict[str, Changes] = {}
        self._after_unlock: QWidget | None = None
        self._hidden: list[QWidget] = []
        self._again = False
        self.setWindowTitle("信采")
        self._build()
        self._connect()
        self._shortcuts()
        self.read_standing()
        self._read_search(frozenset({Subject.REGISTER}))
        if self.specs:
            self.show_screen(next(iter(self.specs)), {})

    def _build(self) -> None:
        frame = QWidget()
        self.tray = JobTray(self.session.jobs, frame)  # first: it must hear of every job
        self.search = SearchBox(self.session, self.commands, frame)
        self.top = TopBar(self.session, self.search, frame)
        self.navigation = Navigation(list(self.specs.values()), self.session.settings, frame)
        self.heading = QLabel()
        self.heading.setObjectName("heading")
        self.heading.setFont(fonts.larger(self.font(), 1.4, bold=True))
        self.stack = ScreenStack()
        content = QVBoxLayout()
        content.setContentsMargins(*[theme.unit() * 2] * 4)
        content.setSpacing(theme.unit() * 3 // 2)
        content.addWidget(self.heading)
        content.addWidget(screen_room(self.stack), 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(content, 1)
        tasks = None
        if is_practice(self.session.store.folder):
            tasks = TaskPanel(self.session, frame)
            middle.addWidget(tasks)
        self.status = StatusBar(self.tray, frame)
        self.column = QVBoxLayout(frame)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        if self.session.store.training:
            self.training = TrainingBand(self.session, tasks, frame)
            self.column.addWidget(self.training)
        self.column.addWidget(self.top)
        self.column.addLayout(middle, 1)
        self.column.addWidget(self.status)
        self.lock_page = LockPage(self.session, self)
        self.pages = QStackedWidget()
        self.pages.addWidget(frame)
        self.pages.addWidget(self.lock_page)
        self.setCentralWidget(self.pages)

    def _connect(self) -> None:
        session = self.session
        session.navigated.connect(self.show_screen)
        session.changes.changed.connect(self._spread)
        self.navigation.wanted.connect(self._chosen)
        self.top.menu.clicked.connect(self.navigation.toggle)
        self.status.lock.clicked.connect(self.lock)
        self.status.leave.clicked.connect(self.sign_out)
        self.lock_page.unlocked.connect(self._unlocked)
        self.lock_page.leaving.connect(self.sign_out)
        self.farewell = Farewell(session, self)
        self.farewell.finished.connect(self.close)
        self.idle = IdleWatch(session, self)
        self.idle.idle.connect(self.lock)

    def _shortcuts(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+K": self._search_wanted,
            "Ctrl+L": self.lock,
            "F1": self.show_manual,
        }
        for place in range(min(9, len(self.specs))):
            keys[f"Alt+{place + 1}"] = partial(self._open_nth, place)
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self, act)

    def commands(self) -> list[Command]:
        """What the search line offers besides enterprises."""
        found = [
            Command(spec.title, spec.icon, partial(self.session.navigate, spec.id))
            for spec in self.specs.values()
        ]
        shown = self.screens.get(self.current)
        for action in shown.actions_offered() if shown else ():
            if not action.roles or not action.roles.isdisjoint(self.session.roles):
                found.append(Command(action.title, action.icon or "next", action.run))
        return found

    def show_screen(self, screen: str, wanted: Mapping[str, str]) -> None:
        """Show a screen, building it the first time; an unknown or closed id does nothing."""
        spec = self.specs.get(screen)
        if spec is None or self.locked:
            return
        shown = self.screens.get(screen)
        if shown is None:
            shown = self.screens[screen] = spec.build(self.session)
            shown.setObjectName(f"screen.{screen}")
            self.stack.addWidget(shown)
        if self.current in self.screens and self.current != screen:
            self.screens[self.current].leaving()
        self.current = screen
        self.stack.setCurrentWidget(shown)
        self.heading.setText(spec.title)
        self.navigation.mark(screen)
        stale = self._stale.pop(screen, None)
        if stale:
            shown.changed(stale)
        shown.opened(wanted)

    def show_manual(self) -> None:
        """Open the manual at the page of the screen that is shown."""
        self.session.navigate(MANUAL, page=self.current)

    @property
    def locked(self) -> bool:
        """Whether the lock is over everything."""
        return self.pages.currentWidget() is self.lock_page

    def lock(self) -> None:
        """Cover everything; screens and open dialogs stay as they are behind it."""
        if self.locked:
            return
        self._after_unlock = self.focusWidget()
        self._leave()
        for dialog in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if dialog.isWindow() and dialog.isVisible():
                dialog.hide()
                self._hidden.append(dialog)
        self.pages.setCurrentWidget(self.lock_page)
        self.lock_page.reset()

    def _leave(self) -> None:
        """Let every screen keep what is half typed, a word in the input method included."""
        QGuiApplication.inputMethod().commit()
        for screen in self.screens.values():
            screen.leaving()

    def sign_out(self, *, at_once: bool = False) -> None:
        """Close the office and let somebody sign in; ``at_once`` without a backup before."""
        self._again = True
        self.farewell.over = self.farewell.over or at_once
        self.close()

    def read_standing(self) -> None:
        """Read and tell how the office stands."""
        session = self.session
        session.read(
            "读取状态", lambda: standing(session.store, session.backups), self._show_standing
        )

    def _show_standing(self, found: Standing) -> None:
        self.top.show_standing(found)
        self.status.show_standing(found)

    def _read_search(self, what: Changes) -> None:
        if what & {Subject.REGISTER, Subject.RECORDS}:
            store = self.session.store
            self.session.read("读取名录", lambda: RegisterSearch.of(store), self._take_search)

    def _take_search(self, found: RegisterSearch) -> None:
        self.session.search = found

    def _spread(self, what: Changes) -> None:
        self.read_standing()
        self._read_search(what)
        for name, screen in self.screens.items():
            if name == self.current and not self.locked:
                screen.changed(what)
            else:
                self._stale[name] = self._stale.get(name, frozenset()) | what

    def _chosen(self, screen: str) -> None:
        self.show_screen(screen, {})

    def _open_nth(self, place: int) -> None:
        self.show_screen(list(self.specs)[place], {})

    def _search_wanted(self) -> None:
        if not self.locked:
            self.search.call()

    def _unlocked(self) -> None:
        self.pages.setCurrentIndex(0)
        for dialog in self._hidden:
            dialog.show()
        self._hidden.clear()
        stale = self._stale.pop(self.current, None)
        if stale:
            self.screens[self.current].changed(stale)
        if self._after_unlock is not None:
            self._after_unlock.setFocus()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Large enough for a list and a form, within a 1366×768 screen."""
        width = theme.chars(1)
        height = self.fontMetrics().lineSpacing()
        return QSize(min(1366, width * 170), min(728, height * 44))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Cancel what runs, wait for it, close the office; a rolled-back job loses nothing.

        First comes the backup that the settings want.
        """
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()  # an editor tells its leaving now, not to a closed office
        self._leave()
        if not self.farewell.over and self.farewell.begin():
            event.ignore()
            return
        self.idle.timer.stop()
        self.session.close()
        event.accept()
        self.left.emit(self._again)
