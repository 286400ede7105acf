"""What a screen is to the frame, and what the frame gives to a screen. Nothing else is shared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.browsing.register_search import RegisterSearch
from app.keys.roles import Role
from app.office import at_work
from app.progress import Progress
from app.settings import BACKUPS, Settings
from app.store import operators
from app.store.office_store import Store
from ui.actions import Action
from ui.ask import Ask
from ui.changes import ChangeBus, Changes, Subject
from ui.errors import show_error
from ui.jobs import Job, JobRunner, Work

TO_ALL: frozenset[Role] = frozenset()


class Session(QObject):
    """An open office on the screen, from sign-in to sign-out.

    ``search`` is the register in memory (empty until it is read). Signal
    ``navigated(screen id, filter)`` asks the frame to show a screen; ``role_wanted(operator)``, in
    a training office alone, to go on as somebody else; ``leaving_for(title, work)`` to close the
    office and open what ``work`` returns.
    """

    navigated = Signal(str, object)
    role_wanted = Signal(str)
    leaving_for = Signal(str, object)

    def __init__(
        self, store: Store, settings: Settings, ask: Ask, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.store = store
        self.settings = settings
        self.ask = ask
        self.jobs = JobRunner(self)
        self.changes = ChangeBus(self)
        self.search = RegisterSearch([])

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of the operator who is signed in."""
        return self.store.roles

    @property
    def reports(self) -> Path:
        """Where reports of crashes are kept."""
        return self.settings.folder / "reports"

    @property
    def backups(self) -> Path | None:
        """The backup folder of this computer; None for the office's own."""
        kept = self.settings.get(BACKUPS)
        return Path(kept) if kept else None

    def navigate(self, screen: str, **wanted: str) -> None:
        """Show a screen of this edition, with its list filtered as asked."""
        self.navigated.emit(screen, wanted)

    def leave_for(self, title: str, work: Work) -> None:
        """Close this office, and then do ``work``, which returns the office to be opened."""
        self.leaving_for.emit(title, work)

    def act(
        self,
        title: str,
        work: Work,
        *,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        changed: Iterable[Subject] = (),
    ) -> Job:
        """Start ``work``, which writes, in the lane of acts.

        After it has written, everybody is told what ``changed`` (nothing named: everything), and
        then ``then`` gets its result. An error goes to ``failed``, else to the error dialog.
        """
        before = self.store.counter
        store = self.store

        def marked(progress: Progress) -> Any:
            with at_work(store):
                return work(progress)

        def done(result: Any) -> None:
            if self.store.counter != before:
                self.changes.tell(*changed)
            if then is not None:
                then(result)

        return self.jobs.start(title, marked, then=done, failed=failed or self.show_error)

    def read(
        self,
        title: str,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Start ``work``, which only reads, beside whatever is written."""
        store = self.store

        def marked(_: Progress) -> Any:
            with at_work(store):
                return work()

        return self.jobs.start(
            title, marked, then=then, failed=failed or self.show_error, reads=True
        )

    def confirm(self, message: str, then: Callable[[str], None]) -> None:
        """Ask for the operator's password before an act that cannot be undone.

        ``message`` says exactly what will happen; ``then`` gets the password once it is right.
        """

        def check(password: str) -> None:
            self.jobs.start(
                "核对口令",
                lambda _: operators.confirm(self.store, password),
                then=lambda _: then(password),
                failed=self.show_error,
                reads=True,
            )

        self.ask.password("请确认", message, check)

    def show_error(self, error: Exception) -> None:
        """Tell an error by blame."""
        show_error(self.ask, error, self.reports)

    def close(self) -> None:
        """Cancel what runs, wait for it, and close the office."""
        self.jobs.shutdown()
        self.store.close()


class Screen(QWidget):
    """One screen. Built once per session when it is first shown, and kept.

    A screen leaves nothing half done when it is left: what was typed stays in it.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Called each time the screen is shown; ``wanted`` is what :meth:`Session.navigate` got."""

    def leaving(self) -> None:
        """Called before another screen, the lock or the end: keep what is half typed."""

    def changed(self, what: Changes) -> None:
        """Called for a change while shown, and once before being shown after changes."""

    def actions_offered(self) -> Sequence[Action]:
        """The acts that the search box (Ctrl+K) should offer."""
        return ()


@dataclass(frozen=True)
class ScreenSpec:
    """One entry of the navigation. ``id`` is also the name of its page in the manual.

    ``roles``: who has it at all (empty: everybody).
    """

    id: str
    title: str
    icon: str
    group: str
    build: Callable[[Session], Screen]
    roles: frozenset[Role] = field(default=TO_ALL)

    def open_to(self, roles: frozenset[Role]) -> bool:
        """Whether somebody with ``roles`` has this screen."""
        return not self.roles or not self.roles.isdisjoint(roles)


def silent(work: Callable[..., Any], *args: Any, **named: Any) -> Work:
    """``work(*args)`` as the work of a job, for a function that tells no progress."""
    bound = partial(work, *args, **named)
    return lambda _: bound()
