"""Training offices on this computer: whom one may play there, and how they are opened.

The practice office and the demonstration county both keep the passwords of their invented
operators beside them; so nobody has to type them.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from app.errors import RefusedError
from app.office import open_office
from app.progress import SILENT, Progress
from app.store.office_store import Store
from app.training import cycle, practice
from app.training.offices import CLERK, COORDINATOR, LEADER, PASSWORDS

SEED, ENTERPRISES = 2026, 60
"""The county that is made when there is none: the one of ``creditdesk demo``."""


def operators(office: Path) -> dict[str, str]:
    """Who can be played in the training office ``office``: operator → password."""
    place = office.parents[1]
    try:
        if practice.is_practice(office):
            kept = json.loads((place / practice.DONE).read_text("utf-8"))["passwords"]
        else:
            kept = json.loads((place / PASSWORDS).read_text("utf-8"))[office.name]
        return {str(name): str(word) for name, word in kept.items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}


def play(office: Path, operator: str) -> Store:
    """Open the training office as one of its operators. Raises ``U-PLAY``, or as opening does."""
    words = operators(office)
    if operator not in words:
        raise RefusedError(
            "U-PLAY", f"培训工作区里没有{operator}的口令：{office}", "请重新准备培训工作区。"
        )
    return open_office(office, operator, words[operator])


def open_practice(folder: Path, progress: Progress = SILENT, *, anew: bool = False) -> Store:
    """The practice office under ``folder`` as its clerk, with whom the tasks begin.

    Made where there is none, or ``anew``. Raises ``ENV-*``.
    """
    made = practice.prepare(folder, progress, anew=anew)
    return play(made.office, CLERK)


def open_county(folder: Path, progress: Progress = SILENT) -> Store:
    """The coordinator's office of the program's own demonstration county in ``folder``.

    Where it is not whole, it is made: a campaign of twenty agencies, a minute or two. Raises
    ``U-PLAY``, ``ENV-*``.
    """
    if not (folder / cycle.SUMMARY).exists():
        if folder.exists():
            shutil.rmtree(folder)
        cycle.run(
            folder, seed=SEED, enterprises=ENTERPRISES, progress=progress, say=lambda _line: None
        )
    return play(county_office(folder), LEADER)


def county_office(folder: Path) -> Path:
    """The coordinator's office of a demonstration county in ``folder``."""
    return folder / "offices" / COORDINATOR
