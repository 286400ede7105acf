"""Whatever file is handed in and however the office is found: a code and words, quickly."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from app.catalogue.load import load
from app.store.opening import open_store
from app.store.tables import register
from tests.endtoend import hostile_files
from tests.endtoend.command import Ran, run
from tests.unit.store.conftest import CLERK, PASSWORD, make_office

# Alone each takes a second or two; a loaded machine several. What this guards against is minutes.
SECONDS, MEBIBYTES = 30.0, 400


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_office(tmp_path_factory.mktemp("hostile") / "office")
    with open_store(folder, CLERK, PASSWORD, load()) as store, store.write() as conn:
        conn.execute(
            sa.insert(register).values(
                uscc=hostile_files.ROW[1], name="渑池仰韶食品有限公司", former_names=""
            )
        )
    return folder


@pytest.fixture
def office(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "office"))


def take(office: Path, path: Path, *more: str, password: str = PASSWORD) -> Ran:
    named = ("--office", office, "--operator", CLERK, "--json")
    options = more if "--dataset" in more else ("--dataset", "GD02", *more)
    return run("import", path, *named, *options, password=password)


def state(office: Path) -> dict[str, str]:
    """What stands in the folder; the lock's note is empty when the office is closed."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(office.rglob("*"))
        if path.is_file()
    }


def refused(ran: Ran, code: str, exit_code: int = 3) -> None:
    assert (ran.exit_code, ran.code) == (exit_code, code), ran.stderr
    assert ran.stderr.startswith(f"{code}：")
    assert "Traceback" not in ran.stderr
    assert ran.said["error"]["message"]
    assert ran.said["error"]["advice"]
    assert ran.seconds < SECONDS
    assert ran.peak_mib < MEBIBYTES


@pytest.mark.parametrize("case", hostile_files.HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_is_written(
    case: str, office: Path, tmp_path: Path
) -> None:
    """One bad attachment would freeze the PC, stop the program, or half-fill the store."""
    before = state(office)
    ran = take(office, hostile_files.write(tmp_path, case))
    refused(ran, hostile_files.HOSTILE[case][2])
    assert state(office) == before


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(hostile_files.CSV, "utf-8")
    return path


def test_the_same_file_unharmed_is_taken(office: Path, plain: Path) -> None:
    """Otherwise every refusal above would prove nothing."""
    ran = take(office, plain)
    assert (ran.exit_code, ran.said["new"]) == (0, 1), ran.stderr


def test_an_unknown_data_set_is_a_wrong_call(office: Path, plain: Path) -> None:
    before = state(office)
    refused(take(office, plain, "--dataset", "GD99"), "U-DATASET", 2)
    assert state(office) == before


def test_a_missing_file_is_named(office: Path, tmp_path: Path) -> None:
    before = state(office)
    refused(take(office, tmp_path / "没有.xlsx"), "ENV-MISSING", 4)
    assert state(office) == before


def test_a_formula_in_a_text_stays_text(office: Path, tmp_path: Path) -> None:
    """Opening the annotated copy would start a program on the clerk's PC."""
    path = tmp_path / "a.csv"
    lines = hostile_files.CSV.splitlines()
    path.write_text(f"{lines[0]},备注\n{lines[1]}x,=cmd|' /C calc'!A0\n", "utf-8")
    copy = tmp_path / "核查.xlsx"
    ran = take(office, path, "--annotate", str(copy))
    assert ran.exit_code == 1, ran.stderr
    assert ran.said["error"] == 1
    book = openpyxl.load_workbook(copy)
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds


def test_a_wrong_password_opens_nothing(office: Path, plain: Path) -> None:
    before = state(office)
    refused(take(office, plain, password="不是这个口令"), "K-PASSWORD")
    counted = state(office).keys() - before.keys()
    assert counted == {"attempts.json"}, "only that somebody guessed is noted"
    assert before.items() <= state(office).items()


def test_a_missing_key_file_is_named(office: Path, plain: Path) -> None:
    """The clerk would reinstall and lose everything; the key file may just have been moved."""
    for name in ("keyslots.json", "keyslots.bak"):
        (office / name).unlink(missing_ok=True)
    before = state(office)
    refused(take(office, plain), "K-SLOTS-MISSING")
    assert state(office) == before


def test_a_second_program_is_turned_away(office: Path, plain: Path) -> None:
    """Two programs writing one office would lose each other's work."""
    with open_store(office, CLERK, PASSWORD, load()) as store:
        refused(take(office, plain), "S-LOCKED", 4)
        with store.read() as conn:
            assert conn.exec_driver_sql("SELECT count(*) FROM rec_gd02").scalar() == 0


def test_a_folder_without_an_office_is_not_made_one(tmp_path: Path, plain: Path) -> None:
    """A typing error in a path would found an empty office, and the work would seem lost."""
    refused(take(tmp_path / "没有", plain), "S-MISSING", 4)
    assert not (tmp_path / "没有").exists()


@pytest.mark.parametrize("damage", ["first page", "salt", "short", "not a page", "overwritten"])
def test_a_damaged_store_says_so(damage: str, office: Path, plain: Path) -> None:
    """Half a database would be worked in, and the backup overwritten by it."""
    path = office / "office.db"
    data = bytearray(path.read_bytes())
    if damage == "first page":
        data[2000] ^= 1
    elif damage == "salt":
        data[3] ^= 1
    elif damage == "short":
        del data[len(data) // 2 // 4096 * 4096 :]
    elif damage == "not a page":
        del data[100:]
    else:
        data[:] = b"\0" * len(data)
    path.write_bytes(data)
    before = state(office)
    refused(take(office, plain), "S-DAMAGED")
    assert state(office) == before
