"""Imports one file after another and says each time that it was acknowledged, until killed."""

from __future__ import annotations

import sys
from pathlib import Path

from app.catalogue.load import load
from app.collection.importing import import_file
from app.store.opening import open_store


def main() -> None:
    """Arguments: office folder, operator, password, first number."""
    folder, operator, password, start = sys.argv[1:]
    with open_store(Path(folder), operator, password, load()) as store:
        number = int(start)
        while True:
            path = Path(folder).parent / "clerk.csv"
            lines = ["户号,统一社会信用代码,月份,用电量,应收电费,缴费期限"]
            lines += [
                f"{4112210000000 + number * 100 + row},91411221MA9TE01610,2026-02,100,70,2026-03-20"
                for row in range(30)
            ]
            path.write_text("\n".join(lines) + "\n", "utf-8")
            import_file(store, "GD02", path)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
            number += 1


main()
