"""企业名录: the enterprises of the county, and the act that sends them to all agencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app import clock
from app.browsing.register_list import BATCH, RegisterList
from app.edition import ENTERPRISE_SCREEN, Edition
from app.keys.roles import Role
from app.merging import campaigns
from app.merging.register_versions import CHANGES, NOW, Version, counts, versions
from app.merging.registers import publish_register
from app.merging.submission_files import current_period
from app.store.office_store import Store
from ui.actions import Action, bind, tool_bar
from ui.ask import PACKAGES
from ui.changes import Subject
from ui.screen import Session, silent
from ui.style import icons, theme
from ui.tables.pane import ListPane
from ui.widgets.said_line import SaidLine
from ui.widgets.scrolled_body import LEAST, scrolled_body


@dataclass(frozen=True)
class Outlook:
    """The last published version (None: none is kept), what differs from it, and the period."""

    last: Version | None
    counts: Mapping[str, int]
    period: str
    round: str

    @property
    def number(self) -> int:
        """The version that would be published next."""
        return self.last.version + 1 if self.last else 1

    @property
    def changes(self) -> str:
        """What differs from the last version, in words."""
        told = [f"{one} {self.counts[one]:,} 家" for one in CHANGES if self.counts.get(one)]
        return "、".join(told)


class RegisterPanel(QWidget):
    """The list, narrowed to a batch where one is asked for. Signal ``versions_wanted()``."""

    versions_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.outlook: Outlook | None = None
        self.standing = SaidLine("registerStanding")
        self.said = SaidLine("registerSaid")
        self.narrowed = SaidLine("registerBatch")
        self.whole = QPushButton(icons.icon("back"), "列出全部企业")
        self.whole.setObjectName("wholeRegister")
        self.whole.clicked.connect(self.show_whole)
        self.whole.hide()
        self.pane = ListPane(
            RegisterList(session.store, lambda: session.search),
            "county_register",
            session,
            self,
            empty="没有符合条件的企业。名录由市场监管部门的报送包形成，请先在“收件箱”并入。",
        )
        self.pane.setMinimumHeight(theme.unit() * LEAST)
        self.pane.view.opened.connect(self._open)
        live = bind(self, self.offered(), session.roles)
        batch = QHBoxLayout()
        batch.addWidget(self.narrowed, 1)
        batch.addWidget(self.whole)
        layout = scrolled_body(self)
        for widget in (tool_bar(self, live.values()), self.standing, self.said):
            layout.addWidget(widget)
        layout.addLayout(batch)
        layout.addWidget(self.pane, 1)
        self.refresh()

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "campaigns.publish",
                "发布企业名录…",
                self.ask_file,
                "stick",
                "Ctrl+S",
                "签名写出，送各机构；采集批次随它告知",
                frozenset({Role.REVIEWER}),
            ),
            Action(
                "campaigns.versions", "查看变动", self.versions_wanted.emit, "history", "Ctrl+D"
            ),
        )

    def enter(self) -> None:
        """Stand on the list."""
        self.pane.take_focus()

    def refresh(self) -> None:
        """List again, and compare with what was published."""
        self.pane.ask()
        store = self.session.store
        self.session.read("核对企业名录", lambda: _outlook(store), self._show)

    def show_wanted(self, wanted: Mapping[str, str]) -> None:
        """Show what somebody who navigated here asked for."""
        if wanted.get(BATCH):
            self.show_batch(wanted[BATCH])
        else:
            self.pane.show_filter(wanted)

    def show_batch(self, batch_id: str) -> None:
        """The members of one batch alone."""
        self.pane.fixed = {BATCH: batch_id}
        self.narrowed.say(f"只列出评级批次 {batch_id} 的企业。", "soon")
        self.whole.show()
        self.pane.show_filter({})

    def show_whole(self) -> None:
        """All enterprises again."""
        self.pane.fixed = {}
        self.narrowed.say("")
        self.whole.hide()
        self.pane.ask()
        self.enter()

    def _open(self, uscc: str) -> None:
        self.session.navigate(ENTERPRISE_SCREEN[Edition.COORDINATOR], uscc=uscc)

    def ask_file(self) -> None:
        """Where the file goes."""
        if self.outlook is not None:
            name = f"企业名录-第{self.outlook.number}版.xyb"
            self.session.ask.save_file("保存企业名录", PACKAGES, name, self.confirm)

    def confirm(self, path: Path) -> None:
        """Say exactly what the password will do."""
        found = self.outlook
        if found is None:
            return
        changes = f"与上一版相比：{found.changes or '没有变动'}。\n" if found.last else ""
        self.session.confirm(
            f"将签名发布企业名录第 {found.number} 版，共 {len(self.session.search):,} 家企业。\n"
            f"{changes}同时告知采集批次：{found.round or '没有'}。\n\n"
            "各机构接收后以这一版为准。请输入你自己的口令。",
            lambda _: self.publish(path, found.period),
        )

    def publish(self, path: Path, period: str) -> None:
        """Sign and write it, and keep what it held."""
        self.session.act(
            "发布企业名录",
            silent(publish_register, self.session.store, path, period=period),
            then=lambda _: self.said.say(f"已发布：{path}。请送各机构接收。", "good"),
            changed=(Subject.CAMPAIGNS, Subject.PACKAGES),
        )

    def _show(self, found: Outlook) -> None:
        self.outlook = found
        if found.last is None:
            said = "名录的已发布版本没有留存：从下一次发布起，可以看出各版之间的变动。"
            self.standing.say(said, "soon")
            return
        head = f"企业名录现行第 {found.last.version} 版，{clock.moment_words(found.last.at)} 发布，"
        head += f"{found.last.enterprises:,} 家。"
        if found.changes:
            self.standing.say(f"{head}其后有变动还没有发布：{found.changes}。", "soon")
        else:
            self.standing.say(f"{head}其后没有变动。", "good")


def _outlook(store: Store) -> Outlook:
    with store.read() as conn:
        last = next(iter(versions(conn)), None)
        found = counts(conn, last.version, NOW) if last else {}
        running = campaigns.current(conn)
    told = f"{running.campaign_id} {running.title}（{running.state}）" if running else ""
    return Outlook(last, found, current_period(store), told)
