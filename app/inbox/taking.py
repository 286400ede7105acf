"""Taking in everything that is good, package by package, each in a transaction of its own.

What fails goes into quarantine and the others go on. Called off or killed, every package is wholly
in or not at all; the same files given again are gone on with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.errors import AppError, Cancelled, EnvironmentFault, RefusedError
from app.exchange.envelope import Kind
from app.inbox import answering, quarantine
from app.inbox.arrived import BAD, KNOWN, MERGED, QUARANTINED, READY, UNREADABLE, Arrived, refused
from app.inbox.examining import blames_package, examine, told_closer
from app.inbox.gathering import Found
from app.keys.roles import Role
from app.merging.merge import Merged, merge
from app.outcomes.receiving import receive
from app.progress import SILENT, Part, Progress
from app.store.office_store import Store


@dataclass(frozen=True)
class Taken:
    """What became of one file: ``arrived`` with its new state, and a sentence.

    ``receipt`` is the file of the receipt; ``unanswered`` why there is none.
    """

    arrived: Arrived
    words: str
    merged: Merged | None = None
    item_id: str = ""
    receipt: Path | None = None
    unanswered: AppError | None = None


@dataclass
class Done:
    """What became of all; ``stopped`` when somebody called it off before the end."""

    taken: list[Taken] = field(default_factory=list)
    stopped: bool = False

    def count(self, state: str) -> int:
        """How many ended in a state."""
        return sum(one.arrived.state == state for one in self.taken)


def take_all(
    store: Store, items: Iterable[Arrived], *, receipts: bool = True, progress: Progress = SILENT
) -> Done:
    """Merge what is 可并入 in the order given, then quarantine what is 有问题; the rest stays.

    ``receipts``: write one beside each package, where the operator may sign. Raises ``R-ROLE``,
    and what concerns this office and no package (``S-*``, ``ENV-DISK``); what was merged before
    then stays merged.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    wanted = [item for item in items if item.state in (READY, BAD)]
    wanted.sort(key=lambda item: item.state == BAD)
    whole = sum(item.size + 1 for item in wanted)
    signs = receipts and Role.REVIEWER in store.roles
    done, behind = Done(), 0
    for number, item in enumerate(wanted, 1):
        part = Part(progress, behind, behind + item.size + 1, whole)
        behind += item.size + 1
        named = _Named(part, f"{number}/{len(wanted)} {item.sender or item.path.name}")
        try:
            named.step(0, 1)
            taken = _take(store, item, named) if item.state == READY else Taken(item, "")
            if taken.arrived.state == BAD:
                taken = _hold(store, taken.arrived, named)
        except Cancelled:
            done.stopped = True
            break
        done.taken.append(_answered(store, taken) if signs else taken)
    return done


class _Named:
    """Progress that says which package it is about."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress, self._name = progress, name

    def step(self, done: int, total: int, note: str = "") -> None:
        """The same step with the package's name before it."""
        self._progress.step(done, total, f"{self._name} {note}")


def _take(store: Store, item: Arrived, progress: Progress) -> Taken:
    """Take one in; 有问题 when the package is to blame, 读不出 when its file is gone."""
    submission = item.envelope is None or item.envelope.kind is Kind.SUBMISSION
    try:
        if not submission:
            return Taken(replace(item, state=MERGED), receive(store, item.path).words)
        merged = merge(store, item.path, progress=progress)
    except EnvironmentFault as error:
        return _unread(item, error)
    except AppError as error:
        if not blames_package(error):
            raise
        if item.envelope is None:
            raise
        reason = told_closer(store, item.path, item.envelope, error)
        sha256 = item.envelope_sha256
        bad = refused(store, item.path, item.envelope, sha256, error.code, reason)
        return Taken(bad, bad.reason)
    return Taken(replace(item, state=MERGED), _words(merged), merged)


def _words(merged: Merged) -> str:
    count = sum(merged.accepted.values())
    rest = len(merged.returned) - merged.pooled
    said = f"并入 {count:,} 条"
    if merged.pooled:
        said += f"，转入待匹配 {merged.pooled:,} 条"
    if rest:
        said += f"，退回 {rest:,} 条"
    return f"{said}（此前已并入）" if merged.again else said


def _unread(item: Arrived, error: EnvironmentFault) -> Taken:
    """A file that could not be read: the stick was pulled out. A full disk stops everything."""
    if error.code not in ("ENV-MISSING", "ENV-IO", "ENV-PERMISSION"):
        raise error
    return _left(item, error)


def _left(item: Arrived, error: AppError) -> Taken:
    """A file that stays where it is; the others go on."""
    left = replace(item, state=UNREADABLE, code=error.code, reason=error.message)
    return Taken(left, error.message)


def _hold(store: Store, item: Arrived, progress: Progress) -> Taken:
    try:
        item_id = quarantine.hold(store, item, progress)
    except EnvironmentFault as error:
        return _unread(item, error)
    except RefusedError as error:
        if error.code != quarantine.CHANGED:
            raise
        return _left(item, error)
    return Taken(replace(item, state=QUARANTINED), item.reason, item_id=item_id)


def _answered(store: Store, taken: Taken) -> Taken:
    """The same with its receipt beside the package; a stick that cannot be written is told of."""
    if taken.merged is None:
        return taken
    folder = taken.arrived.path.parent
    (one,) = answering.answer_all(store, [taken.merged.package_id], folder)
    return replace(taken, receipt=one.path, unanswered=one.error)


def release(store: Store, item_id: str, reason: str, progress: Progress = SILENT) -> Taken:
    """Verify a quarantined file again and take it in when it passes now (放行后重验).

    One that does not pass stays, with the reason of today. Needs a reviewer with a reason. Raises
    ``R-ROLE``, ``R-REASON``, ``Q-*``.
    """
    quarantine.require_reason(store, reason)
    with quarantine.laid_out(store, item_id) as path:
        (item,) = examine(store, [Found(path)], progress)
        ready = item.state == READY
        taken = _take(store, item, progress) if ready else Taken(item, item.reason)
    if taken.arrived.state in (MERGED, KNOWN):
        quarantine.decide(store, item_id, quarantine.RELEASED, reason, "quarantine.release")
    else:
        quarantine.failed_again(store, item_id, reason, taken.arrived)
    return replace(taken, item_id=item_id)
