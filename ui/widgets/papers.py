"""Papers of a kind: looked at and printed from a window, or written into a folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.documents.batch import PLAIN, Printed, print_batch, print_bytes
from app.documents.issuing.selection import Selection
from app.documents.kinds import kind_of, pieces_of
from app.progress import Progress
from ui.ask import Telling
from ui.changes import Subject
from ui.screen import Session, silent
from ui.widgets.page_view import PageDialog


def show_papers(session: Session, kind: str, chosen: Selection, parent: QWidget) -> None:
    """Make the papers and show their pages; letters get their numbers, once and for all."""
    title = kind_of(session.store, kind).title
    store = session.store

    def make() -> bytes:
        return print_bytes(title, pieces_of(store, kind, chosen))

    session.act(
        f"制作{title}",
        silent(make),
        then=partial(_show, session, title, parent),
        changed=(Subject.NOTICES,),
    )


def _show(session: Session, title: str, parent: QWidget, pdf: bytes) -> None:
    PageDialog(session, title, pdf, parent).open()


def write_papers(session: Session, kind: str, chosen: Selection) -> None:
    """Ask for a folder and write the papers there; called again, it goes on where it stopped."""
    title = kind_of(session.store, kind).title
    session.ask.folder(f"{title}写到哪个文件夹", partial(_write, session, kind, title, chosen))


def _write(session: Session, kind: str, title: str, chosen: Selection, folder: Path) -> None:
    store = session.store

    def work(progress: Progress) -> Printed:
        progress.step(0, 0, "整理")
        return print_batch(folder, title, pieces_of(store, kind, chosen), PLAIN, progress)

    done = partial(_written, session, title, folder)
    session.act(f"打印{title}", work, then=done, changed=(Subject.NOTICES,))


def _written(session: Session, title: str, folder: Path, done: Printed) -> None:
    told = f"已写出 {len(done.files):,} 个文件、{done.pages:,} 页，在 {folder}。"
    session.ask.tell(Telling(f"打印{title}", told, "打印盖章后送达。"))
