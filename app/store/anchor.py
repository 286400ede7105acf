"""A witness outside the database: how far it had come when it was last written.

The cipher authenticates every page but not its age: an old file, an old page or a lost
write-ahead log all open without complaint. The anchor, written after every commit and
authenticated under a key that lives inside the database, finds them. A database may be ahead
of its anchor by the commit that a power cut caught in between; it may never be behind.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path

from app.errors import IntegrityError
from app.files import written_aside

NAME = "anchor.json"


@dataclass(frozen=True)
class Anchor:
    """``counter`` write transactions were made; the log ended at ``seq`` with ``head``."""

    db: str
    counter: int
    seq: int
    head: str


def write(folder: Path, key: bytes, anchor: Anchor) -> None:
    """Put the anchor down durably. Raises ``ENV-*``."""
    content = vars(anchor)
    with written_aside(folder / NAME) as stream:
        stream.write(json.dumps({**content, "mac": _mac(key, content)}).encode())


def read(folder: Path, key: bytes) -> Anchor:
    """The anchor as last written. Raises ``S-ANCHOR`` when it is missing, damaged or forged."""
    try:
        content = json.loads((folder / NAME).read_bytes())
        claimed = str(content.pop("mac"))
        anchor = Anchor(**content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unusable("缺失或读不懂") from error
    if not hmac.compare_digest(claimed, _mac(key, content)):
        raise _unusable("校验不符")
    return anchor


def _mac(key: bytes, content: dict[str, object]) -> str:
    data = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(key, b"anchor/1\0" + data, hashlib.sha256).hexdigest()


def _unusable(why: str) -> IntegrityError:
    return IntegrityError(
        "S-ANCHOR",
        f"进度凭据 anchor.json {why}，无法证明数据是最新的。",
        "请核对数据是否完整；确认无误后由管理员执行“确认当前数据”，或从备份恢复。",
    )


def rolled_back(found: int, expected: int) -> IntegrityError:
    """The database is older than its witness."""
    return IntegrityError(
        "S-ROLLED-BACK",
        f"数据库被换成了旧的，或丢了最后的改动（应到第{expected}次保存，实为第{found}次）。",
        "请不要继续录入；找回最新的 office.db 及其 -wal 文件，或由管理员从备份恢复。",
    )
