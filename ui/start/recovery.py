"""A forgotten password: request, the coordinator's answer, completion; each explained."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import AppError
from app.keys import slot_file
from app.office import recover_office
from app.progress import Progress
from app.settings import Settings
from app.store import recovery
from app.store.office_store import Store
from ui.ask import Ask
from ui.errors import show_error
from ui.jobs import JobRunner
from ui.safety.dialog import ExplainedDialog
from ui.safety.new_password import NewPassword

REQUESTS = "恢复申请 (*.recovery)"
ANSWERS = "恢复答复 (*.answer)"
_ABOUT = "先找本单位的管理员：停用旧用户、重新增加，比恢复快得多。没有人能登录时才用这里。"
_FIRST = "选操作员，定一个新口令，生成申请文件。"
_SECOND = (
    "把申请文件拷到U盘，连同加盖公章的申请（写明操作员姓名和原因）送汇总单位。"
    "汇总单位核对公章后给一个答复文件。汇总单位看不到数据，也不知道新口令。"
)
_THIRD = (
    "选答复文件，输入第一步定的新口令。程序更换全部密钥后登录；其他操作员的口令不变。"
    "恢复的是审核人时，签名密钥也换新的，须重新打印备案表、盖章备案后才能报送。"
)


class RecoveryDialog(ExplainedDialog):
    """Signal ``answered(work)``: ``work`` completes the recovery and returns the open office."""

    answered = Signal(object)

    def __init__(
        self, parent: QWidget, ask: Ask, settings: Settings, folder: Path, operator: str
    ) -> None:
        super().__init__(parent, "忘记口令", _ABOUT)
        self._ask, self._settings, self._folder = ask, settings, folder
        self.jobs = JobRunner(self)
        self.operator = QComboBox()
        self.operator.setObjectName("recoverOperator")
        self.operator.setAccessibleName("操作员")
        self.new = NewPassword(self.operator.currentText)
        self.new.changed.connect(self._check)
        self.ask_for = QPushButton("生成恢复申请…")
        self.ask_for.setObjectName("request")
        self.ask_for.setAutoDefault(False)
        self.ask_for.clicked.connect(self._choose_request)
        self.said = QLabel()
        self.said.setObjectName("recoverySaid")
        self.said.setWordWrap(True)
        self.said.hide()
        self.password = QLineEdit()
        self.password.setObjectName("recoveryPassword")
        self.password.setAccessibleName("第一步定的新口令")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.textChanged.connect(self._check)
        self.finish = QPushButton("用答复完成恢复…")
        self.finish.setObjectName("complete")
        self.finish.setAutoDefault(False)
        self.finish.clicked.connect(self._choose_answer)
        self._lay_out()
        try:
            self.operator.addItems(slot_file.names_in(folder))
        except AppError as error:
            self._say(error.words)
        self.operator.setCurrentText(operator)
        self._check()

    def _lay_out(self) -> None:
        form = QFormLayout()
        label = QLabel("操作员(&O)")
        label.setBuddy(self.operator)
        form.addRow(label, self.operator)
        named = QLabel("新口令(&P)")
        named.setBuddy(self.password)
        last = QFormLayout()
        last.addRow(named, self.password)
        parts: tuple[tuple[str, str, tuple[QWidget | QFormLayout, ...]], ...] = (
            ("第一步　申请", _FIRST, (form, self.new, self.ask_for, self.said)),
            ("第二步　送汇总单位", _SECOND, ()),
            ("第三步　完成", _THIRD, (last, self.finish)),
        )
        for title, about, rest in parts:
            box = QGroupBox(title)
            column = QVBoxLayout(box)
            said = QLabel(about)
            said.setWordWrap(True)
            column.addWidget(said)
            for one in rest:
                if isinstance(one, QFormLayout):
                    column.addLayout(one)
                else:
                    column.addWidget(one)
            self.column.addWidget(box)

    def _check(self) -> None:
        named = bool(self.operator.currentText())
        self.ask_for.setEnabled(named and bool(self.new.password()))
        self.finish.setEnabled(named and bool(self.password.text()))

    def _choose_request(self) -> None:
        name = f"{self.operator.currentText()}.recovery"
        self._ask.save_file("保存恢复申请", REQUESTS, name, self.write_request)

    def write_request(self, path: Path) -> None:
        """Make the request in the background and leave it at ``path``."""
        folder, operator, password = (
            self._folder,
            self.operator.currentText(),
            self.new.password(),
        )
        self._say("正在生成……")
        self.ask_for.setEnabled(False)
        self.jobs.start(
            "生成恢复申请",
            lambda _: recovery.write_request(folder, operator, password, path),
            then=lambda _: self._requested(path),
            failed=self._failed,
        )

    def _requested(self, path: Path) -> None:
        self._say(f"申请已保存：{path}。请记住新口令，完成时还要输入。")
        self._check()

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()

    def _failed(self, error: Exception) -> None:
        self._say("没有生成。")
        self._check()
        show_error(self._ask, error, self._settings.folder / "reports")

    def _choose_answer(self) -> None:
        self._ask.open_file("选择恢复答复", ANSWERS, self.take_answer)

    def take_answer(self, path: Path) -> None:
        """Hand over what completes the recovery with the answer at ``path``."""
        folder, operator, password = (
            self._folder,
            self.operator.currentText(),
            self.password.text(),
        )

        def work(_: Progress) -> Store:
            return recover_office(folder, path, operator, password)

        self.answered.emit(work)
        self.accept()

    def done(self, result: int) -> None:
        """Wait for what runs before the dialog goes."""
        self.jobs.shutdown()
        super().done(result)
