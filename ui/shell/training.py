"""培训模式: the band that nobody can overlook, and the tasks that tick themselves."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.settings import SCALE
from app.training.places import operators
from app.training.tasks import Task, state_of
from ui.screen import Session
from ui.style import fonts, icons, theme

_CROWDED = 150
"""From this scale on the tasks are shown on demand: beside them a small screen is too narrow."""


class TrainingBand(QFrame):
    """Says that everything is invented, and lets the trainee play the other part."""

    def __init__(self, session: Session, tasks: QWidget | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("trainingBand")
        said = QLabel("培训模式　数据都是虚构的，文书带“培训用”水印，报送包不能用于正式报送。")
        said.setWordWrap(True)
        said.setFont(fonts.larger(said.font(), 1.0, bold=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.unit() * 2, theme.unit() // 2, theme.unit(), theme.unit() // 2)
        row.addWidget(said, 1)
        self._session = session
        for operator in operators(session.store.folder):
            if operator != session.store.operator:
                button = QPushButton(icons.icon("operators"), f"换成{operator}")
                button.setObjectName(f"play.{operator}")
                button.clicked.connect(partial(self._ask_for, operator))
                row.addWidget(button)
        if tasks is not None:
            self._offer_practice(row, tasks)

    def _offer_practice(self, row: QHBoxLayout, tasks: QWidget) -> None:
        """The tasks beside the screens, and their beginning anew."""
        session = self._session
        shown = QPushButton(icons.icon("training"), "练习")
        shown.setObjectName("showTasks")
        shown.setCheckable(True)
        shown.toggled.connect(tasks.setVisible)
        shown.setChecked(session.settings.get(SCALE) < _CROWDED)
        tasks.setVisible(shown.isChecked())
        row.addWidget(shown)
        again = QPushButton(icons.icon("refresh"), "重新开始")
        again.setObjectName("practiceAnew")
        again.clicked.connect(self._ask_anew)
        row.addWidget(again)

    def _ask_for(self, operator: str) -> None:
        self._session.role_wanted.emit(operator)

    def _ask_anew(self) -> None:
        self._session.ask.question(
            "重新开始",
            "练习做过的内容会清空，重新准备一个培训工作区。本单位的数据不受影响。",
            "重新开始",
            partial(self._session.role_wanted.emit, ""),
        )


class TaskPanel(QFrame):
    """The guided tasks beside the screens; read again after every change."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tasks")
        self.setProperty("role", "card")
        self.setFixedWidth(theme.chars(34))
        self._session = session
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.unit())
        title = QLabel("练习")
        title.setFont(fonts.larger(title.font(), 1.2, bold=True))
        self._column.addWidget(title)
        self.lines: dict[str, QLabel] = {}
        self._icons: dict[str, QLabel] = {}
        self.help = QLabel()
        self.help.setWordWrap(True)
        self.help.setObjectName("taskHelp")
        self.go = QPushButton("打开这个页面")
        self.go.setObjectName("taskGo")
        self.go.clicked.connect(self._go)
        self.folder = QPushButton(icons.icon("folder"), "打开练习文件夹")
        self.folder.clicked.connect(self._open_folder)
        self._now: Task | None = None
        session.changes.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Look in the store which tasks are done."""
        store = self._session.store
        self._session.read("核对练习", lambda: state_of(store), self._show)

    def _show(self, found: list[tuple[Task, bool]]) -> None:
        if not self.lines:
            self._build(found)
        self._now = next((task for task, done in found if not done), None)
        size = theme.unit() * 2
        for task, done in found:
            name = "ok" if done else ("next" if task is self._now else "clock")
            colours = theme.colours()
            colour = colours.good if done else colours.muted
            self._icons[task.id].setPixmap(icons.pixmap(name, size, colour))
            self.lines[task.id].setText(f"{task.title}（已完成）" if done else task.title)
        if self._now is None:
            self.help.setText("五项练习都完成了。可以退出登录，在本单位的工作区开始工作。")
        else:
            self.help.setText(f"{self._now.operator}：{self._now.help}")
        self.go.setVisible(self._now is not None)

    def _build(self, found: list[tuple[Task, bool]]) -> None:
        for number, (task, _) in enumerate(found, 1):
            picture, line = QLabel(), QLabel(task.title)
            line.setObjectName(f"task{number}")
            line.setWordWrap(True)
            row = QHBoxLayout()
            row.addWidget(picture)
            row.addWidget(line, 1)
            self._column.addLayout(row)
            self.lines[task.id], self._icons[task.id] = line, picture
        for widget in (self.help, self.go, self.folder):
            self._column.addWidget(widget)
        self._column.addStretch(1)

    def _go(self) -> None:
        if self._now is not None:
            self._session.navigate(self._now.screen)

    def _open_folder(self) -> None:
        place = self._session.store.folder.parents[1]
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
