"""The second campaign: only what is new travels, and two releases meet in the middle of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import paths
from app.catalogue.load import load
from app.catalogue.model import Catalogue
from app.collection import records, review
from app.errors import AppError, RefusedError
from app.merging.merge import Merged, merge
from app.merging.submission import write_submission
from app.store import audit, audit_check, backup, migrations
from app.store.opening import open_store
from tests.offices import CLERK, COMPANY, LEADER, WORD, County, bill, collect, found, start_register

FIELD = '\n[[field]]\nname = "carbon"\ntitle = "碳排放"\ntype = "text"\nhelp = "吨"\n'


@pytest.fixture
def county(tmp_path: Path) -> County:
    made = found(tmp_path)
    start_register(made)
    return made


def newer_catalogue(folder: Path) -> Catalogue:
    """Today's catalogue, with one more optional field of GD02."""
    shutil.copytree(paths.CATALOGUE, folder)
    path = folder / "datasets" / "GD02.toml"
    path.write_text(path.read_text("utf-8") + FIELD, "utf-8")
    county = folder / "county.toml"
    county.write_text(county.read_text("utf-8").replace("2026.1", "2026.2"), "utf-8")
    return load(folder)


def send(
    county: County, name: str, *, catalogue: Catalogue | None = None, full: bool = False
) -> tuple[Path, dict[str, int]]:
    path = county.package(name)
    with open_store(county.folder / "GD", LEADER, WORD, catalogue or load()) as store:
        return path, write_submission(store, path, period="2026", full=full).sent


def take(county: County, path: Path, catalogue: Catalogue | None = None) -> Merged:
    with open_store(county.folder / "RH", LEADER, WORD, catalogue or load()) as store:
        return merge(store, path)


def change(county: County, rec_id: str, catalogue: Catalogue, **values: str) -> None:
    with open_store(county.folder / "GD", CLERK, WORD, catalogue) as store:
        assert records.change(store, "GD02", rec_id, values, reason="更正").rec_id
    with open_store(county.folder / "GD", LEADER, WORD, catalogue) as store:
        assert not review.approve(store, "GD02", reasons={"*": "已核对"}).blocked


def test_a_second_submission_carries_only_what_changed(county: County) -> None:
    """Every campaign would send the years before again, and history would drown in copies."""
    months = [bill(COMPANY, "4112210001", f"2026-0{m}", "1000") for m in (1, 2, 3)]
    first, second, _ = collect(county, "GD", "GD02", months)
    assert take(county, send(county, "a.xyb")[0]).accepted == {"GD02": 3}
    change(county, first, load(), month="2025-12", due_date="2025-12-28")
    with county.as_("GD", LEADER) as store:
        records.withdraw(store, "GD02", second, "重复")
    collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", "2026-04", "900")])
    path, sent = send(county, "b.xyb")
    assert sent == {"GD02": 3}
    assert take(county, path).accepted == {"GD02": 3}
    with county.as_("RH", LEADER) as store, store.read() as conn:
        table = store.table("GD02")
        query = sa.select(table.c.month, table.c.row_status, table.c.superseded)
        assert sorted(map(tuple, conn.execute(query))) == [
            ("2025-12", "已上报", 0),
            ("2026-02", "已撤回", 0),
            ("2026-03", "已上报", 0),
            ("2026-04", "已上报", 0),
        ]
        told = audit.history(conn, "GD02", first)
        assert [(e.before or {}).get("month") for e in told] == [None, "2026-01"]
    path, sent = send(county, "c.xyb", full=True)
    assert sent == {"GD02": 4}
    assert take(county, path).accepted == {"GD02": 4}
    with county.as_("RH", LEADER) as store, store.read() as conn:
        assert len(conn.execute(query).all()) == 4
    with county.as_("RH", LEADER) as store:
        audit_check.verify(store)


def test_an_agency_with_a_newer_catalogue_is_told_to_wait(county: County, tmp_path: Path) -> None:
    """Values that the coordinator has no place for would vanish without a word."""
    newer = newer_catalogue(tmp_path / "newer")
    collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", "2026-01", "1000")])
    path, _ = send(county, "a.xyb", catalogue=newer)
    with pytest.raises(RefusedError, match="M-NEWER"):
        take(county, path)
    assert take(county, path, newer).accepted == {"GD02": 1}


def test_an_older_agency_does_not_erase_what_it_does_not_know(
    county: County, tmp_path: Path
) -> None:
    """An office updated late would wipe what it had reported under the newer catalogue."""
    newer = newer_catalogue(tmp_path / "newer")
    (rec_id,) = collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", "2026-01", "1000")])
    change(county, rec_id, newer, carbon="12")
    take(county, send(county, "a.xyb", catalogue=newer)[0], newer)
    change(county, rec_id, load(), kwh="2000", amount="1400")
    assert take(county, send(county, "b.xyb")[0], newer).accepted == {"GD02": 1}
    with open_store(county.folder / "RH", LEADER, WORD, newer) as store:
        with store.read() as conn:
            table = store.table("GD02")
            row = conn.execute(sa.select(table.c.kwh, table.c.carbon)).one()
        assert tuple(row) == (200000, "12")
        audit_check.verify(store)


def test_a_change_of_catalogue_is_backed_up_first(county: County, tmp_path: Path) -> None:
    """An update that goes wrong would leave nothing to go back to."""
    office = county.folder / "GD"
    assert not (office / backup.FOLDER).exists()
    with open_store(office, LEADER, WORD, newer_catalogue(tmp_path / "newer")) as store:
        assert "备份" in store.notices[0]
    assert len(backup.listed(office / backup.FOLDER / "before-update")) == 1


def test_a_failed_migration_leaves_the_office_as_it_was(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an update is an office that no release can open."""

    def m9999_bad(connection: sa.Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (x TEXT) STRICT")
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "pending", lambda connection: (m9999_bad,))
        with pytest.raises(AppError, match="S-UPDATE"):
            open_store(county.folder / "GD", LEADER, WORD, load())
    with county.as_("GD", LEADER) as store:
        with store.read() as conn:
            names = sa.inspect(conn).get_table_names()
            assert migrations.applied(conn) == len(migrations.STEPS)
        assert "half" not in names
        audit_check.verify(store)
