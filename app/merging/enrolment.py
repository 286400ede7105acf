"""How an agency becomes known: its file, and the fingerprint typed from the stamped paper."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.errors import RefusedError
from app.exchange.inner import Resource
from app.exchange.trust import SelfSigned
from app.exchange.verifying import Package, open_verified
from app.exchange.writing import Written
from app.keys import signing
from app.keys.roles import Role
from app.merging.cards import Card, coordinator_card, own_card
from app.merging.contents import an_object, read_json
from app.merging.streams import StoreTrust, identity_of, note_arrival, send
from app.store import audit
from app.store.office_store import Store
from app.store.successions import refuse_merged
from app.store.tables import enrolment

RESOURCE = "data/enrolment.json"


def write_enrolment(store: Store, path: Path) -> Written:
    """Write this agency's enrolment package, sealed for the coordinator. Needs the reviewer."""
    store.require(Role.REVIEWER)
    card = own_card(store)
    content = json.dumps(
        {"agency": card.agency, "signing_key": card.signing_key, "recipient": card.recipient}
    ).encode()
    with store.write() as conn:
        audit.append(conn, store, "enrolment.write", card.agency, {"fingerprint": card.fingerprint})
        return send(
            store,
            conn,
            path,
            kind="enrolment",
            to=coordinator_card(store).agency,
            recipients=[coordinator_card(store).recipient],
            resources=[Resource(RESOURCE, [content])],
            period="",
            extra={"signing_key": card.signing_key, "recipient": card.recipient},
        )


def enrol(store: Store, path: Path, typed_fingerprint: str) -> Card:
    """Take an agency into the directory: its file, and the fingerprint from its stamped paper.

    Raises ``P-FINGERPRINT`` unless the typed digits are those of the keys in the file, and
    ``P-AGENCY`` for an agency that the catalogue does not name, ``M-MERGED`` for one that merged
    into another.
    """
    store.require(Role.REVIEWER)
    identity = identity_of(store)
    with open_verified(
        path, expect_kind="enrolment", me=identity, trust=SelfSigned(StoreTrust(store, {}).seen)
    ) as package:
        card = _card_in(package)
        if card.agency not in store.catalogue.agencies:
            raise RefusedError(
                "P-AGENCY", f"机构代码 {card.agency} 不在机构目录中。", "请核对参数后重试。"
            )
        if not signing.fingerprints_agree(typed_fingerprint, card.fingerprint):
            raise RefusedError(
                "P-FINGERPRINT",
                f"录入的指纹与{card.agency}的备案文件不一致。",
                "请对照加盖公章的备案表逐位核对；仍不一致时不要登记，联系该机构重新备案。",
            )
        with store.write() as conn:
            refuse_merged(conn, store.catalogue, card.agency, clock.today())
            _put(conn, card, package.envelope.package_id)
            note_arrival(conn, package, {})
            audit.append(
                conn, store, "enrolment.accept", card.agency, {"fingerprint": card.fingerprint}
            )
    return card


def _card_in(package: Package) -> Card:
    content = an_object(
        read_json(package, RESOURCE), "备案", agency=str, signing_key=str, recipient=str
    )
    card = Card(content["agency"], content["signing_key"], content["recipient"])
    if (
        card.agency != package.envelope.sender
        or card.signing_key != package.manifest["extra"]["signing_key"]
    ):
        raise RefusedError(
            "P-ENROLMENT", "备案文件内外不一致，未登记。", "请该机构重新导出备案文件。"
        )
    signing.fingerprint(card.key, card.recipient, card.agency)
    return card


def _put(conn: sa.Connection, card: Card, package_id: str) -> None:
    conn.execute(
        enrolment.update()
        .where(enrolment.c.agency_code == card.agency, enrolment.c.status == "有效")
        .values(status="已更换", revoked_at=clock.timestamp())
    )
    conn.execute(
        sa.delete(enrolment).where(
            enrolment.c.agency_code == card.agency, enrolment.c.signing_key == card.signing_key
        )
    )
    conn.execute(
        enrolment.insert().values(
            agency_code=card.agency,
            signing_key=card.signing_key,
            recipient=card.recipient,
            fingerprint=card.fingerprint,
            status="有效",
            valid_from=clock.timestamp(),
            package_id=package_id,
        )
    )
