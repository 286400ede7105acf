"""Keys put out of force, directories that lapse, and what each published register held."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.cli.main import main
from app.errors import AppError
from app.exchange.inner import Resource
from app.keys import signing
from app.merging import directory, register_versions
from app.merging.directory import newest, publish_directory, receive_directory, untold
from app.merging.enrolment import claim_in, enrol, revoke, write_enrolment
from app.merging.register_versions import GONE, MOVED, NEW, NOW, RENAMED, STATUS
from app.merging.registers import publish_register
from app.merging.streams import EVERYBODY, send
from app.store import audit_check
from app.store.office_store import Store
from app.store.tables import register
from tests.offices import COMPANY, FARM, LEADER, WORD, County, found, make_register
from tests.unit.merging.banks import copy_of


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> County:
    county = found(tmp_path_factory.mktemp("made"))
    make_register(county)
    return county


@pytest.fixture
def county(made: County, tmp_path: Path) -> County:
    return copy_of(made, tmp_path / "county")


def test_groups_that_differ_are_named_and_no_digit_is() -> None:
    """An officer must find his slip; a guesser must learn nothing but where it was."""
    own = "60993 73346 82652 64239 09691 34249 95203 76742"
    assert signing.differing_groups(own, own) == []
    assert signing.differing_groups(own.replace("82652", "82653"), own) == [3]
    assert signing.differing_groups(own[:-2], own) == [8]
    assert signing.differing_groups("", own) == [*range(1, 9)]


def test_claim_of_a_file_tells_whose_it_says_it_is_and_no_digits(county: County) -> None:
    """Whoever sees the file's digits will type those, and not those of the paper."""
    with county.as_("GD", LEADER) as store:
        write_enrolment(store, county.package("again.xyb"))
    with county.as_("RH", LEADER) as store:
        claim = claim_in(store, county.package("again.xyb"))
        assert claim.agency == "GD"
        assert claim.since
        assert not any(sign.isdigit() for sign in claim.title)
        with pytest.raises(AppError, match="录入了39位"):
            enrol(store, county.package("again.xyb"), "1" * 39)


def test_revoked_key_is_believed_no_more_and_never_again(county: County) -> None:
    """A thief has the file and may have the paper: only another key opens the door."""
    with county.as_("GD", LEADER) as store:
        write_enrolment(store, county.package("again.xyb"))
    with county.as_("RH", LEADER) as store:
        with store.read() as conn:
            assert untold(conn) == []
        with pytest.raises(AppError, match="R-REASON"):
            revoke(store, "GD", reason=" ")
        revoke(store, "GD", reason="电脑被盗")
        with store.read() as conn:
            assert untold(conn) == ["GD"]
        for act in (
            lambda: claim_in(store, county.package("again.xyb")),
            lambda: revoke(store, "GD", reason="再次"),
        ):
            with pytest.raises(AppError, match=r"P-REVOKED|P-AGENCY"):
                act()
        publish_directory(store, county.package("names.xyb"))
        audit_check.verify(store)
    with county.as_("SCJG", LEADER) as store:
        assert receive_directory(store, county.package("names.xyb")) == 2


def test_directory_says_until_when_and_an_older_one_says_nothing(county: County) -> None:
    """An agency must not work by keys of years ago without anybody telling it."""
    with county.as_("RH", LEADER) as store, store.read() as conn:
        issue = newest(conn)
    assert issue is not None
    day = clock.today() + timedelta(days=directory.VALID_DAYS)
    assert issue.days_left(day + timedelta(days=2)) == -2
    older = {"version": 2, "agencies": []}
    send_directory(county, "old.xyb", older)
    send_directory(county, "odd.xyb", {**older, "version": 3, "valid_to": "soon"})
    with county.as_("GD", LEADER) as store:
        assert receive_directory(store, county.package("old.xyb")) == 2
        with store.read() as conn:
            old = newest(conn)
        assert old is not None
        assert old.days_left(clock.today()) is None
        with pytest.raises(AppError, match="X-CONTENT"):
            receive_directory(store, county.package("odd.xyb"))


def send_directory(county: County, name: str, content: dict[str, Any]) -> None:
    """A directory with just this content, signed by the coordinator."""
    with county.as_("RH", LEADER) as store, store.write() as conn:
        send(
            store,
            conn,
            county.package(name),
            kind="directory",
            to=EVERYBODY,
            recipients=directory.recipients_in_force(conn, store),
            resources=[Resource(directory.RESOURCE, [json.dumps(content).encode()])],
            period="",
            extra={"version": content["version"]},
        )


def counts(store: Store, older: int, newer: int) -> dict[str, int]:
    with store.read() as conn:
        return register_versions.counts(conn, older, newer)


def test_each_version_of_the_register_can_be_compared_with_any_other(
    county: County, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks next year why an enterprise was not collected finds the version that lost it."""
    with county.as_("RH", LEADER) as store:
        assert counts(store, 1, NOW) == {}
        with store.write() as conn:
            conn.execute(register.delete().where(register.c.uscc == FARM))
            mine = register.update().where(register.c.uscc == COMPANY)
            conn.execute(mine.values(name="新名", reg_status=None, township="陈村乡"))
        changed = {GONE: 1, RENAMED: 1, STATUS: 1, MOVED: 1}
        assert counts(store, 1, NOW) == changed
        publish_register(store, county.package("second.xyb"), period="2026")
        assert counts(store, 2, NOW) == {}
        assert counts(store, 1, 2) == changed
        assert counts(store, 2, 1) == {NEW: 1, RENAMED: 1, STATUS: 1, MOVED: 1}
        with store.write() as conn:
            conn.execute(sa.delete(register))
        with pytest.raises(AppError, match="M-FIRST"):
            publish_register(store, county.package("third.xyb"), period="2026")
        assert not county.package("third.xyb").exists()
        with store.read() as conn:
            assert [one.enterprises for one in register_versions.versions(conn)] == [1, 2]
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)
    office = ["--office", str(county.folder / "RH"), "--operator", LEADER]
    assert main(["register-changes", *office, "--from", "1", "--to", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["change"] for one in found["changes"]} == set(changed)
    assert main(["agency", "revoke", *office, "GD", "--reason", "电脑被盗"]) == 0
