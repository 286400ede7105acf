"""送达回执: one slip after the other by scanner or by hand; what they share stays as it is."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDateEdit,
    QGridLayout,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import clock
from app.collection import slips
from app.collection.slips import Delivery, read_code, register_delivery
from app.documents.letters.layout import grouped
from app.errors import AppError
from ui.changes import Subject
from ui.errors import sentence
from ui.screen import Session, silent
from ui.style import fonts, icons, theme

METHODS = ("直接送达", "邮寄送达", "电子送达", "留置送达", "公告送达")
_DIGITS = 11
_KEPT = 500


class SlipsPanel(QWidget):
    """The code's line keeps the focus: a scanner ends each code with Enter."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        today = clock.today()
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setObjectName("deliveredDate")
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.outcome = QComboBox()
        self.outcome.setObjectName("outcome")
        self.outcome.addItems([slips.SIGNED, slips.DELIVERED, slips.REFUSED, slips.RETURNED])
        self.method = QComboBox()
        self.method.setObjectName("method")
        self.method.addItems(METHODS)
        self.signatory = QLineEdit()
        self.signatory.setObjectName("signatory")
        self.signatory.setPlaceholderText("可不填")
        self.code = QLineEdit()
        self.code.setObjectName("slipCode")
        self.code.setFont(fonts.larger(fonts.fixed(self.font()), 1.3))
        self.code.setPlaceholderText("扫描或输入 11 位编号，回车")
        self.code.textChanged.connect(self._check)
        self.code.returnPressed.connect(self.register)
        self.said = QLabel()
        self.said.setObjectName("slipSaid")
        self.said.setWordWrap(True)
        self._build()

    def _build(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(theme.unit())
        form.setVerticalSpacing(theme.unit() // 2)
        for place, (title, editor) in enumerate(
            (
                ("送达日期", self.day),
                ("送达结果", self.outcome),
                ("送达方式", self.method),
                ("签收人", self.signatory),
                ("回执编号", self.code),
            )
        ):
            label = QLabel(title)
            label.setBuddy(editor)
            editor.setAccessibleName(title)
            row, column = divmod(place, 2)
            form.addWidget(label, row, 2 * column)
            form.addWidget(editor, row, 2 * column + 1)
            form.setColumnStretch(2 * column + 1, 1)
        form.addWidget(self.said, 2, 2, 1, 2)
        self.log = QTableWidget(0, 4)
        self.log.setObjectName("slipLog")
        self.log.setAccessibleName("本次登记的回执")
        self.log.setHorizontalHeaderLabels(["回执编号", "企业", "结果", "说明"])
        self.log.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.log.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.log.setTabKeyNavigation(False)
        self.log.setMinimumHeight(theme.unit() * 3)
        self.log.verticalHeader().setDefaultSectionSize(theme.row())
        self.log.verticalHeader().hide()
        header = self.log.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((16, 34, 12)):
            header.resizeSection(column, theme.chars(width))
        header.setStretchLastSection(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit() // 2)
        layout.addLayout(form)
        layout.addWidget(self.log, 1)

    def enter(self) -> None:
        """Stand where the scanner writes."""
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def register(self) -> None:
        """Register the slip in the line; the line is free for the next one at once."""
        text = self.code.text().strip()
        if not text:
            return
        try:
            read_code(text)
        except AppError as error:
            self._refuse(text, error)
            return
        self.code.clear()
        day = self.day.date()
        work = silent(
            register_delivery,
            self.session.store,
            text,
            delivered_date=date(day.year(), day.month(), day.day()),
            method=self.method.currentText(),
            signatory=self.signatory.text().strip(),
            status=self.outcome.currentText(),
        )
        self.session.act(
            "登记送达",
            work,
            then=self._registered,
            failed=lambda error: self._failed(text, error),
            changed=(Subject.NOTICES,),
        )

    def _check(self, text: str) -> None:
        """Say a mistyped digit as soon as the code is long enough."""
        if len("".join(text.split())) < _DIGITS:
            self._say("", "")
            return
        try:
            read_code(text)
        except AppError as error:
            self._say(sentence(error), "bad")
        else:
            self._say("编号正确，回车登记。", "good")

    def _refuse(self, text: str, error: AppError) -> None:
        QApplication.beep()
        self._say(sentence(error), "bad")
        self.code.selectAll()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _registered(self, done: Delivery) -> None:
        who = self._name(done.addressee)
        self._note(done.slip_code, who, done.status, "")
        if not self.code.text():
            self._say(f"已登记：{who}，{done.status}。", "good")

    def _failed(self, text: str, error: Exception) -> None:
        if not isinstance(error, AppError):
            self.session.show_error(error)
            return
        QApplication.beep()
        self._note(text, "", "未登记", sentence(error))
        if not self.code.text():
            self._say(f"没有登记：{sentence(error)}", "bad")

    def _name(self, code: str) -> str:
        found = self.session.search.find(code, 1)
        return found[0].name if found else code

    def _note(self, code: str, who: str, status: str, why: str) -> None:
        self.log.insertRow(0)
        shown = grouped(code) if code.isdigit() else code
        name, colour = ("error", theme.colours().bad) if why else ("ok", theme.colours().good)
        for column, text in enumerate((shown, who, status, why)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if text == status:
                item.setIcon(icons.icon(name, colour))
            self.log.setItem(0, column, item)
        self.log.setRowCount(min(self.log.rowCount(), _KEPT))

    def _say(self, text: str, state: str) -> None:
        self.said.setText(text)
        for widget in (self.said, self.code):
            widget.setProperty("state", state)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
