"""Opening, writing and reading an office."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.catalogue.load import load
from app.catalogue.model import Field, FieldType
from app.errors import AppError, EnvironmentFault, RefusedError
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.store import audit, engine, migrations
from app.store.opening import create, open_store
from app.store.tables import column_choice, meta
from tests.unit.store.conftest import CHIEF, CLERK, LEADER, PASSWORD, SEALING_KEY, SIGNING_KEY


def test_only_the_reviewer_holds_the_signing_key(opened):
    """Otherwise a clerk's password could sign the office's submissions."""
    clerk = opened(CLERK)
    assert (clerk.signing_key, clerk.agency, clerk.edition) == (None, "GD", "agency")
    assert clerk.sealing_key == SEALING_KEY
    clerk.close()
    assert opened(LEADER).signing_key == SIGNING_KEY


def test_a_block_that_fails_leaves_nothing(opened):
    """A half-done act would be a record that nobody made."""
    store = opened()
    with pytest.raises(ZeroDivisionError), store.write() as conn:  # noqa: PT012
        conn.execute(sa.insert(column_choice).values(dataset="GD02", header="a", field="b"))
        raise ZeroDivisionError
    with store.read() as conn:
        assert conn.execute(sa.select(column_choice)).all() == []


def test_what_was_written_is_there_after_reopening(opened):
    """The clerk's work of the day."""
    store = opened()
    with store.write() as conn:
        conn.execute(sa.insert(column_choice).values(dataset="GD02", header="a", field="b"))
    store.close()
    with opened().read() as conn:
        assert len(conn.execute(sa.select(column_choice)).all()) == 1


def test_closed_office_has_no_log_beside_it(opened, folder: Path):
    """People copy office.db alone; after closing it must be whole."""
    store = opened()
    with store.write() as conn:
        audit.append(conn, store, "x", "y", {})
    store.close()
    log = folder / "office.db-wal"
    assert not log.exists() or log.stat().st_size == 0
    assert (folder / "lock").read_bytes() == b""


def test_a_reader_sees_the_state_before_the_writer(opened):
    """A list on the screen must not hang while an import runs."""
    store = opened()
    with store.write() as conn:
        conn.execute(sa.insert(column_choice).values(dataset="GD02", header="a", field="b"))
        with store.read() as other:
            assert other.execute(sa.select(column_choice)).all() == []


def test_nested_writing_is_a_bug_and_says_so(opened):
    """A deadlock would freeze the office instead."""
    store = opened()
    with pytest.raises(RuntimeError), store.write(), store.write():
        pass


def test_the_wrong_role_is_refused(opened):
    """Four eyes are worth nothing when anyone may review."""
    store = opened(CLERK)
    store.require(Role.ENTRY)
    store.require(Role.ADMIN, Role.ENTRY)
    with pytest.raises(RefusedError, match="R-ROLE"):
        store.require(Role.REVIEWER)


def test_an_unknown_data_set_is_named(opened):
    """A typing error on the command line gets a sentence."""
    with pytest.raises(AppError, match="U-DATASET"):
        opened().table("XX99")


def test_a_new_field_becomes_a_column_on_opening(opened, folder: Path):
    """A county adds a field by editing one file."""
    opened().close()
    old = load()
    gd02 = old.data_sets["GD02"]
    grown = replace(gd02, fields=(*gd02.fields, Field("note_x", "备注", FieldType.TEXT)))
    catalogue = replace(old, data_sets={**old.data_sets, "GD02": grown})
    with open_store(folder, CLERK, PASSWORD, catalogue) as store, store.write() as conn:
        store.bulk_insert(
            conn, store.table("GD02"), [*_row(1), "note_x"], [(*_row(1).values(), "新")]
        )
    turned = tuple(replace(f, type=FieldType.TEXT) if f.name == "kwh" else f for f in gd02.fields)
    catalogue = replace(old, data_sets={**old.data_sets, "GD02": replace(gd02, fields=turned)})
    with pytest.raises(RefusedError, match=r"S-CATALOGUE.*GD02\.kwh"):
        open_store(folder, CLERK, PASSWORD, catalogue)


def _row(seq: int) -> dict[str, object]:
    return {
        "rec_id": f"{seq:032x}",
        "agency_code": "GD",
        "uscc": "91411221MA00000001",
        "as_of_date": "2026-03-31",
        "row_status": "已录入",
        "rev_no": 1,
        "entered_by": CLERK,
        "entered_at": "2026-03-31T00:00:00Z",
        "audit_seq": seq,
    }


def test_an_office_of_a_newer_release_is_refused(opened, folder: Path):
    """An old program would misread it and write nonsense."""
    store = opened()
    with store.write() as conn:
        conn.exec_driver_sql(f"PRAGMA user_version={len(migrations.STEPS) + 1}")
    store.close()
    with pytest.raises(RefusedError, match="S-NEWER"):
        open_store(folder, CLERK, PASSWORD, load())


def test_second_program_is_told_at_once(opened, folder: Path):
    """Two programs on one office would overwrite each other; waiting looks like a hang."""
    opened()
    started = time.monotonic()
    with pytest.raises(EnvironmentFault, match="S-LOCKED"):
        open_store(folder, LEADER, PASSWORD, load())
    assert time.monotonic() - started < 1
    script = (
        "import sys; from pathlib import Path; from app.store import lock\n"
        "from app.errors import AppError\n"
        "try: lock.acquire(Path(sys.argv[1]))\n"
        "except AppError as e: print(e.code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "S-LOCKED"


def test_creating_refuses_a_folder_in_use(folder: Path):
    """An existing office must never be overwritten."""
    before = (folder / "office.db").read_bytes()
    with pytest.raises(RefusedError, match="S-EXISTS"):
        create(folder, agency="GD", edition="agency", operators=[], signing_key=b"", sealing_key="")
    assert (folder / "office.db").read_bytes() == before


@pytest.mark.parametrize(
    ("operators", "code"),
    [
        ([NewOperator("甲", "short", frozenset({Role.REVIEWER}))], "K-WEAK"),
        ([NewOperator("甲", PASSWORD, frozenset({Role.ENTRY}))], "K-OPERATOR"),
        ([NewOperator("甲", PASSWORD, frozenset({Role.REVIEWER}))] * 2, "K-OPERATOR"),
    ],
)
def test_a_refused_creation_leaves_nothing(tmp_path: Path, operators, code: str):
    """Half an office would look like one whose password was lost."""
    with pytest.raises(RefusedError, match=code):
        create(
            tmp_path / "new",
            agency="GD",
            edition="agency",
            operators=operators,
            signing_key=SIGNING_KEY,
            sealing_key="x",
            cost=TRAINING_COST,
        )
    assert not (tmp_path / "new").exists()


def test_missing_office(tmp_path: Path):
    """A wrong path gets a sentence and makes no empty database."""
    with pytest.raises(EnvironmentFault, match="S-MISSING"):
        open_store(tmp_path, CLERK, PASSWORD, load())
    assert list(tmp_path.iterdir()) == []


def test_no_plain_text_is_left_on_the_disk(opened, folder: Path):
    """A stolen PC must give away nothing, whether the office was closed or running."""
    store = opened()
    with store.write() as conn:
        audit.append(conn, store, "CANARY-ACTION", "CANARY-SUBJECT", {"n": "CANARY-SUMMARY"})
        values = {"dataset": "GD02", "header": "CANARY-ROW", "field": "x"}
        conn.execute(sa.insert(column_choice).values(**values))

    def leaks() -> list[str]:
        data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        words = [b"CANARY", SIGNING_KEY, SIGNING_KEY.hex().encode(), PASSWORD.encode()]
        return [str(word) for word in [*words, engine.PLAIN_HEADER] if word in data]

    assert leaks() == []
    store.close()
    assert leaks() == []


def test_every_transaction_is_counted(opened):
    """The counter is what finds a lost one."""
    store = opened()
    before = store.counter
    with store.write() as conn:
        audit.append(conn, store, "x", "y", {})
    with store.write() as conn:
        conn.execute(sa.select(meta)).all()
    assert store.counter == before + 1


def test_removing_a_role_from_chief_is_not_needed_to_open(opened):
    """An administrator opens without the signing key."""
    assert opened(CHIEF).signing_key is None
