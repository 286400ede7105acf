"""辅导措施 and 合作模式: what is done for an enterprise, noted by whoever does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from app import clock
from app.browsing.rating_forms import cooperation_form, step_form, until_form
from app.browsing.support_list import CooperationList, StepList
from app.catalogue.model import Value
from app.collection.act_form import ActForm
from app.keys.roles import Role
from app.listing import Source
from app.outcomes import cooperating, incubating
from ui.actions import Action, bind, tool_bar
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.forms.enterprise_finder import EnterpriseFinder
from ui.jobs import Work
from ui.screen import Session, silent
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.scrolled_body import scrolled_body

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_CHANGED = (Subject.GRADES,)
Values = dict[str, Value]


class _SupportTab(QWidget):
    """A list with acts above it, and forms that begin with an enterprise."""

    def __init__(self, session: Session, source: Source, name: str, empty: str) -> None:
        super().__init__()
        self.session = session
        self.pane = ListPane(source, name, session, self, empty=empty)
        self.acts = self._offered()
        layout = scrolled_body(self)
        layout.addWidget(tool_bar(self, bind(self, self.acts, session.roles).values()))
        layout.addWidget(self.pane, 1)
        self.pane.view.setMinimumHeight(theme.row() * 5)
        self.pane.ask()

    def _offered(self) -> tuple[Action, ...]:
        raise NotImplementedError

    def _ask_about(
        self,
        form: ActForm,
        message: str,
        uscc: str,
        texts: dict[str, str],
        work_of: Callable[[str, Values], Work],
    ) -> None:
        """Ask for an enterprise and the form; ``work_of(code, values)`` keeps it."""
        finder = EnterpriseFinder(self.session)

        def then(values: Values, dialog: FormDialog) -> None:
            if finder.uscc():
                self._keep(form.title, work_of(finder.uscc(), values), dialog)
            else:
                dialog.refuse("请先选定企业。")

        dialog = ask_form(self.session, form, message, "登记", then, texts=texts, above=finder)
        finder.line.setText(uscc)
        (dialog.form.focus_field if uscc else finder.line.setFocus)()

    def _keep(self, title: str, work: Work, dialog: FormDialog) -> None:
        def kept(_number: object) -> None:
            dialog.accept()
            self.pane.take_focus()

        self.session.act(title, work, then=kept, failed=dialog.fail, changed=_CHANGED)


class StepsTab(_SupportTab):
    """Measures of incubation, one line each; a later result is a further line."""

    def __init__(self, session: Session) -> None:
        source = StepList(session.store, lambda: session.search)
        super().__init__(
            session,
            source,
            "steps",
            "还没有辅导措施。对孵化企业的辅导登记在这里。",
        )

    def _offered(self) -> tuple[Action, ...]:
        return (Action("steps.add", "登记辅导措施…", self.add_any, "add", "Ctrl+N", roles=_BOTH),)

    def add_any(self) -> None:
        """Note a measure for an enterprise that is looked for in the form."""
        self.add("")

    def add(self, uscc: str) -> None:
        """Note a measure for ``uscc``."""
        store = self.session.store

        def work_of(code: str, values: Values) -> Work:
            day = date.fromisoformat(str(values["day"]))
            told = (str(values[name] or "") for name in ("measure", "responsible", "result"))
            return silent(incubating.add_step, store, code, day, *told)

        texts = {"day": clock.today().isoformat()}
        message = "只登记列入过孵化的企业；登记后不能改，有了结果再登记一条。"
        self._ask_about(step_form(), message, uscc, texts, work_of)


class CooperationTab(_SupportTab):
    """Who works together under which model."""

    def __init__(self, session: Session) -> None:
        source = CooperationList(session.store, lambda: session.search)
        super().__init__(session, source, "cooperation", "还没有登记合作。")

    def _offered(self) -> tuple[Action, ...]:
        return (
            Action("cooperation.add", "登记合作…", self.add_any, "add", "Ctrl+N", roles=_BOTH),
            Action("cooperation.end", "登记终止…", self.ask_end, "cancel", roles=_BOTH),
        )

    def add_any(self) -> None:
        """Note a cooperation of an enterprise that is looked for in the form."""
        self.add("")

    def add(self, uscc: str) -> None:
        """Note a cooperation of ``uscc``."""
        store = self.session.store

        def work_of(code: str, values: Values) -> Work:
            return silent(
                cooperating.add,
                store,
                code,
                str(values["model"]),
                str(values["partners"]),
                date.fromisoformat(str(values["since"])),
                fund=str(values["fund"] or ""),
                note=str(values["note"] or ""),
            )

        texts = {"since": clock.today().isoformat()}
        self._ask_about(cooperation_form(), "按方案三（六）的合作模式登记。", uscc, texts, work_of)

    def ask_end(self) -> None:
        """Ask for the last day of the cooperation under the cursor."""
        key = self.pane.view.current_key()
        if key is None:
            return
        store = self.session.store

        def then(values: Values, dialog: FormDialog) -> None:
            until = date.fromisoformat(str(values["until"]))
            self._keep("登记终止", silent(cooperating.end, store, key, until), dialog)

        texts = {"until": clock.today().isoformat()}
        ask_form(self.session, until_form(), "", "登记", then, texts=texts)
