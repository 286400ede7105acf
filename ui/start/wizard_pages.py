"""The pages on which somebody decides: agency and place, operators, passwords."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
    QWizardPage,
)

from app.errors import AppError
from app.first_run import FirstRun, Person, Step
from app.keys.roles import Role
from ui.ask import Ask
from ui.errors import told
from ui.style import icons, theme

CARDS = "公钥卡 (*.json)"


class StepPage(QWizardPage):
    """A page that is complete when its step has no problem, and says which it has."""

    def __init__(self, step: Step, run: FirstRun, title: str, about: str) -> None:
        super().__init__()
        self.step = step
        self.run = run
        self.setTitle(title)
        self.setObjectName(f"step.{step}")
        self.about = QLabel(about)
        self.about.setWordWrap(True)
        self.said = QLabel()
        self.said.setObjectName("problem")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setProperty("role", "muted")
        self.column = QVBoxLayout(self)
        self.column.setSpacing(theme.unit() * 2)
        self.column.addWidget(self.about)

    def close_with(self, widget: QWidget) -> None:
        """The page's own part, and the problem below it."""
        self.column.addWidget(widget)
        self.column.addStretch(1)
        self.column.addWidget(self.said)

    def recheck(self) -> None:
        """Say what is missing, and let Qt ask again."""
        self.said.setText(self.run.problem(self.step))
        self.completeChanged.emit()

    def initializePage(self) -> None:  # noqa: N802
        """Shown anew."""
        self.recheck()

    def isComplete(self) -> bool:  # noqa: N802
        """Whether the next step may come."""
        return not self.run.problem(self.step)


class AgencyPage(StepPage):
    """Which agency, where, and whom it trusts from the first day."""

    def __init__(self, run: FirstRun, ask: Ask) -> None:
        super().__init__(
            Step.AGENCY,
            run,
            "本单位",
            "工作区是本机硬盘上的一个文件夹，数据加密存放在里面。"
            + ("公钥卡文件由人民银行随程序下发。" if run.wants_card else ""),
        )
        self.ask = ask
        self.agency = QComboBox()
        self.agency.setObjectName("agency")
        self.agency.setAccessibleName("本单位")
        self.agency.currentIndexChanged.connect(self._agency_chosen)
        choice = run.agencies()
        if len(choice) > 1:
            self.agency.addItem("请选择", "")
        for agency in choice:
            self.agency.addItem(agency.title, agency.code)
        self.folder = _shown("folder", "工作区文件夹")
        self.card = _shown("card", "公钥卡")
        self.digits = QLabel()
        self.digits.setWordWrap(True)
        part = QWidget()
        form = QFormLayout(part)
        form.setVerticalSpacing(theme.unit())
        label = QLabel("本单位(&A)")
        label.setBuddy(self.agency)
        form.addRow(label, self.agency)
        wanted = [("工作区文件夹", self.folder, self._ask_folder)]
        if run.wants_card:
            wanted.append(("公钥卡", self.card, self._ask_card))
        for word, line, act in wanted:
            button = QPushButton(icons.icon("folder"), "选择…")
            button.setObjectName(f"choose.{line.objectName()}")
            button.setAccessibleName(f"选择{word}")
            button.clicked.connect(act)
            row = QHBoxLayout()
            row.addWidget(line, 1)
            row.addWidget(button)
            named = QLabel(word)
            named.setBuddy(button)
            form.addRow(named, row)
        form.addRow("", self.digits)
        self.close_with(part)

    def _agency_chosen(self) -> None:
        self.run.agency = str(self.agency.currentData() or "")
        self.recheck()

    def _ask_folder(self) -> None:
        self.ask.folder("选择放工作区的文件夹", self.put_folder)

    def put_folder(self, parent: Path) -> None:
        """Put the office into ``parent``, in a folder of its own unless that is empty."""
        empty = not any(parent.iterdir()) if parent.is_dir() else True
        self.run.folder = parent if empty else parent / f"信采-{self.run.agency or '工作区'}"
        self.folder.setText(str(self.run.folder))
        self.recheck()

    def _ask_card(self) -> None:
        self.ask.open_file("选择公钥卡", CARDS, self.put_card)

    def put_card(self, path: Path) -> None:
        """Read the card and show its digits, to be compared with the county's notice."""
        try:
            self.run.take_card(path)
        except AppError as error:
            self.ask.tell(told(error))
            return
        self.card.setText(str(path))
        if self.run.card is not None:
            self.digits.setText(
                f"公钥卡指纹（请与人民银行通知上的数字核对）：\n{self.run.card.fingerprint}"
            )
        self.recheck()


class OperatorsPage(StepPage):
    """Names and roles; five lines are enough for any agency."""

    LINES = 5

    def __init__(self, run: FirstRun) -> None:
        super().__init__(
            Step.OPERATORS,
            run,
            "操作员和权限",
            "录入：填数据。查询：只看。审核：核对、签名、报送，由负责人担任。"
            "管理：增减操作员、备份。录入人和审核人必须是两个人。",
        )
        while len(run.people) < self.LINES:
            run.people.append(Person())
        part = QWidget()
        grid = QGridLayout(part)
        grid.addWidget(QLabel("姓名"), 0, 0)
        self.names: list[QLineEdit] = []
        for line, person in enumerate(run.people, 1):
            name = QLineEdit()
            name.setObjectName(f"name{line}")
            name.setAccessibleName(f"第{line}名操作员的姓名")
            name.textChanged.connect(partial(self._named, person))
            self.names.append(name)
            grid.addWidget(name, line, 0)
            for column, role in enumerate(Role, 1):
                box = QCheckBox(role.label)
                box.setObjectName(f"{role}{line}")
                box.setChecked(role in person.roles)
                box.toggled.connect(partial(self._allowed, person, role))
                grid.addWidget(box, line, column)
        self.close_with(part)

    def _named(self, person: Person, text: str) -> None:
        person.name = text.strip()
        self.recheck()

    def _allowed(self, person: Person, role: Role, on: bool) -> None:
        person.roles = person.roles | {role} if on else person.roles - {role}
        self.recheck()


class PasswordsPage(StepPage):
    """Everybody types an own password, twice; Back is closed behind this page."""

    def __init__(self, run: FirstRun) -> None:
        super().__init__(
            Step.PASSWORDS,
            run,
            "口令",
            "请每个人自己输入，不要告诉别人。至少十个字符，可以用几个不相干的词连成一句。"
            "口令不存在任何地方，忘了只能重新设置。",
        )
        self.setCommitPage(True)
        self._part = QWidget()
        self._grid = QGridLayout(self._part)
        self.lines: dict[str, tuple[QLineEdit, QLineEdit]] = {}
        self.close_with(self._part)

    def initializePage(self) -> None:  # noqa: N802
        """A pair of lines for each named operator."""
        for old in self._part.findChildren(QWidget):
            old.deleteLater()
        self.lines.clear()
        for row, person in enumerate(one for one in self.run.people if one.name):
            label = QLabel(person.name)
            pair = (QLineEdit(), QLineEdit())
            label.setBuddy(pair[0])
            self._grid.addWidget(label, row, 0)
            for column, (line, word) in enumerate(zip(pair, ("口令", "再输一次"), strict=True), 1):
                line.setEchoMode(QLineEdit.EchoMode.Password)
                line.setAccessibleName(f"{person.name}：{word}")
                line.setPlaceholderText(word)
                line.textChanged.connect(partial(self._typed, person, pair))
                self._grid.addWidget(line, row, column)
            self.lines[person.name] = pair
        self.recheck()

    def _typed(self, person: Person, pair: tuple[QLineEdit, QLineEdit], _text: str) -> None:
        person.password, person.again = pair[0].text(), pair[1].text()
        self.recheck()


def _shown(name: str, title: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setReadOnly(True)
    line.setAccessibleName(title)
    line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return line
