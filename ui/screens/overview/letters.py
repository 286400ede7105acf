"""Letters of a round: for whom, a look at them, then numbered and onto paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.documents.batch import PLAIN, print_bytes, print_file
from app.documents.issuing.selection import Selection
from app.documents.kinds import kind_of, pieces_of
from app.errors import AppError
from app.progress import Progress
from ui.ask import PAPERS
from ui.changes import Subject
from ui.errors import sentence
from ui.screen import Session, silent
from ui.style import icons, theme
from ui.widgets.page_view import PageDialog

REMINDER, REPORT = "reminder", "progress_report"
Whom = tuple[str, frozenset[str]]
"""A choice in words, and the codes of the addressees."""


class LettersDialog(QDialog):
    """Letters of one kind about the round; a letter printed twice on one day is the same letter."""

    def __init__(
        self, session: Session, kind: str, campaign: str, whom: Sequence[Whom], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.session, self.kind, self.campaign = session, kind, campaign
        self.title = kind_of(session.store, kind).title
        self.setWindowTitle(self.title)
        self.whom = QComboBox()
        self.whom.setObjectName("whom")
        for words, codes in whom:
            self.whom.addItem(words, codes)
        self.said = QLabel("预览不编发文字号；印制时编号，当天重印的编号不变。")
        self.said.setObjectName("lettersSaid")
        self.said.setWordWrap(True)
        self.said.setMinimumWidth(theme.chars(56))
        form = QFormLayout()
        form.addRow("发给", self.whom)
        buttons = QDialogButtonBox()
        for button in (
            self._button("预览", "eye", "preview", self.preview),
            self._button("编号并打印", "print", "issue", self.issue),
            self._button("写出文件…", "save", "write", self.ask_file),
        ):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        leave = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        leave.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.unit())
        layout.addLayout(form)
        layout.addWidget(self.said)
        layout.addWidget(buttons)

    def _button(self, title: str, icon: str, name: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(icons.icon(icon), title)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(run)
        return button

    def _wanted(self, *, draft: bool = False) -> Selection:
        return Selection(self.campaign, self.whom.currentData(), draft)

    def preview(self) -> None:
        """The letters as they will be; no number is given out."""
        self.session.read(
            f"预览{self.title}",
            partial(_printed, self.session, self.kind, self._wanted(draft=True)),
            partial(self._show_pdf, f"{self.title}预览（尚未编号）"),
            failed=self._failed,
        )

    def issue(self) -> None:
        """Number the letters and show them, to be printed."""
        self.session.act(
            f"印制{self.title}",
            silent(_printed, self.session, self.kind, self._wanted()),
            then=partial(self._show_pdf, self.title),
            failed=self._failed,
            changed=(Subject.NOTICES,),
        )

    def ask_file(self) -> None:
        """Where the file goes."""
        self.session.ask.save_file(self.title, PAPERS, f"{self.title}.pdf", self.write)

    def write(self, path: Path) -> None:
        """Number the letters and write them to ``path``."""
        store, kind, wanted = self.session.store, self.kind, self._wanted()

        def work(progress: Progress) -> int:
            return print_file(path, self.title, pieces_of(store, kind, wanted), PLAIN, progress)

        self.session.act(
            f"写出{self.title}",
            work,
            then=lambda pages: self.said.setText(f"已写出 {pages} 页：{path}"),
            failed=self._failed,
            changed=(Subject.NOTICES,),
        )

    def _show_pdf(self, title: str, pdf: bytes) -> None:
        PageDialog(self.session, title, pdf, self).open()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.said.setText(sentence(error))
        else:
            self.session.show_error(error)


def _printed(session: Session, kind: str, wanted: Selection) -> bytes:
    title = kind_of(session.store, kind).title
    return print_bytes(title, pieces_of(session.store, kind, wanted))
