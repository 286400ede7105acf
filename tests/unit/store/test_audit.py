"""The audit log tells every change, and tells when it or the data was changed behind it."""

from __future__ import annotations

import time
import uuid

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.errors import IntegrityError
from app.store import audit, audit_check, details
from tests.unit.store.conftest import CLERK

COLUMNS = [
    "rec_id",
    "agency_code",
    "uscc",
    "as_of_date",
    "row_status",
    "rev_no",
    "entered_by",
    "entered_at",
    "cons_no",
    "month",
    "kwh",
    "amount",
]


def rows(count: int) -> list[tuple[object, ...]]:
    return [
        (uuid.uuid4().hex, "GD", "91411221MA00000001", "2026-03-31", "已录入", 1, CLERK,
         "2026-03-31T00:00:00Z", f"41122100{n:05d}", "2026-03", n * 37, n * 91)
        for n in range(count)
    ]  # fmt: skip


def insert(store, new) -> int:
    with store.write() as conn:
        block = {"dataset": "GD02", "columns": COLUMNS, "rows": new}
        seq = audit.append(conn, store, "import", "GD02", {"rows": len(new)}, block)
        store.bulk_insert(
            conn, store.table("GD02"), [*COLUMNS, "audit_seq"], [(*row, seq) for row in new]
        )
    return seq


def change(store, rec_id: str, kwh: int) -> int:
    table = store.table("GD02")
    with store.write() as conn:
        old = dict(conn.execute(sa.select(table).where(table.c.rec_id == rec_id)).mappings().one())
        detail = [["GD02", rec_id, old, {"kwh": kwh}]]
        seq = audit.append(conn, store, "change", rec_id, {}, detail)
        conn.execute(
            sa.update(table).where(table.c.rec_id == rec_id).values(kwh=kwh, audit_seq=seq)
        )
    return seq


def remove(store, rec_id: str) -> int:
    table = store.table("GD02")
    with store.write() as conn:
        old = dict(conn.execute(sa.select(table).where(table.c.rec_id == rec_id)).mappings().one())
        seq = audit.append(conn, store, "undo", rec_id, {}, [["GD02", rec_id, old, None]])
        conn.execute(sa.delete(table).where(table.c.rec_id == rec_id))
    return seq


def test_a_record_tells_its_life(opened):
    """Who wrote which value when: the answer to an enterprise's objection."""
    store = opened()
    new = rows(3)
    first = insert(store, new)
    second = change(store, new[1][0], 777)
    with store.read() as conn:
        life = audit.history(conn, "GD02", new[1][0])
    assert [event.seq for event in life] == [first, second]
    assert life[0].before is None
    assert (life[1].before["kwh"], life[1].after) == (37, {"kwh": 777})
    third = remove(store, new[1][0])
    with store.read() as conn:
        assert [e.seq for e in audit.history(conn, "GD02", new[1][0])] == [first, second, third]
        assert audit.history(conn, "GD02", "unknown") == []
    assert audit_check.verify(store).rows == 2


def test_many_changed_rows_in_columns(opened):
    """A review of a whole batch is one entry and can still be told row by row."""
    store = opened()
    new = rows(50)
    first = insert(store, new)
    ids = [row[0] for row in new]
    table = store.table("GD02")
    with store.write() as conn:
        block = {
            "dataset": "GD02",
            "columns": ["rec_id", "row_status"],
            "rows": [(rec_id, "已审核") for rec_id in ids],
            "before": [(rec_id, "已录入") for rec_id in ids],
            "before_seq": [first] * len(ids),
        }
        seq = audit.append(conn, store, "review", "GD02", {}, block)
        conn.execute(sa.update(table).values(row_status="已审核", audit_seq=seq))
    assert audit_check.verify(store).rows == 50
    with store.read() as conn:
        life = audit.history(conn, "GD02", ids[7])
    assert [event.seq for event in life] == [first, seq]
    assert life[1].before["row_status"] == "已录入"


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE rec_gd02 SET kwh = kwh + 1 WHERE id = 2",
        "DELETE FROM rec_gd02 WHERE id = 2",
        "UPDATE rec_gd02 SET uscc = '91411221MA00000009' WHERE id = 1",
        "UPDATE rec_gd02 SET audit_seq = 1 WHERE id = 3",
        (
            "INSERT INTO rec_gd02 (rec_id, agency_code, uscc, as_of_date, row_status, rev_no,"
            " entered_by, entered_at, audit_seq) SELECT 'added', agency_code, uscc, as_of_date,"
            " row_status, rev_no, entered_by, entered_at, audit_seq FROM rec_gd02 WHERE id = 1"
        ),
    ],
)
def test_a_row_changed_behind_the_log_is_found(opened, tamper: str):
    """An insider with the key edits a number."""
    store = opened()
    insert(store, rows(5))
    assert audit_check.verify(store).rows == 5
    with store.write() as conn:
        conn.exec_driver_sql(tamper)
    with pytest.raises(IntegrityError, match="S-AUDIT-ROW"):
        audit_check.verify(store)


def test_an_old_image_put_back_is_found(opened):
    """The page of yesterday has a valid signature: only the log knows that it is old."""
    store = opened()
    new = rows(2)
    first = insert(store, new)
    change(store, new[0][0], 999)
    with store.write() as conn:
        conn.exec_driver_sql(f"UPDATE rec_gd02 SET kwh = 0, audit_seq = {first} WHERE id = 1")
    with pytest.raises(IntegrityError, match="S-AUDIT-ROW"):
        audit_check.verify(store)


def test_rows_are_checked_in_parts(opened, monkeypatch):
    """A county's millions of rows must not need its memory all at once."""
    monkeypatch.setattr(audit_check, "PART", 7)
    store = opened()
    insert(store, rows(40))
    assert audit_check.verify(store).rows == 40


def test_the_log_only_grows(opened):
    """No statement of ours or of another tool may edit it."""
    store = opened()
    for statement in ("UPDATE audit SET operator = 'x'", "DELETE FROM audit"):
        with pytest.raises(sa.exc.DatabaseError, match="only grows"), store.write() as conn:
            conn.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE audit SET operator = '别人' WHERE seq = 2",
        "UPDATE audit SET detail = zeroblob(3) WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 2",
        "UPDATE audit SET at = '2020-01-01T00:00:00Z' WHERE seq = 1",
    ],
)
def test_a_changed_log_is_found(opened, tamper: str):
    """Even when the triggers were dropped first."""
    store = opened()
    insert(store, rows(2))
    with store.write() as conn:
        conn.exec_driver_sql("DROP TRIGGER audit_no_update")
        conn.exec_driver_sql("DROP TRIGGER audit_no_delete")
        conn.exec_driver_sql(tamper)
    with pytest.raises(IntegrityError, match="S-AUDIT-CHAIN"):
        audit_check.verify(store)


def test_a_log_cut_short_is_found_by_the_anchor(opened):
    """Cutting the end off leaves a sound chain."""
    store = opened()
    insert(store, rows(2))
    driver = store._pool().raw_connection()
    driver.execute("DROP TRIGGER audit_no_delete")
    driver.execute("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    driver.close()
    with pytest.raises(IntegrityError, match="S-ROLLED-BACK"):
        audit_check.verify(store)


@given(
    st.lists(st.tuples(st.text(), st.none() | st.integers(-(2**62), 2**62), st.text()), max_size=20)
)
def test_packed_rows_come_back(values):
    """Whatever a clerk typed is in the log as typed."""
    block = {"dataset": "GD02", "columns": ["rec_id", "a", "b"], "rows": values}
    back = list(details.changes(details.pack(block)))
    assert [tuple(change.after.values()) for change in back] == values


def test_appending_fifty_thousand_rows_stays_cheap(opened):
    """An import must not take twice as long because it is logged."""
    store = opened()
    new = rows(50_000)
    with store.write() as conn:
        started = time.process_time()
        block = {"dataset": "GD02", "columns": COLUMNS, "rows": new}
        audit.append(conn, store, "import", "GD02", {"rows": len(new)}, block)
        assert time.process_time() - started < 1.0
