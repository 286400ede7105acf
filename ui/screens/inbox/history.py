"""并入记录: packages taken in, with their counts; receipts for them; rows that stayed out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.browsing.inbox_list import PACKAGE, MergedPackages, RefusedRows
from app.documents.batch import print_bytes
from app.documents.issuing.selection import Selection
from app.documents.kinds import kind_of, pieces_of
from app.inbox.answering import Answered, answer_all
from app.keys.roles import Role
from app.progress import Progress
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.changes import Subject
from ui.screen import Session
from ui.style import icons
from ui.tables.pane import ListPane
from ui.widgets.back_button import BackButton
from ui.widgets.page_view import PageDialog
from ui.widgets.said_line import SaidLine
from ui.widgets.scrolled_body import scrolled_body

_SIGNERS = frozenset({Role.REVIEWER})


class HistoryPanel(QWidget):
    """The packages, and behind each the rows that did not go in."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.said = SaidLine("historySaid")
        self.pane = ListPane(
            MergedPackages(session.store),
            "merged",
            session,
            self,
            hint="机构或文件名",
            empty="还没有并入过数据包。",
        )
        self.pane.view.opened.connect(self.show_refused)
        self.refused = RefusedPage(session, self)
        self.refused.back.clicked.connect(self.show_packages)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.pane)
        self.stack.addWidget(self.refused)
        live = bind(self, self.offered(), session.roles)
        top = QHBoxLayout()
        top.addWidget(tool_bar(self, live.values()))
        top.addStretch(1)
        layout = scrolled_body(self)
        layout.addLayout(top)
        layout.addWidget(self.said)
        layout.addWidget(self.stack, 1)
        self.pane.ask()

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "inbox.receipts",
                "写出回执…",
                self.ask_folder,
                "stick",
                "Ctrl+S",
                "把选中报送包的回执签名写到U盘",
                _SIGNERS,
            ),
            Action("inbox.paper", "打印回执单…", self.show_paper, "print", "Ctrl+P"),
            Action("inbox.refused", "未并入的行", self._show_current, "returned", "Ctrl+G"),
        )

    def enter(self) -> None:
        """Stand on the list that is shown."""
        shown = self.pane if self.stack.currentWidget() is self.pane else self.refused.pane
        shown.take_focus()

    def refresh(self) -> None:
        """List again."""
        self.pane.ask()

    def show_packages(self) -> None:
        """Back from the rows."""
        self.stack.setCurrentWidget(self.pane)
        self.enter()

    def show_refused(self, package_id: str) -> None:
        """The rows of one package that did not go in."""
        self.refused.show_package(package_id)
        self.stack.setCurrentWidget(self.refused)
        self.enter()

    def _show_current(self) -> None:
        for package_id in self._chosen()[:1]:
            self.show_refused(package_id)

    def ask_folder(self) -> None:
        """Where the receipts of the chosen packages go."""
        chosen = self._chosen()
        if chosen:
            self.session.ask.folder("回执写到哪里（U盘）", partial(self._confirm, chosen))

    def _confirm(self, chosen: list[str], folder: Path) -> None:
        self.session.confirm(
            f"将以本单位名义签名，把 {len(chosen)} 份回执写到 {folder}。",
            lambda _password: self.write(chosen, folder),
        )

    def write(self, chosen: list[str], folder: Path) -> None:
        """Write the receipts."""
        store = self.session.store

        def work(progress: Progress) -> list[Answered]:
            return answer_all(store, chosen, folder, progress)

        self.session.act("写出回执", work, then=self._written, changed=(Subject.PACKAGES,))

    def _written(self, done: list[Answered]) -> None:
        good = sum(one.path is not None for one in done)
        failed = [one.error for one in done if one.error is not None]
        words = f"已写出回执 {good} 份。"
        if failed:
            words += f"{len(failed)} 份没有写成：{failed[0].words}"
        self.said.say(words, "soon" if failed else "good")

    def show_paper(self) -> None:
        """The receipt of the package under the cursor as a paper, to look at and print."""
        chosen = self._chosen()
        if not chosen:
            return
        store = self.session.store
        title = kind_of(store, "receipt").title

        def work() -> bytes:
            pieces = [
                piece
                for package_id in chosen
                for piece in pieces_of(store, "receipt", Selection(about=package_id))
            ]
            return print_bytes(title, pieces)

        self.session.read(f"制作{title}", work, partial(self._show_pdf, title))

    def _show_pdf(self, title: str, pdf: bytes) -> None:
        PageDialog(self.session, title, pdf, self).open()

    def _chosen(self) -> list[str]:
        keys = self.pane.view.picked_keys()
        if not keys:
            self.session.ask.tell(Telling("没有选中数据包", "请先在列表中选中数据包。"))
        return keys


class RefusedPage(QWidget):
    """The rows of one package that did not go in, and why; Esc goes back."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.back = BackButton(self, "backToMerged")
        bench = QPushButton(icons.icon("search"), "去待匹配")
        bench.setObjectName("toDisputes")
        bench.clicked.connect(self._to_bench)
        self.pane = ListPane(
            RefusedRows(session.store),
            "refused",
            session,
            self,
            empty="这个数据包的记录全部并入了。",
        )
        self.pane.bar.hide()
        self._package = ""
        top = QHBoxLayout()
        top.addWidget(self.back)
        top.addWidget(bench)
        top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.pane, 1)

    def show_package(self, package_id: str) -> None:
        """List what stayed out of it."""
        self._package = package_id
        self.pane.fixed = {PACKAGE: package_id}
        self.pane.ask()

    def _to_bench(self) -> None:
        self.session.navigate("disputes", package=self._package)
