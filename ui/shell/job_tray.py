"""What runs, how far, how long still, and the button that cancels it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from ui.jobs import Job, JobRunner, Step
from ui.style import icons, theme

VISIBLE_AFTER = 300
"""Milliseconds that a job may take unseen."""


class JobTray(QWidget):
    """Shows the oldest job that runs for more than a moment, and how many wait behind it."""

    def __init__(self, runner: JobRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._runner = runner
        self._jobs: list[Job] = []
        self.note = QLabel()
        self.note.setAccessibleName("正在进行")
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.note.setMinimumWidth(theme.chars(12))  # a long note must not widen the window
        self.bar = QProgressBar()
        self.bar.setAccessibleName("进度")
        self.bar.setFixedWidth(theme.chars(8))
        self.bar.setTextVisible(False)
        self.cancel = QToolButton()
        self.cancel.setIcon(icons.icon("cancel"))
        self.cancel.setIconSize(theme.icon_size())
        self.cancel.setAccessibleName("取消")
        self.cancel.setToolTip("取消；已完成的部分会撤回，数据与开始前一样")
        self.cancel.setObjectName("cancelJob")
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit())
        row.addWidget(self.note, 1)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(VISIBLE_AFTER)
        self._timer.timeout.connect(self._show)
        runner.started.connect(self._started)
        runner.ended.connect(self._ended)
        self.hide()

    def _started(self, job: Job) -> None:
        self._jobs.append(job)
        job.progressed.connect(self._progressed)
        if not self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _ended(self, job: Job) -> None:
        self._jobs.remove(job)
        if self._jobs:
            if self.isVisible():
                self._show()
        else:
            self._timer.stop()
            self.hide()

    def _progressed(self, _step: Step) -> None:
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        if not self._jobs:
            return
        job = self._jobs[0]
        step = job.step_now
        self.bar.setRange(0, 1000 if step.total else 0)
        self.bar.setValue(step.done * 1000 // step.total if step.total else 0)
        self.cancel.setEnabled(not job.stopping)
        said = "　".join(part for part in _words(job, len(self._jobs) - 1) if part)
        self.note.setText(said)
        self.note.setToolTip(said)
        self.show()

    def _cancel(self) -> None:
        if self._jobs:
            self._jobs[0].cancel()
            self._show()


def _words(job: Job, waiting: int) -> list[str]:
    step = job.step_now
    return [
        f"{job.title}（正在取消）" if job.stopping else job.title,
        step.note,
        f"{step.done:,} / {step.total:,}" if step.total else "",
        time_words(step.seconds_left),
        f"另有 {waiting} 项等待" if waiting else "",
    ]


def time_words(seconds: float | None) -> str:
    """``约剩 2 分钟``; empty when it cannot be told yet."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"约剩 {max(1, round(seconds))} 秒"
    return f"约剩 {round(seconds / 60)} 分钟"
