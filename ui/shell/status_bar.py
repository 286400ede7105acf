"""The bar at the bottom: jobs, how safe the office is, the lock, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.browsing.standing import Standing
from ui.shell.job_tray import JobTray
from ui.style import icons, theme


class StatusBar(QFrame):
    """Built once; :meth:`show_standing` tells backup and audit chain."""

    def __init__(self, tray: JobTray, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.icon, self.state = QLabel(), QLabel("已加密")
        self.state.setObjectName("state")
        self.state.setAccessibleName("工作区状态")
        self.state.setMinimumWidth(theme.chars(24))  # beside a job the window must not widen
        self.lock = _button("lock", "锁定", "锁定（Ctrl+L）；没保存的内容会保留")
        self.leave = _button("leave", "退出登录", "退出登录，换一名操作员；没保存的内容会保留")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.unit() * 2, theme.unit() // 2, theme.unit(), theme.unit() // 2)
        row.setSpacing(theme.unit())
        row.addWidget(tray, 3)
        row.addStretch(1)
        row.addWidget(self.icon)
        row.addWidget(self.state)
        row.addWidget(self.lock)
        row.addWidget(self.leave)

    def show_standing(self, found: Standing) -> None:
        """Tell it; a broken chain in the colour and with the icon of an error."""
        backup = f"上次备份 {found.last_backup}" if found.last_backup else "还没有备份"
        chain = "审计链完好" if not found.chain else "审计链断裂"
        good = (
            bool(found.last_backup)
            and not found.chain
            and not (found.password_due or found.clock_behind)
        )
        state = "good" if good else ("bad" if found.chain else "soon")
        name = {"good": "ok", "soon": "warning", "bad": "error"}[state]
        self.icon.setPixmap(icons.pixmap(name, theme.unit() * 2, getattr(theme.colours(), state)))
        due = " · 口令已满 90 天，请在“用户与密钥”中修改" if found.password_due else ""
        behind = " · 电脑时间早于上次办理，请核对日期" if found.clock_behind else ""
        self.state.setText(f"已加密 · {backup} · {chain}{due}{behind}")
        self.state.setToolTip(found.chain or self.state.text())
        self.state.setProperty("state", "bad" if found.chain else "")
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)


def _button(name: str, word: str, tip: str) -> QToolButton:
    """``name`` is its object's and its icon's."""
    button = QToolButton()
    button.setObjectName(name)
    button.setIcon(icons.icon(name))
    button.setText(word)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setIconSize(theme.icon_size())
    button.setAccessibleName(word)
    button.setToolTip(tip)
    return button
