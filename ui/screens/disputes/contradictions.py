"""冲突: two agencies say different things of one enterprise; whose word is held right?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.browsing.contradiction_list import (
    OPEN,
    ContradictionList,
    ContradictionPage,
    SideWords,
    read_contradiction,
)
from app.disputes.verdicts import ASK, BOTH, LEFT, RIGHT, settle
from app.keys.roles import Role
from app.listing import Key
from app.outcomes.dispute_words import CHOICE_WORDS
from ui.changes import Subject
from ui.screen import Session, silent
from ui.screens.disputes.bench import Bench
from ui.style import fonts, icons, theme
from ui.tables.facts import Facts

_KEYS = "↑↓ 选冲突 · 1 左 · 2 右 · 3 均属实 · 4 请核实 · 可多选 · Ctrl+Z 撤销上一项"
_CHOICES = {
    Qt.Key.Key_1: LEFT,
    Qt.Key.Key_2: RIGHT,
    Qt.Key.Key_3: BOTH,
    Qt.Key.Key_4: ASK,
}
_MEANS = {
    LEFT: "认定左边的说法正确",
    RIGHT: "认定右边的说法正确",
    BOTH: "认定两边都对，只是时间或口径不同",
    ASK: "请有关单位核实，等待其更正",
}
_STALE = "有新并入的数据还没有核对，按 F5 重新核对。"


class SideCard(QFrame):
    """One side: who says it, the value large, and where it comes from."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.agency = QLabel()
        self.agency.setWordWrap(True)
        self.value = QLabel()
        self.value.setObjectName(name)
        self.value.setWordWrap(True)
        self.value.setFont(fonts.larger(self.font(), 1.2, bold=True))
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.origin = Facts("出处")
        self.origin.setMinimumWidth(theme.chars(12))
        self.origin.setMinimumHeight(theme.unit() * 14)
        self.origin.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(self.agency)
        column.addWidget(self.value)
        column.addWidget(self.origin, 1)

    def show_side(self, side: SideWords | None) -> None:
        """Show one side, or nothing."""
        self.agency.setText(f"{side.agency}说" if side else "")
        self.value.setText(side.value if side else "")
        self.origin.show_pairs(side.origin if side else ())


class ContradictionsPage(Bench):
    """Left the list, right both sides beside each other."""

    def __init__(self, session: Session) -> None:
        self.source = ContradictionList(session.store, lambda: session.search)
        self.page: ContradictionPage | None = None
        super().__init__(
            session, self.source, "contradictions",
            keys=_KEYS, hint="企业、机构简称或所说的值",
            empty="没有冲突。按 F5 重新核对。",
        )  # fmt: skip
        self.stale = QLabel(_STALE)
        self.stale.setObjectName("staleSearch")
        self.stale.setProperty("state", "soon")
        self.stale.setWordWrap(True)
        self.stale.hide()
        self.column.insertWidget(0, self.stale)
        self.pane.view.installEventFilter(self)
        self.pane.show_filter({"state": OPEN})

    def build_side(self) -> QWidget:
        """The two cards, the question, and the four answers."""
        side = QWidget()
        self.title = QLabel()
        self.title.setObjectName("contradictionTitle")
        self.title.setWordWrap(True)
        self.title.setFont(fonts.larger(self.font(), 1.1, bold=True))
        self.left, self.right = SideCard("leftValue"), SideCard("rightValue")
        cards = QHBoxLayout()
        cards.setSpacing(theme.unit())
        cards.addWidget(self.left, 1)
        cards.addWidget(self.right, 1)
        self.question = QLabel()
        self.question.setObjectName("question")
        self.question.setWordWrap(True)
        self.question.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.decided = QLabel()
        self.decided.setObjectName("decided")
        self.decided.setWordWrap(True)
        self.decided.setProperty("state", "good")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(self.title)
        column.addLayout(cards, 1)
        column.addWidget(self.decided)
        column.addLayout(self._buttons())
        self.copy = QPushButton(icons.icon("copy"), "复制核实用语")
        self.copy.setObjectName("copyQuestion")
        self.copy.clicked.connect(self.copy_question)
        asked = QHBoxLayout()
        asked.addWidget(self.question, 1)
        asked.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(asked)
        return side

    def _buttons(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.unit())
        self.buttons = []
        for place, choice in enumerate(_CHOICES.values(), start=1):
            button = QPushButton(f"{place} {CHOICE_WORDS[choice]}")
            button.setObjectName(f"verdict.{choice}")
            button.clicked.connect(partial(self.settle, choice))
            button.setEnabled(Role.REVIEWER in self.session.roles)
            button.setToolTip(_MEANS[choice] if button.isEnabled() else "由审核人办理")
            grid.addWidget(button, (place - 1) // 2, (place - 1) % 2)
            self.buttons.append(button)
        return grid

    def show_stale(self, stale: bool) -> None:
        """Say that records came since contradictions were looked for."""
        self.stale.setVisible(stale)

    def searched(self, counts: dict[str, int]) -> None:
        """Tell what a search found."""
        self.say(f"核对完毕：比对 {len(counts)} 项，现有 {sum(counts.values()):,} 处不一致。")

    def show_case(self, key: Key | None) -> None:
        """Read both sides beside the window."""
        if key is None:
            self._show(None)
            return
        work = partial(read_contradiction, self.session.store, self.source.pairs, key)
        self.session.read("读取冲突", work, self._read)

    def _read(self, page: ContradictionPage | None) -> None:
        if page is None or page.key == self.pane.view.current_key():
            self._show(page)

    def _show(self, page: ContradictionPage | None) -> None:
        self.page = page
        self.title.setText(page.title if page else "")
        self.left.show_side(page.left if page else None)
        self.right.show_side(page.right if page else None)
        self.question.setText(page.question if page else "")
        self.copy.setEnabled(page is not None)
        self.decided.setText(f"已定　{page.decided}" if page and page.decided else "")
        self.decided.setVisible(bool(page and page.decided))

    def copy_question(self) -> None:
        """Put the sentence with which the agencies are asked on the clipboard."""
        if self.page is not None:
            QGuiApplication.clipboard().setText(self.page.question)
            self.say("已复制，可以粘贴到函件里。")

    def settle(self, choice: str, _checked: bool = False) -> None:
        """Decide the picked contradictions, all with one reason."""
        keys = self.chosen()
        if not keys or Role.REVIEWER not in self.session.roles:
            return
        told = (
            f"选中的 {len(keys)} 处冲突：{_MEANS[choice]}。各单位的记录不变；"
            "任何一方的值变动后会重新提出。可以撤销。"
        )
        self.session.ask.reason(
            CHOICE_WORDS[choice], told, lambda reason: self._settle(keys, choice, reason)
        )

    def _settle(self, keys: Sequence[Key], choice: str, reason: str) -> None:
        self.remember_place()
        work = silent(settle, self.session.store, keys, choice, reason=reason)
        told = f"已定：{len(keys)} 处{CHOICE_WORDS[choice]}。"
        self.session.act(
            "处理冲突", work, then=lambda _: self.say(told), changed=(Subject.RECORDS,)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Digits decide."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            chosen = _CHOICES.get(Qt.Key(event.key()))
            if chosen is not None:
                self.settle(chosen)
                return True
        return super().eventFilter(watched, event)
