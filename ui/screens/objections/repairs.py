"""Credit repair: applications are registered by one person and decided by another."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock
from app.browsing.enterprise import Held
from app.browsing.objection_forms import REPAIR_APPLICATION, REPAIR_DECISION
from app.browsing.repair_list import RepairList, repairable_sets
from app.catalogue.model import Value
from app.collection import states
from app.documents.issuing.selection import Selection
from app.keys.roles import Role
from app.outcomes import repair
from app.outcomes.repair import ACCEPTED, DENIED, GRANTED
from ui.actions import Action, bind, tool_bar
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.screen import Session, silent
from ui.screens.objections.choosing import RecordChooser
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.paper import show_paper

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_REVIEWER = frozenset({Role.REVIEWER})
_CHANGED = (Subject.RECORDS, Subject.OBJECTIONS)
_NONE = "本单位没有这家企业可以修复的记录：只有审核通过的处罚类记录可以。"


class RepairsTab(QWidget):
    """The list of applications, and what is done with them."""

    name, title = "repairs", "信用修复"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._sets = repairable_sets(session.store)
        nobody = "本单位不保管处罚类信息，不办理信用修复。"
        self.pane = ListPane(
            RepairList(session.store, lambda: session.search),
            "repairs",
            session,
            self,
            empty="没有信用修复申请。" if self._sets else nobody,
        )
        self.pane.view.picked.connect(self._offer)
        self.pane.model.loaded.connect(self._offer)
        self.acts = (
            Action("repair.apply", "受理申请", self.apply, "add", roles=_BOTH),
            Action("repair.decide", "决定", self.decide, "ok", roles=_REVIEWER),
            Action("repair.print", "打印修复确认书", self.print, "print", roles=_BOTH),
        )
        self.live = bind(self, self.acts, session.roles)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(tool_bar(self, self.live.values()))
        layout.addWidget(self.pane, 1)
        self._offer()
        self.pane.ask()

    def outdated(self) -> None:
        """Ask again: the list is short."""
        self.pane.ask()

    def enter(self) -> None:
        """Nothing waits for being looked at."""

    def _state(self) -> str:
        """The state of the application under the cursor; empty without one."""
        key = self.pane.view.current_key()
        row = self.pane.model.source.rows([key]).get(key) if key else None
        return row[0] if row else ""

    def _offer(self) -> None:
        state = self._state()
        for name, possible in (
            ("apply", bool(self._sets)),
            ("decide", state == ACCEPTED),
            ("print", state == GRANTED),
        ):
            if live := self.live.get(f"repair.{name}"):
                live.setEnabled(possible)

    def apply(self) -> None:
        """Choose the record and register the application."""
        chooser = RecordChooser(self.session, self._fits, _NONE)

        def then(values: dict[str, Value], dialog: FormDialog) -> None:
            held = chooser.record()
            if held is None:
                dialog.refuse("请先选定企业和要修复的记录。")
                return
            applied = date.fromisoformat(str(values["applied"]))
            work = silent(
                repair.apply, self.session.store, held.dataset, held.rec_id, applied=applied
            )
            self.session.act(
                "受理修复申请", work, then=lambda _: dialog.accept(), failed=dialog.fail,
                changed=_CHANGED,
            )  # fmt: skip

        message = "公示满最短期限（轻微不限、一般三个月、严重一年）后可以申请。"
        texts = {"applied": clock.today().isoformat()}
        ask_form(
            self.session, REPAIR_APPLICATION, message, "受理", then, texts=texts, above=chooser
        )
        chooser.finder.line.setFocus()

    def _fits(self, held: Held) -> bool:
        return held.dataset in self._sets and held.status in states.COUNTED

    def decide(self) -> None:
        """Grant or deny, with the password: a repaired record leaves use for good."""
        key = self.pane.view.current_key()
        if key is None:
            return
        texts = {"decision": GRANTED, "decided": clock.today().isoformat()}
        message = "由受理人以外的审核人决定。准予修复后，记录不再公示、共享和使用。"
        then = partial(self._decided, key)
        ask_form(self.session, REPAIR_DECISION, message, "登记决定", then, texts=texts)

    def _decided(self, key: str, values: dict[str, Value], dialog: FormDialog) -> None:
        store, decided = self.session.store, date.fromisoformat(str(values["decided"]))
        if values["decision"] == DENIED:
            reason = str(values["reason"] or "")
            work = silent(repair.deny, store, key, decided=decided, reason=reason)
            message = "将不予修复，登记后不能更改。"
        else:
            work = silent(repair.grant, store, key, decided=decided)
            message = "将准予修复：记录自决定之日起不再使用，不能恢复。"

        def confirmed(_password: str) -> None:
            self.session.act(
                "决定修复", work, then=lambda _: dialog.accept(), failed=dialog.fail,
                changed=_CHANGED,
            )  # fmt: skip

        self.session.confirm(message, confirmed)

    def print(self) -> None:
        """The confirmation of a granted application."""
        key = self.pane.view.current_key()
        if key is not None:
            show_paper(self.session, "repair_confirmation", Selection(key), self.window())
