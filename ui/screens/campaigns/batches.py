"""评级批次: made from the register, a file or codes; never changed, only put out of use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.browsing.rating_batch_list import RatingBatchList
from app.keys.roles import Role
from app.rating import batches
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.changes import Subject
from ui.screen import Session, silent
from ui.screens.campaigns.batch_dialog import BatchDialog, Wanted
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.said_line import SaidLine
from ui.widgets.scrolled_body import LEAST, scrolled_body

_CHANGED = (Subject.CAMPAIGNS,)


class BatchesPanel(QWidget):
    """The list of batches. Signal ``members_wanted(batch id)``."""

    members_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.source = RatingBatchList(session.store)
        self.said = SaidLine("batchesSaid")
        self.pane = ListPane(
            self.source,
            "rating_batches",
            session,
            self,
            hint="批次名称或编号",
            empty="还没有评级批次。没有批次时评级针对全部企业；可先建“首批”试评。",
        )
        self.pane.setMinimumHeight(theme.unit() * LEAST)
        self.pane.view.opened.connect(self.members_wanted)
        live = bind(self, self.offered(), session.roles)
        layout = scrolled_body(self)
        for widget in (tool_bar(self, live.values()), self.said):
            layout.addWidget(widget)
        layout.addWidget(self.pane, 1)
        self.refresh()

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "campaigns.batch",
                "新建评级批次…",
                self.ask_new,
                "add",
                "Ctrl+B",
                roles=frozenset({Role.ENTRY, Role.REVIEWER}),
            ),
            Action("campaigns.members", "查看企业", self.show_members, "register"),
            Action(
                "campaigns.retire",
                "停用…",
                self.ask_retire,
                "cancel",
                hint="不再用于评级；已有的评级不受影响",
                roles=frozenset({Role.REVIEWER}),
            ),
        )

    def enter(self) -> None:
        """Stand on the list."""
        self.pane.take_focus()

    def refresh(self) -> None:
        """List again."""
        self.pane.ask()

    def ask_new(self) -> None:
        """Which enterprises, what it is called, and why."""
        BatchDialog(self.session, self.source.all(), self._make).open()

    def _make(self, wanted: Wanted, dialog: BatchDialog) -> None:
        def done(batch_id: str) -> None:
            dialog.accept()
            count = f"{len(wanted.chosen.members):,}"
            self.said.say(f"已新建评级批次 {batch_id}，共 {count} 家企业。", "good")

        work = silent(
            batches.make,
            self.session.store,
            wanted.title,
            wanted.chosen,
            reason=wanted.reason,
            predecessor=wanted.predecessor,
        )
        self.session.act("新建评级批次", work, then=done, failed=dialog.fail, changed=_CHANGED)

    def show_members(self) -> None:
        """The enterprises of the batch under the cursor."""
        key = self._chosen()
        if key:
            self.members_wanted.emit(key)

    def ask_retire(self) -> None:
        """Say what it means, then put the batch under the cursor out of use."""
        key = self._chosen()
        if key:
            message = f"停用评级批次 {key} 后不能再用它评级，也不能恢复；用它做过的评级不变。"
            self.session.ask.question("停用评级批次", message, "停用", lambda: self._retire(key))

    def _retire(self, key: str) -> None:
        self.session.act(
            "停用评级批次",
            silent(batches.retire, self.session.store, key),
            then=lambda _: self.said.say(f"评级批次 {key} 已停用。", "good"),
            changed=_CHANGED,
        )

    def _chosen(self) -> str:
        key = self.pane.view.current_key()
        if key is None:
            self.session.ask.tell(Telling("没有选中批次", "请先在列表中选中一个评级批次。"))
        return key or ""
