"""授权书: whose consent there is, whose is missing or ends soon, and the scan of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.browsing.consent_list import STATES, STATUS, ConsentList
from app.collection import scans
from app.collection.consents import DATASET
from app.keys.roles import Role
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.changes import Subject
from ui.screen import Session
from ui.screens.notices.consent_form import SCANS, ConsentDialog
from ui.screens.notices.counted_list import lay_out
from ui.tables.pane import ListPane
from ui.widgets.counts_line import CountsLine
from ui.widgets.page_view import PageDialog

_ENTERING = frozenset({Role.ENTRY})
_WRITERS = frozenset({Role.ENTRY, Role.REVIEWER})


class ConsentsPanel(QWidget):
    """The list of enterprises by their best consent (banks only)."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.source = ConsentList(session.store, lambda: session.search)
        self.counts = CountsLine("授权情况", self)
        self.counts.linkActivated.connect(self._show_state)
        self.pane = ListPane(
            self.source,
            "consents",
            session,
            self,
            empty="没有需要授权书的企业。",
        )
        self.pane.view.opened.connect(self.show_scan)
        live = bind(self, self.offered(), session.roles)
        lay_out(self, self.counts, tool_bar(self, live.values()), self.pane)
        self.refresh()

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "consents.add",
                "登记授权书",
                self.add,
                "add",
                "Ctrl+N",
                "录入企业签署的授权书，并附扫描件",
                _ENTERING,
            ),
            Action("consents.attach", "附扫描件", self.ask_scan, "import", "Ctrl+O", "", _WRITERS),
            Action("consents.show", "查看扫描件", self.show_scan, "eye", "Ctrl+E"),
        )

    def enter(self) -> None:
        """Stand on the list."""
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Count and list again."""
        self.session.read("授权情况", self.source.counts, self._show_counts)
        self.pane.ask()

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        self.counts.show_counts({one: one for one in STATES}, counts, "家")

    def _show_state(self, state: str) -> None:
        self.pane.show_filter({STATUS: state})
        self.enter()

    def add(self) -> None:
        """A form for one consent, for the enterprise under the cursor."""
        ConsentDialog(self.session, self.pane.view.current_key() or "", self).open()

    def _record(self) -> str:
        """The consent under the cursor; empty (and said) when there is none."""
        rec_id = self.source.record_of(self.pane.view.current_key() or "")
        if not rec_id:
            self.session.ask.tell(
                Telling("还没有授权书", "这家企业还没有登记授权书。", "请先“登记授权书”。")
            )
        return rec_id

    def ask_scan(self) -> None:
        """Choose the scan of the consent under the cursor."""
        if rec_id := self._record():
            self.session.ask.open_file("选择扫描件", SCANS, partial(self.attach, rec_id))

    def attach(self, rec_id: str, path: Path) -> None:
        """Keep a scan with a consent."""
        store = self.session.store
        self.session.act(
            "附扫描件",
            lambda _: scans.attach(store, DATASET, rec_id, scans.read_scan(path)),
            changed=(Subject.RECORDS,),
        )

    def show_scan(self) -> None:
        """The newest scan of the consent under the cursor."""
        if not (rec_id := self._record()):
            return
        store = self.session.store

        def work() -> tuple[scans.Scan, bytes] | None:
            kept = scans.scans(store, DATASET, rec_id)
            return (kept[0], scans.content(store, kept[0].scan_id)) if kept else None

        self.session.read("读取扫描件", work, self._show)

    def _show(self, found: tuple[scans.Scan, bytes] | None) -> None:
        if found is None:
            self.session.ask.tell(
                Telling("没有扫描件", "这份授权书还没有附扫描件。", "请用“附扫描件”补上。")
            )
            return
        scan, content = found
        if scan.kind == "pdf":
            PageDialog(self.session, scan.file_name, content, self).open()
        else:
            _PictureDialog(scan.file_name, content, self).open()


class _PictureDialog(QDialog):
    """A scan that is a picture, as wide as the window."""

    def __init__(self, title: str, content: bytes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        room = parent.window().size()
        self.resize(room.width() * 3 // 4, room.height())
        shown = QLabel()
        shown.setAccessibleName(title)
        image = QImage.fromData(content)
        if image.isNull():
            shown.setText("这个图片打不开，请重新扫描后再附。")
        else:
            wide = image.scaledToWidth(
                room.width() * 2 // 3, Qt.TransformationMode.SmoothTransformation
            )
            shown.setPixmap(QPixmap.fromImage(wide))
        area = QScrollArea()
        area.setWidget(shown)
        QVBoxLayout(self).addWidget(area)
