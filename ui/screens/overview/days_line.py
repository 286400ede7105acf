"""The round and its last days in one line, each with an icon and how many days are left."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.browsing.overview import Overview
from ui.style import icons, theme

_ICONS = {
    "done": ("ok", "good"),
    "ok": ("clock", "good"),
    "soon": ("warning", "soon"),
    "late": ("error", "bad"),
}
_NO_ROUND = "还没有采集批次。请在“批次与名录”中开始一个，这里随后显示进度。"
_PLACES = 3


class DaysLine(QWidget):
    """Says that it is being read until :meth:`show_overview`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit())
        self._places = [(QLabel(), QLabel()) for _ in range(_PLACES)]
        for mark, label in self._places:
            row.addWidget(mark)
            row.addWidget(label)
            row.addSpacing(theme.unit())
            label.setWordWrap(True)
        row.addStretch(1)
        self._say([("正在读取…", "clock", "muted")])

    def show_overview(self, found: Overview) -> None:
        """Tell the round, or that there is none."""
        if found.campaign is None:
            self._say([(_NO_ROUND, "info", "accent")])
            return
        days = [
            (f"{one.what}截止 {one.day}，{one.left}", *_ICONS[one.state]) for one in found.deadlines
        ]
        self._say([(found.campaign.title, "calendar", "text"), *days])

    def _say(self, told: list[tuple[str, str, str]]) -> None:
        for place, (mark, label) in enumerate(self._places):
            shown = place < len(told)
            mark.setVisible(shown)
            label.setVisible(shown)
            if shown:
                words, icon, colour = told[place]
                drawn = icons.icon(icon, getattr(theme.colours(), colour))
                mark.setPixmap(drawn.pixmap(theme.icon_size()))
                label.setText(words)
