"""The backups of an office as a clerk sees them: how old, how large, where, and whether whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app import clock
from app.errors import AppError
from app.keys import slot_file
from app.keys.slot_file import DATABASE
from app.store import backup
from app.store.office_store import Store
from app.store.opening import PAGE

OWN, CHOSEN, ASIDE = "工作区内", "备份位置", "恢复前的工作区"
_ASIDE = "before-restore-"


@dataclass(frozen=True)
class Kept:
    """One backup: ``made`` a China time in words, ``days`` its age, ``size`` bytes, ``place`` where
    it lies; ``whole`` that its files are there; ``counter`` how far the office had come.
    """

    folder: Path
    made: str
    days: int
    size: int
    place: str
    whole: bool
    counter: int

    @property
    def size_words(self) -> str:
        """The size in MB with one decimal."""
        return f"{self.size / 1_000_000:,.1f} MB"

    @property
    def age_words(self) -> str:
        """今天, 昨天, or so many days ago."""
        return {0: "今天", 1: "昨天"}.get(self.days, f"{self.days} 天前")


def kept_backups(folder: Path, chosen: Path | None, db: str | None = None) -> list[Kept]:
    """The backups of the office in ``folder``, there and in the chosen place, the newest first.

    ``db`` leaves out other offices' backups. What was set aside by a restore is among them: it
    can be put back the same way. A place that is gone has none.
    """
    places = [(folder / backup.FOLDER, OWN), (folder, ASIDE)]
    if chosen is not None and chosen.resolve() != (folder / backup.FOLDER).resolve():
        places.append((chosen, CHOSEN))
    found = [
        one
        for place, word in places
        for entry in _entries(place)
        if entry.name.startswith(_ASIDE) == (word == ASIDE)
        if (one := _kept(entry, word, db)) is not None
    ]
    return sorted(found, key=lambda one: (one.made, one.counter), reverse=True)


def is_due(store: Store, chosen: Path | None, days: int) -> bool:
    """Whether something was written since the newest backup, and that is ``days`` old or older."""
    newest = next(
        (
            one
            for one in kept_backups(store.folder, chosen, store.db_id)
            if one.whole and one.place != ASIDE
        ),
        None,
    )
    return newest is None or (newest.days >= days and newest.counter != store.counter)


def on_one_disk(folder: Path, chosen: Path | None) -> bool:
    """Whether the office and its backups are lost together when a disk fails."""
    if chosen is None:
        return True
    try:
        return folder.stat().st_dev == chosen.stat().st_dev
    except OSError:
        return False


def _entries(place: Path) -> list[Path]:
    try:
        return [entry for entry in place.iterdir() if entry.is_dir()]
    except OSError:
        return []


def _kept(entry: Path, place: str, db: str | None) -> Kept | None:
    """What lies in ``entry``, or None when its name or its slots say it is nothing of ours."""
    stamp, _, rest = entry.name.removeprefix(_ASIDE).partition("-")
    try:
        made = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    try:
        slots = slot_file.parse((entry / slot_file.NAME).read_bytes())
        size = (entry / DATABASE).stat().st_size
        whole = size >= PAGE
    except (OSError, AppError):
        slots, size, whole = None, 0, False
    if slots is not None and db not in (None, slots.db):
        return None
    counter = rest.partition("-")[0]
    days = (clock.today() - made.astimezone(clock.CHINA).date()).days
    words = clock.moment_words(made.isoformat())
    number = int(counter) if counter.isdecimal() else 0
    return Kept(entry, words, max(days, 0), size, place, whole, number)
