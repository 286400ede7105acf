"""The office's letterhead and its own words for letters: tried, looked at, taken up, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import clock
from app.documents.issuing.preview import preview_pdf
from app.documents.kinds import wordings
from app.documents.letters import overrides
from app.documents.letters.overrides import LETTERHEAD, Version
from app.documents.letters.wording import Wording, declared
from app.edition import Edition
from app.errors import AppError
from app.keys.roles import Role
from ui.errors import sentence
from ui.screen import Session, silent
from ui.style import icons, theme
from ui.widgets.page_view import PageDialog
from ui.widgets.words_editors import HeadEditor, WordsEditor

_MAY = frozenset({Role.REVIEWER, Role.ADMIN})
_SAMPLES = {Edition.AGENCY: "notice", Edition.COORDINATOR: "reminder"}
"""The letter on which each edition looks at its letterhead."""


class WordingPanel(QWidget):
    """One letter (or the letterhead) at a time; what was typed stays until it is taken up."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.versions: Sequence[Version] = ()
        self.letter = QComboBox()
        self.letter.setObjectName("letter")
        self.letter.setAccessibleName("文书")
        self.letter.addItem("信头（发文单位、机关代字、联系方式）", LETTERHEAD)
        for name in wordings(session.store):
            self.letter.addItem(declared(name).title, name)
        self.head = HeadEditor(self)
        self.words = WordsEditor(self)
        self.editors = QStackedWidget()
        self.editors.addWidget(self.head)
        self.editors.addWidget(self.words)
        self.said = QLabel()
        self.said.setObjectName("wordingSaid")
        self.said.setWordWrap(True)
        self.kept = QComboBox()
        self.kept.setObjectName("versions")
        self.kept.setAccessibleName("以前的版本")
        self._build()
        self.letter.currentIndexChanged.connect(self.read)

    def _build(self) -> None:
        self.look = self._button("预览", "eye", "lookAtWords", self.look_at)
        self.use = self._button("采用", "ok", "useWords", self.take_up)
        self.back = self._button("恢复这一版", "undo", "backToWords", self.go_back)
        may = not _MAY.isdisjoint(self.session.roles)
        for button in (self.use, self.back):
            button.setVisible(may)
        if not may:
            self.said.setText("您可以查看和预览；修改由审核人或管理员办理。")
        top, foot = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.letter, 1)
        for button in (self.look, self.use):
            top.addWidget(button)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.kept)
        foot.addWidget(self.back)
        self.kept.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.letter.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.kept.setMinimumContentsLength(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit() // 2)
        layout.addLayout(top)
        layout.addWidget(self.editors, 1)
        layout.addLayout(foot)

    def _button(self, title: str, icon: str, name: str, run: object) -> QPushButton:
        button = QPushButton(icons.icon(icon), title)
        button.setObjectName(name)
        button.clicked.connect(run)
        return button

    @property
    def _name(self) -> str:
        return str(self.letter.currentData())

    def enter(self) -> None:
        """Read the words the first time; later keep what was typed."""
        if not self.versions and not self.kept.count():
            self.read()
        self.letter.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> None:
        """The words in use and the versions before them."""
        store, name = self.session.store, self._name

        def work() -> tuple[str, object, list[Version]]:
            head = name == LETTERHEAD
            used = overrides.letterhead_of(store) if head else overrides.wording_of(store, name)
            return name, used, overrides.versions(store, name)

        self.session.read("读取文书文本", work, self._show)

    def _show(self, found: tuple[str, object, list[Version]]) -> None:
        name, used, self.versions = found
        if name != self._name:
            return
        if isinstance(used, overrides.Letterhead):
            self.head.show_head(used)
            self.editors.setCurrentWidget(self.head)
        elif isinstance(used, Wording):
            self.words.show_wording(used)
            self.editors.setCurrentWidget(self.words)
        self.kept.clear()
        self.kept.addItem("程序自带的文本", 0)
        for one in reversed(self.versions):
            if one.content:
                title = f"第 {one.version} 版　{one.operator}　{clock.moment_words(one.at)}"
                self.kept.addItem(title, one.version)

    def _text(self) -> str:
        return self.head.text() if self._name == LETTERHEAD else self.words.text()

    def look_at(self) -> None:
        """A specimen in the words as they are typed now."""
        store, text = self.session.store, self._text()
        if self._name == LETTERHEAD:
            work = partial(preview_pdf, store, _SAMPLES[Edition(store.edition)], head=text)
        else:
            work = partial(preview_pdf, store, self._name, text=text)
        self.session.read("预览文书", work, self._show_pdf, failed=self._failed)

    def _show_pdf(self, pdf: bytes) -> None:
        PageDialog(self.session, f"样张：{self.letter.currentText()}", pdf, self).open()

    def take_up(self) -> None:
        """Use these words from now on."""
        work = silent(overrides.amend, self.session.store, self._name, self._text())
        self.session.act("采用文书文本", work, then=self._taken, failed=self._failed)

    def go_back(self) -> None:
        """Back to the shipped words, or to an earlier version."""
        version, store = int(self.kept.currentData() or 0), self.session.store
        if version:
            work = silent(overrides.take_up, store, self._name, version)
        else:
            work = silent(overrides.amend, store, self._name, "")
        self.session.act("恢复文书文本", work, then=self._taken, failed=self._failed)

    def _taken(self, version: int) -> None:
        self._say(f"已采用（第 {version} 版），以后的文书用这个文本；以前各版都保留。", "good")
        self.read()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self._say(sentence(error), "bad")
        else:
            self.session.show_error(error)

    def _say(self, text: str, state: str) -> None:
        self.said.setText(text)
        self.said.setProperty("state", state)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
