"""Commits acknowledged transactions until it is killed; run as a program."""

import sys
from pathlib import Path

from app.catalogue.load import load
from app.store import audit
from app.store.opening import open_store
from app.store.tables import column_choice

ROWS = 21
store = open_store(Path(sys.argv[1]), sys.argv[2], sys.argv[3], load())
number = int(sys.argv[4])
while True:
    with store.write() as conn:
        audit.append(conn, store, "work", str(number), {})
        rows = [{"dataset": str(number), "header": str(n), "field": "x"} for n in range(ROWS)]
        conn.execute(column_choice.insert(), rows)
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()
    number += 1
