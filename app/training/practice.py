"""The training office: a power company with invented enterprises, made by one click.

Everything in it is marked for ever (``create_office(training=True)``): its papers say 培训用, its
packages open in training offices only. The coordinator beside it exists so that keys, directory
and register come in the way they really do.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from openpyxl import Workbook

from app import clock
from app.catalogue.load import load
from app.catalogue.model import DataSet
from app.collection.form_text import text_of
from app.errors import EnvironmentFault
from app.files import written_aside
from app.merging.campaigns import open_campaign
from app.merging.registers import publish_register, receive_register
from app.progress import SILENT, Progress
from app.store import audit
from app.store.office_store import Store
from app.store.tables import register
from app.training.codes import Row
from app.training.county import County, generate
from app.training.offices import CLERK, LEADER, Offices

AGENCY = "GD"
DATASET = "GD02"
SEED = 2026
ENTERPRISES = 40
SHEET = "练习-月度用电.xlsx"
WRONG_ROW = 5
"""The sheet's row (1 is the header) whose credit code has a wrong check digit."""

_ROUND_DAYS = 30
_ROWS = 12
DONE = "practice.json"
"""Written last: where it lies, the office is whole."""


@dataclass(frozen=True)
class Practice:
    """Where the training office lies, the passwords of its operators, and the sheet to import."""

    office: Path
    passwords: dict[str, str]
    sheet: Path
    wrong_code: str
    right_code: str


def prepare(folder: Path, progress: Progress = SILENT, *, anew: bool = False) -> Practice:
    """The training office under ``folder``: made where there is none, or ``anew`` in any case.

    One that was begun and cut short is made again. Raises ``ENV-*``.
    """
    known = None if anew else _known(folder)
    if known is not None:
        return known
    try:
        if folder.exists():
            shutil.rmtree(folder)
        (folder / "packages").mkdir(parents=True)
        (folder / "papers").mkdir()
    except OSError as error:
        raise EnvironmentFault(
            "ENV-IO", f"不能准备培训文件夹：{folder}", "请关闭正在使用它的程序后重试。"
        ) from error
    county = generate(SEED, ENTERPRISES, None, load())
    offices = Offices(folder, county.catalogue, SEED, training=True)
    for number, agency in enumerate((offices.coordinator, AGENCY)):
        progress.step(number, 4, "建立培训工作区")
        offices.make(agency)
    progress.step(2, 4, "接收机构名册和企业名录")
    offices.enrol(AGENCY)
    offices.distribute_directory()
    _distribute_register(offices, county)
    progress.step(3, 4, "准备练习用的表格")
    right, wrong = _write_sheet(county, folder / SHEET)
    made = Practice(offices.place(AGENCY), offices.passwords[AGENCY], folder / SHEET, wrong, right)
    _remember(folder, made)
    progress.step(4, 4)
    return made


def is_practice(office: Path) -> bool:
    """Whether ``office`` is a practice office, whose tasks tick themselves."""
    return (office.parents[1] / DONE).is_file()


def _known(folder: Path) -> Practice | None:
    try:
        kept = json.loads((folder / DONE).read_text("utf-8"))
        return Practice(
            Path(kept["office"]),
            dict(kept["passwords"]),
            Path(kept["sheet"]),
            kept["wrong_code"],
            kept["right_code"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(folder: Path, made: Practice) -> None:
    kept = {**vars(made), "office": str(made.office), "sheet": str(made.sheet)}
    with written_aside(folder / DONE) as stream:
        stream.write(json.dumps(kept, ensure_ascii=False, indent=1).encode())


def _distribute_register(offices: Offices, county: County) -> None:
    """The coordinator's register and its round reach the agency by package."""
    path = offices.package("register-1")
    with offices.open(offices.coordinator, LEADER) as store:
        _fill_register(store, county)
        today = clock.today()
        open_campaign(
            store,
            "培训批次",
            today - timedelta(days=365),
            today - timedelta(days=1),
            register_due=today,
            rest_due=today + timedelta(days=_ROUND_DAYS),
        )
        publish_register(store, path, period=str(today.year))
    with offices.open(AGENCY, LEADER) as store:
        receive_register(store, path)


def _fill_register(store: Store, county: County) -> None:
    rows = [
        {
            "uscc": entry.uscc,
            "name": entry.name,
            "former_names": entry.former,
            "entity_kind": entry.kind,
            "reg_status": "1",
            "est_date": entry.est_date,
            "township": entry.township,
            "address": entry.address,
            "legal_rep": entry.legal_rep,
            "reg_capital": entry.capital,
            "first_batch": "Y" if place < ENTERPRISES // 2 else "N",
        }
        for place, entry in enumerate(county.enterprises)
    ]
    with store.write() as conn:
        conn.execute(register.insert(), rows)
        audit.append(conn, store, "register.training", store.agency, {"enterprises": len(rows)})


def _write_sheet(county: County, path: Path) -> tuple[str, str]:
    """Twelve rows of the power company's own sheet, one with a wrong code; (right, wrong)."""
    data_set = county.catalogue.data_sets[DATASET]
    names = {entry.uscc: entry.name for entry in county.enterprises if not entry.plant}
    rows = [row for row in county.facts[AGENCY][DATASET] if row["uscc"] in names]
    latest = max(str(row["month"]) for row in rows)
    chosen = [row for row in rows if row["month"] == latest][:_ROWS]
    right = str(chosen[WRONG_ROW - 2]["uscc"])
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = data_set.title
    shown = [field for field in data_set.fields if field.name in chosen[0]]
    head = ["统一社会信用代码", "企业名称", *(f.title for f in shown if f.name != "uscc")]
    sheet.append(head)
    for place, row in enumerate(chosen):
        code = wrong if place == WRONG_ROW - 2 else str(row["uscc"])
        sheet.append([code, names[str(row["uscc"])], *_cells(data_set, row)])
    with written_aside(path) as stream:
        book.save(stream)
    return right, wrong


def _cells(data_set: DataSet, row: Row) -> list[str]:
    fields = [field for field in data_set.fields if field.name in row and field.name != "uscc"]
    return [text_of(field, row[field.name]) for field in fields]


OPERATORS = (CLERK, LEADER)
"""Whose part a trainee plays: nobody reviews what he entered himself."""
