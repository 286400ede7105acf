"""Merges one submission after another and says each time that it was acknowledged; a program."""

from __future__ import annotations

import sys
from pathlib import Path

from app.merging.merge import merge
from app.office import opened
from tests.offices import LEADER, WORD


def main() -> None:
    """Arguments: office folder, then the submissions in order."""
    folder, *paths = sys.argv[1:]
    with opened(Path(folder), LEADER, WORD) as store:
        for path in paths:
            sys.stdout.write(f"{merge(store, Path(path)).package_id}\n")
            sys.stdout.flush()


main()
