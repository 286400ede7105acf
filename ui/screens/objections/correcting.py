"""The form in which the record of an open objection is corrected."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from app.browsing.objection_page import ObjectionPage
from app.collection import records
from app.collection.form_text import text_of
from app.collection.objections import correct
from app.collection.records import RecordResult
from ui.changes import Subject
from ui.forms.dialog import FormDialog
from ui.forms.form import RecordForm
from ui.screen import Session, silent

_MESSAGE = "改好后由另一名审核人审核，再答复企业。改前改后的内容都留在审计日志里。"


def correct_record(session: Session, page: ObjectionPage, changed: Iterable[Subject]) -> None:
    """Read the record, open its form, and keep what was changed under the objection's number."""
    work = partial(records.read, session.store, page.dataset, page.rec_id)
    session.read("读取记录", work, partial(_open, session, page, tuple(changed)))


def _open(
    session: Session,
    page: ObjectionPage,
    changed: tuple[Subject, ...],
    found: tuple[dict[str, Any], object],
) -> None:
    stored, _ = found
    data_set = session.store.catalogue.data_sets[page.dataset]
    form = RecordForm(data_set, session.store.catalogue)
    before = {field.name: text_of(field, stored.get(field.name)) for field in form.fields}

    def submit(texts: dict[str, str]) -> None:
        values = {name: text for name, text in texts.items() if text != before[name]}
        if not values:
            dialog.refuse("没有改动。记录无误时请直接答复“维持”。")
            return
        work = silent(correct, session.store, page.objection_id, values)
        session.act(
            "更正记录", work, then=partial(_corrected, dialog), failed=dialog.fail, changed=changed
        )

    dialog = FormDialog(session, f"更正：{page.name}", _MESSAGE, form, "保存更正", submit)
    form.put_stored(stored)
    form.set_read_only([name for name in ("uscc", "ent_name") if name in form.editors])
    dialog.resize(dialog.sizeHint().width(), dialog.screen().availableSize().height() * 3 // 4)
    dialog.open()
    form.focus_field(next(name for name, one in form.editors.items() if one.isEnabled()))


def _corrected(dialog: FormDialog, result: RecordResult) -> None:
    if result.rec_id is None:
        dialog.show_findings(result.findings)
        if not result.findings:
            dialog.refuse("没有改动：与原记录相同。")
        return
    dialog.accept()
