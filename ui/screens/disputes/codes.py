"""待匹配: whose code is this? The answer holds for the agency's next package too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.browsing.unknown_code_list import CodePage, UnknownCodeList, case_of
from app.keys.roles import Role
from app.listing import Key
from app.merging.pool import AWAY, SAME, WAIT
from app.merging.rulings import Decided, decide
from app.outcomes.dispute_words import CHOICE_WORDS, unknown_words
from ui.changes import Subject
from ui.forms.candidates import CandidateBox
from ui.screen import Session, silent
from ui.screens.disputes.bench import Bench
from ui.style import fonts, theme
from ui.tables.facts import Facts

_KEYS = "↑↓ 选代码 · 1–9 或回车选定企业 · Ctrl+F 在名录里找 · Ctrl+Z 撤销上一项"


class CodesPage(Bench):
    """Left the unknown codes, right who each may be and the rows that wait."""

    def __init__(self, session: Session) -> None:
        self.source = UnknownCodeList(session.store)
        self._suggested = ""
        self._shown: Key | None = None
        super().__init__(
            session, self.source, "unknownCodes",
            keys=_KEYS, hint="代码、名称或数据集",
            empty="没有待匹配的代码。并入的记录里有名录以外的企业时，列在这里。",
        )  # fmt: skip
        self.box = CandidateBox(session, self.pane.view)
        self.box.decided.connect(self.same)
        self.box.list.currentItemChanged.connect(self._suggest)
        self.box.list.setMinimumHeight(theme.unit() * 12)
        self.box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.box.setMinimumHeight(theme.unit() * 22)
        self._room.addWidget(self.box, 3)
        self._room.addLayout(self._reason_line())
        self._room.addLayout(self._buttons())
        self._room.addWidget(self.rows, 2)
        self.pane.view.opened.connect(self._entered)
        self.pane.ask()

    def build_side(self) -> QWidget:
        """The code, its candidates, the reason, what can be done, and the rows."""
        card = QFrame()
        card.setProperty("role", "card")
        self.who = QLabel()
        self.who.setObjectName("unknownWho")
        self.who.setWordWrap(True)
        self.who.setFont(fonts.larger(self.font(), 1.15, bold=True))
        self.why = QLabel()
        self.why.setObjectName("unknownWhy")
        self.why.setWordWrap(True)
        self.why.setProperty("role", "muted")
        self.rows = Facts("等待的记录")
        self.rows.setMinimumWidth(theme.chars(16))
        self.rows.setMinimumHeight(theme.unit() * 12)
        self.rows.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._room = QVBoxLayout(card)
        self._room.setSpacing(theme.unit())
        self._room.addWidget(self.who)
        self._room.addWidget(self.why)
        return card

    def _reason_line(self) -> QFormLayout:
        self.reason = QLineEdit()
        self.reason.setObjectName("unknownReason")
        self.reason.setPlaceholderText("选定企业的依据，记入日志")
        self.reason.returnPressed.connect(self.same)
        form = QFormLayout()
        form.addRow("理由", self.reason)
        return form

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.buttons = []
        for name, word, act in (
            (SAME, "选定企业", self.same),
            (AWAY, "不属本县…", partial(self.put_off, AWAY)),
            (WAIT, "暂缓…", partial(self.put_off, WAIT)),
        ):
            button = QPushButton(word)
            button.setObjectName(f"unknown.{name}")
            button.clicked.connect(act)
            button.setEnabled(Role.REVIEWER in self.session.roles)
            button.setToolTip("" if button.isEnabled() else "由审核人办理")
            row.addWidget(button)
            self.buttons.append(button)
        row.addStretch(1)
        return row

    def show_case(self, key: Key | None) -> None:
        """Say what is known of the code; look for candidates beside the window."""
        unknown = self.source.unknown(key) if key is not None else None
        if key != self._shown:  # a reason is about one code
            self._shown, self._suggested = key, ""
            self.reason.clear()
        if unknown is None:
            self.who.setText("" if key is None else "已不在列表中")
            self.why.clear()
            self.box.clear()
            self.rows.show_pairs(())
            return
        self.who.setText(unknown.uscc)
        self.why.setText(unknown_words(self.session.store, unknown) + "。")
        self.box.offer(())
        self.session.read("找可能的企业", partial(self.source.read, unknown), self._found)

    def _found(self, page: CodePage) -> None:
        if page.key == self.pane.view.current_key():
            self.box.offer(page.candidates)
            self.rows.show_pairs(page.rows)

    def _suggest(self) -> None:
        """Propose the candidate's own reason, unless somebody typed another."""
        if self.reason.text() in ("", self._suggested):
            candidate = self.box.candidate()
            self._suggested = candidate.reason if candidate is not None else ""
            self.reason.setText(self._suggested)

    def _entered(self, _key: str) -> None:
        self.same()

    def same(self) -> None:
        """Say that the picked codes are the marked enterprise's."""
        candidate, keys = self.box.candidate(), self.chosen()
        if candidate is None or not keys:
            return
        self._decide(keys, SAME, self.reason.text(), candidate.uscc, candidate.name)

    def put_off(self, choice: str, _checked: bool = False) -> None:
        """Put the picked codes aside or off, all with one reason."""
        keys = self.chosen()
        if not keys:
            return
        later = "以后报来的同一代码也放在一边" if choice == AWAY else "记录继续等待"
        told = f"选中的 {len(keys)} 个代码：{CHOICE_WORDS[choice]}，{later}。可以撤销。"
        self.session.ask.reason(
            CHOICE_WORDS[choice], told, lambda reason: self._decide(keys, choice, reason)
        )

    def _decide(
        self, keys: Sequence[Key], choice: str, reason: str, target: str = "", name: str = ""
    ) -> None:
        self.remember_place()
        cases = [case_of(key) for key in keys]
        work = silent(decide, self.session.store, cases, choice, reason=reason, target=target)
        told = f"{len(keys)} 个代码{CHOICE_WORDS[choice]}{f'：{name}' if name else ''}"
        self.session.act(
            "处理待匹配", work, then=partial(self._done, told), changed=(Subject.RECORDS,)
        )

    def _done(self, told: str, decided: Decided) -> None:
        self._suggested = ""
        self.reason.clear()
        moved = f"，{decided.rows:,} 行记录" if decided.rows else ""
        self.say(f"已定：{told}{moved}。")
