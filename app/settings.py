"""What this computer remembers for its user: declared settings in one JSON file.

Nothing of an office is kept here: no name of an enterprise, no password, no key.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from app.edition import Edition
from app.files import written_aside

Kind = TypeVar("Kind", str, int)

NAME = "settings.json"


@dataclass(frozen=True)
class Setting(Generic[Kind]):
    """One declared setting; ``options`` as (value, title) where only these are allowed."""

    key: str
    default: Kind
    title: str
    help: str
    options: tuple[tuple[Kind, str], ...] = ()

    def admits(self, value: object) -> bool:
        """Whether ``value`` may be kept for this setting."""
        if type(value) is not type(self.default):
            return False
        return not self.options or value in [option for option, _ in self.options]


SCALE: Final = Setting(
    "scale",
    100,
    "界面大小",
    "文字和控件一起放大。",
    ((100, "100%"), (125, "125%"), (150, "150%"), (200, "200%")),
)
THEME: Final = Setting(
    "theme",
    "light",
    "颜色",
    "看不清时请选高对比度。",
    (("light", "浅色"), ("dark", "深色"), ("contrast", "高对比度")),
)
FONT: Final = Setting("font", "", "字体", "留空时用本机的中文界面字体。")
OFFICE: Final = Setting("office", "", "上次的工作区", "登录窗口先打开这个文件夹。")
BACKUPS: Final = Setting(
    "backups", "", "备份位置", "最好放在另一块硬盘或U盘上；留空时放在工作区的 backups 文件夹。"
)
IDLE: Final = Setting(
    "idle_minutes",
    10,
    "无人操作时锁定",
    "锁定后未保存的内容仍然保留。",
    ((5, "5 分钟"), (10, "10 分钟"), (15, "15 分钟"), (30, "30 分钟")),
)
LEAVING_BACKUP: Final = Setting(
    "leaving_backup_days",
    3,
    "退出时自动备份",
    "最近一次备份早于这个天数、之后又有改动时，退出前先备份到备份位置。",
    ((0, "不自动备份"), (1, "1 天"), (3, "3 天"), (7, "7 天")),
)
DECLARED: Final[tuple[Setting[Any], ...]] = (
    SCALE,
    THEME,
    FONT,
    OFFICE,
    BACKUPS,
    IDLE,
    LEAVING_BACKUP,
)


def config_folder() -> Path:
    """Where the user's configuration lies on this system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA", Path.home()))
        return base / "CreditDesk"
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "creditdesk"


def edition_folder(edition: Edition) -> Path:
    """Where a program's settings lie: each edition has its own, should both be on one computer."""
    return config_folder() / edition if edition is Edition.COORDINATOR else config_folder()


class Settings:
    """The settings of one user, read once and written aside at every change.

    A file that cannot be read is kept as ``settings.json.bad`` and the defaults hold;
    ``notice`` then says so.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or config_folder()
        self.notice = ""
        self._kept: dict[str, Any] = self._read()

    def get(self, setting: Setting[Kind]) -> Kind:
        """The value, or the default where none or a wrong one is kept."""
        value = self._kept.get(setting.key, setting.default)
        return value if setting.admits(value) else setting.default

    def set(self, setting: Setting[Kind], value: Kind) -> None:
        """Keep a value. Raises ValueError for one that is not allowed, ``ENV-*``."""
        if not setting.admits(value):
            raise ValueError(f"{setting.key}: {value!r}")
        if self.get(setting) != value:
            self._kept[setting.key] = value
            self._write()

    def recall(self, what: str) -> str:
        """The remembered layout of a part of the screen, or an empty text."""
        return str(self._layouts().get(what, ""))

    def remember(self, what: str, text: str) -> None:
        """Remember the layout of a part of the screen (widths and hidden columns of a table)."""
        if self.recall(what) != text:
            self._kept["layouts"] = {**self._layouts(), what: text}
            self._write()

    def _layouts(self) -> dict[str, Any]:
        kept = self._kept.get("layouts")
        return kept if isinstance(kept, dict) else {}

    def _read(self) -> dict[str, Any]:
        path = self.folder / NAME
        try:
            kept = json.loads(path.read_text("utf-8"))
            if isinstance(kept, dict):
                return kept
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            pass
        self._lay_aside(path)
        return {}

    def _lay_aside(self, path: Path) -> None:
        self.notice = "本机设置文件读不出来，已恢复默认设置；工作区的数据不受影响。"
        try:
            path.replace(path.with_name(NAME + ".bad"))
        except OSError:
            self.notice += "原设置文件不能改名，请检查磁盘和权限。"

    def _write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with written_aside(self.folder / NAME) as stream:
            stream.write(json.dumps(self._kept, ensure_ascii=False, indent=1).encode())
