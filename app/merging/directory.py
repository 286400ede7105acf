"""The directory of agencies and their public keys (机构名册), signed by the coordinator.

Its version only goes up; every agency receives it, and takes sender keys from it.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.errors import IntegrityError
from app.exchange.inner import Resource
from app.exchange.verifying import Package, open_verified
from app.exchange.writing import Written
from app.keys import signing
from app.keys.roles import Role
from app.merging.cards import coordinator_card, own_card
from app.merging.contents import an_object, read_json, rows_for
from app.merging.streams import (
    EVERYBODY,
    StoreTrust,
    directory_version,
    identity_of,
    note_arrival,
    send,
)
from app.merging.successions import decided, settle
from app.store import audit
from app.store.office_store import Store
from app.store.succession_tables import succession
from app.store.successions import successors
from app.store.tables import directory, enrolment

RESOURCE = "data/directory.json"


def publish_directory(store: Store, path: Path) -> Written:
    """Sign and write the next version of the directory for all agencies in force."""
    store.require(Role.REVIEWER)
    with store.write() as conn:
        settle(conn)
        entries = [
            dict(row._mapping)
            for row in conn.execute(
                sa.select(
                    enrolment.c.agency_code,
                    enrolment.c.signing_key,
                    enrolment.c.recipient,
                    enrolment.c.status,
                    enrolment.c.valid_from,
                    enrolment.c.revoked_at,
                ).order_by(enrolment.c.agency_code, enrolment.c.valid_from)
            )
        ]
        version = directory_version(conn) + 1
        told = {"version": version, "agencies": entries, "successions": decided(conn)}
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
    return (enrolment.c.status == "有效", enrolment.c.agency_code.not_in(merged))


def receive_directory(store: Store, path: Path) -> int:
    """Take in the coordinator's directory at an agency; returns its version.

    Who merged into whom is taken from it; a directory of an older release does not say. Raises
    ``P-OLD-DIRECTORY`` when the version does not go up, ``X-CONTENT``.
    """
    with from_coordinator(store, path, "directory") as package, store.write() as conn:
        content = an_object(read_json(package, RESOURCE), "名册", version=int)
        version = int(content["version"])
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
