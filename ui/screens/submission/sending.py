"""本次报送: what goes, what stays and where to mend it, and the signature that writes the file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.browsing.submission import REASON, Outlook, StayingList
from app.collection.gate import CONSENT, NOTICE, REVIEW, TITLES
from app.errors import AppError
from app.keys.roles import Role
from app.merging.submission import Submitted, write_submission
from app.merging.submission_files import current_period, file_name
from app.progress import Progress
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.changes import Subject
from ui.errors import sentence
from ui.screen import Session
from ui.tables.pane import ListPane
from ui.widgets.counts_line import CountsLine
from ui.widgets.scrolled_body import scrolled_body

_SIGNERS = frozenset({Role.REVIEWER})


class SendingPanel(QWidget):
    """The list of what stays. Signal ``written(package id)``."""

    written = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.found: Outlook | None = None
        self.source = StayingList(session.store, lambda: session.search)
        self.goes = QLabel()
        self.goes.setObjectName("goes")
        self.goes.setWordWrap(True)
        self.stays = CountsLine("留下的记录", self)
        self.stays.linkActivated.connect(self._show_reason)
        self.said = QLabel()
        self.said.setObjectName("sendingSaid")
        self.said.setWordWrap(True)
        self.said.hide()
        self.pane = ListPane(
            self.source, "staying", session, self, empty="没有留下的记录：应报的都可以报送。"
        )
        self.pane.view.opened.connect(self.mend)
        live = bind(self, self.offered(), session.roles)
        top = QHBoxLayout()
        top.addWidget(self.goes, 1)
        top.addWidget(tool_bar(self, live.values()))
        layout = scrolled_body(self)
        layout.addLayout(top)
        layout.addWidget(self.stays)
        layout.addWidget(self.said)
        layout.addWidget(self.pane, 1)
        self.refresh()

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "submission.write",
                "签名并写出…",
                self.ask_folder,
                "stick",
                "Ctrl+S",
                "选择U盘，签名写出报送包",
                _SIGNERS,
            ),
            Action(
                "submission.mend", "去办理", self.mend, "next", "Ctrl+G", "到能解决这条记录的地方"
            ),
        )

    def enter(self) -> None:
        """Stand on the list."""
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Judge and list again."""
        self.session.read("核对可报送的记录", self.source.outlook, self._show)
        self.pane.ask()

    def _show(self, found: Outlook) -> None:
        self.found = found
        sets = "、".join(f"{title} {count:,}" for title, count in found.ready)
        more = f"：{sets}" if sets else "；告知、声明和异议答复也随包报送"
        self.goes.setText(f"可报送 {found.records:,} 条{more}")
        counts = found.stays
        kinds = {key: word for key, word in TITLES.items() if counts.get(key)}
        head = f"留下 {sum(counts.values()):,} 条" + ("：" if kinds else "")
        self.stays.show_counts(kinds, counts, "条", head)

    def _show_reason(self, reason: str) -> None:
        self.pane.show_filter({REASON: reason})
        self.enter()

    def mend(self) -> None:
        """Go where the record under the cursor gets what it lacks."""
        key = self.pane.view.current_key()
        why = self.source.why(key) if key else ""
        if key and why == REVIEW:
            self.session.navigate("review", dataset=key.split("/")[0])
        elif why in (NOTICE, CONSENT):
            self.session.navigate("notices", reason=why)
        elif key:
            self.session.ask.tell(
                Telling(TITLES.get(why, "留下"), "这条记录依规定不对外提供，不用办理。")
            )

    def ask_folder(self) -> None:
        """Where the package goes."""
        self.session.ask.folder("报送包写到哪里（U盘）", self.confirm)

    def confirm(self, folder: Path) -> None:
        """Say exactly what the password will do."""
        if self.found is None:
            return
        period = current_period(self.session.store)
        path = folder / file_name(self.session.store, period, self.found.number)
        stays = sum(self.found.stays.values())
        self.session.confirm(
            f"将以本单位名义签名，写出报送包 {path.name}：\n"
            f"报送 {self.found.records:,} 条，留下 {stays:,} 条。\n\n"
            "写出后这些记录成为“已上报”，以后只能更正或撤回并再次报送。",
            lambda _password: self.write(path, period),
        )

    def write(self, path: Path, period: str) -> None:
        """Write, read back, and only then count the records as sent."""
        store = self.session.store

        def work(progress: Progress) -> Submitted:
            return write_submission(store, path, period=period, checked=True, progress=progress)

        self._say("正在写出并回读核对，请不要拔出U盘…", "soon")
        self.session.act(
            "写出报送包",
            work,
            then=partial(self._written, path),
            failed=self._failed,
            changed=(Subject.RECORDS, Subject.PACKAGES),
        ).cancelled.connect(self._cancelled)

    def _written(self, path: Path, done: Submitted) -> None:
        self._say(
            f"已写出并核对无误：{path}，报送 {sum(done.sent.values()):,} 条。"
            "请打印报送清单，签字盖章后随U盘一并报送。",
            "good",
        )
        self.written.emit(done.package.package_id)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self._say(f"没有报送：{sentence(error)}", "bad")
        else:
            self._say("没有报送，记录没有变动。", "bad")
        self.session.show_error(error)

    def _cancelled(self) -> None:
        self._say("已停止，没有报送任何记录，也没有留下文件。", "soon")

    def _say(self, text: str, state: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.said.setProperty("state", state)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
