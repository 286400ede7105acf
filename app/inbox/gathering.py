"""Files from a stick, a folder or a handful: every one is told of, none is passed over silently."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.errors import RefusedError
from app.progress import SILENT, Progress

SUFFIX = ".xyb"
MOST = 2_000
"""Files looked at in one go: a whole disk dropped by mistake ends here."""


@dataclass(frozen=True)
class Found:
    """One file; ``skipped`` says why it is not looked into, empty for one that is."""

    path: Path
    skipped: str = ""


def gather(places: Iterable[Path], progress: Progress = SILENT) -> list[Found]:
    """Every file among ``places`` and below those that are folders, in order of path, each once.

    A file that was named itself is looked into whatever it is called; below a folder only
    ``*.xyb`` are. Links are not followed. Raises ``Q-MANY`` beyond :data:`MOST` files.
    """
    found: dict[Path, Found] = {}
    for place in places:
        if stat.S_ISDIR(_mode(place)):
            below: Iterable[Found] = _below(place)
        else:
            below = [Found(place, _unfit(place))]
        for one in below:
            found.setdefault(one.path.absolute(), one)
            progress.step(0, 0, one.path.name)
            if len(found) > MOST:
                raise RefusedError(
                    "Q-MANY",
                    f"文件超过 {MOST:,} 个，没有收取。",
                    "请只选择存放数据包的文件夹，或直接选择数据包文件。",
                )
    return [found[path] for path in sorted(found)]


def _below(folder: Path) -> Iterator[Found]:
    unread: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=unread.append):
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in (*linked, *names):
            path = Path(place) / name
            yield Found(path, _unfit(path) or _unlike(name))
    for error in unread:
        yield Found(Path(error.filename or folder), "文件夹读不出，里面的文件没有收取")


def _unlike(name: str) -> str:
    """Why a file below a folder is no package by its name."""
    if name.startswith("."):
        return "系统隐藏文件"
    return "" if name.casefold().endswith(SUFFIX) else f"不是数据包（扩展名不是 {SUFFIX}）"


def _unfit(path: Path) -> str:
    """Why a path must not be opened: reading a pipe or a device would never end."""
    mode = _mode(path)
    if not mode:
        return ""  # reading it will say what is wrong, in words
    if stat.S_ISLNK(mode):
        return "快捷方式（链接），没有打开"
    return "" if stat.S_ISREG(mode) else "不是普通文件"


def _mode(path: Path) -> int:
    """What kind of thing lies there; 0 when the disk does not say."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0
