"""Four tabs: the versions, the one that is being changed, a comparison, and a trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.schemes.basis import DESK
from ui.screens.schemes.comparing import ComparingTab
from ui.screens.schemes.editor import EditorTab
from ui.screens.schemes.versions import VersionsTab
from ui.screens.schemes.what_if import WhatIfTab


class SchemesScreen(Screen):
    """``wanted`` may name a ``version`` (``编号:版本``), or ``tab`` = trial and its ``after``."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.versions = VersionsTab(session)
        self.editor = EditorTab(session)
        self.comparing = ComparingTab(session)
        self._trial: WhatIfTab | None = None
        self.trial_page = QWidget()
        QVBoxLayout(self.trial_page).setContentsMargins(0, 0, 0, 0)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("schemeTabs")
        for tab, title in (
            (self.versions, "版本"),
            (self.editor, "修改"),
            (self.comparing, "比较"),
            (self.trial_page, "试算"),
        ):
            self.tabs.addTab(tab, title)
        self.versions.edit_wanted.connect(self.edit)
        self.versions.compare_wanted.connect(self.compare)
        self.versions.try_wanted.connect(self.attempt)
        self.editor.try_wanted.connect(self.attempt_desk)
        self.editor.drafted.connect(self.show_version)
        self.tabs.currentChanged.connect(self._entered)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    @property
    def trial(self) -> WhatIfTab:
        """The trial, made when it is first asked for: a chart takes its time."""
        if self._trial is None:
            self._trial = WhatIfTab(self.session, self.editor.working.desk)
            self._trial.drafted.connect(self.show_version)
            layout = self.trial_page.layout()
            assert layout is not None
            layout.addWidget(self._trial)
        return self._trial

    def show_version(self, key: str, told: str = "") -> None:
        """The versions, with the cursor on one of them."""
        self.tabs.setCurrentWidget(self.versions)
        self.versions.stand_on(key, told)

    def edit(self, key: str) -> None:
        """Lay a version out to be changed."""
        self.tabs.setCurrentWidget(self.editor)
        self.editor.open_version(key)

    def compare(self, key: str) -> None:
        """What a version changes of the one before."""
        self._go(self.comparing)
        self.comparing.show_version(key)

    def attempt(self, key: str) -> None:
        """What a version would do."""
        self._go(self.trial_page)
        self.trial.refresh(key)

    def attempt_desk(self) -> None:
        """What would be done by what is being changed."""
        self.editor.finish()
        self._go(self.trial_page)
        self.trial.refresh(DESK)

    def _go(self, tab: QWidget) -> None:
        self.tabs.blockSignals(True)
        self.tabs.setCurrentWidget(tab)
        self.tabs.blockSignals(False)

    def _entered(self) -> None:
        shown = self.tabs.currentWidget()
        self.editor.finish()
        if shown is self.comparing:
            self.comparing.refresh()
        elif shown is self.trial_page:
            self.trial.refresh()

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what was asked for; without a wish, what was shown."""
        if wanted.get("tab") == "trial":
            self.attempt(wanted.get("after", ""))
        elif "version" in wanted:
            self.show_version(wanted["version"])
        elif self.tabs.currentWidget() is self.versions:
            self.versions.pane.take_focus()

    def leaving(self) -> None:
        """Keep what stands in an open cell; nothing is asked for later on."""
        self.editor.finish()
        if self._trial is not None:
            self._trial.finish()

    def changed(self, what: Changes) -> None:
        """Ask for the versions anew; what was measured for a trial may be out of date."""
        if Subject.SCHEMES in what:
            self.versions.pane.ask()
        if self._trial and what & {Subject.RECORDS, Subject.REGISTER, Subject.OBJECTIONS}:
            self._trial.stale()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        tried = self._trial.offered() if self._trial else ()
        return (*self.versions.acts, *self.editor.offered(), *tried)
