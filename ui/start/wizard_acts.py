"""The pages on which something is done: key, enrolment form, first backup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.first_run import FirstRun, Papers, Step
from app.keys.passwords import KdfCost
from app.store.backup import Backup
from ui.ask import Ask
from ui.jobs import JobRunner, Work
from ui.start.wizard_pages import StepPage
from ui.style import fonts, icons

Fail = Callable[[Exception], None]


class ActPage(StepPage):
    """A button that does the step, and below it what came of it."""

    def __init__(
        self,
        step: Step,
        run: FirstRun,
        texts: tuple[str, str, str],
        runner: JobRunner,
        fail: Fail,
    ) -> None:
        title, about, word = texts
        super().__init__(step, run, title, about)
        self.runner, self._fail = runner, fail
        self.button = QPushButton(word)
        self.button.setObjectName(f"do.{step}")
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.act)
        self.result = QLabel()
        self.result.setObjectName(f"result.{step}")
        self.result.setWordWrap(True)
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.row = QHBoxLayout()
        self.row.addWidget(self.button)
        self.row.addStretch(1)
        holder = QWidget()
        holder.setLayout(self.row)
        self.column.addWidget(holder)
        self.close_with(self.result)

    def act(self) -> None:
        """Do the step."""
        raise NotImplementedError

    def begin(self, title: str, work: Work, then: Callable[[object], None]) -> None:
        """Do ``work`` beside the window; the button waits meanwhile."""

        def done(result: object) -> None:
            self.button.setEnabled(True)
            then(result)
            self.recheck()

        def failed(error: Exception) -> None:
            self.button.setEnabled(True)
            self.result.setText("没有完成，可以再试一次。")
            self._fail(error)

        self.button.setEnabled(False)
        self.result.setText(f"正在{title}…")
        self.runner.start(title, work, then=done, failed=failed)


class KeyPage(ActPage):
    """Makes keys and office, and shows the fingerprint."""

    def __init__(self, run: FirstRun, runner: JobRunner, fail: Fail, cost: KdfCost | None) -> None:
        about = (
            "现在生成本单位的签名密钥和加密密钥，并建立加密的工作区。"
            "密钥只保存在工作区里，由审核人的口令保护。"
        )
        super().__init__(Step.KEY, run, ("密钥", about, "生成密钥并建立工作区"), runner, fail)
        self._cost = cost

    def act(self) -> None:
        """Make them."""
        run, cost = self.run, self._cost
        self.begin("生成密钥", lambda progress: run.make(progress, cost=cost), self._made)

    def _made(self, fingerprint: object) -> None:
        self.button.setEnabled(False)
        self.result.setFont(fonts.larger(fonts.fixed(self.font()), 1.2))
        self.result.setText(f"工作区已建立。密钥指纹：\n{fingerprint}")


class FormPage(ActPage):
    """Writes what goes to the coordinator."""

    def __init__(self, run: FirstRun, runner: JobRunner, ask: Ask, fail: Fail) -> None:
        about = (
            "生成《用户备案表》和备案文件。请打印备案表，盖公章，连同备案文件一起交人民银行；"
            "对方核对表上的指纹以后，本单位才能报送。"
            if run.wants_card
            else "生成《用户备案表》和公钥卡。公钥卡文件随程序发给各机构；备案表盖公章后一并下发，"
            "各机构用表上的指纹核对公钥卡。"
        )
        super().__init__(Step.FORM, run, ("备案表", about, "选择存放位置并生成…"), runner, fail)
        self.ask = ask
        self.open = QPushButton(icons.icon("print"), "打开备案表")
        self.open.setEnabled(False)
        self.open.clicked.connect(self._open)
        self.row.insertWidget(1, self.open)

    def act(self) -> None:
        """Ask where, then write."""
        self.ask.folder(f"备案表和{self.run.file_word}放在哪里", self.write)

    def write(self, folder: Path) -> None:
        """Write both into ``folder``."""
        run = self.run
        self.begin("生成备案表", lambda _: run.write_papers(folder), self._written)

    def _written(self, papers: object) -> None:
        if isinstance(papers, Papers):
            self.open.setEnabled(True)
            self.result.setText(f"已生成：\n{papers.form}\n{papers.file}")

    def _open(self) -> None:
        if self.run.papers is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.run.papers.form)))


class BackupPage(ActPage):
    """The first backup, read back before it counts."""

    def __init__(self, run: FirstRun, runner: JobRunner, ask: Ask, fail: Fail) -> None:
        texts = (
            "备份",
            "请选择备份位置，最好是另一块硬盘或U盘。备份同样加密，用现在的口令打开。",
            "选择备份位置…",
        )
        super().__init__(Step.BACKUP, run, texts, runner, fail)
        self.ask = ask
        own = QPushButton("放在工作区里")
        own.setObjectName("ownBackups")
        own.clicked.connect(self._own)
        self.row.insertWidget(1, own)

    def act(self) -> None:
        """Ask where, then back up."""
        self.ask.folder("备份放在哪里", self.write)

    def _own(self) -> None:
        self.write(None)

    def write(self, folder: Path | None) -> None:
        """Back up into ``folder``, else into the office's own."""
        run = self.run
        self.begin("备份", lambda _: run.back_up(folder), self._written)

    def _written(self, made: object) -> None:
        if isinstance(made, Backup):
            self.result.setText(f"已备份并回读核对：\n{made.folder}")
