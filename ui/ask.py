"""The one place for dialogs. Nothing waits: the answer comes to ``then``, a refusal to nobody.

Tests put their own :class:`Ask` in its place, or answer the real dialogs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.style import theme

TABLES = "表格 (*.xlsx *.xls *.csv *.txt)"
WORKBOOKS = "工作簿 (*.xlsx)"
LISTS = "工作簿 (*.xlsx);;CSV 表格 (*.csv)"
PACKAGES = "报送包 (*.xyb)"
TABLES_AND_PACKAGES = "表格和数据包 (*.xlsx *.xlsm *.xls *.csv *.txt *.xyb)"
PAPERS = "PDF 文书 (*.pdf)"


@dataclass(frozen=True)
class Telling:
    """What a person is told: the heading, what to do next, the code, and the kind of icon."""

    title: str
    message: str
    advice: str = ""
    code: str = ""
    icon: QMessageBox.Icon = QMessageBox.Icon.Information


class Ask:
    """Asks over ``parent``, the frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.parent = parent

    def open_file(self, title: str, pattern: str, then: Callable[[Path], None]) -> None:
        """One existing file."""
        dialog = self._file_dialog(title, pattern, QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(_as_path(then))
        dialog.open()

    def open_files(self, title: str, pattern: str, then: Callable[[list[Path]], None]) -> None:
        """Several existing files."""
        dialog = self._file_dialog(title, pattern, QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(_as_paths(then))
        dialog.open()

    def save_file(
        self, title: str, pattern: str, suggested: str, then: Callable[[Path], None]
    ) -> None:
        """A file to write; the dialog asks before one is replaced."""
        dialog = self._file_dialog(title, pattern, QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(suggested).suffix.lstrip("."))
        dialog.selectFile(suggested)
        dialog.fileSelected.connect(_as_path(then))
        dialog.open()

    def folder(self, title: str, then: Callable[[Path], None]) -> None:
        """An existing folder."""
        dialog = self._file_dialog(title, "", QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(_as_path(then))
        dialog.open()

    def password(self, title: str, message: str, then: Callable[[str], None]) -> None:
        """The password of the operator who sits there; ``message`` says what will happen."""
        line = QLineEdit()
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setObjectName("password")
        dialog = _TextDialog(self.parent, title, message, "口令", line)
        dialog.accepted.connect(lambda: then(line.text()))
        dialog.open()

    def reason(self, title: str, message: str, then: Callable[[str], None]) -> None:
        """A reason in words, which may not be empty."""
        box = QPlainTextEdit()
        box.setTabChangesFocus(True)
        box.setObjectName("reason")
        box.setMaximumHeight(box.fontMetrics().lineSpacing() * 5)
        dialog = _TextDialog(self.parent, title, message, "理由", box)
        dialog.accepted.connect(lambda: then(box.toPlainText().strip()))
        dialog.open()

    def question(self, title: str, message: str, yes: str, then: Callable[[], None]) -> None:
        """Whether to go on; ``yes`` is the word on the button that does it."""
        box = self._message(Telling(title, message, icon=QMessageBox.Icon.Question))
        go = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        go.setObjectName("yes")
        box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        go.clicked.connect(lambda: then())
        box.open()

    def tell(self, telling: Telling) -> None:
        """Say something that must be read."""
        box = self._message(telling)
        box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole).setObjectName("known")
        box.open()

    def choose(
        self, title: str, message: str, options: Sequence[str], then: Callable[[int], None]
    ) -> None:
        """One of a few ways on; ``then`` gets its place in ``options``."""
        box = self._message(Telling(title, message, icon=QMessageBox.Icon.Question))
        for place, word in enumerate(options):
            button = box.addButton(word, QMessageBox.ButtonRole.ActionRole)
            button.setObjectName(f"option{place}")
            button.clicked.connect(lambda _=False, place=place: then(place))
        box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.open()

    def _file_dialog(self, title: str, pattern: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self.parent, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        if pattern:
            dialog.setNameFilter(pattern)
        return dialog

    def _message(self, telling: Telling) -> QMessageBox:
        box = QMessageBox(self.parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowModality(Qt.WindowModality.WindowModal)
        box.setIcon(telling.icon)
        box.setWindowTitle(telling.title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(telling.message)
        lines = [telling.advice, f"代码：{telling.code}" if telling.code else ""]
        box.setInformativeText("\n".join(line for line in lines if line))
        return box


class _TextDialog(QDialog):
    """One text with what it is for; OK only once there is one."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        message: str,
        label: str,
        editor: QLineEdit | QPlainTextEdit,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self._editor = editor
        editor.setAccessibleName(label)
        editor.setAccessibleDescription(message)
        said = QLabel(message)
        said.setWordWrap(True)
        said.setMinimumWidth(theme.chars(48))
        named = QLabel(label)
        named.setBuddy(editor)
        buttons = QDialogButtonBox()
        self._go = buttons.addButton("确定", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (said, named, editor, buttons):
            layout.addWidget(widget)
        editor.textChanged.connect(self._check)
        self._check()
        editor.setFocus()

    def _check(self) -> None:
        editor = self._editor
        text = editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()
        self._go.setEnabled(bool(text.strip()))


def _as_path(then: Callable[[Path], None]) -> Callable[[str], None]:
    return lambda name: then(Path(name))


def _as_paths(then: Callable[[list[Path]], None]) -> Callable[[list[str]], None]:
    return lambda chosen: then([Path(name) for name in chosen])
