"""How an agency becomes known: its file, and the fingerprint typed from the stamped paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from app.merging.streams import IN_FORCE, StoreTrust, identity_of, note_arrival, send
from app.store import audit
from app.store.office_store import Store
from app.store.successions import refuse_merged
from app.store.tables import enrolment

RESOURCE = "data/enrolment.json"
REPLACED, REVOKED = "已更换", "已撤销"
ACCEPTED, REVOCATION = "enrolment.accept", "enrolment.revoke"
"""How the audit log names who took a key in, and who put one out of force and why."""


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


@dataclass(frozen=True)
class Claim:
    """Whose enrolment file it says it is; ``since``: when the key in force came, empty if none.

    The fingerprint is not in it: it is typed from the paper, never compared by looking.
    """

    agency: str
    title: str
    since: str


def claim_in(store: Store, path: Path) -> Claim:
    """What an enrolment file claims, before anything is believed. Raises as :func:`enrol`."""
    with _opened(store, path) as (_, card), store.read() as conn:
        refuse_merged(conn, store.catalogue, card.agency, clock.today())
        _refuse_revoked(conn, card)
        since = conn.scalar(sa.select(enrolment.c.valid_from).where(*_in_force(card.agency)))
    return Claim(card.agency, store.catalogue.agencies[card.agency].title, since or "")


def enrol(store: Store, path: Path, typed_fingerprint: str) -> Card:
    """Take an agency into the directory: its file, and the fingerprint from its stamped paper.

    An agency that is enrolled already gets a new key: the old one is 已更换 from then on. Raises
    ``P-FINGERPRINT`` unless the typed digits are those of the keys in the file, naming the groups
    that differ; ``P-AGENCY`` for an agency that the catalogue does not name, ``P-REVOKED`` for a
    key that was revoked, ``M-MERGED`` for an agency that merged into another.
    """
    store.require(Role.REVIEWER)
    with _opened(store, path) as (package, card):
        _check_fingerprint(typed_fingerprint, card)
        with store.write() as conn:
            refuse_merged(conn, store.catalogue, card.agency, clock.today())
            _refuse_revoked(conn, card)
            _put(conn, card, package.envelope.package_id)
            note_arrival(conn, package, {})
            audit.append(conn, store, ACCEPTED, card.agency, {"fingerprint": card.fingerprint})
    return card


def revoke(store: Store, agency: str, *, reason: str) -> None:
    """Believe an agency's key no longer, because it was lost or given away.

    What it signed before stays. Raises ``R-ROLE``, ``R-REASON``, ``P-AGENCY`` when no key of the
    agency is in force.
    """
    store.require(Role.REVIEWER)
    if not reason.strip():
        raise RefusedError("R-REASON", "撤销密钥需要写明理由。", "请写明发生了什么；没有变动。")
    mine = _in_force(agency)
    with store.write() as conn:
        known = conn.scalar(sa.select(enrolment.c.fingerprint).where(*mine))
        if known is None:
            raise RefusedError("P-AGENCY", f"{agency} 没有有效的密钥。", "没有变动。")
        conn.execute(
            enrolment.update().where(*mine).values(status=REVOKED, revoked_at=clock.timestamp())
        )
        told = {"fingerprint": known, "reason": reason.strip()}
        audit.append(conn, store, REVOCATION, agency, told)


@contextmanager
def _opened(store: Store, path: Path) -> Iterator[tuple[Package, Card]]:
    """A verified enrolment package and the card in it, of an agency that the catalogue names."""
    with open_verified(
        path,
        expect_kind="enrolment",
        me=identity_of(store),
        trust=SelfSigned(StoreTrust(store, {}).seen),
    ) as package:
        card = _card_in(package)
        if card.agency not in store.catalogue.agencies:
            raise RefusedError(
                "P-AGENCY", f"机构代码 {card.agency} 不在机构目录中。", "请核对参数后重试。"
            )
        yield package, card


def _check_fingerprint(typed: str, card: Card) -> None:
    if signing.fingerprints_agree(typed, card.fingerprint):
        return
    count, whole = len(signing.fingerprint_digits(typed)), len(card.fingerprint.replace(" ", ""))
    if count != whole:
        told = f"指纹应为{whole}位数字，录入了{count}位，没有登记。"
    else:
        groups = "、".join(map(str, signing.differing_groups(typed, card.fingerprint)))
        told = f"录入的指纹第{groups}组与{card.agency}的备案文件不一致，没有登记。"
    raise RefusedError(
        "P-FINGERPRINT",
        told,
        "请对照加盖公章的备案表逐位核对；仍不一致时不要登记，联系该机构重新备案。",
    )


def _in_force(agency: str) -> tuple[sa.ColumnElement[bool], ...]:
    return enrolment.c.agency_code == agency, enrolment.c.status == IN_FORCE


def _refuse_revoked(conn: sa.Connection, card: Card) -> None:
    """A key that was revoked stays so, whatever paper comes with it."""
    known = sa.select(enrolment.c.revoked_at).where(
        enrolment.c.agency_code == card.agency,
        enrolment.c.signing_key == card.signing_key,
        enrolment.c.status == REVOKED,
    )
    at = conn.scalar(known)
    if at is not None:
        raise RefusedError(
            "P-REVOKED",
            f"{card.agency} 的这把密钥已于{clock.moment_words(at)}撤销，不能再登记。",
            "请该机构在登录窗口按“忘记口令”办理恢复，换上新密钥后重新导出备案文件。",
        )


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
        .where(*_in_force(card.agency))
        .values(status=REPLACED, revoked_at=clock.timestamp())
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
            status=IN_FORCE,
            valid_from=clock.timestamp(),
            package_id=package_id,
        )
    )
