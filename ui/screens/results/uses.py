"""用信登记: every application, corrected as a new revision, reported in a package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock
from app.browsing.use_form import application_from, texts_from, use_form
from app.browsing.use_list import UseList
from app.catalogue.model import Value
from app.keys.roles import Role
from app.outcomes import use
from app.outcomes.feedback import write_feedback
from app.outcomes.use_rules import OPEN, Application
from ui.actions import Action, bind, tool_bar
from ui.ask import PACKAGES, Telling
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.forms.enterprise_finder import EnterpriseFinder
from ui.jobs import Work
from ui.screen import Session, silent
from ui.style import theme
from ui.tables.pane import ListPane

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_CHANGED = (Subject.GRADES,)
_MESSAGE = "每笔授信申请都登记，没有使用评级的也登记；更正留下新的一版。"


class UsesTab(QWidget):
    """The list, and the form of an entry."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.pane = ListPane(
            UseList(session.store, lambda: session.search),
            "uses",
            session,
            self,
            empty="还没有用信登记。企业申请授信时登记一笔，办结后补上结果。",
        )
        self.acts = (
            Action("use.add", "登记申请", self.add, "add", "Ctrl+N", roles=_BOTH),
            Action("use.correct", "更正或办结", self.correct, "edit", "F2", roles=_BOTH),
            Action(
                "use.send", "写出反馈包", self.send, "submission",
                roles=frozenset({Role.REVIEWER}),
            ),
        )  # fmt: skip
        self.live = bind(self, self.acts, session.roles)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(tool_bar(self, self.live.values()))
        layout.addWidget(self.pane, 1)
        self.pane.view.opened.connect(self._open)
        self.pane.ask()

    def add(self, uscc: str = "") -> None:
        """Note an application, of ``uscc`` if it is known already."""
        finder = EnterpriseFinder(self.session)

        def then(values: dict[str, Value], dialog: FormDialog) -> None:
            if not finder.uscc():
                dialog.refuse("请先选定企业。")
                return
            work = silent(use.add, self.session.store, application_from(finder.uscc(), values))
            self._keep("登记用信", work, dialog)

        texts = {"applied_date": clock.today().isoformat(), "decision": OPEN, "with_rating": "Y"}
        dialog = ask_form(
            self.session, use_form(), _MESSAGE, "登记", then, texts=texts, above=finder
        )
        if uscc:
            finder.line.setText(uscc)
            dialog.form.focus_field()
        else:
            finder.line.setFocus()

    def correct(self) -> None:
        """Open the entry under the cursor."""
        key = self.pane.view.current_key()
        if key is not None:
            self._open(key)

    def _open(self, use_id: str) -> None:
        if "use.correct" in self.live:
            work = partial(use.one, self.session.store, use_id)
            self.session.read("读取用信登记", work, partial(self._correct, use_id))

    def _correct(self, use_id: str, before: Application) -> None:
        form = use_form()

        def then(values: dict[str, Value], dialog: FormDialog) -> None:
            after = asdict(application_from(before.uscc, values))
            work = silent(use.correct, self.session.store, use_id, **after)
            self._keep("更正用信", work, dialog)

        ask_form(self.session, form, _MESSAGE, "保存为新版", then, texts=texts_from(form, before))

    def _keep(self, title: str, work: Work, dialog: FormDialog) -> None:
        def kept(_number: object) -> None:
            dialog.accept()
            self.take_focus()

        self.session.act(title, work, then=kept, failed=dialog.fail, changed=_CHANGED)

    def send(self) -> None:
        """Sign and write what was not reported yet, after the password."""
        suggested = f"feedback-{self.session.store.agency}-{clock.today():%Y%m%d}.xyb"
        self.session.ask.save_file("写出反馈包", PACKAGES, suggested, self._confirm)

    def _confirm(self, path: Path) -> None:
        message = "将签名并写出用信反馈包，包含没有反馈过的登记。写出后，更正随下一个反馈包送出。"

        def confirmed(_password: str) -> None:
            work = silent(write_feedback, self.session.store, path)
            changed = (Subject.GRADES, Subject.PACKAGES)
            self.session.act("写出反馈包", work, then=partial(self._sent, path), changed=changed)

        self.session.confirm(message, confirmed)

    def _sent(self, path: Path, _written: object) -> None:
        told = Telling("写出反馈包", f"已写出：{path}", "请用U盘送交人民银行。")
        self.session.ask.tell(told)

    def take_focus(self) -> None:
        """Put the cursor into the list."""
        self.pane.take_focus()

    def show_wanted(self, wanted: Mapping[str, str]) -> None:
        """Show the list, filtered."""
        self.pane.show_filter(wanted)
