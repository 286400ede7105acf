"""The office's key: its fingerprint in eight groups of five digits, as QR too, the key file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.documents.qr import MODULE
from app.store.operators import KeyFile
from ui.style import fonts, theme


class KeyCard(QScrollArea):
    """Built once; :meth:`show_keys` fills it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("本单位密钥")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        card = QFrame()
        card.setProperty("role", "card")
        title = QLabel("本单位密钥指纹")
        title.setFont(fonts.larger(self.font(), 1.0, bold=True))
        self.digits = QLabel()
        self.digits.setObjectName("fingerprint")
        self.digits.setAccessibleName("密钥指纹")
        self.digits.setFont(fonts.larger(fonts.fixed(self.font()), 1.1))
        self.digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.picture = QLabel()
        self.picture.setAccessibleName("密钥指纹二维码")
        self.file = QLabel()
        self.file.setWordWrap(True)
        self.file.setProperty("role", "muted")
        column = QVBoxLayout(card)
        column.setSpacing(theme.unit())
        for widget in (title, self.digits, self.picture, self.file):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(card)

    def show_keys(self, fingerprint: str, picture: bytes, keys: KeyFile, known_by: str) -> None:
        """Digits in two rows of four groups, so that they can be read out on the telephone.

        ``known_by`` says who tells the office by them.
        """
        groups = fingerprint.split()
        self.digits.setText("\n".join(" ".join(groups[at : at + 4]) for at in (0, 4)))
        image = QPixmap()
        image.loadFromData(picture)
        modules = max(1, image.width() // MODULE)
        side = modules * max(2, theme.unit() * 14 // modules)  # whole pixels a module stay sharp
        self.picture.setPixmap(image.scaled(side, side))
        self.picture.setFixedSize(side, side)
        recovery = (
            "全部口令都忘记时，汇总单位可以帮助恢复。"
            if keys.recoverable
            else "没有设置恢复密钥：全部口令都忘记时，数据找不回来。"
        )
        self.file.setText(
            f"{known_by}\n"
            f"密钥文件第 {keys.generation} 版，每次增减操作员、修改口令都换一版。\n{recovery}"
        )
