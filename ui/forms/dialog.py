"""A form in a dialog that stays open, with what was typed, until the act has succeeded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.catalogue.model import Value
from app.collection.act_form import ActForm
from app.collection.findings import Finding
from app.errors import AppError
from ui.errors import sentence
from ui.forms.form import RecordForm, ScrolledForm
from ui.screen import Session
from ui.style import theme


class FormDialog(QDialog):
    """``submit(texts)`` is called when the person is done; it calls :meth:`accept`,

    :meth:`show_findings` or :meth:`fail`. ``above`` stands over the form.
    """

    def __init__(
        self,
        session: Session,
        title: str,
        message: str,
        form: RecordForm,
        go: str,
        submit: Callable[[dict[str, str]], None],
        above: QWidget | None = None,
    ) -> None:
        super().__init__(session.ask.parent)
        self.session, self.form = session, form
        self._submit = submit
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        said = QLabel(message)
        said.setWordWrap(True)
        said.setVisible(bool(message))
        self.refusal = QLabel()
        self.refusal.setObjectName("refusal")
        self.refusal.setWordWrap(True)
        self.refusal.setProperty("state", "bad")
        self.refusal.hide()
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.unit())
        layout.addWidget(said)
        if above is not None:
            layout.addWidget(above, 1)
        scrolled = ScrolledForm(form)
        room_to_say = theme.unit() * 6  # what is wrong stands under the fields
        needed = form.sizeHint().height() + room_to_say
        scrolled.setMinimumHeight(min(needed, theme.unit() * 24))
        layout.addWidget(scrolled, 0 if above is not None else 1)
        layout.addWidget(self.refusal)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("go")
        self.go.setDefault(True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.send)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        form.completed.connect(self.go.setFocus)
        self.setMinimumWidth(min(theme.chars(72), 1200))

    def send(self) -> None:
        """Give what is in the form to ``submit``."""
        self.refusal.hide()
        self._submit(self.form.values())

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Say what is wrong beside the fields, and go to the first."""
        told = list(findings)
        self.form.show_findings(told)
        self.form.focus_field(next((one.field for one in told if one.field), ""))

    def refuse(self, message: str) -> None:
        """Say over the buttons what is missing."""
        self.refusal.setText(message)
        self.refusal.show()

    def fail(self, error: Exception) -> None:
        """Say in the dialog why it was refused; what is no refusal goes to the error dialog."""
        if not isinstance(error, AppError):
            self.session.show_error(error)
            return
        self.refuse(sentence(error))


def ask_form(
    session: Session,
    declared: ActForm,
    message: str,
    go: str,
    then: Callable[[dict[str, Value], FormDialog], None],
    *,
    texts: Mapping[str, str] | None = None,
    above: QWidget | None = None,
) -> FormDialog:
    """Ask for the fields of ``declared``; ``then`` gets them in stored form once they are sound."""
    form = RecordForm(declared.data_set, declared.catalogue(session.store.catalogue))

    def submit(typed: dict[str, str]) -> None:
        values, findings = declared.read(typed)
        if findings:
            dialog.show_findings(findings)
        else:
            form.show_findings(())
            then(values, dialog)

    dialog = FormDialog(session, declared.title, message, form, go, submit, above)
    form.put_texts(texts or {})
    dialog.open()
    form.focus_field()
    return dialog
