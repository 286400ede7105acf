"""At the office that gave a record: correct, review or withdraw it, and answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from app import clock
from app.browsing.enterprise import Held
from app.browsing.objection_forms import answer_form
from app.browsing.objection_page import ObjectionPage
from app.catalogue.model import Value
from app.collection import records, states
from app.collection.objections import answer_objection
from app.keys.roles import Role
from app.merging.objection_packages import receive_objections
from ui.actions import Action
from ui.ask import PACKAGES, Telling
from ui.forms.dialog import FormDialog, ask_form
from ui.screen import silent
from ui.screens.objections.choosing import RecordChooser
from ui.screens.objections.correcting import correct_record
from ui.screens.objections.tab import BOTH, CHANGED, REVIEWER, ObjectionsTab

_ENTRY = frozenset({Role.ENTRY})
_UNFIT = "本单位没有这家企业可以提出异议的记录：只有审核通过、仍在使用的记录可以。"


class AnsweringTab(ObjectionsTab):
    """What an agency does."""

    def declared(self) -> tuple[Action, ...]:
        """File, then what leads to the answer, and what the coordinator hands on."""
        return (
            self.filing(),
            Action("objection.correct", "更正记录", self.correct, "edit", "F2", roles=_ENTRY),
            Action("objection.review", "去审核", self.review, "review", roles=REVIEWER),
            Action("objection.withdraw", "撤回记录", self.withdraw, "cancel", roles=REVIEWER),
            Action("objection.answer", "答复", self.answer, "ok", "Ctrl+Return", roles=REVIEWER),
            self.printing(),
            Action("objection.receive", "接收异议包…", self.receive, "import", roles=BOTH),
        )

    def possible(self, page: ObjectionPage | None) -> Mapping[str, bool]:
        """Nothing of a closed one but its letter; an answer once the record bears it out."""
        waits = page is not None and page.open
        return {
            "correct": waits,
            "withdraw": waits,
            "review": waits and page is not None and page.to_review,
            "answer": page is not None and bool(page.results),
            "print": page is not None,
        }

    def chooser(self) -> RecordChooser:
        """Among the records of this office."""
        return RecordChooser(self.session, _objectionable, _UNFIT)

    def correct(self) -> None:
        """Open the record in its form."""
        if self.page is not None:
            correct_record(self.session, self.page, CHANGED)

    def review(self) -> None:
        """Where corrected records are reviewed."""
        if self.page is not None:
            self.session.navigate("review", dataset=self.page.dataset)

    def withdraw(self) -> None:
        """Withdraw the record for a reason and with the password: it cannot be brought back."""
        page = self.page
        if page is None:
            return

        def given(reason: str) -> None:
            work = silent(records.withdraw, self.session.store, page.dataset, page.rec_id, reason)

            def confirmed(_password: str) -> None:
                self.session.act("撤回记录", work, changed=CHANGED)

            message = f"将撤回“{page.name}”的这条记录，不能恢复；汇总端随下一次报送得知。"
            self.session.confirm(message, confirmed)

        message = "撤回的记录不再使用，撤回后答复“撤回”。请写明理由。"
        self.session.ask.reason("撤回记录", message, given)

    def answer(self) -> None:
        """Ask for the answer, then for the password: an answer is final."""
        page = self.page
        if page is None:
            return

        def then(values: dict[str, Value], dialog: FormDialog) -> None:
            result, said = str(values["result"]), str(values["answer"])
            closed = date.fromisoformat(str(values["closed"]))
            work = silent(
                answer_objection, self.session.store, page.objection_id,
                result=result, closed=closed, answer=said,
            )  # fmt: skip

            def confirmed(_password: str) -> None:
                self.session.act(
                    "答复异议", work, then=lambda _: dialog.accept(), failed=dialog.fail,
                    changed=CHANGED,
                )  # fmt: skip

            message = f"将以“{result}”办结“{page.name}”的异议，登记后不能更改。"
            self.session.confirm(message, confirmed)

        texts = {"result": page.results[0], "closed": clock.today().isoformat()}
        ask_form(self.session, answer_form(page.results), page.todo, "登记答复", then, texts=texts)

    def receive(self) -> None:
        """Take in what the coordinator received on paper or tells of grades under objection."""
        self.session.ask.open_file("接收异议包", PACKAGES, self._receive)

    def _receive(self, path: Path) -> None:
        work = silent(receive_objections, self.session.store, path)
        self.session.act("接收异议包", work, then=self._received, changed=CHANGED)

    def _received(self, count: int) -> None:
        message = f"已接收 {count} 件异议或标注。"
        self.session.ask.tell(Telling("接收异议包", message, "异议从申请书的日期起二十日内答复。"))


def _objectionable(held: Held) -> bool:
    return held.status in states.COUNTED
