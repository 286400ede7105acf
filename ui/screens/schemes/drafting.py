"""Keeps what was changed as a draft: asks for its number, its day and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from app import clock
from app.browsing.scheme_list import DRAFTING, next_version
from app.catalogue.model import Value
from app.rating import scheme_editing
from app.rating.scheme_editing import Desk, Judged, judge
from app.rating.scheme_words import Difference, differences
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.screen import Session, silent

_SHOWN = 6
Kept = Callable[[str, list[Difference]], None]
"""Gets the key of the new version and what it changes of its predecessor."""


def ask_draft(session: Session, desk: Desk, then: Kept) -> None:
    """Tell what changes, and keep it as a draft once the form is sound."""
    store = session.store

    def prepare() -> tuple[Judged, list[Difference], str]:
        judged = judge(desk, store.catalogue)
        return judged, differences(desk.base, judged.scheme), next_version(store, desk.base.id)

    def show(found: tuple[Judged, list[Difference], str]) -> None:
        judged, changed, version = found
        texts = {"version": version, "effective_from": clock.today().isoformat()}
        ask_form(
            session,
            DRAFTING,
            message_of(desk, judged, changed),
            "存为草稿",
            partial(_save, session, desk, then),
            texts=texts,
        )

    session.read("核对修改", prepare, show)


def message_of(desk: Desk, judged: Judged, changed: list[Difference]) -> str:
    """What the draft will change, and what must still be mended in it."""
    told = [f"{one.what}：{one.old} → {one.new}" for one in changed[:_SHOWN]]
    if len(changed) > _SHOWN:
        told.append(f"……共 {len(changed)} 处")
    lines = [f"与版本 {desk.base.version} 相比：", *(told or ["没有改动"])]
    if judged.problems:
        lines.append(f"还有 {len(judged.problems)} 处要改：{judged.problems[0].sentence}")
        lines.append("可以先存为草稿，改好并通过检查后才能批准。")
    return "\n".join(lines)


def _save(
    session: Session, desk: Desk, then: Kept, values: dict[str, Value], dialog: FormDialog
) -> None:
    version = str(values["version"])

    def saved(found: list[Difference]) -> None:
        dialog.accept()
        then(f"{desk.base.id}:{version}", found)

    session.act(
        "存为草稿",
        silent(
            scheme_editing.save,
            session.store,
            desk,
            version=version,
            reason=str(values["reason"]),
            effective_from=date.fromisoformat(str(values["effective_from"])),
        ),
        then=saved,
        failed=dialog.fail,
        changed=(Subject.SCHEMES,),
    )
