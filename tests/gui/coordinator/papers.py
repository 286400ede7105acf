"""Reading the paper that an act has shown."""

from __future__ import annotations

from pypdfium2 import PdfDocument
from pytestqt.qtbot import QtBot

from tests.gui.dialogs import dialog_of
from ui.widgets.page_view import PageDialog


def read_paper(qtbot: QtBot) -> str:
    """What the paper says that is shown, without breaks; it is put away."""
    shown = dialog_of(qtbot, PageDialog)
    jobs = shown.view.session.jobs
    # PDFium knows no threads: the page must have been drawn before somebody else reads
    qtbot.waitUntil(lambda: shown.view.pages > 0 and not jobs.live, timeout=20_000)
    with PdfDocument(shown.view._pdf) as paper:
        text = "".join(page.get_textpage().get_text_range() for page in paper)
    shown.close()
    return "".join(text.split())
