"""Real offices in temporary folders, opened by real operators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import clock
from app.catalogue.load import load
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.store.office_store import Store
from app.store.opening import create, open_store
from app.store.tables import register

PASSWORD = "河畔的三棵白杨树1987"
FIRMS = {
    "91411221MA9TE01610": "渑池县仰韶农产品有限公司",
    "91411221MA9TE092X0": "渑池县韶州（河南）铝业有限公司",
    "91411221MA9TETE04Q": "渑池县天坛山旅游开发有限公司",
}
YANGSHAO, SHAOZHOU, TIANTAN = FIRMS

Opener = Callable[..., Store]


@pytest.fixture(autouse=True)
def _spring() -> Iterator[None]:
    """The clock stands in the collection campaign."""
    with clock.at(datetime(2026, 4, 10, 2, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Opener]:
    """Opens the office of an agency for 甲 (entry), 乙 (reviewer) or 丙 (both)."""
    catalogue = load()
    with ExitStack() as stack:
        last: dict[str, Store] = {}

        def open_(agency: str = "GD", operator: str = "甲") -> Store:
            folder = tmp_path / agency
            if agency in last:
                last.pop(agency).close()
            if not folder.exists():
                create(
                    folder,
                    agency=agency,
                    edition="agency",
                    operators=[
                        NewOperator("甲", PASSWORD, frozenset({Role.ENTRY})),
                        NewOperator("乙", PASSWORD, frozenset({Role.REVIEWER})),
                        NewOperator("丙", PASSWORD, frozenset({Role.ENTRY, Role.REVIEWER})),
                    ],
                    signing_key=bytes(range(32)),
                    sealing_key="AGE-SECRET-KEY-TEST",
                    cost=TRAINING_COST,
                )
            store = open_store(folder, operator, PASSWORD, catalogue)
            last[agency] = store
            stack.callback(store.close)
            return store

        yield open_


@pytest.fixture
def power(opener: Opener) -> Store:
    """The power company's office with three enterprises in its register, 甲 at the desk."""
    store = opener("GD")
    fill_register(store)
    return store


def fill_register(store: Store) -> None:
    """Three enterprises, one of which had another name before."""
    with store.write() as conn:
        for uscc, name in FIRMS.items():
            former = "渑池县老仰韶粮油有限公司" if uscc == YANGSHAO else ""
            conn.execute(sa.insert(register).values(uscc=uscc, name=name, former_names=former))


HEADER = "户号,户名,统一社会信用代码,月份,用电量,应收电费,实收电费,缴费期限,缴费日期"


def sheet(path: Path, *rows: str, header: str = HEADER) -> Path:
    """A UTF-8 CSV as a clerk's billing system writes it."""
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return path
