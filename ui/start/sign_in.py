"""The sign-in window: which office, who, password; what is wrong is said in words below.

It stands before the rest of the program is loaded: that happens in a thread of its own while
somebody types the password.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.edition import Edition, title_of
from app.errors import AppError
from app.keys import slot_file
from app.progress import Progress
from app.settings import OFFICE, Settings
from ui.ask import Ask
from ui.errors import sentence, show_error
from ui.jobs import JobRunner, Work
from ui.style import fonts, icons, theme

if TYPE_CHECKING:
    from app.store.office_store import Store


_NEEDED = (
    "app.office",
    "app.browsing.enterprise",
    "app.browsing.standing",
    "app.training.places",
)
_CHARTS = "pyqtgraph"
"""What only the coordinator's screens need: half a second on an old computer."""
_PAINTED = 200
"""Milliseconds after which the window has surely been painted."""


def _load(edition: Edition) -> None:
    """Read what an open office needs; no widget is made by it."""
    for name in (*_NEEDED, *((_CHARTS,) if edition is Edition.COORDINATOR else ())):
        importlib.import_module(name)


class SignIn(QWidget):
    """Signals ``opened(store)`` with the open office, ``wizard()`` for a new one,

    ``training()`` for the training office.
    """

    opened = Signal(object)
    wizard = Signal()
    training = Signal()

    def __init__(self, settings: Settings, ask: Ask, edition: Edition = Edition.AGENCY) -> None:
        super().__init__()
        self.edition = edition
        self.settings = settings
        self.ask = ask
        self.jobs = JobRunner(self)
        self.setWindowTitle("信采 · 登录")
        self._build()
        self.set_folder(Path(settings.get(OFFICE)) if settings.get(OFFICE) else None)
        if settings.notice:
            self._say(settings.notice)
        QTimer.singleShot(_PAINTED, self, self._load_the_rest)

    def _build(self) -> None:
        title = QLabel("信采")
        title.setFont(fonts.larger(self.font(), 2.2, bold=True))
        about = QLabel(f"中小企业信用信息采集 · {title_of(self.edition)}")
        about.setProperty("role", "muted")
        self.folder = QLineEdit()
        self.folder.setObjectName("office")
        self.folder.setAccessibleName("工作区")
        self.folder.editingFinished.connect(self._folder_typed)
        browse = QPushButton(icons.icon("folder"), "选择…")
        browse.setObjectName("browse")
        browse.clicked.connect(self._browse)
        self.operator = QComboBox()
        self.operator.setObjectName("operator")
        self.operator.setEditable(True)
        self.operator.setAccessibleName("操作员")
        self.password = QLineEdit()
        self.password.setObjectName("password")
        self.password.setAccessibleName("口令")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._sign_in)
        self.said = QLabel()
        self.said.setObjectName("said")
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setMinimumHeight(self.fontMetrics().lineSpacing() * 3)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.go = QPushButton("登录")
        self.go.setObjectName("signIn")
        self.go.setProperty("primary", True)
        self.go.clicked.connect(self._sign_in)
        self.new = QPushButton("新建工作区…")
        self.new.setObjectName("newOffice")
        self.new.clicked.connect(self.wizard)
        self.train = QPushButton(icons.icon("training"), "培训模式")
        self.train.setObjectName("training")
        self.train.clicked.connect(self.training)
        self.forgot = QPushButton("忘记口令…")
        self.forgot.setObjectName("forgot")
        self.forgot.clicked.connect(self._forgot)
        self.restore = QPushButton("从备份恢复…")
        self.restore.setObjectName("restore")
        self.restore.clicked.connect(self._restore)
        self._lay_out(title, about, browse)

    def _lay_out(self, title: QLabel, about: QLabel, browse: QPushButton) -> None:
        place = QHBoxLayout()
        place.setSpacing(theme.unit())
        place.addWidget(self.folder, 1)
        place.addWidget(browse)
        secret = QHBoxLayout()
        secret.setSpacing(theme.unit())
        secret.addWidget(self.password, 1)
        secret.addWidget(self.forgot)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.unit() * 2)
        form.setVerticalSpacing(theme.unit())
        for word, widget, row in (
            ("工作区(&W)", self.folder, place),
            ("操作员(&O)", self.operator, self.operator),
            ("口令(&P)", self.password, secret),
        ):
            label = QLabel(word)
            label.setBuddy(widget)
            form.addRow(label, row)
        foot = QHBoxLayout()
        foot.addWidget(self.new)
        foot.addWidget(self.train)
        foot.addWidget(self.restore)
        foot.addStretch(1)
        foot.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.unit() * 3] * 4)
        layout.setSpacing(theme.unit() * 3 // 2)
        layout.addWidget(title)
        layout.addWidget(about)
        layout.addLayout(form)
        layout.addWidget(self.said)
        layout.addStretch(1)
        layout.addLayout(foot)
        self.setMinimumWidth(theme.chars(76))

    def set_folder(self, folder: Path | None) -> None:
        """Show an office's operators; the cursor goes to the first thing that is missing."""
        self.operator.clear()
        self._say("")
        if folder is None:
            self._say("请选择工作区文件夹；第一次使用请新建工作区。")
            self.folder.setFocus()
            return
        self.folder.setText(str(folder))
        try:
            self.operator.addItems(slot_file.names_in(folder))
        except AppError as error:
            self._tell(error)
            self.folder.setFocus()
            return
        self.operator.setCurrentText(self.settings.recall(f"operator.{folder}"))
        if not self.operator.currentText():
            self.operator.setCurrentIndex(0)
        self.password.setFocus()

    def _load_the_rest(self) -> None:
        if self.isVisible():
            self.jobs.start("准备", lambda _: _load(self.edition), reads=True)

    def _browse(self) -> None:
        self.ask.folder("选择工作区文件夹", self.set_folder)

    def _folder_typed(self) -> None:
        if self.folder.isModified():
            self.folder.setModified(False)
            typed = self.folder.text().strip()
            self.set_folder(Path(typed) if typed else None)

    def _forgot(self) -> None:
        from ui.start import rescue

        if folder := self._folder_wanted():
            rescue.forgot(self, folder)

    def _restore(self) -> None:
        from ui.start import rescue

        if folder := self._folder_wanted():
            rescue.restore(self, folder)

    def _folder_wanted(self) -> Path | None:
        typed = self.folder.text().strip()
        if not typed:
            self._say("请先选择工作区文件夹。")
        return Path(typed) if typed else None

    def _sign_in(self) -> None:
        folder = Path(self.folder.text().strip() or ".")
        operator, password = self.operator.currentText().strip(), self.password.text()
        if not self.go.isEnabled():
            return
        if not self.folder.text().strip() or not operator or not password:
            self._say("请选择工作区和操作员，并输入口令。")
            return

        def work(_: Progress) -> Store:
            from app.office import open_office_of

            return open_office_of(self.edition, folder, operator, password)

        self.open_by("打开工作区", work)

    def open_by(self, title: str, work: Work) -> None:
        """Open the office that ``work`` returns, beside the window."""
        self._busy(True)
        self._say(f"正在{title}…")
        self.jobs.start(title, work, then=self._opened, failed=self._failed)

    def _opened(self, store: Store) -> None:
        self._busy(False)
        self.password.clear()
        self._say("")
        if not store.training:
            self.settings.set(OFFICE, str(store.folder))
            self.settings.remember(f"operator.{store.folder}", store.operator)
        self.opened.emit(store)

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        self.password.clear()
        self.password.setFocus()
        if isinstance(error, AppError):
            self._tell(error)
        else:
            self._say("没有打开。")
            show_error(self.ask, error, self.settings.folder / "reports")

    def _busy(self, busy: bool) -> None:
        for widget in (self.go, self.folder, self.operator, self.password, self.new, self.train):
            widget.setEnabled(not busy)

    def _tell(self, error: AppError) -> None:
        self._say(sentence(error), bad=True)

    def _say(self, text: str, *, bad: bool = False) -> None:
        self.said.setText(text)
        self.said.setProperty("state", "bad" if bad else "")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Wait for an opening that is under way."""
        self.jobs.shutdown()
        event.accept()
