"""The lock: a page over everything, which keeps what was typed, and the watch that calls it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import AppError
from app.settings import IDLE
from app.store import operators
from ui.screen import Session
from ui.style import fonts, icons, theme

_SIGNS_OF_LIFE = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class LockPage(QWidget):
    """Asks for the operator's password. Signals ``unlocked()``, ``leaving()`` to sign out."""

    unlocked = Signal()
    leaving = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("lockPage")
        picture = QLabel()
        picture.setPixmap(icons.pixmap("lock", theme.unit() * 6, theme.colours().muted))
        title = QLabel(f"已锁定 · {session.store.operator}")
        title.setFont(fonts.larger(title.font(), 1.4, bold=True))
        note = QLabel("没有保存的内容都还在。输入口令继续。")
        note.setProperty("role", "muted")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setObjectName("unlockPassword")
        self.password.setAccessibleName("口令")
        self.password.setPlaceholderText("口令")
        self.password.setFixedWidth(theme.chars(36))
        self.password.returnPressed.connect(self._try)
        self.said = QLabel()
        self.said.setObjectName("unlockSaid")
        self.said.setProperty("state", "bad")
        go = QPushButton("继续")
        go.setProperty("primary", True)
        go.clicked.connect(self._try)
        leave = QPushButton("退出登录")
        leave.clicked.connect(self.leaving)
        buttons = QHBoxLayout()
        buttons.addWidget(go)
        buttons.addWidget(leave)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.unit() * 2)
        layout.addStretch(2)
        for widget in (picture, title, note, self.password, self.said):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(buttons)
        layout.setAlignment(buttons, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def reset(self) -> None:
        """Begin anew: an empty password, the cursor in it."""
        self.password.clear()
        self.said.clear()
        self.password.setFocus()

    def _try(self) -> None:
        word = self.password.text()
        if not word or not self.password.isEnabled():
            return
        self.password.setEnabled(False)
        self.said.setText("正在核对…")
        store = self._session.store
        self._session.jobs.start(
            "核对口令",
            lambda _: operators.confirm(store, word),
            then=self._right,
            failed=self._wrong,
            reads=True,
        )

    def _right(self, _: object) -> None:
        self.password.setEnabled(True)
        self.reset()
        self.unlocked.emit()

    def _wrong(self, error: Exception) -> None:
        self.password.setEnabled(True)
        self.reset()
        self.said.setText(error.message if isinstance(error, AppError) else "口令没有核对成功。")
        if not isinstance(error, AppError):
            self._session.show_error(error)


class IdleWatch(QObject):
    """Signal ``idle()`` once nobody touched keyboard or mouse for the minutes of the settings.

    A job that still runs does not keep it awake: the work goes on behind the lock.
    """

    idle = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = session.settings
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.idle)
        self.touch()
        application = QApplication.instance()
        if isinstance(application, QGuiApplication):
            # Only what arrives at a window: a filter on everything would slow every event
            application.focusWindowChanged.connect(self.follow)

    def follow(self, window: QWindow | None) -> None:
        """Watch this window too, the frame or a dialog over it."""
        if window is not None:
            window.installEventFilter(self)

    def touch(self) -> None:
        """Somebody is there: count from now."""
        self.timer.start(self._settings.get(IDLE) * 60_000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Watch, never take."""
        if event.type() in _SIGNS_OF_LIFE:
            self.touch()
        return False
