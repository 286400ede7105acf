"""A small office on the disk, as an agency has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.catalogue.load import load
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.store.office_store import Store
from app.store.opening import create, open_store

CLERK, LEADER, CHIEF = "王录入", "李审核", "赵管理"
PASSWORD = "山水之间有人家2026"
SIGNING_KEY = bytes(range(32))
SEALING_KEY = "AGE-SECRET-KEY-CANARY-SEALING"


def make_office(folder: Path, recovery: str | None = None) -> Path:
    create(
        folder,
        agency="GD",
        edition="agency",
        operators=[
            NewOperator(CLERK, PASSWORD, frozenset({Role.ENTRY})),
            NewOperator(LEADER, PASSWORD + "审", frozenset({Role.REVIEWER, Role.QUERY})),
            NewOperator(CHIEF, PASSWORD + "管", frozenset({Role.ADMIN})),
        ],
        signing_key=SIGNING_KEY,
        sealing_key=SEALING_KEY,
        recovery_recipient=recovery,
        cost=TRAINING_COST,
    )
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_office(tmp_path / "office")


@pytest.fixture
def opened(folder: Path) -> Iterator[Callable[..., Store]]:
    stores: list[Store] = []

    def open_as(operator: str = CLERK, **options: str) -> Store:
        suffix = {CLERK: "", LEADER: "审", CHIEF: "管"}.get(operator, "")
        password = options.pop("password", PASSWORD + suffix)
        store = open_store(folder, operator, password, load(), **options)
        stores.append(store)
        return store

    yield open_as
    for store in stores:
        store.close()
