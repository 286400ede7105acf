"""One paper of the office: made in the background, shown page by page, to print or to keep."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.documents.batch import print_bytes
from app.documents.issuing.selection import Selection
from app.documents.kinds import kind_of, pieces_of
from app.progress import Progress
from ui.changes import Subject
from ui.screen import Session
from ui.widgets.page_view import PageDialog


def show_paper(session: Session, kind: str, chosen: Selection, parent: QWidget) -> None:
    """Make the paper of ``kind`` that is ``chosen`` and show it; a refusal is told.

    Making may give a letter its number or note who asked: it goes with the acts.
    """
    store, title = session.store, kind_of(session.store, kind).title

    def work(_progress: Progress) -> bytes:
        return print_bytes(title, pieces_of(store, kind, chosen))

    show = partial(_show, session, title, parent)
    session.act(f"制作{title}", work, then=show, changed=(Subject.AUDIT,))


def _show(session: Session, title: str, parent: QWidget, pdf: bytes) -> None:
    PageDialog(session, title, pdf, parent).open()
