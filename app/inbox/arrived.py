"""One file of the inbox as it was found: what it says of itself, and how far it verified."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.exchange.envelope import Envelope, Kind
from app.exchange.verifying import KIND_TITLES
from app.files import name_of
from app.inbox import wording
from app.inbox.checklist import Check, failed_at
from app.store.office_store import Store

READY: Final = "可并入"
BAD: Final = "有问题"
KNOWN: Final = "已收过"
ELSEWHERE: Final = "不在此办理"
NO_PACKAGE: Final = "不是数据包"
UNREADABLE: Final = "读不出"
MERGED: Final = "已并入"
QUARANTINED: Final = "已隔离"
STATES = (READY, BAD, KNOWN, ELSEWHERE, NO_PACKAGE, UNREADABLE, MERGED, QUARANTINED)
"""What may stand beside a file, in the order in which a list tells them."""

TAKEN_KINDS = (Kind.SUBMISSION, Kind.FEEDBACK)
"""What a coordinator takes in; everything else has its own screen, or goes the other way."""


@dataclass(frozen=True)
class Arrived:
    """One file. ``envelope`` is proven only where ``state`` is 可并入, 已收过 or 已并入.

    ``code`` and ``reason`` say why it cannot be taken in; ``ask`` is what the agency is to be told.
    ``counts``: records per resource of a verified package; ``sender``: the agency's title;
    ``catalogue``: the version that it was made with.
    """

    path: Path
    state: str
    size: int = 0
    envelope: Envelope | None = None
    envelope_sha256: str = ""
    sender: str = ""
    steps: tuple[Check, ...] = ()
    code: str = ""
    reason: str = ""
    ask: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    catalogue: str = ""

    @property
    def kind(self) -> str:
        """What it is called: 报送包…; empty when it does not even say."""
        return KIND_TITLES[self.envelope.kind] if self.envelope else ""

    @property
    def records(self) -> int:
        """All records of a verified package."""
        return sum(self.counts.values())


def size_of(path: Path) -> int:
    """Bytes of a file; 0 when it cannot be asked."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def refused(
    store: Store, path: Path, envelope: Envelope | None, sha256: str, code: str, reason: str
) -> Arrived:
    """A file that an error of ``code`` stopped, with the words for the agency."""
    sender = title_of(store, envelope.sender) if envelope else ""
    what = wording.named(envelope, sender, name_of(path))
    return Arrived(
        path,
        UNREADABLE if code.startswith("ENV-") else BAD,
        size_of(path),
        envelope,
        sha256,
        sender,
        failed_at(code, reason),
        code,
        reason,
        wording.ask(code, what, reason),
    )


def title_of(store: Store, agency: str) -> str:
    """An agency's name; its code where the catalogue does not know it."""
    known = store.catalogue.agencies.get(agency)
    return known.title if known else agency
