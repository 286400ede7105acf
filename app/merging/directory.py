"""The directory of agencies and their public keys (机构名册), signed by the coordinator.

Its version only goes up; every agency receives it, and takes sender keys from it. It says until
which day it is valid: nobody is refused for an old one, but both sides are told to renew it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import IntegrityError
from app.exchange.inner import Resource
from app.exchange.verifying import Package, open_verified
from app.exchange.writing import Written
from app.keys import signing
from app.keys.roles import Role
from app.merging.cards import coordinator_card, own_card
from app.merging.contents import an_object, is_day, need, read_json, rows_for
from app.merging.streams import (
    EVERYBODY,
    IN_FORCE,
    StoreTrust,
    directory_version,
    identity_of,
    note_arrival,
    send,
    undone,
)
from app.merging.successions import decided, settle
from app.store import audit
from app.store.office_store import Store
from app.store.succession_tables import succession
from app.store.successions import successors
from app.store.tables import directory, enrolment

RESOURCE = "data/directory.json"
VALID_DAYS = 365
"""A directory is renewed once a year, before the next campaign."""
SOON_DAYS = 30
"""So many days before its end a directory should be renewed."""


@dataclass(frozen=True)
class Issue:
    """A version of the directory: when it was signed or received, and its last day (ISO).

    ``valid_to`` is empty in a directory of an older release, which does not say.
    """

    version: int
    at: str
    valid_to: str
    agencies: int
    content: Mapping[str, Any]

    def days_left(self, on: date) -> int | None:
        """Days until it lapses, negative afterwards; None when it does not say."""
        return (date.fromisoformat(self.valid_to) - on).days if self.valid_to else None


def issues(conn: sa.Connection) -> list[Issue]:
    """Every version that this office knows, the newest first."""
    rows = conn.execute(sa.select(directory).order_by(directory.c.version.desc()))
    return [_issue(row) for row in rows]


def newest(conn: sa.Connection) -> Issue | None:
    """The newest version that this office knows."""
    query = sa.select(directory).order_by(directory.c.version.desc()).limit(1)
    row = conn.execute(query).first()
    return _issue(row) if row else None


def _issue(row: sa.Row[Any]) -> Issue:
    content = json.loads(row.content)
    told = str(content.get("valid_to", ""))
    return Issue(row.version, row.at, told, len(content.get("agencies", ())), content)


def untold(conn: sa.Connection) -> list[str]:
    """The agencies whose keys or merger the newest directory does not tell as they are now."""
    last = newest(conn)
    content = last.content if last else {"agencies": [], "successions": []}
    before = _by_agency(content["agencies"], content.get("successions", []))
    now = _by_agency(_entries(conn), decided(conn))
    return sorted(one for one in before.keys() | now.keys() if before.get(one) != now.get(one))


def _by_agency(
    entries: list[dict[str, Any]], mergers: list[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        found.setdefault(entry["agency_code"], []).append(entry)
    for merger in mergers:
        found.setdefault(merger["predecessor"], []).append(merger)
    return found


def _entries(conn: sa.Connection) -> list[dict[str, Any]]:
    one = enrolment.c
    columns = (
        one.agency_code, one.signing_key, one.recipient, one.status, one.valid_from, one.revoked_at
    )  # fmt: skip
    query = sa.select(*columns).order_by(one.agency_code, one.valid_from)
    return [dict(row._mapping) for row in conn.execute(query)]


def publish_directory(store: Store, path: Path) -> Written:
    """Sign and write the next version of the directory for all agencies in force.

    Valid for ``VALID_DAYS``. Raises ``R-ROLE``, ``P-NO-KEY``, ``ENV-*``; no file is left then.
    """
    store.require(Role.REVIEWER)
    with undone(path), store.write() as conn:
        settle(conn)
        entries = _entries(conn)
        version = directory_version(conn) + 1
        told = {
            "version": version,
            "valid_to": (clock.today() + timedelta(days=VALID_DAYS)).isoformat(),
            "agencies": entries,
            "successions": decided(conn),
        }
        content = json.dumps(told, ensure_ascii=False)
        written = send(
            store,
            conn,
            path,
            kind="directory",
            to=EVERYBODY,
            recipients=recipients_in_force(conn, store),
            resources=[Resource(RESOURCE, [content.encode()])],
            period="",
            extra={"version": version},
        )
        _keep(conn, version, content, written.envelope_sha256)
        audit.append(conn, store, "directory.publish", str(version), {"agencies": len(entries)})
    return written


def recipients_in_force(conn: sa.Connection, store: Store) -> list[str]:
    """Age recipients of every agency in force, and the coordinator's own."""
    rows = conn.scalars(
        sa.select(enrolment.c.recipient).where(*_in_force(conn)).order_by(enrolment.c.agency_code)
    )
    return [*rows, signing.recipient_of(store.sealing_key)]


def recipient_of_agency(conn: sa.Connection, agency: str) -> str | None:
    """The age recipient of one agency in force."""
    return conn.scalar(
        sa.select(enrolment.c.recipient).where(enrolment.c.agency_code == agency, *_in_force(conn))
    )


def _in_force(conn: sa.Connection) -> tuple[sa.ColumnElement[bool], ...]:
    merged = list(successors(conn, clock.today()))
    return (enrolment.c.status == IN_FORCE, enrolment.c.agency_code.not_in(merged))


def receive_directory(store: Store, path: Path) -> int:
    """Take in the coordinator's directory at an agency; returns its version.

    Who merged into whom is taken from it; a directory of an older release does not say. Raises
    ``P-OLD-DIRECTORY`` when the version does not go up, ``X-CONTENT``.
    """
    with from_coordinator(store, path, "directory") as package, store.write() as conn:
        content = an_object(read_json(package, RESOURCE), "名册", version=int)
        version = int(content["version"])
        need("名册有效期", "valid_to" not in content or is_day(content["valid_to"]))
        if version <= directory_version(conn):
            raise IntegrityError(
                "P-OLD-DIRECTORY", "机构名册的版本比现有的旧。", "请向汇总端索取最新名册。"
            )
        _keep(conn, version, package.content(RESOURCE).decode(), package.envelope_sha256)
        if "successions" in content:
            rows = rows_for(succession, content["successions"], "承继")
            conn.execute(sa.delete(succession))
            if rows:
                conn.execute(succession.insert(), rows)
        note_arrival(conn, package, {"version": version})
        audit.append(conn, store, "directory.receive", str(version), {})
    return version


def _keep(conn: sa.Connection, version: int, content: str, envelope_sha256: str) -> None:
    conn.execute(
        directory.insert().values(
            version=version,
            envelope_sha256=envelope_sha256,
            content=content,
            at=clock.timestamp(),
        )
    )


def from_coordinator(store: Store, path: Path, kind: str) -> AbstractContextManager[Package]:
    """Open a package that only the coordinator may have signed."""
    card = coordinator_card(store)
    return open_verified(
        path,
        expect_kind=kind,
        me=identity_of(store),
        trust=StoreTrust(store, {card.agency: card.key}),
    )


def own_recipient(store: Store) -> str:
    """This office's own age recipient, so that it can read what it sent."""
    return own_card(store).recipient
