"""机构: the agencies and their keys on the left, what is known of one on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.browsing import agency_list
from app.browsing.agency_forms import RESTART, merger_form
from app.browsing.agency_list import STATES, STATUS, AgencyList, AgencyStanding
from app.catalogue.model import Value
from app.keys.roles import Role
from app.merging.cards import Card
from app.merging.enrolment import Claim, claim_in, enrol, revoke
from app.merging.restarts import restart_stream
from app.merging.streams import IN_FORCE
from app.merging.successions import MERGED, merge_agency
from app.merging.takeover import write_takeover
from app.store.office_store import Store
from ui.actions import Action, bind, tool_bar
from ui.ask import PACKAGES, Telling
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.jobs import Work
from ui.screen import Session, silent
from ui.screens.agencies.enrolling import EnrolDialog
from ui.style import theme
from ui.tables.facts import Facts
from ui.tables.pane import ListPane
from ui.widgets.counts_line import CountsLine
from ui.widgets.said_line import SaidLine
from ui.widgets.scrolled_body import LEAST, scrolled_body

REVIEWERS = frozenset({Role.REVIEWER})
_CHANGED = (Subject.AGENCIES,)
_THEN = "请在“机构名册”中签发新的名册，送各机构接收。"


class AgenciesPanel(QWidget):
    """Every act is about the agency under the cursor, but enrolment: its file says whose it is."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.source = AgencyList(session.store)
        self.counts = CountsLine("备案情况", self)
        self.counts.linkActivated.connect(self._show_state)
        self.said = SaidLine("agenciesSaid")
        self.pane = ListPane(
            self.source,
            "agencies",
            session,
            self,
            hint="机构名称或代码",
            empty="没有符合条件的机构。",
        )
        self.pane.setMinimumHeight(theme.unit() * LEAST)
        self.facts = Facts("这家机构")
        self.facts.setObjectName("agencyFacts")
        self.pane.view.picked.connect(self._picked)
        middle = QHBoxLayout()
        middle.setSpacing(theme.unit())
        middle.addWidget(self.pane, 3)
        middle.addWidget(self.facts, 2)
        live = bind(self, self.offered(), session.roles)
        layout = scrolled_body(self)
        for widget in (tool_bar(self, live.values()), self.counts, self.said):
            layout.addWidget(widget)
        layout.addLayout(middle, 1)
        self.refresh()

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "agencies.enrol",
                "登记备案文件…",
                self.ask_file,
                "import",
                "Ctrl+O",
                "打开机构送来的备案文件，照盖章的备案表录入指纹",
                REVIEWERS,
            ),
            Action("agencies.revoke", "撤销密钥…", self.ask_revoke, "cancel", roles=REVIEWERS),
            Action("agencies.merge", "登记合并…", self.ask_merger, "next", roles=REVIEWERS),
            Action(
                "agencies.takeover",
                "写出承继数据…",
                self.ask_takeover,
                "stick",
                hint="把已并入机构的数据交给承继机构",
                roles=REVIEWERS,
            ),
            Action(
                "agencies.restart",
                "续接报送…",
                self.ask_restart,
                "history",
                hint="恢复旧备份之后，按机构的发送清单续接",
                roles=REVIEWERS,
            ),
        )

    def enter(self) -> None:
        """Stand on the list."""
        self.pane.take_focus()

    def refresh(self) -> None:
        """Count and list again."""
        self.session.read("备案情况", self.source.counts, self._show_counts)
        self.pane.ask()
        self._picked(self.pane.view.picked_keys())

    def ask_file(self) -> None:
        """The file that the agency brought."""
        self.session.ask.open_file("选择备案文件", PACKAGES, self.take_file)

    def take_file(self, path: Path) -> None:
        """Verify it, say whose it claims to be, and ask for the digits of the paper."""
        store = self.session.store
        self.session.read(
            "核对备案文件", lambda: claim_in(store, path), partial(self._ask_digits, path)
        )

    def _ask_digits(self, path: Path, claim: Claim) -> None:
        def submit(typed: str) -> None:
            self.session.act(
                "登记机构",
                silent(enrol, self.session.store, path, typed),
                then=partial(self._enrolled, dialog, claim),
                failed=dialog.fail,
                changed=_CHANGED,
            )

        dialog = EnrolDialog(self.session, claim, submit)
        dialog.open()

    def _enrolled(self, dialog: EnrolDialog, claim: Claim, _: Card) -> None:
        dialog.accept()
        how = "换上新密钥，旧密钥已失效" if claim.since else "登记"
        self._done(f"{claim.title}已{how}。{_THEN}")

    def ask_revoke(self) -> None:
        """Why, then the password: what the agency signs is refused from then on."""
        one = self._chosen(IN_FORCE, "没有有效的密钥，不用撤销。")
        if one is None:
            return
        then = partial(self._confirm_revoke, one)
        told = f"{one.title}的密钥为什么不再可信？例如：签名的电脑丢失。"
        self.session.ask.reason("撤销密钥", told, then)

    def _confirm_revoke(self, one: AgencyStanding, reason: str) -> None:
        self.session.confirm(
            f"将撤销{one.title}的密钥：此后用它签名的报送包一律不收，以前并入的数据不变。"
            "不能恢复；该机构换新密钥重新备案后才能再报送。请输入你自己的口令。",
            lambda _: self._revoke(one, reason),
        )

    def _revoke(self, one: AgencyStanding, reason: str) -> None:
        self.session.act(
            "撤销密钥",
            silent(revoke, self.session.store, one.code, reason=reason),
            then=lambda _: self._done(f"{one.title}的密钥已撤销。{_THEN}"),
            changed=_CHANGED,
        )

    def ask_merger(self) -> None:
        """Into whom, from which day, and by which paper."""
        one = self._chosen("", "")
        if one is None:
            return
        form = merger_form(agency_list.agencies(self.session.store), one.code)
        told = f"{one.title}并入另一家机构：从所填日期起，其数据和报送由承继机构负责。"

        def merge(values: dict[str, Value], dialog: FormDialog) -> None:
            work = silent(_merge, self.session.store, one.code, values)
            self._submit("登记合并", work, dialog, f"已登记{one.title}的合并。{_THEN}")

        ask_form(self.session, form, told, "登记", merge)

    def ask_takeover(self) -> None:
        """Where the successor's file goes."""
        one = self._chosen(MERGED, "没有已生效的合并。请先登记合并，或等到生效之日。")
        if one is not None:
            then = partial(self._confirm_takeover, one)
            name = f"承继数据-{one.code}.xyb"
            self.session.ask.save_file("保存承继数据", PACKAGES, name, then)

    def _confirm_takeover(self, one: AgencyStanding, path: Path) -> None:
        self.session.confirm(
            f"将签名写出{one.title}报送过的全部记录，只有承继机构能打开。请输入你自己的口令。",
            lambda _: self._write_takeover(one, path),
        )

    def _write_takeover(self, one: AgencyStanding, path: Path) -> None:
        self.session.act(
            "写出承继数据",
            silent(write_takeover, self.session.store, one.code, path),
            then=lambda _: self._done(f"已写出：{path}。请送承继机构接收。"),
            changed=_CHANGED,
        )

    def ask_restart(self) -> None:
        """The last line of the agency's stamped list."""
        one = self._chosen(IN_FORCE, "没有有效的密钥，请先登记备案文件。")
        if one is None:
            return
        told = (
            f"本单位恢复过旧备份、{one.title}的新报送包因序号不接而收不下时才用。"
            f"现在收到第 {one.taken} 包。请照该机构盖章的发送清单填写；"
            "续接后的第一个报送包必须是“全部重报”。"
        )

        def restart(values: dict[str, Value], dialog: FormDialog) -> None:
            work = silent(_restart, self.session.store, one.code, values)
            said = f"已续接：请{one.title}选“全部重报”写出第 {int(values['seq'] or 0) + 1} 包。"
            self._submit("续接报送", work, dialog, said)

        ask_form(self.session, RESTART, told, "续接", restart)

    def _done(self, said: str) -> None:
        self.said.say(said, "good")

    def _submit(self, title: str, work: Work, dialog: FormDialog, said: str) -> None:
        def done(_: object) -> None:
            dialog.accept()
            self._done(said)

        self.session.act(title, work, then=done, failed=dialog.fail, changed=_CHANGED)

    def _chosen(self, state: str, otherwise: str) -> AgencyStanding | None:
        """The agency under the cursor, when it is in ``state``; else it is said why not."""
        key = self.pane.view.current_key()
        one = agency_list.standing_of(self.session.store, key) if key else None
        if one is None:
            self.session.ask.tell(Telling("没有选中机构", "请先在列表中选中一家机构。"))
        elif state and one.state != state:
            self.session.ask.tell(Telling("不能办理", f"{one.title}{otherwise}"))
        else:
            return one
        return None

    def _picked(self, keys: Sequence[str]) -> None:
        if len(keys) != 1:
            self.facts.show_pairs((), "选中一家机构，这里列出它的密钥、合并和往来数据包。")
            return
        store, key = self.session.store, keys[0]
        self.session.read(
            "读取机构", lambda: agency_list.pairs(store, key), partial(self._show_facts, key)
        )

    def _show_facts(self, key: str, found: Sequence[tuple[str, str]]) -> None:
        if self.pane.view.picked_keys() == [key]:
            self.facts.show_pairs(found)

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        self.counts.show_counts({one: one for one in STATES}, counts, "家")

    def _show_state(self, state: str) -> None:
        self.pane.show_filter({STATUS: state})
        self.enter()


def _merge(store: Store, code: str, values: Mapping[str, Value]) -> None:
    merge_agency(
        store,
        code,
        str(values["successor"]),
        effective=date.fromisoformat(str(values["effective"])),
        reason=str(values["reason"]),
    )


def _restart(store: Store, code: str, values: Mapping[str, Value]) -> None:
    restart_stream(
        store,
        code,
        seq=int(values["seq"] or 0),
        envelope_sha256=str(values["envelope"]),
        reason=str(values["reason"]),
    )
