"""Three tabs: unknown codes, contradictions, and what was decided about either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from app.browsing.contradiction_list import waiting
from app.browsing.unknown_code_list import PACKAGE
from app.disputes import history
from app.disputes.searching import search, stale
from app.keys.roles import Role
from app.store.office_store import Store
from ui.actions import Action, bind, tool_bar
from ui.changes import Changes, Subject
from ui.screen import Screen, Session, silent
from ui.screens.disputes.codes import CodesPage
from ui.screens.disputes.contradictions import ContradictionsPage
from ui.screens.disputes.decisions import DecisionsPage
from ui.style import theme

TAB = "tab"
CODES, CONTRADICTIONS, DECISIONS = "codes", "contradictions", "decisions"
_REVIEWER = frozenset({Role.REVIEWER})
_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_MOVED = frozenset({Subject.RECORDS, Subject.REGISTER, Subject.PACKAGES})


class DisputesScreen(Screen):
    """``wanted`` may name a ``tab`` (codes, contradictions, decisions) and its list's filters, or a

    ``package`` whose unknown codes are asked for, until the screen is shown without one.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._acts = (
            Action(
                "disputes.undo", "撤销上一项", self.undo_last, "undo", "Ctrl+Z",
                "撤销您最近作出的决定", _REVIEWER,
            ),
            Action(
                "disputes.takeBack", "撤销选定的决定", self.take_back, "undo",
                hint="在决定记录中选定一项再撤销", roles=_REVIEWER,
            ),
            Action(
                "disputes.search", "重新核对冲突", self.search, "refresh", "F5",
                "逐项比对各单位的说法", _BOTH,
            ),
        )  # fmt: skip
        self.codes = CodesPage(session)
        self.contradictions = ContradictionsPage(session)
        self.decisions = DecisionsPage(session)
        self.pages: dict[str, CodesPage | ContradictionsPage | DecisionsPage] = {
            CODES: self.codes, CONTRADICTIONS: self.contradictions, DECISIONS: self.decisions,
        }  # fmt: skip
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        for page, title in zip(self.pages.values(), ("待匹配", "冲突", "决定记录"), strict=True):
            self.tabs.addTab(page, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(tool_bar(self, bind(self, self._acts, session.roles).values()))
        layout.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(self._entered)
        self._count()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return self._acts

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show the tab and the list that somebody asked for."""
        fixed = {PACKAGE: wanted[PACKAGE]} if PACKAGE in wanted else {}
        asked = self.pages.get(CODES if fixed else wanted.get(TAB, ""))
        if self.codes.pane.fixed != fixed:
            self.codes.pane.fixed = fixed
            self.codes.pane.ask()
        if asked is not None:
            self.tabs.setCurrentWidget(asked)
            asked.pane.show_filter(wanted)
        self._entered()

    def changed(self, what: Changes) -> None:
        """Ask again when records, packages or decisions may differ."""
        if what & _MOVED:
            for page in self.pages.values():
                page.pane.ask()
            self._count()

    def search(self) -> None:
        """Compare what the agencies say, as a job that can be cancelled."""
        self.tabs.setCurrentWidget(self.contradictions)
        store = self.session.store
        self.session.act(
            "核对冲突",
            lambda progress: search(store, progress=progress),
            then=self.contradictions.searched,
            changed=(Subject.RECORDS,),
        )

    def undo_last(self) -> None:
        """Take back what the operator decided last, all of it."""
        work = silent(_undo_last, self.session.store)
        self.session.act("撤销上一项决定", work, then=self._undone, changed=(Subject.RECORDS,))

    def take_back(self) -> None:
        """Take back the decision that is chosen in the record of decisions."""
        if self.tabs.currentWidget() is self.decisions:
            self.decisions.take_back()
        else:
            self.tabs.setCurrentWidget(self.decisions)

    def _undone(self, numbers: list[str]) -> None:
        said = f"已撤销上一次的 {len(numbers)} 项决定。" if numbers else "您没有可以撤销的决定。"
        for page in (self.codes, self.contradictions):
            page.say(said)

    def _entered(self) -> None:
        page = self.tabs.currentWidget()
        if isinstance(page, CodesPage | ContradictionsPage | DecisionsPage):
            page.pane.take_focus()

    def _count(self) -> None:
        store = self.session.store
        self.session.read("待办数", lambda: (waiting(store), stale(store)), self._show_counts)

    def _show_counts(self, found: tuple[tuple[int, int], bool]) -> None:
        (codes, contradictions), is_stale = found
        self.tabs.setTabText(0, f"待匹配 {codes:,}")
        self.tabs.setTabText(1, f"冲突 {contradictions:,}")
        self.contradictions.show_stale(is_stale)


def _undo_last(store: Store) -> list[str]:
    numbers = history.last_in_force(store)
    history.undo(store, *numbers)
    return numbers
