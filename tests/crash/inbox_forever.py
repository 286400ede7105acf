"""Takes a stick of packages in and says of each that it is done; a program, to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from app.inbox import taking
from app.inbox.examining import examine
from app.inbox.gathering import gather
from app.office import opened
from tests.offices import LEADER, WORD


class _Loud:
    """Says each step, so that the parent can choose where to kill."""

    def step(self, done: int, total: int, note: str = "") -> None:
        """One step."""
        sys.stdout.write(f"{note}\n")
        sys.stdout.flush()


def main() -> None:
    """Arguments: office folder, then the stick's."""
    folder, stick = sys.argv[1:]
    with opened(Path(folder), LEADER, WORD) as store:
        taking.take_all(store, examine(store, gather([Path(stick)])), progress=_Loud())


main()
