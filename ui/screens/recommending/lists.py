"""Issued lists: looked at again, printed with their letters, written as workbooks."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.browsing.issued_list import IssuedList
from app.documents.issuing.lists import list_context
from app.documents.issuing.selection import Selection
from app.documents.workbooks.list_book import write_list_book
from app.keys.roles import Role
from app.outcomes import recommending
from ui.actions import Action, bind, tool_bar
from ui.ask import WORKBOOKS, Telling
from ui.screen import Session, silent
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.paper import show_paper
from ui.widgets.scrolled_body import scrolled_body

_SIGNERS = frozenset({Role.REVIEWER})


class ListsTab(QWidget):
    """The lists; a list tells always what it told when it was issued."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.pane = ListPane(
            IssuedList(session.store), "issued", session, self, hint="",
            empty="还没有发出过名单。在“评级结论”中点“发出名单”。",
        )  # fmt: skip
        self.pane.bar.line.hide()
        self.acts = (
            Action("lists.show", "查看名单", partial(self.print, "list"), "eye", "Ctrl+P"),
            Action("lists.letter", "推荐函", partial(self.print, "recommendation"), "notices",
                   hint="发给银行的推荐名单附推荐函；首次打印时编号", roles=_SIGNERS),
            Action("lists.advice", "孵化建议书", partial(self.print, "advice"), "print"),
            Action("lists.book", "导出工作簿…", self.ask_book, "export"),
        )  # fmt: skip
        layout = scrolled_body(self)
        layout.addWidget(tool_bar(self, bind(self, self.acts, session.roles).values()))
        layout.addWidget(self.pane, 1)
        self.pane.view.setMinimumHeight(theme.row() * 5)
        self.pane.view.opened.connect(partial(self.show_pages, "list"))
        self.pane.ask()

    def print(self, kind: str) -> None:
        """A paper of the list under the cursor."""
        if key := self.pane.view.current_key():
            self.show_pages(kind, key)

    def show_pages(self, kind: str, list_id: str) -> None:
        """The pages of a paper of this list."""
        show_paper(self.session, kind, Selection(list_id), self)

    def ask_book(self) -> None:
        """Where the workbook goes."""
        if key := self.pane.view.current_key():
            self.session.ask.save_file(
                "导出工作簿", WORKBOOKS, f"{key}.xlsx", partial(self.write_book, key)
            )

    def write_book(self, list_id: str, path: Path) -> None:
        """Write the list as a workbook."""
        store = self.session.store

        def write() -> None:
            content = recommending.issued(store, list_id)
            write_list_book(path, list_context(store, content), content)

        told = Telling("导出工作簿", f"已写出：{path}")
        self.session.act("导出工作簿", silent(write), then=lambda _: self.session.ask.tell(told))
