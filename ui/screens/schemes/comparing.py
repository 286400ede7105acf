"""Two versions side by side: what was changed, in words."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.browsing.difference_list import DifferenceList
from app.browsing.scheme_list import Listed, listed
from app.rating import schemes
from ui.screen import Session
from ui.style import theme
from ui.tables.pane import ListPane

_SHRINKS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class ComparingTab(QWidget):
    """The older version at the left, the newer at the right, and the list of differences."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.source = DifferenceList()
        self._known: list[Listed] = []
        self.old, self.new = self._box("原来的版本"), self._box("改后的版本")
        self.old.setObjectName("old")
        self.new.setObjectName("new")
        self.said = QLabel()
        self.said.setObjectName("differences")
        self.pane = ListPane(
            self.source, "differences", session, self,
            hint="指标、内容或数字", empty="两个版本没有差异。",
        )  # fmt: skip
        self.pane.view.setAccessibleName("差异")
        row = QHBoxLayout()
        row.setSpacing(theme.unit())
        for word, box in (("由", self.old), ("到", self.new)):
            label = QLabel(word)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, 1)
        row.addWidget(self.said, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addLayout(row)
        layout.addWidget(self.pane, 1)

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(_SHRINKS)
        box.setMinimumContentsLength(12)
        box.currentIndexChanged.connect(self._compare)
        return box

    def show_version(self, key: str) -> None:
        """Compare a version with the one that it was made from, else with the one before."""
        self.refresh(key)

    def refresh(self, key: str = "") -> None:
        """Read the versions anew; keep what is chosen."""
        store = self.session.store
        self.session.read("读取版本", lambda: listed(store), partial(self._fill, key))

    def _fill(self, key: str, known: list[Listed]) -> None:
        keys = [one.key for one in known]
        new = key or str(self.new.currentData() or keys[-1])
        old = "" if key else str(self.old.currentData() or "")
        if old not in keys:
            place = keys.index(new)
            old = _before(known, place)
        for box, wanted in ((self.old, old), (self.new, new)):
            box.blockSignals(True)
            box.clear()
            for one in known:
                box.addItem(f"版本 {one.version.version}（{one.state}）", one.key)
            box.setCurrentIndex(max(0, box.findData(wanted)))
            box.blockSignals(False)
        self._known = known
        self._compare()

    def _compare(self) -> None:
        keys = [str(box.currentData() or "") for box in (self.old, self.new)]
        if not all(keys):
            return
        store, source = self.session.store, self.source

        def work() -> int:
            with store.read() as conn:
                old, new = (
                    schemes.version_of(conn, *key.split(":", 1)) for key in keys
                )  # fmt: skip
            return source.show(old, new)

        self.session.read("比较版本", work, self._told)

    def _told(self, count: int) -> None:
        self.said.setText(f"有 {count} 处不同。" if count else "没有差异。")
        self.pane.ask()


def _before(known: list[Listed], place: int) -> str:
    """The key of the version that this one was made from; of its neighbour where none is told."""
    mine = known[place].version
    wanted = f"{mine.scheme_id}:{mine.predecessor}"
    keys = [one.key for one in known]
    return wanted if wanted in keys else keys[max(0, place - 1)]
