"""The declared settings, each with its editor made from the declaration; in force at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.edition import WORDING_SCREEN, Edition
from app.errors import AppError
from app.settings import BACKUPS, FONT, IDLE, LEAVING_BACKUP, SCALE, THEME, Setting
from ui.changes import Subject
from ui.screen import Screen, Session
from ui.style import fonts, icons, theme

SHOWN: tuple[Setting[Any], ...] = (SCALE, THEME, FONT, IDLE, LEAVING_BACKUP)
_LOOKS = (SCALE, THEME, FONT)


class SettingsScreen(Screen):
    """Scale, theme, font and idle minutes as boxes, the backup folder with a button."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.boxes: dict[str, QComboBox] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(theme.unit() * 2)
        form.setVerticalSpacing(theme.unit())
        for setting in SHOWN:
            self._add(form, setting, self._box(setting))
        self.folder = QLineEdit(session.settings.get(BACKUPS))
        self.folder.setReadOnly(True)
        self.folder.setObjectName(BACKUPS.key)
        self.folder.setPlaceholderText(str(session.store.folder / "backups"))
        self._name(self.folder, BACKUPS)
        choose = QPushButton(icons.icon("folder"), "选择…")
        choose.setObjectName("chooseBackups")
        choose.clicked.connect(self._choose_folder)
        own = QPushButton("用默认位置")
        own.setObjectName("ownBackups")
        own.clicked.connect(partial(self._keep_folder, None))
        row = QHBoxLayout()
        row.setSpacing(theme.unit())
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        row.addWidget(own)
        self._add(form, BACKUPS, self.folder, row)
        self._add_letterhead(form)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        form.addRow(self.note)
        held = QWidget()
        held.setMaximumWidth(theme.chars(100))
        held.setLayout(form)
        form.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setWidget(held)
        layout.addWidget(room)

    def _add(
        self,
        form: QFormLayout,
        setting: Setting[Any],
        editor: QWidget,
        row: QHBoxLayout | None = None,
    ) -> None:
        label = QLabel(setting.title)
        label.setBuddy(editor)
        hint = QLabel(setting.help)
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        form.addRow(label, row or editor)
        form.addRow("", hint)

    def _add_letterhead(self, form: QFormLayout) -> None:
        """The way to what stands on this office's letters, which everybody of it shares."""
        way = QPushButton(icons.icon("notices"), "设置信头和文书文本")
        way.setObjectName("letterhead")
        way.clicked.connect(self._to_letterhead)
        label = QLabel("信头")
        label.setBuddy(way)
        form.addRow(label, way)

    def _to_letterhead(self) -> None:
        self.session.navigate(WORDING_SCREEN[Edition(self.session.store.edition)], tab="wording")

    def _name(self, editor: QWidget, setting: Setting[Any]) -> None:
        editor.setAccessibleName(setting.title)
        editor.setAccessibleDescription(setting.help)

    def _box(self, setting: Setting[Any]) -> QComboBox:
        box = QComboBox()
        box.setObjectName(setting.key)
        self._name(box, setting)
        options = setting.options or (
            ("", "自动"),
            *((family, family) for family in fonts.offered()),
        )
        for value, title in options:
            box.addItem(title, value)
        box.setCurrentIndex(max(0, box.findData(self.session.settings.get(setting))))
        box.activated.connect(partial(self._keep, setting))
        self.boxes[setting.key] = box
        return box

    def _keep(self, setting: Setting[Any], place: int) -> None:
        try:
            self.session.settings.set(setting, self.boxes[setting.key].itemData(place))
        except AppError as error:
            self.session.show_error(error)
            return
        if setting in _LOOKS:
            theme.apply(self.session.settings)
            self.note.setText("文字和颜色已改变；图标和列宽在下次登录时跟着改变。")

    def _choose_folder(self) -> None:
        self.session.ask.folder("选择备份位置", self._keep_folder)

    def _keep_folder(self, folder: Path | None) -> None:
        try:
            self.session.settings.set(BACKUPS, str(folder or ""))
        except AppError as error:
            self.session.show_error(error)
            return
        self.folder.setText(str(folder or ""))
        self.session.changes.tell(Subject.BACKUPS)
