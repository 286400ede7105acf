"""At the coordinator: papers about any agency's record, sent on to whoever must answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from app.browsing.objection_page import ObjectionPage
from app.browsing.objections_owed import Due, due_now
from app.merging.objection_packages import Sent, send_objections
from ui.actions import Action
from ui.ask import Telling
from ui.screen import silent
from ui.screens.objections.choosing import FileChooser, RecordChooser
from ui.screens.objections.tab import CHANGED, REVIEWER, ObjectionsTab


class ForwardingTab(ObjectionsTab):
    """What the coordinator does."""

    empty = "没有异议。企业在人民银行书面提出异议的，请当日登记，并写出异议包送提供单位核查。"

    def declared(self) -> tuple[Action, ...]:
        """File, send on, tell the enterprise, look into its file."""
        return (
            self.filing(),
            Action(
                "objection.send", "写出异议包…", self.send, "sent", "Ctrl+Return", roles=REVIEWER
            ),
            self.printing(),
            Action("objection.look", "信用档案", self.look, "credit_files"),
        )

    def possible(self, page: ObjectionPage | None) -> Mapping[str, bool]:
        """Letters and file of whatever is chosen."""
        return {"print": page is not None, "look": page is not None}

    def chooser(self) -> RecordChooser:
        """Among everything that agencies gave; looking there is noted."""
        return FileChooser(self.session)

    def look(self) -> None:
        """Everything about the enterprise."""
        if self.page is not None:
            self.session.navigate("credit_files", uscc=self.page.uscc)

    def send(self) -> None:
        """Say what will be written to whom, ask for the password, then where to."""
        self.session.read("待送交的异议", partial(due_now, self.session.store), self._due)

    def _due(self, due: tuple[Due, ...]) -> None:
        if not due:
            message = "没有待送交的异议，也没有待通知银行的标注。"
            self.session.ask.tell(Telling("写出异议包", message))
            return
        lines = "\n".join(f"{one.agency}：{one.words}" for one in due)
        message = f"将签名并写出 {len(due)} 个异议包，写出后不能收回：\n{lines}"
        self.session.confirm(message, self._ask_folder)

    def _ask_folder(self, _password: str) -> None:
        self.session.ask.folder("异议包写到哪个文件夹", self.write)

    def write(self, folder: Path) -> None:
        """One package to every office that is owed something."""
        work = silent(send_objections, self.session.store, folder)
        self.session.act("写出异议包", work, then=self._sent, changed=CHANGED)

    def _sent(self, sent: list[Sent]) -> None:
        lines = "\n".join(
            f"{one.path.name}：异议 {one.objections} 件，标注 {one.marks} 条" for one in sent
        )
        advice = "请送交各单位，在“异议与更正”中“接收异议包”。答复随各单位下一次报送并回。"
        self.session.ask.tell(Telling("写出异议包", f"已写出 {len(sent)} 个：\n{lines}", advice))
