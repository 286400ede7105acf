"""What is on the screen: the sign-in window or the frame of an open office, never both."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.settings import OFFICE, Settings
from app.store.office_store import Store
from ui.ask import Ask
from ui.errors import Watch, show_error
from ui.screen import Session
from ui.screens import specs_for
from ui.shell.window import Window
from ui.start.sign_in import SignIn


class Desktop(QObject):
    """Holds the one window that is open."""

    def __init__(self, settings: Settings, office: Path | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.ask = Ask()
        self.sign_in: SignIn | None = None
        self.window: Window | None = None
        if office is not None:
            settings.set(OFFICE, str(office))
        self.watch = Watch(self)
        self.watch.caught.connect(self._caught)

    def start(self) -> None:
        """Show the sign-in window."""
        self.sign_in = SignIn(self.settings, self.ask)
        self.ask.parent = self.sign_in
        self.sign_in.opened.connect(self.enter)
        self.sign_in.show()

    def enter(self, store: Store) -> None:
        """Show the frame over an open office."""
        session = Session(store, self.settings, self.ask)
        self.window = Window(session, specs_for(store))
        self.window.left.connect(self._left)
        self.window.resize(self.window.sizeHint())
        self.window.show()
        if self.sign_in is not None:
            self.sign_in.close()
            self.sign_in.deleteLater()
            self.sign_in = None

    def _left(self, again: bool) -> None:
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
        self.ask.parent = None
        if again:
            self.start()

    def _caught(self, error: BaseException) -> None:
        show_error(self.ask, error, self.settings.folder / "reports")
