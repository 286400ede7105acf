"""The working group's step up or down: proposed by one, confirmed by another, taken back."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from app import clock
from app.browsing.decision_list import DecisionList, decision_words
from app.browsing.rating_forms import adjusting_form
from app.catalogue.model import Value
from app.keys.roles import Role
from app.rating import decisions
from ui.actions import Action, bind, tool_bar
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.forms.enterprise_finder import EnterpriseFinder
from ui.screen import Session, silent
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.scrolled_body import scrolled_body

_SIGNERS = frozenset({Role.REVIEWER})
_CHANGED = (Subject.GRADES,)
_RULE = "调整一级须有书面依据，由两名审核人员先后签署；自会议日期起生效，重新评级后反映到等级。"


class DecisionsTab(QWidget):
    """The list of decisions."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.pane = ListPane(
            DecisionList(session.store, lambda: session.search), "decisions", session, self,
            empty="没有工作组认定。在一次评级的企业或评分页上选企业，点“提出调整”。",
        )  # fmt: skip
        self.acts = (
            Action("decisions.propose", "提出调整…", self.propose_any, "add", roles=_SIGNERS),
            Action("decisions.confirm", "确认…", self.ask_confirm, "ok", "Ctrl+Return",
                   roles=_SIGNERS),
            Action("decisions.revoke", "撤回…", self.ask_revoke, "undo", roles=_SIGNERS),
        )  # fmt: skip
        rule = QLabel(_RULE)
        rule.setWordWrap(True)
        rule.setProperty("role", "muted")
        layout = scrolled_body(self)
        layout.addWidget(tool_bar(self, bind(self, self.acts, session.roles).values()))
        layout.addWidget(rule)
        layout.addWidget(self.pane, 1)
        self.pane.view.setMinimumHeight(theme.row() * 5)
        self.pane.ask()

    def propose_any(self) -> None:
        """Propose a step for an enterprise that is looked for in the form."""
        self.propose("")

    def propose(self, uscc: str) -> None:
        """The first signature; ``uscc`` empty: to be chosen."""
        finder = EnterpriseFinder(self.session)

        def then(values: dict[str, Value], dialog: FormDialog) -> None:
            if not finder.uscc():
                dialog.refuse("请先选定企业。")
                return
            work = silent(
                decisions.propose,
                self.session.store,
                str(values["kind"]),
                finder.uscc(),
                decided=date.fromisoformat(str(values["decided"])),
                reason=str(values["reason"]),
            )
            done = partial(self._proposed, dialog)
            self.session.act("提出调整", work, then=done, failed=dialog.fail, changed=_CHANGED)

        texts = {"decided": clock.today().isoformat()}
        dialog = ask_form(
            self.session, adjusting_form(), _RULE, "签署提出", then, texts=texts, above=finder
        )
        finder.line.setText(uscc)
        (dialog.form.focus_field if uscc else finder.line.setFocus)()

    def _proposed(self, dialog: FormDialog, _number: str) -> None:
        dialog.accept()

    def ask_confirm(self) -> None:
        """Say what is confirmed, and ask for the password: the second signature is final."""
        key = self.pane.view.current_key()
        if key is None:
            return
        store = self.session.store

        def ask(words: str) -> None:
            self.session.confirm(
                f"将以第二人签署这件认定：\n{words}", lambda _password: self.confirm(key)
            )

        self.session.read("读取认定", partial(decision_words, store, key), ask)

    def confirm(self, key: str) -> None:
        """The second signature."""
        work = silent(decisions.confirm, self.session.store, key)
        self.session.act("确认认定", work, changed=_CHANGED)

    def ask_revoke(self) -> None:
        """Ask why, and take the decision under the cursor back."""
        key = self.pane.view.current_key()
        if key is not None:
            self.session.ask.reason(
                "撤回认定", "从今天起不再作数；已经做出的评级不变。", partial(self.revoke, key)
            )

    def revoke(self, key: str, reason: str) -> None:
        """Take a decision back."""
        work = silent(decisions.revoke, self.session.store, key, reason)
        self.session.act("撤回认定", work, changed=_CHANGED)
