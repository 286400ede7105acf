"""What is on the screen: the sign-in window or the frame of an open office, never both.

What lies behind the sign-in window is imported when it is needed, so that the window is there
within a moment.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from app.edition import Edition
from app.settings import OFFICE, Settings
from ui.ask import Ask
from ui.errors import Watch, show_error
from ui.jobs import Work
from ui.start.sign_in import SignIn

if TYPE_CHECKING:
    from app.keys.passwords import KdfCost
    from app.store.office_store import Store
    from ui.shell.window import Window
    from ui.start.wizard import Wizard


class Desktop(QObject):
    """Holds the one window that is open. ``cost`` of new keys is for tests."""

    def __init__(
        self,
        settings: Settings,
        office: Path | None = None,
        cost: KdfCost | None = None,
        edition: Edition = Edition.AGENCY,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.edition = edition
        self.ask = Ask()
        self.sign_in: SignIn | None = None
        self.window: Window | None = None
        self.wizard: Wizard | None = None
        self._cost = cost
        if office is not None:
            settings.set(OFFICE, str(office))
        self.watch = Watch(self)
        self.watch.caught.connect(self._caught)

    def start(self) -> None:
        """Show the sign-in window."""
        self.sign_in = SignIn(self.settings, self.ask, self.edition)
        self.ask.parent = self.sign_in
        self.sign_in.opened.connect(self.enter)
        self.sign_in.wizard.connect(self.begin_office)
        self.sign_in.training.connect(self.train)
        self.sign_in.show()

    def begin_office(self) -> None:
        """Make a new office, and sign in to it."""
        from ui.start.wizard import Wizard

        self.wizard = Wizard(self.settings, self.ask, self._cost, self.edition)
        self.wizard.made.connect(self._office_made)
        self.wizard.finished.connect(self._wizard_closed)
        self.ask.parent = self.wizard
        self.wizard.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.wizard.show()

    def train(self) -> None:
        """Open the training office, which is made when there is none."""
        from ui.start import rooms

        if self.sign_in is not None:
            work = rooms.training(self.edition, self.settings.folder)
            self.sign_in.open_by("准备培训工作区", work)

    def show_county(self, folder: Path) -> None:
        """Open the coordinator's office of the demonstration county in ``folder``."""
        from ui.start import rooms

        if self.sign_in is not None:
            self.sign_in.open_by("打开培训县", rooms.county(folder))

    def _change_role(self, operator: str) -> None:
        """Close the training office and open it as ``operator``; an empty name makes it anew."""
        from ui.start import rooms

        if self.window is None:
            return
        office = self.window.session.store.folder
        self.window.sign_out(at_once=True)
        if self.sign_in is not None:
            anew = rooms.training(self.edition, self.settings.folder, anew=True)
            work = rooms.played(office, operator) if operator else anew
            self.sign_in.open_by("准备培训工作区", work)

    def _office_made(self, folder: Path) -> None:
        if self.sign_in is not None:
            self.sign_in.set_folder(folder)

    def _wizard_closed(self) -> None:
        self.ask.parent = self.sign_in
        if self.wizard is not None:
            self.wizard.deleteLater()
            self.wizard = None

    def enter(self, store: Store) -> None:
        """Show the frame over an open office."""
        from ui.start import rooms

        self.window = rooms.frame_over(store, self.settings, self.ask)
        queued = Qt.ConnectionType.QueuedConnection
        self.window.session.role_wanted.connect(self._change_role, queued)
        self.window.session.leaving_for.connect(self._leave_for, queued)
        self.window.left.connect(self._left)
        self.window.show()
        if self.sign_in is not None:
            self.sign_in.close()
            self.sign_in.deleteLater()
            self.sign_in = None

    def _leave_for(self, title: str, work: Work) -> None:
        """Close the office and open what ``work`` returns, by the sign-in window."""
        if self.window is not None:
            self.window.sign_out(at_once=True)
        if self.sign_in is not None:
            self.sign_in.open_by(title, work)

    def _left(self, again: bool) -> None:
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
        self.ask.parent = None
        if again:
            self.start()

    def _caught(self, error: BaseException) -> None:
        show_error(self.ask, error, self.settings.folder / "reports")
