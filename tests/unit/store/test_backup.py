"""Backups, operators and recovery."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest

from app import clock
from app.catalogue.load import load
from app.errors import AppError, IntegrityError, RefusedError
from app.keys import attempts, slot_file
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.signing import public_of
from app.keys.slots import NewOperator
from app.store import audit, audit_check, backup, operators, recovery, restoring
from app.store.opening import open_store
from tests.unit.store.conftest import CHIEF, CLERK, LEADER, PASSWORD, SIGNING_KEY, make_office

NEW = "完全不同的一句口令88"


def act(store, action: str = "act") -> None:
    with store.write() as conn:
        audit.append(conn, store, action, "subject", {})


def actions(store) -> list[str]:
    with store.read() as conn:
        return [row[0] for row in conn.exec_driver_sql("SELECT action FROM audit ORDER BY seq")]


def test_a_backup_restores_to_the_moment(opened, folder: Path):
    """The day the disk dies, the work up to the backup comes back."""
    store = opened()
    act(store, "before")
    made = backup.backup(store)
    act(store, "after")
    store.close()
    with restoring.restore(made.folder, folder, CLERK, PASSWORD, load()) as back:
        done = actions(back)
        assert "before" in done
        assert "after" not in done
        assert done[-1] == "office.restore"
        audit_check.verify(back)
    aside = next(folder.glob("before-restore-*"))
    assert (aside / "office.db").is_file()
    with open_store(folder, CLERK, PASSWORD, load()) as again:
        assert actions(again)[-1] == "office.restore"


def test_restore_into_an_empty_folder(opened, tmp_path: Path):
    """A new PC after a theft."""
    store = opened()
    made = backup.backup(store, tmp_path / "stick")
    store.close()
    restoring.restore(made.folder, tmp_path / "new", CLERK, PASSWORD, load()).close()
    with open_store(tmp_path / "new", LEADER, PASSWORD + "审", load()) as back:
        assert back.signing_key == SIGNING_KEY


def test_a_damaged_backup_harms_nothing(opened, folder: Path):
    """A bad stick must not replace a good office."""
    store = opened()
    made = backup.backup(store)
    act(store, "after")
    store.close()
    data = bytearray((made.folder / "office.db").read_bytes())
    data[len(data) // 2] ^= 1
    (made.folder / "office.db").write_bytes(data)
    with pytest.raises(IntegrityError, match="S-DAMAGED"):
        restoring.restore(made.folder, folder, CLERK, PASSWORD, load())
    with open_store(folder, CLERK, PASSWORD, load()) as kept:
        assert "after" in actions(kept)
    assert not list(folder.glob(".restore-*"))


def test_restore_while_open_or_of_another_office_is_refused(opened, folder: Path, tmp_path: Path):
    """Files must not be pulled from under a running program, nor offices mixed up."""
    store = opened()
    made = backup.backup(store)
    with pytest.raises(AppError, match="S-LOCKED"):
        restoring.restore(made.folder, folder, CLERK, PASSWORD, load())
    store.close()
    other = make_office(tmp_path / "other")
    with pytest.raises(RefusedError, match="S-OTHER"):
        restoring.restore(made.folder, other, CLERK, PASSWORD, load())
    with pytest.raises(RefusedError, match="K-PASSWORD"):
        restoring.restore(made.folder, folder, CLERK, "不是这个口令的口令", load())


def test_three_backups_are_kept(opened, folder: Path):
    """Old ones must not fill the disk; of another office none may go."""
    store = opened()
    made = []
    for _ in range(5):
        act(store)
        made.append(backup.backup(store).folder)
    assert backup.listed(folder / "backups") == made[:1:-1]


def test_an_added_operator_can_open(opened, folder: Path):
    """A new colleague."""
    store = opened(CHIEF)
    operators.add(store, NewOperator("新人", NEW, frozenset({Role.ENTRY})), cost=TRAINING_COST)
    with pytest.raises(RefusedError, match="K-OPERATOR"):
        operators.add(store, NewOperator("新人", NEW, frozenset({Role.ENTRY})), cost=TRAINING_COST)
    with pytest.raises(RefusedError, match="K-SIGNING"):
        operators.add(
            store, NewOperator("审二", NEW, frozenset({Role.REVIEWER})), cost=TRAINING_COST
        )
    store.close()
    assert opened("新人", password=NEW).roles == {Role.ENTRY}


def test_a_reviewer_hands_on_the_signing_key(opened):
    """Leave of absence of the only reviewer must not stop submissions."""
    store = opened(LEADER)
    operators.add(store, NewOperator("审二", NEW, frozenset({Role.REVIEWER})), cost=TRAINING_COST)
    store.close()
    assert opened("审二", password=NEW).signing_key == SIGNING_KEY


def test_a_removed_operator_is_out_even_with_the_old_slot_file(opened, folder: Path):
    """Who leaves must not open the live files with a copy of the keys."""
    opened(CLERK).close()
    old = (folder / slot_file.NAME).read_bytes()
    store = opened(CHIEF)
    operators.remove(store, CLERK)
    act(store, "later")
    store.close()
    with pytest.raises(RefusedError, match="K-PASSWORD"):
        open_store(folder, CLERK, PASSWORD, load())
    leader = opened(LEADER)
    assert leader.signing_key == SIGNING_KEY
    assert "operator.remove" in actions(leader)
    leader.close()
    (folder / slot_file.NAME).write_bytes(old)
    with pytest.raises(IntegrityError, match="S-DAMAGED"):
        open_store(folder, CLERK, PASSWORD, load())


def test_last_reviewer_oneself_and_strangers_cannot_be_removed(opened):
    """The signing key would be lost."""
    store = opened(CHIEF)
    for name in (LEADER, CHIEF, "没有此人"):
        with pytest.raises(RefusedError, match="K-OPERATOR"):
            operators.remove(store, name)


@pytest.mark.parametrize("rekeyed", [False, True])
def test_a_crash_while_keys_change_locks_nobody_out(
    opened, folder: Path, tmp_path: Path, monkeypatch, rekeyed: bool
):
    """Power fails between the database's new key and the file that leads to it."""
    store = opened(CHIEF)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    if rekeyed:
        monkeypatch.setattr(slot_file, "promote_next", crash)
    else:
        monkeypatch.setattr("app.store.operators.engine.connect", crash)
    with pytest.raises(KeyboardInterrupt):
        operators.remove(store, CLERK)
    crashed = shutil.copytree(folder, tmp_path / "crashed")
    monkeypatch.undo()
    with open_store(crashed, LEADER, PASSWORD + "审", load()) as back:
        assert back.signing_key == SIGNING_KEY
        act(back)
    open_store(crashed, LEADER, PASSWORD + "审", load()).close()


def test_wrong_old_password(opened):
    """Someone at an unattended desk must not take the account over."""
    with pytest.raises(RefusedError, match="K-PASSWORD"):
        operators.change_password(opened(), "不是这个口令的口令", NEW, cost=TRAINING_COST)


def test_forgotten_password_is_recovered_through_the_coordinator(tmp_path: Path):
    """All passwords forgotten: the data must not be lost."""
    identity = pyrage.x25519.Identity.generate()
    folder = make_office(tmp_path / "office", str(identity.to_public()))
    fresh = bytes(reversed(range(32)))
    new = NewOperator(LEADER, NEW, frozenset({Role.REVIEWER}))
    asked = recovery.request(folder, new, signing_key=fresh, cost=TRAINING_COST)
    stranger = str(pyrage.x25519.Identity.generate())
    with pytest.raises(RefusedError, match="K-RECOVERY"):
        recovery.answer(asked, stranger)
    answered = recovery.answer(asked, str(identity))
    with pytest.raises(RefusedError, match="K-PASSWORD"):
        recovery.complete(folder, answered, LEADER, PASSWORD + "审", load())
    with pytest.raises(RefusedError, match="K-RECOVERY"):
        recovery.complete(folder, b"{}", LEADER, NEW, load())
    recovery.complete(folder, answered, LEADER, NEW, load()).close()
    with open_store(folder, LEADER, NEW, load()) as store:
        assert store.signing_key == fresh
        assert "operator.recover" in actions(store)
    with pytest.raises(RefusedError, match="K-PASSWORD"):
        open_store(folder, LEADER, PASSWORD + "审", load())
    open_store(folder, CLERK, PASSWORD, load()).close()


def test_no_recovery_recipient_no_recovery(folder: Path):
    """The user hears it before a paper is stamped."""
    with pytest.raises(RefusedError, match="K-RECOVERY"):
        recovery.request(folder, NewOperator("甲", NEW, frozenset({Role.ENTRY})))


def test_wrong_passwords_before_the_right_one_stand_in_the_log(opened, folder: Path):
    """An administrator must see that somebody tried another person's password."""
    for _ in range(2):
        with pytest.raises(RefusedError, match="K-PASSWORD"):
            open_store(folder, CLERK, NEW, load())
    store = opened()
    with pytest.raises(RefusedError, match="还可以试4次"):
        operators.confirm(store, NEW)
    operators.confirm(store, PASSWORD)
    assert actions(store).count("operator.misses") == 2


def test_lock_holds_against_every_door(opened, folder: Path, tmp_path: Path):
    """Restoring an old backup must not give five more tries."""
    store = opened()
    saved = backup.backup(store, tmp_path / "stick").folder
    store.close()
    for _ in range(attempts.LIMIT):
        with pytest.raises(RefusedError):
            restoring.restore(saved, folder, CLERK, NEW, load())
    with pytest.raises(RefusedError, match="K-LOCKED"):
        restoring.restore(saved, folder, CLERK, PASSWORD, load())


def test_age_of_a_password_counts_from_its_change(opened):
    """The reminder must go away once the password was changed, and only then."""
    with clock.at(datetime(2030, 1, 1, tzinfo=UTC)):
        store = opened()
        person = next(one for one in operators.people(store) if one.name == CLERK)
        assert person.due
        operators.change_password(store, PASSWORD, NEW, cost=TRAINING_COST)
        person = next(one for one in operators.people(store) if one.name == CLERK)
        assert (person.days, person.due) == (0, False)


def test_recovered_reviewer_brings_the_office_a_new_key(tmp_path: Path):
    """Otherwise the enrolment paper would vouch for a key that nobody has any more."""
    identity = pyrage.x25519.Identity.generate()
    folder = make_office(tmp_path / "office", str(identity.to_public()))
    asked = tmp_path / "asked"
    recovery.write_request(folder, LEADER, NEW, asked, cost=TRAINING_COST)
    answered = recovery.answer(asked.read_bytes(), str(identity))
    with recovery.complete(folder, answered, LEADER, NEW, load()) as store:
        with store.read() as conn:
            known = conn.exec_driver_sql("SELECT value FROM meta WHERE key = 'signing_public'")
            assert known.scalar_one() == public_of(store.signing_key).hex()
        assert store.roles == {Role.REVIEWER, Role.QUERY}
