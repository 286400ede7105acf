"""Wrong passwords are counted beside the key slots: after five an operator waits for 30 minutes.

GB/T 22239-2019 7.1.4.1 b) wants failed sign-ins to end. The count holds against somebody who
sits at the program. It cannot hold against somebody who sets the computer's clock, who takes the
file away, or who carries the folder off: there, only what a guess costs (Argon2id) and the
password itself count.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app import clock
from app.errors import EnvironmentFault, RefusedError
from app.files import written_aside
from app.keys.slot_file import KeySlots
from app.keys.slots import WRONG, Unlocked, wrong_password

NAME = "attempts.json"
LIMIT = 5
PAUSE = timedelta(minutes=30)


@dataclass(frozen=True)
class Misses:
    """So many wrong passwords in a row, the last of them at ``last`` (timestamp)."""

    count: int = 0
    last: str = ""

    def wait(self, now: datetime) -> timedelta:
        """How long still no password is tried."""
        if self.count < LIMIT:
            return timedelta(0)
        return max(datetime.fromisoformat(self.last) + PAUSE - now, timedelta(0))


def unlock(folder: Path, slots: KeySlots, operator: str, password: str) -> Unlocked:
    """As :meth:`KeySlots.unlock`, counting in ``folder`` what was wrong.

    Raises ``K-LOCKED`` without trying while the operator has to wait, ``K-PASSWORD``,
    ``K-SLOTS-DAMAGED``. The misses stay noted until :func:`clear`.
    """
    name = operator.strip()
    before = misses(folder, name)
    waiting = before.wait(clock.now())
    if waiting > PAUSE:  # the clock was set back: the wait begins anew and grows no longer
        waiting = PAUSE
        _put(folder, name, Misses(before.count, clock.timestamp()))
    if waiting:
        raise locked(name, waiting)
    try:
        return slots.unlock(operator, password)
    except RefusedError as error:
        if error.code != WRONG or all(slot.operator != name for slot in slots.slots):
            raise
        count = 1 if before.count >= LIMIT else before.count + 1
        _put(folder, name, Misses(count, clock.timestamp()))
        if count >= LIMIT:
            raise locked(name, PAUSE) from error
        raise wrong_password(LIMIT - count) from error


def misses(folder: Path, operator: str) -> Misses:
    """What was noted of an operator; nothing when the note is missing or cannot be read."""
    return _read(folder).get(operator, Misses())


def clear(folder: Path, operator: str) -> None:
    """Forget an operator's misses, once the right password has come."""
    if operator in _read(folder):
        _put(folder, operator, None)


def locked(operator: str, waiting: timedelta) -> RefusedError:
    """Too many wrong passwords; ``waiting`` is rounded up to minutes."""
    minutes = -(-int(waiting.total_seconds()) // 60)
    return RefusedError(
        "K-LOCKED",
        f"口令连续输错{LIMIT}次，“{operator}”已停止登录，还要等{minutes}分钟。",
        "数据没有受影响；到时再试，或请管理员重新设置。如果不是本人输错的，请告诉管理员。",
    )


def _read(folder: Path) -> dict[str, Misses]:
    try:
        kept = json.loads((folder / NAME).read_bytes())
        found = {str(name): Misses(int(one["count"]), one["last"]) for name, one in kept.items()}
        for one in found.values():
            if datetime.fromisoformat(one.last).tzinfo is None:
                raise ValueError(one.last)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return found


def _put(folder: Path, operator: str, noted: Misses | None) -> None:
    """A note that cannot be written keeps nobody out: whoever can prevent it could delete it."""
    kept = {name: asdict(one) for name, one in _read(folder).items() if name != operator}
    if noted is not None:
        kept[operator] = asdict(noted)
    try:
        with written_aside(folder / NAME) as stream:
            stream.write(json.dumps(kept, ensure_ascii=False).encode())
    except EnvironmentFault:
        return
