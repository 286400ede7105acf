"""What an office holds, added up in one pass: records per data set, enterprise and state."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.collection import states
from app.store.office_store import Store
from app.store.tables import sent_record


@dataclass(frozen=True)
class Holding:
    """An enterprise's records of one data set in one state.

    ``rows`` of them, ``mine`` entered by the operator who is signed in, ``due`` in a revision that
    the coordinator does not have yet (as :func:`app.collection.gate.gate` counts them).
    """

    uscc: str
    status: str
    rows: int
    mine: int
    due: int


def holdings(store: Store, conn: sa.Connection, dataset: str) -> list[Holding]:
    """This office's records of ``dataset``, added up. Raises ``U-DATASET``."""
    cursor = conn.exec_driver_sql(
        "SELECT r.uscc, r.row_status, count(*), sum(r.entered_by = ?),"
        " total((s.rec_id IS NULL AND r.row_status NOT IN (?, ?)) OR s.rev_no < r.rev_no)"
        f' FROM "{store.table(dataset).name}" r'
        f" LEFT JOIN {sent_record.name} s ON s.rec_id = r.rec_id"
        # The pluses keep SQLite from fetching row after row by the index of uscc
        " WHERE r.agency_code = ? GROUP BY +r.uscc, +r.row_status",
        (store.operator, states.WITHDRAWN, states.REPAIRED, store.agency),
    )
    return [Holding(uscc, state, rows, mine, int(due)) for uscc, state, rows, mine, due in cursor]
