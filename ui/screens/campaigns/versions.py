"""名录变动: which enterprises came, went, or are called otherwise between two versions."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from app import clock
from app.browsing.register_changes import CHANGE, NEWER, OLDER, RegisterChanges
from app.edition import ENTERPRISE_SCREEN, Edition
from app.merging.register_versions import CHANGES, NOW, Version, counts, versions
from app.store.office_store import Store
from ui.screen import Session
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.counts_line import CountsLine
from ui.widgets.scrolled_body import LEAST, scrolled_body


class VersionsPanel(QWidget):
    """Two versions chosen above, the changes from one to the other below."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.older = _box("olderVersion", "从哪一版")
        self.newer = _box("newerVersion", "到哪一版")
        self.counts = CountsLine("名录变动", self)
        self.counts.linkActivated.connect(self._show_change)
        self.pane = ListPane(
            RegisterChanges(session.store, lambda: session.search),
            "register_changes",
            session,
            self,
            empty="两版之间没有变动。",
        )
        self.pane.setMinimumHeight(theme.unit() * LEAST)
        self.pane.view.opened.connect(self._open)
        top = QHBoxLayout()
        for word, box in (("从", self.older), ("到", self.newer)):
            label = QLabel(word)
            label.setBuddy(box)
            top.addWidget(label)
            top.addWidget(box, 1)
            box.activated.connect(self.compare)
        layout = scrolled_body(self)
        layout.addLayout(top)
        layout.addWidget(self.counts)
        layout.addWidget(self.pane, 1)
        self.refresh()

    def enter(self) -> None:
        """Stand on the list."""
        self.pane.take_focus()

    def refresh(self) -> None:
        """Read which versions there are; what was compared stays chosen."""
        store = self.session.store
        self.session.read("读取名录版本", lambda: _versions(store), self._show)

    def compare(self) -> None:
        """List and count what differs between the two."""
        older, newer = self.older.currentData(), self.newer.currentData()
        if older is None:
            return
        self.pane.fixed = {OLDER: str(older), NEWER: str(newer)}
        self.pane.ask()
        store = self.session.store
        self.session.read("比较名录", lambda: _counts(store, older, newer), self._show_counts)

    def _show(self, found: list[Version]) -> None:
        before = self.older.currentData(), self.newer.currentData()
        self.older.clear()
        self.newer.clear()
        self.newer.addItem("现在的名录（未发布）", NOW)
        for one in found:
            words = f"第 {one.version} 版　{clock.moment_words(one.at)}　{one.enterprises:,} 家"
            self.older.addItem(words, one.version)
            self.newer.addItem(words, one.version)
        for box, version in zip((self.older, self.newer), before, strict=True):
            box.setCurrentIndex(max(0, box.findData(version)))
        self.setEnabled(bool(found))
        if not found:
            self.counts.setText("还没有留存的版本。发布企业名录后，这里列出其后的变动。")
        self.compare()

    def _show_counts(self, found: Mapping[str, int]) -> None:
        self.counts.show_counts({one: one for one in CHANGES}, found, "家")

    def _show_change(self, change: str) -> None:
        self.pane.show_filter({CHANGE: change})
        self.enter()

    def _open(self, key: str) -> None:
        self.session.navigate(ENTERPRISE_SCREEN[Edition.COORDINATOR], uscc=key.split("/")[1])


def _box(name: str, title: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    return box


def _versions(store: Store) -> list[Version]:
    with store.read() as conn:
        return versions(conn)


def _counts(store: Store, older: int, newer: int) -> dict[str, int]:
    with store.read() as conn:
        return counts(conn, older, newer)
