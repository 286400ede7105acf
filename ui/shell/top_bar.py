"""The bar on top: whose office, who sits there and as what, the round and how long it runs."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.browsing.standing import Standing, urgency
from ui.screen import Session
from ui.style import fonts, icons, theme

_ICONS = {"ok": ("clock", "good"), "soon": ("warning", "soon"), "late": ("error", "bad")}


class TopBar(QFrame):
    """Built once; :meth:`show_standing` fills in what has to be read from the office."""

    def __init__(self, session: Session, search: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.menu = QToolButton()
        self.menu.setIcon(icons.icon("menu"))
        self.menu.setIconSize(theme.icon_size())
        self.menu.setAccessibleName("收起或展开导航")
        self.menu.setToolTip("收起或展开导航")
        agency = session.store.catalogue.agencies.get(session.store.agency)
        self.office = QLabel(agency.short or agency.title if agency else session.store.agency)
        self.office.setFont(fonts.larger(self.office.font(), 1.2, bold=True))
        self.office.setToolTip(agency.title if agency else "")
        roles = "、".join(role.label for role in sorted(session.roles))
        self.who = QLabel(f"{session.store.operator}（{roles}）")
        self.who.setAccessibleName("当前操作员")
        self.round_icon, self.round = QLabel(), QLabel()
        self.round.setObjectName("round")
        self.round.setAccessibleName("采集批次")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.unit(), theme.unit(), theme.unit() * 2, theme.unit())
        row.setSpacing(theme.unit())
        row.addWidget(self.menu)
        row.addWidget(self.office)
        row.addStretch(1)
        row.addWidget(search, 4)
        row.addStretch(1)
        row.addWidget(self.round_icon)
        row.addWidget(self.round)
        row.addSpacing(theme.unit())
        row.addWidget(self.who)

    def show_standing(self, found: Standing) -> None:
        """Tell the round and its days by colour, icon and word."""
        if found.days_left is None:
            self.round.setText("没有采集批次")
            self.round_icon.clear()
            return
        state, words = urgency(found.days_left)
        name, colour = _ICONS[state]
        size = theme.unit() * 2
        self.round_icon.setPixmap(icons.pixmap(name, size, getattr(theme.colours(), colour)))
        self.round.setText(words)
        self.round.setToolTip(found.campaign)
        self.round.setProperty("state", state)
        self.round.style().unpolish(self.round)
        self.round.style().polish(self.round)
