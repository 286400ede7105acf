"""A batch of papers: how many pages, a look at them, then into files and onto paper.

It counts by itself whenever something changes; writing can be cancelled and taken up again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.documents.batch import Layout, Printed
from app.documents.printing import SHOWN, Counted, PrintJob
from app.errors import AppError
from app.progress import Progress
from ui.changes import Subject
from ui.errors import sentence
from ui.jobs import Job
from ui.screen import Session
from ui.style import icons, theme
from ui.widgets.page_view import PageDialog


class PrintingPanel(QWidget):
    """``show_job`` says what is to be printed. ``busy`` while it writes; then it must stay.

    Signal ``written(folder)`` once all files are there.
    """

    written = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.files: tuple[Path, ...] = ()
        self.busy = False
        self.job: PrintJob | None = None
        self._counting: Job | None = None
        self.duplex = _box("duplex", "双面打印：每份从新的一张开始")
        self.separate = _box("separate", "每份一个文件（不选时合成一册，每册 500 份）")
        self.labels = _box("labels", "同时制作信封标签（A4，3×8）")
        self.said = QLabel()
        self.said.setObjectName("lettersSaid")
        self.said.setWordWrap(True)
        self.done_files = QComboBox()
        self.done_files.setObjectName("files")
        self.done_files.setAccessibleName("已写出的文件")
        self.done_files.setMinimumContentsLength(16)
        self.done_files.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.show_file = self._button("查看并打印", "eye", "showFile", self._show_file)
        self.look = self._button("预览", "eye", "preview", self.preview)
        self.write = self._button("写出到文件夹…", "save", "write", self.ask_folder)
        self.write.setProperty("primary", True)
        self.write.setIcon(icons.icon("save", theme.colours().on_accent))
        self._build()
        self.duplex.toggled.connect(self.count)

    def _build(self) -> None:
        acts, done = QHBoxLayout(), QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(self.look)
        acts.addWidget(self.write)
        done.addWidget(self.done_files, 1)
        done.addWidget(self.show_file)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        for widget in (self.duplex, self.separate, self.labels, self.said):
            layout.addWidget(widget)
        layout.addLayout(acts)
        layout.addLayout(done)
        self._show_files(())

    def _button(self, title: str, icon: str, name: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(icons.icon(icon), title)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.setEnabled(False)
        button.clicked.connect(run)
        return button

    @property
    def layout_wanted(self) -> Layout:
        """As the boxes say."""
        return Layout(self.separate.isChecked(), self.duplex.isChecked())

    def show_job(self, job: PrintJob | None, why: str = "") -> None:
        """What is to be printed; nothing yet, and ``why``."""
        self.job = job
        self._show_files(())
        if job is None:
            self.leave()
            self._enable(False)
            self.said.setText(why)
        else:
            self.count()

    def count(self) -> None:
        """Count papers and pages before anything is made."""
        self.leave()
        job, layout = self.job, self.layout_wanted
        if job is None:
            return

        def work(progress: Progress) -> Counted:
            return job.count(layout, progress)

        self._enable(False)
        self.said.setText("正在计算页数…")
        counting = self.session.jobs.start(
            "计算页数", work, then=self._counted, failed=self._refused, reads=True
        )
        counting.finished.connect(self._forget)
        self._counting = counting

    def leave(self) -> None:
        """Stop counting; what is being written goes on."""
        if self._counting is not None:
            self._counting.cancel()

    def _forget(self, job: Job) -> None:
        if job is self._counting:
            self._counting = None

    def _counted(self, found: Counted) -> None:
        self._enable(found.papers > 0)
        if self.job is None:
            return
        if not found.papers:
            self.said.setText(self.job.nothing)
            return
        pages = "" if found.pages is None else f"、{found.pages:,} 页"
        again = f"，其中 {found.numbered:,} 份已编号，按原号重印" if found.numbered else ""
        self.said.setText(f"共 {found.papers:,} 份{pages}{again}。")

    def preview(self) -> None:
        """The first papers as they will be; no number is given out."""
        job, layout = self.job, self.layout_wanted
        if job is None:
            return
        numbers = "，编号以写出时为准" if job.lettered else ""
        title = f"{job.title}预览（前 {SHOWN} 份{numbers}）"
        self.session.read(
            f"预览{job.title}",
            lambda: job.preview(layout),
            partial(self._show_pdf, title, not job.lettered),
            failed=self._refused,
        )

    def _show_pdf(self, title: str, printable: bool, pdf: bytes) -> None:
        PageDialog(self.session, title, pdf, self, printable=printable).open()

    def ask_folder(self) -> None:
        """Where the files go; the same folder again goes on where it stopped."""
        if self.job is not None:
            self.session.ask.folder(f"{self.job.title}写到哪个文件夹", self.issue)

    def issue(self, folder: Path) -> None:
        """Number the papers and write them."""
        job, layout, labels = self.job, self.layout_wanted, self.labels.isChecked()
        if job is None:
            return

        def work(progress: Progress) -> Printed:
            return job.issue(folder, layout, labels=labels, progress=progress)

        self._work(True)
        self.said.setText("正在写出；可以在下方任务栏中停止。")
        writing = self.session.act(
            f"制作{job.title}",
            work,
            then=partial(self._issued, folder, job.after),
            failed=self._failed,
            changed=(Subject.NOTICES,),
        )
        writing.cancelled.connect(self._stopped)

    def _work(self, busy: bool) -> None:
        self.busy = busy
        self._enable(not busy)

    def _enable(self, may: bool) -> None:
        self.look.setEnabled(may)
        self.write.setEnabled(may and not self.busy)

    def _issued(self, folder: Path, after: str, done: Printed) -> None:
        self._work(False)
        resumed = f"（其中 {done.resumed} 个文件上次已写好）" if done.resumed else ""
        self.said.setText(
            f"已写出 {len(done.files):,} 个文件、{done.pages:,} 页{resumed}，在 {folder}。{after}"
        )
        self._show_files(done.files)
        self.show_file.setFocus()
        self.written.emit(folder)

    def _show_files(self, files: tuple[Path, ...]) -> None:
        self.files = files
        self.done_files.clear()
        self.done_files.addItems([path.name for path in files])
        self.show_file.setEnabled(bool(files))
        for widget in (self.done_files, self.show_file):
            widget.setVisible(bool(files))

    def _show_file(self) -> None:
        path = self.files[self.done_files.currentIndex()]
        self.session.read(
            "读取文件",
            path.read_bytes,
            partial(self._show_pdf, path.name, True),
            failed=self._refused,
        )

    def _stopped(self) -> None:
        self._ended()
        self.said.setText(
            "已停止。写好的文件都有效；再次写出到同一文件夹，会从停下的地方继续，编号不变。"
        )

    def _failed(self, error: Exception) -> None:
        self._ended()
        self._refused(error)

    def _ended(self) -> None:
        """Letters may have got their numbers before it was stopped or the disk was full.

        Told while this still counts as busy, so that nobody counts over what is said next.
        """
        self.session.changes.tell(Subject.NOTICES)
        self._work(False)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.said.setText(sentence(error))
        else:
            self.session.show_error(error)


def _box(name: str, title: str) -> QCheckBox:
    box = QCheckBox(title)
    box.setObjectName(name)
    return box
