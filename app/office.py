"""The composition root: an office made, opened, and everything that acts on it.

An office is a folder with ``keyslots.json``, the encrypted ``office.db``, an anchor and backups.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from app.catalogue.load import load
from app.documents.typeset.stamp import stamped
from app.edition import Edition, edition_of, require_program
from app.errors import RefusedError, UsageError
from app.files import disk_fault
from app.keys import signing
from app.keys.passwords import KdfCost
from app.keys.slots import NewOperator
from app.merging.cards import Card
from app.store import opening, recovery, restoring
from app.store.office_store import Store
from app.store.tables import meta

TRAINING_STAMP = "培训用"


def create_office(
    folder: Path,
    *,
    agency: str,
    operators: Sequence[NewOperator],
    coordinator: Card | None = None,
    cost: KdfCost | None = None,
    training: bool = False,
) -> None:
    """Make a new office for ``agency`` with its keys and operators.

    An agency needs the coordinator's card; the coordinator's own office has none. What a
    ``training`` office prints and packs is marked, and no real office takes it. Raises
    ``U-AGENCY`` for a code the catalogue lacks, ``U-CARD`` when the card is missing.
    """
    catalogue = load()
    if agency not in catalogue.agencies:
        raise UsageError("U-AGENCY", f"机构目录中没有代码 {agency}。", "请核对机构代码。")
    edition = edition_of(agency, catalogue.coordinator)
    if (coordinator is None) != (agency == catalogue.coordinator):
        raise UsageError("U-CARD", "机构端须提供汇总端公钥卡，汇总端不需要。", "请核对参数。")
    signing_key = signing.new_signing_key()
    opening.create(
        folder,
        agency=agency,
        edition=edition.value,
        operators=list(operators),
        signing_key=signing_key,
        sealing_key=signing.new_sealing_identity(),
        recovery_recipient=coordinator.recipient if coordinator else None,
        cost=cost,
        training=training,
    )
    first = operators[0]
    with opened(folder, first.name, first.password) as store, store.write() as conn:
        facts = {"signing_public": signing.public_of(signing_key).hex()}
        if coordinator is not None:
            facts["coordinator_card"] = json.dumps(asdict(coordinator))
        conn.execute(meta.insert(), [{"key": k, "value": v} for k, v in facts.items()])


def open_office(folder: Path, operator: str, password: str) -> Store:
    """Open an office for an operator. Raises the codes of ``app.store.opening``."""
    return opening.open_store(folder, operator, password, load())


def open_office_of(program: Edition, folder: Path, operator: str, password: str) -> Store:
    """Open an office in the program of its own edition.

    Raises as :func:`open_office`, and ``E-EDITION`` for an office of the other edition.
    """
    store = open_office(folder, operator, password)
    try:
        require_program(store.edition, program)
    except RefusedError:
        store.close()
        raise
    return store


def restore_office(source: Path, folder: Path, operator: str, password: str) -> Store:
    """Put a backup in the place of an office and open it. Raises as ``restoring.restore``."""
    return restoring.restore(source, folder, operator, password, load())


def recover_office(folder: Path, answered: Path, operator: str, password: str) -> Store:
    """Take up the coordinator's answer and open the office. Raises as ``recovery.complete``."""
    try:
        content = answered.read_bytes()
    except OSError as error:
        raise disk_fault(error, answered) from error
    return recovery.complete(folder, content, operator, password, load())


@contextmanager
def at_work(store: Store) -> Iterator[None]:
    """Work on an open office: what a training office prints inside the block says that it is one.

    Enter it in the thread that prints.
    """
    with stamped(TRAINING_STAMP if store.training else ""):
        yield


@contextmanager
def opened(folder: Path, operator: str, password: str) -> Iterator[Store]:
    """An open office that is closed (and its log checkpointed) at the end of the block."""
    store = open_office(folder, operator, password)
    try:
        with at_work(store):
            yield store
    finally:
        store.close()
