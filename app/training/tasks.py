"""The guided tasks of the training office. Each looks in the store whether it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from app.collection import batches, held, notices, slips, states
from app.collection.analysis import FAULTY
from app.store.office_store import Store
from app.store.tables import outbox
from app.training.offices import CLERK, LEADER
from app.training.practice import DATASET, SHEET


@dataclass(frozen=True)
class Task:
    """One task: what to do, as whom, on which screen; ``done`` tells from the store."""

    id: str
    title: str
    help: str
    operator: str
    screen: str
    done: Callable[[Store], bool]


def _imported(store: Store) -> bool:
    return any(one.state != batches.UNDONE for one in batches.batches(store, DATASET))


def _code_found(store: Store) -> bool:
    """The row with the wrong code was settled, and none like it waits."""
    rows = held.held_rows(store, DATASET, outcome=FAULTY, waiting_only=False)
    return any(row.state == held.STORED for row in rows) and not held.held_rows(
        store, DATASET, outcome=FAULTY
    )


def _reviewed(store: Store) -> bool:
    counts = _states(store)
    passed = counts.get(states.APPROVED, 0) + counts.get(states.SENT, 0)
    return passed > 0 and not counts.get(states.ENTERED) and not counts.get(states.DRAFT)


def _notified(store: Store) -> bool:
    made = notices.notices(store)
    return bool(made) and all(one.status in slips.SERVED for one in made)


def _submitted(store: Store) -> bool:
    query = sa.select(sa.func.count()).where(outbox.c.kind == "submission")
    with store.read() as conn:
        return bool(conn.scalar(query))


def _states(store: Store) -> dict[str, int]:
    table = store.table(DATASET)
    query = sa.select(table.c.row_status, sa.func.count()).group_by(table.c.row_status)
    with store.read() as conn:
        return {str(row[0]): int(row[1]) for row in conn.execute(query)}


TASKS = (
    Task(
        "import",
        "导入一张表",
        f"以录入员身份打开“导入”，选择《{SHEET}》，按提示一步步导入。",
        CLERK,
        "importing",
        _imported,
    ),
    Task(
        "code",
        "找出填错的代码",
        "有一行的统一社会信用代码末位填错了，没有入库。对照企业名录改正，让它入库。",
        CLERK,
        "importing",
        _code_found,
    ),
    Task(
        "review",
        "审核",
        "换成审核员身份，打开“审核”，逐条核对后全部通过。录入人不能审核自己的数据。",
        LEADER,
        "review",
        _reviewed,
    ),
    Task(
        "notice",
        "告知企业",
        "打开“告知与授权”，制作采集告知书，再登记全部送达。没有告知的企业不能报送。",
        LEADER,
        "notices",
        _notified,
    ),
    Task(
        "submit",
        "报送",
        "打开“报送”，核对要报送的内容，签名并写出报送包。",
        LEADER,
        "submission",
        _submitted,
    ),
)


def state_of(store: Store) -> list[tuple[Task, bool]]:
    """Every task and whether it is done, in their order."""
    return [(task, task.done(store)) for task in TASKS]
