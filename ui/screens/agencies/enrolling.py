"""The digits of the stamped paper, typed or scanned. Those of the file are never shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QLineEdit

from app import clock
from app.errors import AppError
from app.keys.signing import FINGERPRINT_GROUPS, fingerprint_digits
from app.merging.enrolment import Claim
from ui.errors import sentence
from ui.safety.dialog import ExplainedDialog
from ui.screen import Session
from ui.style import fonts
from ui.widgets.said_line import SaidLine

_GROUP = 5
_WHOLE = _GROUP * FINGERPRINT_GROUPS


class FingerprintLine(QLineEdit):
    """Eight groups of five digits; spaces stand by themselves, a scanner may type them all."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("fingerprint")
        self.setAccessibleName("备案表上的密钥指纹")
        self.setFont(fonts.fixed(self.font()))
        self.setPlaceholderText(" ".join(["·" * _GROUP] * FINGERPRINT_GROUPS))
        self.textEdited.connect(self._group)

    @property
    def digits(self) -> str:
        """What was typed, without spaces."""
        return fingerprint_digits(self.text())

    def _group(self, typed: str) -> None:
        """Put the spaces where the paper has them; the cursor stays behind its digit."""
        before = len(fingerprint_digits(typed[: self.cursorPosition()]))
        digits = fingerprint_digits(typed)[:_WHOLE]
        groups = [digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP)]
        self.setText(" ".join(groups))
        before = min(before, len(digits))
        self.setCursorPosition(before + max(0, before - 1) // _GROUP)


class EnrolDialog(ExplainedDialog):
    """``submit(typed)`` is called with all forty digits; it calls ``accept`` or :meth:`fail`."""

    def __init__(self, session: Session, claim: Claim, submit: Callable[[str], None]) -> None:
        super().__init__(session.ask.parent, "登记机构", _about(claim), "登记")
        self.session, self._submit = session, submit
        self.line = FingerprintLine()
        named = QLabel("备案表上的密钥指纹（8 组，每组 5 位）")
        named.setBuddy(self.line)
        self.said = SaidLine("enrolSaid")
        for widget in (named, self.line, self.said):
            self.column.addWidget(widget)
        self._buttons.accepted.disconnect(self.accept)
        self._buttons.accepted.connect(self.send)
        self.line.textChanged.connect(self._count)
        self._count()
        self.line.setFocus()

    def send(self) -> None:
        """Give the digits, once they are all there."""
        if len(self.line.digits) == _WHOLE:
            self.go.setEnabled(False)
            self._submit(self.line.digits)

    def fail(self, error: Exception) -> None:
        """Say which group differs; nothing was taken."""
        self.go.setEnabled(True)
        if isinstance(error, AppError):
            self.said.say(sentence(error), "bad")
            self.line.setFocus()
        else:
            self.session.show_error(error)

    def _count(self) -> None:
        count = len(self.line.digits)
        self.go.setEnabled(count == _WHOLE)
        self.said.say(f"已录入 {count} 位，共 {_WHOLE} 位。")


def _about(claim: Claim) -> str:
    """Whose file it says it is, what happens, and where the digits come from."""
    lines = [f"备案文件自称来自：{claim.title}（{claim.agency}）。"]
    if claim.since:
        lines.append(
            f"这家机构{clock.moment_words(claim.since)}已登记过密钥。登记新密钥后旧密钥失效，"
            "旧密钥签名的报送包不再接收，以前并入的数据不变。"
        )
    lines.append(
        "请照加盖公章的备案表录入密钥指纹，或用扫描枪扫表上的二维码。"
        "不要照电话、邮件里说的数字，也不要照别的屏幕抄：公章才证明这把密钥是这家机构的。"
    )
    return "\n\n".join(lines)
