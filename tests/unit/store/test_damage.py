"""What time, people and thieves do to files, and that each is found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.catalogue.load import load
from app.errors import AppError, IntegrityError
from app.keys import slot_file
from app.keys.slots import canonical
from app.store import audit
from app.store.opening import open_store
from tests.unit.store.conftest import CHIEF, CLERK, LEADER, PASSWORD


def fails(folder: Path, operator: str = CLERK, password: str = PASSWORD) -> str:
    """The code that opening answers with, ``""`` when it opens."""
    try:
        open_store(folder, operator, password, load()).close()
    except AppError as error:
        return error.code
    return ""


def act(store, times: int = 1) -> None:
    for _ in range(times):
        with store.write() as conn:
            audit.append(conn, store, "act", "subject", {"n": 1})


@pytest.mark.parametrize("size", [0, 1, 4096, 9000])
def test_truncated_database(folder: Path, size: int):
    """An empty file opens as a new database: the office would seem to have lost everything."""
    os.truncate(folder / "office.db", size)
    assert fails(folder) == "S-DAMAGED"
    assert (folder / "office.db").stat().st_size == size


def test_flipped_bits_in_the_first_pages(folder: Path):
    """Bit rot is named, never read as data."""
    path = folder / "office.db"
    sound = path.read_bytes()
    for place in (0, 17, 40, 2000, 4095, 4100, 8000):
        data = bytearray(sound)
        data[place] ^= 4
        path.write_bytes(data)
        (folder / "lock").write_text("{}")
        assert fails(folder) == "S-DAMAGED", place
    path.write_bytes(sound)
    assert fails(folder) == ""


def test_flipped_bit_in_a_log_left_by_a_crash(opened, folder: Path, tmp_path: Path):
    """SQLite silently drops every transaction behind it: the anchor must notice."""
    store = opened()
    act(store, 20)
    crashed = tmp_path / "crashed"
    shutil.copytree(folder, crashed)
    assert fails(shutil.copytree(crashed, tmp_path / "sound")) == ""
    log = crashed / "office.db-wal"
    data = bytearray(log.read_bytes())
    data[len(data) // 2] ^= 1
    log.write_bytes(data)
    assert fails(crashed) == "S-ROLLED-BACK"


def test_log_deleted_after_a_crash(opened, folder: Path, tmp_path: Path):
    """People copy office.db alone."""
    act(opened(), 5)
    crashed = shutil.copytree(folder, tmp_path / "crashed")
    (crashed / "office.db-wal").unlink()
    assert fails(crashed) == "S-ROLLED-BACK"


def test_older_database_put_back(opened, folder: Path, tmp_path: Path):
    """An insider undoes a refusal by copying yesterday's file over today's."""
    opened().close()
    old = shutil.copy(folder / "office.db", tmp_path / "old.db")
    store = opened()
    act(store)
    store.close()
    shutil.copy(old, folder / "office.db")
    assert fails(folder) == "S-ROLLED-BACK"


def test_rolled_back_office_can_be_accepted_by_an_administrator_only(
    opened, folder: Path, tmp_path: Path
):
    """There must be a way on, and it must be seen in the log."""
    opened().close()
    old = shutil.copy(folder / "office.db", tmp_path / "old.db")
    store = opened()
    act(store, 3)
    store.close()
    shutil.copy(old, folder / "office.db")
    with pytest.raises(AppError, match="R-ROLE"):
        opened(CLERK, accept_state="硬盘坏了")
    store = opened(CHIEF, accept_state="硬盘坏了")
    store.close()
    assert fails(folder) == ""


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", b'{"mac": 1}'])
def test_anchor_lost_or_forged(folder: Path, content: bytes | None):
    """Without the witness an old database could be put back unseen."""
    path = folder / "anchor.json"
    path.unlink() if content is None else path.write_bytes(content)
    assert fails(folder) == "S-ANCHOR"


def test_anchor_with_another_number(folder: Path):
    """Editing the witness does not help."""
    path = folder / "anchor.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "counter": 0}))
    assert fails(folder) == "S-ANCHOR"


def test_wrong_password_and_unknown_operator_look_the_same(folder: Path):
    """The answer must not tell which names exist."""
    assert fails(folder, password="不是这个口令的口令") == "K-PASSWORD"
    assert fails(folder, operator="没有此人") == "K-PASSWORD"


def test_wrong_password_does_not_count_as_clean(opened, folder: Path, tmp_path: Path):
    """A crash must stay known until a real opening has checked the files."""
    act(opened())
    crashed = shutil.copytree(folder, tmp_path / "crashed")
    before = (crashed / "lock").read_bytes()
    assert fails(crashed, password="不是这个口令的口令") == "K-PASSWORD"
    assert before == (crashed / "lock").read_bytes() != b""


def test_lost_slot_file_heals_from_its_copy(folder: Path):
    """One lost file must not lose the office."""
    (folder / slot_file.NAME).unlink()
    assert fails(folder) == ""
    (folder / slot_file.NAME).write_bytes(b"rot")
    assert fails(folder) == ""
    assert slot_file.parse((folder / slot_file.NAME).read_bytes()).generation == 1


def test_both_slot_files_lost(folder: Path):
    """The user is told which file to fetch, and not to start anew."""
    (folder / slot_file.NAME).unlink()
    (folder / slot_file.COPY).unlink()
    assert fails(folder) == "K-SLOTS-MISSING"
    (folder / slot_file.NAME).write_bytes(b"rot")
    assert fails(folder) == "K-SLOTS-DAMAGED"


def rewrite(folder: Path, change) -> None:
    """Edit the slot file as a careful forger does, with the checksum made right."""
    content = json.loads((folder / slot_file.NAME).read_bytes())
    content.pop("sha256")
    change(content)
    import hashlib

    content["sha256"] = hashlib.sha256(canonical(content)).hexdigest()
    for name in (slot_file.NAME, slot_file.COPY):
        (folder / name).write_bytes(canonical(content))


def test_slot_taken_out_of_the_file(folder: Path):
    """A clerk removes the leader from the list."""
    rewrite(folder, lambda c: c["slots"].pop(1))
    assert fails(folder) == "K-SLOTS-DAMAGED"


def test_role_escalated_in_the_file(folder: Path):
    """A clerk makes himself a reviewer with a text editor."""
    rewrite(folder, lambda c: c["slots"][0].update(roles=["admin", "entry", "reviewer"]))
    assert fails(folder) == "K-PASSWORD"


def test_role_of_another_changed(folder: Path):
    """Nor may he take a colleague's roles away."""
    rewrite(folder, lambda c: c["slots"][1].update(roles=["query"]))
    assert fails(folder) == "K-SLOTS-DAMAGED"


@pytest.mark.parametrize("kdf", [{"m": 1 << 30}, {"m": 8}, {"t": 1}, {"p": 100}])
def test_kdf_out_of_bounds_is_refused_before_it_runs(folder: Path, kdf):
    """A forged cost would hang the PC or make guessing cheap."""
    rewrite(folder, lambda c: c["slots"][0]["kdf"].update(kdf))
    assert fails(folder) == "K-SLOTS-DAMAGED"


def test_older_slot_file_put_back(opened, folder: Path, tmp_path: Path):
    """A removed operator would be let in again, or an old password would work."""
    from app.keys.passwords import TRAINING_COST
    from app.store import operators

    old = (folder / slot_file.NAME).read_bytes()
    store = opened(LEADER)
    operators.change_password(store, PASSWORD + "审", "一个全新的长口令2026", cost=TRAINING_COST)
    store.close()
    assert fails(folder, LEADER, "一个全新的长口令2026") == ""
    (folder / slot_file.NAME).write_bytes(old)
    assert fails(folder, LEADER, PASSWORD + "审") == "K-SLOTS-OLD"


def test_full_disk_keeps_what_was_acknowledged(folder: Path):
    """A full disk is told in words, and no earlier work is lost."""
    script = Path(__file__).with_name("fill_disk.py")
    done = subprocess.run(
        [sys.executable, str(script), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert done.returncode == 0, done.stderr
    acknowledged, code = done.stdout.split()
    assert code in ("ENV-DISK", "ENV-IO")
    with open_store(folder, CLERK, PASSWORD, load()) as store, store.read() as conn:
        kept = conn.exec_driver_sql("SELECT count(*) FROM audit WHERE action='fill'").scalar_one()
    assert kept == int(acknowledged) > 0


def test_integrity_error_is_what_damage_raises(folder: Path):
    """The screen shows damage differently from a refusal."""
    os.truncate(folder / "office.db", 0)
    with pytest.raises(IntegrityError):
        open_store(folder, CLERK, PASSWORD, load())
