"""需要重评: whom facts have changed for since a run, and the way to rate them again."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.browsing.objection_forms import RERATING
from app.browsing.rerating_list import ReratingList
from app.catalogue.model import Value
from app.outcomes.objections import batch_to_rerate
from ui.actions import Action, bind, tool_bar
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.screen import Session, silent
from ui.screens.objections.tab import BOTH
from ui.style import theme
from ui.tables.pane import ListPane


class ReratingTab(QWidget):
    """Read when somebody looks: it goes through the records of a county."""

    name, title = "rerating", "需要重评"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._fresh = False
        self.pane = ListPane(
            ReratingList(session.store, lambda: session.search),
            "rerating",
            session,
            self,
            empty="最近一次评级以来，没有企业的异议办结、记录更正或认定变动，不用重评。",
        )
        self.pane.view.setAccessibleName("需要重评的企业")
        self.pane.view.opened.connect(self._look)
        self.acts = (
            Action("rerating.batch", "列入评级批次…", self.make_batch, "add", roles=BOTH),
            Action("rerating.look", "信用档案", self.look, "credit_files"),
        )
        self.live = bind(self, self.acts, session.roles)
        self.pane.model.loaded.connect(self._offer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(tool_bar(self, self.live.values()))
        layout.addWidget(self.pane, 1)
        self._offer()

    def outdated(self) -> None:
        """What is shown may no longer hold."""
        self._fresh = False

    def enter(self) -> None:
        """Ask unless what is shown still holds."""
        if not self._fresh:
            self._fresh = True
            self.pane.ask()

    def make_batch(self) -> None:
        """A batch of those selected, of all without a selection; rated on the next screen."""
        codes = self.pane.view.picked_keys() or list(self.pane.model.ids)

        def then(values: dict[str, Value], dialog: FormDialog) -> None:
            title, reason = str(values["title"]), str(values["reason"])
            work = silent(batch_to_rerate, self.session.store, codes, title=title, reason=reason)
            self.session.act(
                "建立评级批次", work, then=partial(self._made, dialog), failed=dialog.fail,
                changed=(Subject.GRADES,),
            )  # fmt: skip

        message = f"{len(codes)} 家企业将列入一个评级批次，在“评级”中选这一批重评。"
        texts = {"title": "异议办结重评", "reason": "评级以来事实有变"}
        ask_form(self.session, RERATING, message, "建立批次", then, texts=texts)

    def _made(self, dialog: FormDialog, batch_id: str) -> None:
        dialog.accept()
        self.session.navigate("ratings", batch=batch_id)

    def look(self) -> None:
        """Everything about the enterprise under the cursor."""
        if key := self.pane.view.current_key():
            self._look(key)

    def _look(self, uscc: str) -> None:
        self.session.navigate("credit_files", uscc=uscc)

    def _offer(self) -> None:
        for live in self.live.values():
            live.setEnabled(bool(self.pane.model.ids))
