"""The demo: one whole campaign of the training county, then every planted fact checked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock, files
from app.catalogue.load import load
from app.collection import ids, sheets
from app.disputes.searching import search
from app.documents.batch import print_file
from app.documents.issuing.score_sheets import score_sheet_pieces
from app.documents.papers.score_sheet import TITLE
from app.errors import RefusedError
from app.merging.campaigns import open_campaign
from app.merging.facts_csv import export_facts
from app.merging.merge import merge
from app.merging.receipts import receive_receipt, write_receipt
from app.merging.registers import publish_register, receive_register
from app.outcomes.publishing import publish
from app.outcomes.results import receive_result, write_result
from app.progress import SILENT, Progress
from app.rating import decisions, scheme
from app.rating.runs import run_rating
from app.training.account import Account
from app.training.campaign import COLLECTED_ON, Campaign, by_agency, deadline, noon
from app.training.checking import differences
from app.training.county import generate
from app.training.offices import LEADER, SECOND, Offices
from app.training.outcome import Demo
from app.training.planted import ledger, write_ledger
from app.training.workbooks import Workbook, write_workbooks

MARKET = "SCJG"
SETUP_ON = date(2026, 3, 2)
SHEETS = 30
SUMMARY = "summary.json"
"""Written last: where it lies, the county is whole."""


def run(
    out: Path,
    *,
    seed: int,
    enterprises: int,
    register: Path | None = None,
    progress: Progress = SILENT,
    say: Callable[[str], None] = print,
) -> Demo:
    """Run the whole cycle under ``out``, which must be empty or absent.

    ``enterprises`` ordinary ones are made, or as many as the ``register`` has rows when it is given.
    Raises ``U-OUT``; any error of the product is an error of the demo too.
    """
    if out.exists() and any(out.iterdir()):
        raise RefusedError("U-OUT", f"文件夹不是空的：{out}", "请换一个空文件夹。")
    for name in ("workbooks", "packages", "papers", "offices"):
        (out / name).mkdir(parents=True, exist_ok=True)
    rows = _register_rows(register) if register else None
    county = generate(seed, len(rows) if rows else enterprises, rows, load())
    demo = Demo(out, county)
    with ids.seeded(seed):
        _Cycle(
            demo, Offices(out, county.catalogue, seed, training=True), progress, Account(demo, say)
        ).run()
    return demo


def _register_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a real register, each a mapping from header to text."""
    read = sheets.read(path, sheet=None, header_row=None, labels=frozenset())
    headers = [column.header for column in read.columns]
    return [
        {h: "" if cell is None else str(cell) for h, cell in zip(headers, cells, strict=True)}
        for cells in zip(*read.cells, strict=True)
    ]


class _Cycle:
    def __init__(self, demo: Demo, offices: Offices, progress: Progress, tell: Account) -> None:
        self.demo, self.offices, self.progress, self.tell = demo, offices, progress, tell
        self.county = demo.county
        self.agencies = list(demo.county.facts)
        self.books: dict[str, list[Workbook]] = {}

    def run(self) -> None:
        """All steps; the last compares."""
        with self._step("workbooks"):
            written = write_workbooks(self.county, self.demo.folder / "workbooks")
            self.books = dict(by_agency(written))
            plants = ledger(self.county, written)
            write_ledger(plants, self.demo.folder / "planted.json")
        self.tell.county(sum(len(books) for books in self.books.values()))
        with self._step("offices"):
            self._set_up()
        with self._step("register"):
            self._collect(MARKET)
            self._merge(MARKET)
            self._publish_register()
        for number, agency in enumerate(self.agencies):
            if agency != MARKET:
                self.progress.step(number, len(self.agencies), self._title(agency))
                with self._step("collection"):
                    self._collect(agency)
        with self._step("merging"):
            for agency in self.agencies:
                if agency != MARKET:
                    self._merge(agency)
            self._compare_agencies()
        with self._step("rating"):
            self._rate()
        with self._step("results"):
            self._results()
        with self._step("export"):
            self._export()
        with self._step("checks"):
            self.demo.differences = differences(self.demo, plants)
        self._write_summary()
        self.tell.close()

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        spent = time.perf_counter() - started
        self.demo.seconds[name] = round(self.demo.seconds.get(name, 0) + spent, 2)

    def _title(self, agency: str) -> str:
        return self.county.catalogue.agencies[agency].title

    def _set_up(self) -> None:
        with clock.at(noon(SETUP_ON)):
            self.offices.make(self.offices.coordinator)
            self._open_campaign()
            for number, agency in enumerate(self.agencies):
                self.progress.step(number, len(self.agencies), f"备案 {self._title(agency)}")
                self.offices.make(agency)
                self.offices.enrol(agency)
            self.offices.distribute_directory()
        self.offices.write_passwords()

    def _open_campaign(self) -> None:
        year, as_of = self.county.as_of.year, self.county.as_of
        with self.offices.open(self.offices.coordinator, LEADER) as store:
            open_campaign(store, f"{year}年第一次信用信息采集", date(year - 1, 1, 1), as_of)

    def _collect(self, agency: str) -> None:
        books = self.books.get(agency, [])
        self.demo.parts[agency] = Campaign(self.offices, self.county, agency).run(books)
        self.tell.part(self.demo.parts[agency])

    def _merge(self, agency: str) -> None:
        path = self.offices.package(f"{agency}-2026-1")
        receipt = self.offices.package(f"{agency}-2026-1-receipt")
        with clock.at(noon(deadline(5))):
            with self.offices.open(self.offices.coordinator, LEADER) as store:
                merged = merge(store, path)
                write_receipt(store, merged.package_id, receipt)
            with self.offices.open(agency, LEADER) as store:
                receive_receipt(store, receipt)
        self.demo.merges[agency] = merged
        self.tell.merged(merged)

    def _compare_agencies(self) -> None:
        """Where two agencies tell one fact differently, an officer of the county decides later."""
        with (
            clock.at(noon(deadline(6))),
            self.offices.open(self.offices.coordinator, LEADER) as store,
        ):
            search(store)

    def _publish_register(self) -> None:
        path = self.offices.package("register-2026-1")
        with clock.at(noon(COLLECTED_ON)):
            with self.offices.open(self.offices.coordinator, LEADER) as store:
                publish_register(store, path, period="2026")
            for agency in self.agencies:
                with self.offices.open(agency, LEADER) as store:
                    receive_register(store, path)

    def _rate(self) -> None:
        with clock.at(noon(deadline(10))):
            for step in self.county.decisions:
                self._decide(step)
            with self.offices.open(self.offices.coordinator, LEADER) as store:
                chosen = scheme.load()
                rated = run_rating(
                    store, chosen, self.county.as_of, records=True, progress=self.progress
                )
                publish(store, rated.run_id)
                self.demo.rating = rated
                path = self.demo.folder / "papers" / "评分说明表.pdf"
                some = [s for s in rated.sheets if s["id"] in self.county.cases][:SHEETS]
                pieces = score_sheet_pieces(store, chosen, rated.as_of, some)
                print_file(path, TITLE, pieces)
        self.tell.rated(rated)

    def _decide(self, step: dict[str, Any]) -> None:
        coordinator = self.offices.coordinator
        with self.offices.open(coordinator, LEADER) as store:
            decision_id = decisions.propose(
                store,
                step["kind"],
                step["uscc"],
                decided=date.fromisoformat(step["date"]),
                reason=step["doc_no"],
            )
        with self.offices.open(coordinator, SECOND) as store:
            decisions.confirm(store, decision_id)

    def _results(self) -> None:
        rated = self.demo.rating
        kinds = self.county.catalogue.kinds
        for agency in self.agencies:
            kind = kinds[self.county.catalogue.agencies[agency].kind]
            if rated is None or not kind.consent_required:
                continue
            path = self.offices.package(f"{agency}-result-2026-1")
            with clock.at(noon(deadline(12))):
                with self.offices.open(self.offices.coordinator, LEADER) as store:
                    write_result(store, rated.run_id, agency, path)
                with self.offices.open(agency, LEADER) as store:
                    self.demo.results[agency] = receive_result(store, path)
        self.tell.results()

    def _export(self) -> None:
        folder = self.demo.folder
        with (
            clock.at(noon(deadline(12))),
            self.offices.open(self.offices.coordinator, LEADER) as store,
        ):
            self.demo.facts = export_facts(store, folder / "facts")
            with store.read() as conn:
                for code in self.county.catalogue.data_sets:
                    table = store.table(code)
                    query = sa.select(table.c.agency_code, table.c.uscc).distinct()
                    self.demo.arrived |= {(row[0], code, row[1]) for row in conn.execute(query)}
        if self.demo.rating is not None:
            _write_json(folder / "ratings.json", self.demo.rating.sheets)

    def _write_summary(self) -> None:
        rated = self.demo.rating
        summary = {
            "as_of": self.county.as_of.isoformat(),
            "seed": self.county.seed,
            "counts": {
                "enterprises": len(self.county.enterprises),
                "agencies": len(self.agencies),
                "rows_in": sum(part.rows for part in self.demo.parts.values()),
                "records": sum(sum(m.accepted.values()) for m in self.demo.merges.values()),
                "returned": sum(len(m.returned) for m in self.demo.merges.values()),
                "packages": len(list((self.demo.folder / "packages").glob("*.xyb"))),
            },
            "grades": rated.grades if rated else {},
            "outcomes": rated.outcomes if rated else {},
            "run_id": rated.run_id if rated else "",
            "differences": self.demo.differences,
            "seconds": self.demo.seconds,
        }
        _write_json(self.demo.folder / SUMMARY, summary)


def _write_json(path: Path, content: object) -> None:
    with files.written_aside(path) as stream:
        stream.write(json.dumps(content, ensure_ascii=False, indent=1).encode())
