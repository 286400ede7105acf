"""A package read back from where it was written, while its transaction can still be undone."""

from __future__ import annotations

import os
from pathlib import Path

from app.errors import EnvironmentFault, IntegrityError
from app.exchange.envelope import Kind
from app.exchange.verifying import open_verified, show
from app.exchange.writing import Written
from app.files import disk_fault
from app.merging.cards import own_card
from app.merging.streams import identity_of, trust_to_check
from app.progress import SILENT, Progress
from app.store.office_store import Store


def read_back(
    store: Store, path: Path, kind: Kind, written: Written, progress: Progress = SILENT
) -> None:
    """Open what was just written as its receiver will: signature, decryption, every digest.

    Raises ``X-READBACK`` when the medium gives back something else, ``ENV-*`` when it is gone.
    """
    _forget(path)
    own = own_card(store)
    try:
        trust = trust_to_check(store, {own.agency: own.key}, show(path).envelope)
        me = identity_of(store)
        with open_verified(
            path, expect_kind=kind, me=me, trust=trust, progress=progress
        ) as package:
            same = package.envelope_sha256 == written.envelope_sha256
    except IntegrityError as error:
        raise _spoiled(path) from error
    if not same:
        raise _spoiled(path)


def _forget(path: Path) -> None:
    """Have the system read from the medium, not from what it remembers of the writing."""
    if hasattr(os, "posix_fadvise"):
        try:
            handle = os.open(path, os.O_RDONLY)
        except OSError as error:
            raise disk_fault(error, path) from error
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def _spoiled(path: Path) -> EnvironmentFault:
    return EnvironmentFault(
        "X-READBACK",
        f"写入的 {path.name} 回读不一致，没有报送任何记录。",
        "U盘可能已损坏，请换一个U盘或位置重新写出。",
    )
