"""记住的匹配: what the bench has learnt, and the way to have it ask again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.browsing.choice_list import ChoiceList, parts
from app.collection.held import forget_choice
from app.keys.roles import Role
from ui.actions import Action, bind, tool_bar
from ui.screen import Session, silent
from ui.style import icons, theme
from ui.tables.pane import ListPane

_HINT = "忘记之后，下一份表格里再遇到时会重新询问。已入库的记录不变；要改请撤销那一批，或逐条修改。"


class ChoicesPage(QWidget):
    """Signal ``left()`` when somebody goes back to the bench."""

    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.pane = ListPane(
            ChoiceList(session.store),
            "choices",
            session,
            self,
            hint="名称、编号或企业",
            empty="还没有记住过匹配。在“匹配”中选定企业后，会记在这里。",
        )
        back = QPushButton(icons.icon("back"), "返回匹配")
        back.setObjectName("backToBench")
        back.clicked.connect(self.left)
        forget = Action(
            "importing.forget", "忘记", self.forget, "delete", "Del", roles=frozenset({Role.ENTRY})
        )
        live = bind(self, (forget,), session.roles)
        said = QLabel(_HINT)
        said.setWordWrap(True)
        said.setProperty("role", "muted")
        top = QHBoxLayout()
        top.addWidget(back)
        top.addStretch(1)
        top.addWidget(tool_bar(self, live.values()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addLayout(top)
        layout.addWidget(said)
        layout.addWidget(self.pane, 1)

    def refresh(self) -> None:
        """Ask again what is remembered."""
        self.pane.ask()

    def forget(self) -> None:
        """Have the bench ask again about the name under the cursor."""
        key = self.pane.view.current_key()
        if key is not None:
            work = silent(forget_choice, self.session.store, *parts(key))
            self.session.act("忘记匹配", work, then=lambda _: self.refresh())
