"""采集批次: opened, begun and closed, and whether the agencies know of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.browsing.campaign_list import FORM, CampaignList, open_from, suggested
from app.catalogue.model import Value
from app.keys.roles import Role
from app.merging.campaigns import Campaign, begin, close
from app.merging.register_versions import campaigns_untold
from app.store.office_store import Store
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.jobs import Work
from ui.screen import Session, silent
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.said_line import SaidLine
from ui.widgets.scrolled_body import LEAST, scrolled_body

_REVIEWERS = frozenset({Role.REVIEWER})
_CHANGED = (Subject.CAMPAIGNS,)


class RoundsPanel(QWidget):
    """The list of rounds; ``told`` says when the agencies do not know yet."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.source = CampaignList(session.store)
        self.told = SaidLine("roundsTold")
        self.said = SaidLine("roundsSaid")
        self.pane = ListPane(
            self.source,
            "campaigns",
            session,
            self,
            hint="批次名称或编号",
            empty="还没有采集批次。请先“新建采集批次”，各机构凭它知道期间和截止日期。",
        )
        self.pane.setMinimumHeight(theme.unit() * LEAST)
        live = bind(self, self.offered(), session.roles)
        layout = scrolled_body(self)
        for widget in (tool_bar(self, live.values()), self.told, self.said):
            layout.addWidget(widget)
        layout.addWidget(self.pane, 1)
        self.refresh()

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "campaigns.open",
                "新建采集批次…",
                self.ask_new,
                "add",
                "Ctrl+N",
                roles=_REVIEWERS,
            ),
            Action(
                "campaigns.begin",
                "开始",
                self.begin,
                "next",
                hint="开始一个筹备好的批次",
                roles=_REVIEWERS,
            ),
            Action(
                "campaigns.close",
                "结束…",
                self.ask_close,
                "ok",
                hint="结束进行中的批次，不能再开始",
                roles=_REVIEWERS,
            ),
        )

    def enter(self) -> None:
        """Stand on the list."""
        self.pane.take_focus()

    def refresh(self) -> None:
        """List again."""
        self.pane.ask()
        store = self.session.store
        self.session.read("核对采集批次", lambda: _untold(store), self._show_told)

    def _show_told(self, untold: bool) -> None:
        told = "采集批次有变动，各机构还不知道：请到“企业名录”发布名录，批次随名录告知。"
        self.told.say(told if untold else "", "soon")

    def ask_new(self) -> None:
        """Name, period and last days."""
        told = "采集批次写明采集哪一段期间的数据、最迟哪一天报送。它随企业名录告知各机构。"
        ask_form(self.session, FORM, told, "新建", self._open, texts=suggested())

    def _open(self, values: dict[str, Value], dialog: FormDialog) -> None:
        def done(campaign_id: str) -> None:
            dialog.accept()
            self.said.say(f"已新建采集批次 {campaign_id}。请发布企业名录，告知各机构。", "good")

        work = silent(open_from, self.session.store, values)
        self.session.act("新建采集批次", work, then=done, failed=dialog.fail, changed=_CHANGED)

    def begin(self) -> None:
        """Let the prepared round under the cursor begin."""
        one = self._chosen()
        if one is not None:
            said = f"采集批次 {one.campaign_id} 已开始。请发布企业名录，告知各机构。"
            self._move("开始采集批次", silent(begin, self.session.store, one.campaign_id), said)

    def ask_close(self) -> None:
        """Say what it means, then close the round under the cursor."""
        one = self._chosen()
        if one is not None:
            message = (
                f"结束采集批次 {one.campaign_id}（{one.title}）后不能再开始。"
                "以后收到的报送包仍然并入，不再计入这个批次的进度。"
            )
            self.session.ask.question("结束采集批次", message, "结束", partial(self._close, one))

    def _close(self, one: Campaign) -> None:
        said = f"采集批次 {one.campaign_id} 已结束。请发布企业名录，告知各机构。"
        self._move("结束采集批次", silent(close, self.session.store, one.campaign_id), said)

    def _move(self, title: str, work: Work, said: str) -> None:
        self.session.act(title, work, then=lambda _: self.said.say(said, "good"), changed=_CHANGED)

    def _chosen(self) -> Campaign | None:
        key = self.pane.view.current_key()
        one = self.source.one(key) if key else None
        if one is None:
            self.session.ask.tell(Telling("没有选中批次", "请先在列表中选中一个采集批次。"))
        return one


def _untold(store: Store) -> bool:
    with store.read() as conn:
        return campaigns_untold(conn)
