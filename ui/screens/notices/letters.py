"""Letters in one batch: for whom, how many pages, a look at them, then onto paper or into files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.collection.notices import untold
from app.documents.batch import Layout, Printed
from app.documents.issuing import notice_batch
from app.documents.issuing.notice_batch import Counted
from app.errors import AppError
from app.progress import Progress
from ui.changes import Subject
from ui.errors import sentence
from ui.jobs import Job
from ui.screen import Session
from ui.style import icons, theme
from ui.widgets.page_view import PageDialog

PICKED = "picked"
_SOME = 2
"""From so many selected rows on, the selection is offered as a batch."""


class LettersDialog(QDialog):
    """Counts by itself whenever a choice changes; printing can be cancelled and taken up again.

    It may be closed while it writes, and is shown again until that has ended (``busy``).
    """

    def __init__(self, session: Session, picked: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("制作告知书")
        self.session = session
        self.files: tuple[Path, ...] = ()
        self._picked = list(picked)
        self.busy = False
        self._counting: Job | None = None
        self.whom = QComboBox()
        self.whom.setObjectName("whom")
        self.whom.addItem("全部应告知而未送达的企业", "")
        if len(picked) >= _SOME:
            self.whom.addItem(f"列表中选中的 {len(picked):,} 家", PICKED)
        for code, title in session.store.catalogue.code_lists["township"].titles.items():
            self.whom.addItem(title, code)
        self.duplex = QCheckBox("双面打印：每份从新的一张开始")
        self.duplex.setObjectName("duplex")
        self.separate = QCheckBox("每家企业一个文件（不选时合成一册，每册 500 份）")
        self.separate.setObjectName("separate")
        self.labels = QCheckBox("同时制作信封标签（A4，3×8）")
        self.labels.setObjectName("labels")
        self.said = QLabel()
        self.said.setObjectName("lettersSaid")
        self.said.setWordWrap(True)
        self.said.setMinimumWidth(theme.chars(56))
        self._build()
        self.whom.currentIndexChanged.connect(self.count)
        self.duplex.toggled.connect(self.count)
        self.count()

    def _build(self) -> None:
        form = QFormLayout()
        form.addRow("给谁", self.whom)
        for box in (self.duplex, self.separate, self.labels):
            form.addRow("", box)
        self.written = QComboBox()
        self.written.setObjectName("files")
        self.written.setAccessibleName("已写出的文件")
        self.show_file = self._button("查看并打印", "eye", "showFile", self._show_file)
        done = QHBoxLayout()
        done.addWidget(self.written, 1)
        done.addWidget(self.show_file)
        self.look = self._button("预览", "eye", "preview", self.preview)
        self.write = self._button("写出到文件夹…", "save", "write", self.ask_folder)
        self.write.setProperty("primary", True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.look, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.write, QDialogButtonBox.ButtonRole.ActionRole)
        leave = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        leave.setAutoDefault(False)
        self.write.setDefault(True)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.unit())
        layout.addLayout(form)
        layout.addWidget(self.said)
        layout.addLayout(done)
        layout.addWidget(buttons)
        for widget in (self.written, self.show_file):
            widget.hide()

    def _button(self, title: str, icon: str, name: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(icons.icon(icon), title)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(run)
        return button

    @property
    def layout_wanted(self) -> Layout:
        """As the boxes say."""
        return Layout(self.separate.isChecked(), self.duplex.isChecked())

    def _codes(self) -> Callable[[], Sequence[str]]:
        """The addressees, to be read in the job."""
        whom, picked, store = str(self.whom.currentData()), self._picked, self.session.store
        if whom == PICKED:
            return lambda: [code for code in untold(store) if code in set(picked)]
        return lambda: untold(store, whom)

    def count(self) -> None:
        """Count letters and pages before anything is made."""
        if self._counting is not None:
            self._counting.cancel()
        store, layout, codes = self.session.store, self.layout_wanted, self._codes()

        def work(progress: Progress) -> Counted:
            return notice_batch.count(store, codes(), layout, progress)

        self.said.setText("正在计算页数…")
        self._counting = self.session.jobs.start(
            "计算页数", work, then=self._counted, failed=self._failed, reads=True
        )
        self._counting.finished.connect(self._forget)

    def _forget(self, job: Job) -> None:
        if job is self._counting:
            self._counting = None

    def _counted(self, found: Counted) -> None:
        for button in (self.look, self.write):
            button.setEnabled(found.letters > 0)
        if not found.letters:
            self.said.setText("没有应告知而未送达的企业，不用制作。")
            return
        again = found.letters - found.fresh
        more = f"，其中 {again:,} 份已编号未送达，按原号重印" if again else ""
        self.said.setText(f"共 {found.letters:,} 份、{found.pages:,} 页{more}。")

    def preview(self) -> None:
        """The first letters as they will be; no number is given out."""
        store, layout, codes = self.session.store, self.layout_wanted, self._codes()
        self.session.read(
            "预览告知书",
            lambda: notice_batch.preview(store, codes(), layout),
            partial(self._show_pdf, "告知书预览（前 10 份，编号以写出时为准）"),
            failed=self._failed,
        )

    def _show_pdf(self, title: str, pdf: bytes) -> None:
        PageDialog(self.session, title, pdf, self).open()

    def ask_folder(self) -> None:
        """Where the files go; the same folder again goes on where it stopped."""
        self.session.ask.folder("告知书写到哪个文件夹", self.issue)

    def issue(self, folder: Path) -> None:
        """Number the letters and write them."""
        store, layout, codes = self.session.store, self.layout_wanted, self._codes()
        labels = self.labels.isChecked()

        def work(progress: Progress) -> Printed:
            return notice_batch.issue(
                store, codes(), folder, layout, labels=labels, progress=progress
            )

        self._work(True)
        self.said.setText("正在写出；可以在下方任务栏中停止。")
        job = self.session.act(
            "制作告知书",
            work,
            then=partial(self._issued, folder),
            failed=self._failed,
            changed=(Subject.NOTICES,),
        )
        job.cancelled.connect(self._stopped)

    def _work(self, busy: bool) -> None:
        self.busy = busy
        self.write.setEnabled(not busy)

    def _issued(self, folder: Path, done: Printed) -> None:
        self._work(False)
        resumed = f"（其中 {done.resumed} 个文件上次已写好）" if done.resumed else ""
        self.said.setText(
            f"已写出 {len(done.files):,} 个文件、{done.pages:,} 页{resumed}，在 {folder}。"
            "回执收回后，在“登记送达回执”中登记。"
        )
        self.files = done.files
        self.written.clear()
        self.written.addItems([path.name for path in done.files])
        for widget in (self.written, self.show_file):
            widget.show()
        self.adjustSize()
        self.show_file.setFocus()

    def _show_file(self) -> None:
        path = self.files[self.written.currentIndex()]
        self.session.read(
            "读取文件", path.read_bytes, partial(self._show_pdf, path.name), failed=self._failed
        )

    def _stopped(self) -> None:
        self._work(False)
        self.said.setText(
            "已停止。写好的文件都有效；再次写出到同一文件夹，会从停下的地方继续，编号不变。"
        )
        self.session.changes.tell(Subject.NOTICES)

    def _failed(self, error: Exception) -> None:
        self._work(False)
        self.session.changes.tell(Subject.NOTICES)
        if isinstance(error, AppError):
            self.said.setText(sentence(error))
        else:
            self.session.show_error(error)

    def done(self, result: int) -> None:
        """Stop counting when the dialog goes; what is being written goes on."""
        if self._counting is not None:
            self._counting.cancel()
        super().done(result)
