"""Credit files at a county's limit: list, a filtered list, and one file, against a tenth of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.browsing.credit_file_list import CreditFileList
from app.browsing.credit_file_page import read_file_page
from app.browsing.register_search import RegisterSearch
from app.office import open_office
from app.outcomes import dishonesty
from app.store.office_store import Store
from app.store.tables import notice, register
from tests.bench.bench_rating import SIZES, WORD, Bench, office
from tests.unit.rating.county import D
from ui.tables.model import FIRST, PAGE

REPEATS = 15
BOUND = 1.5
AGENCIES = ("SCJG", "SW", "GD", "RS", "FY")
Figures = dict[str, list[float]]


def bench_files(folder: Path) -> list[Bench]:
    """What an officer waits for, in a county of 1.5 million rows and in one a tenth of it."""
    small, large = (_measured(folder / str(size), size) for size in SIZES)
    return [
        {
            "name": f"{name}, {SIZES[1]} enterprises against {SIZES[0]}",
            "ours_s": min(large[name]),
            "baseline_s": min(small[name]),
            "ratio": min(large[name]) / min(small[name]),
            "bound": BOUND,
            "spread": [min(large[name]), max(large[name])],
            "repeats": REPEATS,
        }
        for name in large
    ]


def _measured(folder: Path, size: int) -> Figures:
    with office(folder, size) as store:
        _register(store, size)
    # opened again, so that what was put in is in the store and not in its log still
    with open_office(folder, "审核员", WORD) as store:
        search = RegisterSearch.of(store)
        listed = CreditFileList(store, lambda: search)
        codes = listed.ids({}, None, FIRST)
        found: Figures = {}
        for number in range(REPEATS):
            _timed(found, "credit files, first rows", partial(_page, listed))
            one = codes[number * 7]
            _timed(found, "one credit file", partial(read_file_page, store, one, "测量"))
            page = partial(dishonesty.entries, store, D, codes[:PAGE])
            _timed(found, "who of a page is listed", page)
        return found


def _page(listed: CreditFileList) -> None:
    listed.rows(listed.ids({}, None, FIRST)[:PAGE])


def _timed(found: Figures, name: str, work: Callable[[], Any]) -> None:
    start = time.perf_counter()
    work()
    found.setdefault(name, []).append(time.perf_counter() - start)


def _register(store: Store, size: int) -> None:
    """The enterprises by name, each told by five agencies."""
    codes = [f"91411221MA9{place:07d}" for place in range(size)]
    common = {"status": "已送达", "generated_at": "", "delivered_date": "2026-03-10"}
    told = [
        {"agency_code": agency, "uscc": uscc, "notice_id": f"{agency}-{n}",
         "slip_code": f"{n}", **common}
        for agency in AGENCIES for n, uscc in enumerate(codes)
    ]  # fmt: skip
    named = [
        {"uscc": uscc, "name": f"企业{uscc[-7:]}", "former_names": "", "township": "城关镇"}
        for uscc in codes
    ]
    with store.write() as conn:
        conn.execute(sa.insert(register), named)
        conn.execute(sa.insert(notice), told)
