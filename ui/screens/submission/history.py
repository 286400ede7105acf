"""报送包与回执: what was sent, the answers, and what came back to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.browsing.submission import PACKAGE, PackageList, ReturnedList
from app.collection import states
from app.documents.issuing.selection import Selection
from app.merging.receipts import Received, receive_receipt
from ui.actions import Action, bind, tool_bar
from ui.ask import PACKAGES, Telling
from ui.changes import Subject
from ui.screen import Session, silent
from ui.style import icons, theme
from ui.tables.pane import ListPane
from ui.widgets.back_button import BackButton
from ui.widgets.paper import show_paper


class HistoryPanel(QWidget):
    """The packages, and behind each the records that its receipt gave back."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.pane = ListPane(
            PackageList(session.store),
            "packages",
            session,
            self,
            hint="批次、文件名或数据包编号",
            empty="还没有写出过报送包。请在“本次报送”中签名写出。",
        )
        self.pane.view.opened.connect(self.show_returned)
        self.returned = _ReturnedPage(session, self)
        self.returned.back.clicked.connect(self.show_packages)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.pane)
        self.stack.addWidget(self.returned)
        self.said = QLabel()
        self.said.setObjectName("historySaid")
        self.said.setWordWrap(True)
        live = bind(self, self.offered(), session.roles)
        top = QHBoxLayout()
        top.addWidget(tool_bar(self, live.values()))
        top.addWidget(self.said, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit() // 2, 0, 0)
        layout.setSpacing(theme.unit() // 2)
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)
        self.pane.ask()

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action("submission.receipt", "接收回执…", self.ask_receipt, "import", "Ctrl+O"),
            Action(
                "submission.cover",
                "打印报送清单…",
                partial(self.show_paper, "cover_sheet"),
                "print",
                "Ctrl+P",
                "查看并打印选中报送包的清单",
            ),
            Action(
                "submission.answer", "打印回执单…", partial(self.show_paper, "receipt"), "print"
            ),
        )

    def enter(self) -> None:
        """Stand on the list that is shown."""
        shown = self.pane if self.stack.currentWidget() is self.pane else self.returned.pane
        shown.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """List again."""
        self.pane.ask()
        if self.stack.currentWidget() is self.returned:
            self.returned.pane.ask()

    def stand_on(self, package_id: str) -> None:
        """Select this package once it is listed."""
        self._package = package_id
        self.pane.model.loaded.connect(self._select, Qt.ConnectionType.SingleShotConnection)
        self.pane.ask()

    def _select(self) -> None:
        self.pane.view.choose(self._package)

    def show_packages(self) -> None:
        """Back from the returned records."""
        self.stack.setCurrentWidget(self.pane)
        self.enter()

    def show_returned(self, package_id: str) -> None:
        """What came back of one package."""
        self.returned.show_package(package_id)
        self.stack.setCurrentWidget(self.returned)
        self.enter()

    def ask_receipt(self) -> None:
        """Choose the receipt's file."""
        self.session.ask.open_file("选择回执文件", PACKAGES, self.receive)

    def receive(self, path: Path) -> None:
        """Verify a receipt and take it in."""
        self.session.act(
            "接收回执",
            silent(receive_receipt, self.session.store, path),
            then=self._received,
            changed=(Subject.RECORDS, Subject.PACKAGES),
        )

    def _received(self, done: Received) -> None:
        self.said.setText(
            f"回执已核对并接收：接收 {done.accepted:,} 条，退回 {done.returned:,} 条。"
        )
        if done.returned:
            self.show_returned(done.package_id)

    def show_paper(self, kind: str) -> None:
        """A paper about the package under the cursor, to look at and print."""
        package_id = self.pane.view.current_key()
        if package_id is None:
            self.session.ask.tell(Telling("没有选中报送包", "请先在列表中选中一个报送包。"))
            return
        show_paper(self.session, kind, Selection(about=package_id), self)


class _ReturnedPage(QWidget):
    """The records of one receipt that are to be corrected; Enter opens one where it is mended."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.back = BackButton(self, "backToPackages")
        mend = QPushButton(icons.icon("entry"), "去更正")
        mend.setObjectName("mendReturned")
        mend.clicked.connect(self.mend)
        self.pane = ListPane(
            ReturnedList(session.store),
            "returned",
            session,
            self,
            empty="这个报送包没有退回的记录。",
        )
        self.pane.bar.hide()
        self.pane.view.opened.connect(self._open)
        top = QHBoxLayout()
        top.addWidget(self.back)
        top.addWidget(mend)
        top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.pane, 1)

    def show_package(self, package_id: str) -> None:
        """List what came back of it."""
        self.pane.fixed = {PACKAGE: package_id}
        self.pane.ask()

    def mend(self) -> None:
        """All that are 待更正 in the data set of the record under the cursor."""
        key = self.pane.view.current_key() or next(iter(self.pane.model.ids), "")
        if key:
            dataset = key.split("/")[0]
            self.session.navigate("entry", dataset=dataset, row_status=states.RETURNED)

    def _open(self, key: str) -> None:
        dataset, rec_id = key.split("/")
        self.session.navigate("entry", dataset=dataset, rec_id=rec_id)
