"""One letter of an objection or repair as a PDF file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from app.documents.batch import PLAIN, print_file
from app.documents.issuing.selection import Selection
from app.documents.kinds import kind_of, pieces_of
from app.progress import Progress
from ui.ask import PAPERS, Telling
from ui.screen import Session


def print_paper(session: Session, kind: str, about: str, name: str) -> None:
    """Ask where, then write the paper of ``kind`` about one objection or application."""
    title = kind_of(session.store, kind).title

    def write(path: Path) -> None:
        def work(progress: Progress) -> int:
            pieces = pieces_of(session.store, kind, Selection(about))
            return print_file(path, title, pieces, PLAIN, progress)

        session.act(f"打印{title}", work, then=partial(_printed, session, title, path))

    session.ask.save_file(f"打印{title}", PAPERS, f"{title}-{name}.pdf", write)


def _printed(session: Session, title: str, path: Path, pages: int) -> None:
    session.ask.tell(Telling(f"打印{title}", f"已写出 {pages} 页：{path}", "打印盖章后送达企业。"))
