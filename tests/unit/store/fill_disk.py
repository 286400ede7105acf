"""Writes into an office until the system refuses to let its files grow; run as a program."""

import resource
import signal
import sys
from pathlib import Path

from app.catalogue.load import load
from app.errors import AppError
from app.store import audit
from app.store.opening import open_store
from tests.unit.store.conftest import CLERK, PASSWORD

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
store = open_store(folder, CLERK, PASSWORD, load())
limit = max(path.stat().st_size for path in folder.glob("office.db*")) + 600_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
done = 0
try:
    while True:
        with store.write() as conn:
            audit.append(conn, store, "fill", "x" * 20_000, {})
        done += 1
except AppError as error:
    sys.stdout.write(f"{done} {error.code}\n")
    sys.stdout.flush()
