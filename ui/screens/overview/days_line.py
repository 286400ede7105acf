"""The round and its last days in one line, each with an icon and how many days are left."""

from __future__ import annotations

import base64
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.browsing.overview import Overview
from ui.charts.pane import as_png
from ui.style import icons, theme

_ICONS = {
    "done": ("ok", "good"),
    "ok": ("clock", "good"),
    "soon": ("warning", "soon"),
    "late": ("error", "bad"),
}
_NO_ROUND = "还没有采集批次。请在“批次与名录”中开始一个，这里随后显示进度。"
_BETWEEN = "&nbsp;&nbsp;&nbsp; "


class DaysLine(QLabel):
    """Says that it is being read until :meth:`show_overview`; wraps where there is little room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("正在读取…", parent)
        self.setObjectName("days")
        self.setAccessibleName("采集批次和截止日期")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)

    def show_overview(self, found: Overview) -> None:
        """Tell the round, or that there is none."""
        if found.campaign is None:
            self.setText(_part(_NO_ROUND, "info", "accent"))
            return
        days = (
            _part(f"{one.what}截止 {one.day}，{one.left}", *_ICONS[one.state])
            for one in found.deadlines
        )
        self.setText(_BETWEEN.join((_part(found.campaign.title, "calendar", "text"), *days)))


def _part(words: str, icon: str, colour: str) -> str:
    size = theme.icon_size()
    drawn = icons.icon(icon, getattr(theme.colours(), colour)).pixmap(size).toImage()
    data = base64.b64encode(as_png(drawn)).decode("ascii")
    source = f"data:image/png;base64,{data}"
    image = f'<img src="{source}" height="{size.height()}" style="vertical-align: middle">'
    return f"{image}&nbsp;{escape(words)}"
