"""Looking at arrived files without writing anything: every step of verification, in words.

Packages of one stream are expected one after the other: the second of two that came together is
good when the first is. So files are looked at in the order in which they would be merged, and what
was found good moves the head of its stream for the rest of the look.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.errors import AppError, EnvironmentFault
from app.exchange.envelope import Envelope, Kind
from app.exchange.trust import SelfSigned, Trust
from app.exchange.verifying import KIND_TITLES, Package, Unverified, open_verified, show
from app.files import name_of
from app.inbox import checklist, wording
from app.inbox.arrived import (
    BAD,
    ELSEWHERE,
    KNOWN,
    NO_PACKAGE,
    READY,
    TAKEN_KINDS,
    Arrived,
    refused,
    size_of,
    title_of,
)
from app.inbox.gathering import Found
from app.merging.cards import own_card
from app.merging.incoming import named_sets, newer
from app.merging.merge import REGISTER_SET
from app.merging.streams import Rechecking, StoreTrust, enrolled_keys, identity_of
from app.progress import SILENT, Progress
from app.store.office_store import Store
from app.store.successions import refuse_merged
from app.store.tables import enrolment, inbox

_BLAMED = ("X-", "M-", "P-")
"""Codes of errors that say something about the package; others are about this office."""


class Expecting(StoreTrust):
    """The store's knowledge, and the packages that were found good just now."""

    def __init__(self, store: Store, keys: Mapping[str, bytes]) -> None:
        super().__init__(store, keys)
        self._heads: dict[tuple[str, str], tuple[int, str]] = {}
        self._files: dict[str, str] = {}

    def seen(self, package_id: str) -> bool:
        """Whether it was taken in before, or lies in the same heap twice."""
        return package_id in self._files or super().seen(package_id)

    def head(self, sender: str, kind: str) -> tuple[int, str]:
        """The last package of the stream, those expected included."""
        return self._heads.get((sender, kind)) or super().head(sender, kind)

    def expect(self, package: Package) -> None:
        """Count on a package that verified."""
        envelope = package.envelope
        self._files[envelope.package_id] = package.file_name
        self._heads[envelope.sender, envelope.kind] = envelope.seq, package.envelope_sha256

    def twin(self, package_id: str) -> str:
        """The name of the file of this heap that is the same package; empty if there is none."""
        return self._files.get(package_id, "")


def examine(store: Store, found: Iterable[Found], progress: Progress = SILENT) -> list[Arrived]:
    """What each file is and whether it may be merged, in the order of merging; nothing is written.

    Raises what concerns this office and not a file: ``S-*``, ``Cancelled``.
    """
    claims: list[tuple[Path, Unverified]] = []
    rest: list[Arrived] = []
    files = list(found)
    for number, one in enumerate(files):
        progress.step(number, len(files) * 2, f"读取 {one.path.name}")
        if one.skipped:
            rest.append(Arrived(one.path, NO_PACKAGE, size_of(one.path), reason=one.skipped))
            continue
        try:
            claims.append((one.path, show(one.path)))
        except AppError as error:
            rest.append(_stopped(store, one.path, None, error))
    claims.sort(key=lambda claim: (_turn(store, claim[1].envelope), str(claim[0])))
    trust = Expecting(store, enrolled_keys(store))
    looked: list[Arrived] = []
    for number, (path, said) in enumerate(claims):
        progress.step(len(files) + number, len(files) * 2, f"验证 {path.name}")
        try:
            looked.append(_look(store, path, said.envelope, trust))
        except AppError as error:
            looked.append(_stopped(store, path, said, error, trust))
    return looked + rest


def _turn(store: Store, envelope: Envelope) -> tuple[int, str, int]:
    """Market regulation's submissions first: the register must stand before anything leans on it;

    feedback after all submissions, because it speaks of loans that they bring.
    """
    agency = store.catalogue.agencies.get(envelope.sender)
    owners = store.catalogue.owners(REGISTER_SET, clock.today())
    if envelope.kind is not Kind.SUBMISSION:
        return 2, envelope.sender, envelope.seq
    return int(agency is None or agency.kind not in owners), envelope.sender, envelope.seq


def _look(store: Store, path: Path, envelope: Envelope, trust: Expecting) -> Arrived:
    kind = envelope.kind
    if envelope.sender == store.agency or kind is Kind.ENROLMENT:
        return _elsewhere(store, path, envelope)
    with store.read() as conn:
        refuse_merged(conn, store.catalogue, envelope.sender, clock.today())
    expected = kind if kind in TAKEN_KINDS else Kind.SUBMISSION
    with open_verified(path, expect_kind=expected, me=identity_of(store), trust=trust) as package:
        if kind is Kind.SUBMISSION:
            _check_sets(store, package)
        trust.expect(package)
        return found_good(store, path, package)


def found_good(store: Store, path: Path, package: Package) -> Arrived:
    """A package that verified, with what it holds."""
    version = str(package.manifest["extra"].get("catalogue", ""))[:20]
    ours = store.catalogue.version
    told = "" if version in ("", ours) else f"对方 {version}，本端 {ours}，逐项核对于试并时"
    title = title_of(store, package.envelope.sender)
    return Arrived(
        path,
        READY,
        size_of(path),
        package.envelope,
        package.envelope_sha256,
        title,
        checklist.passed({checklist.SENDER: title, checklist.CATALOGUE: told}),
        counts={str(r["path"]): int(r["rows"]) for r in package.manifest["resources"] if r["rows"]},
        catalogue=version,
    )


def _check_sets(store: Store, package: Package) -> None:
    unknown = [code.upper() for code in named_sets(package)]
    unknown = [code for code in unknown if code not in store.catalogue.data_sets]
    if unknown:
        raise newer(f"数据集{'、'.join(unknown)[:80]}", package)


def _elsewhere(store: Store, path: Path, envelope: Envelope) -> Arrived:
    """An enrolment, or what this office itself wrote and the stick brought back; both verified."""
    if envelope.kind is Kind.ENROLMENT:
        trust: Trust = SelfSigned()
        words = "备案文件要对照盖章的备案表办理，请到“机构与备案”。"
    else:
        own = own_card(store)
        trust = Rechecking(store, {own.agency: own.key}, envelope.seq, envelope.prev)
        words = (
            f"这是本单位签发的{KIND_TITLES[envelope.kind]}，请交给收件的机构，"
            "由机构在“接收”中收取；本单位不用并入。"
        )
    with open_verified(path, expect_kind=envelope.kind, me=identity_of(store), trust=trust) as one:
        return replace(found_good(store, path, one), state=ELSEWHERE, reason=words)


def blames_package(error: AppError) -> bool:
    """Whether an error is the package's, and not this office's, its operator's or its disk's."""
    return error.code.startswith(_BLAMED)


def _stopped(
    store: Store,
    path: Path,
    said: Unverified | None,
    error: AppError,
    trust: Expecting | None = None,
) -> Arrived:
    if not blames_package(error) and not isinstance(error, EnvironmentFault):
        raise error
    if said is None:
        reason = wording.reason(error.code, error.message, path)
        return refused(store, path, None, "", error.code, reason)
    if error.code == "X-DUPLICATE":
        return _repeated(store, path, said, trust)
    reason = told_closer(store, path, said.envelope, error)
    return refused(store, path, said.envelope, said.envelope_sha256, error.code, reason)


def _repeated(store: Store, path: Path, said: Unverified, trust: Expecting | None) -> Arrived:
    """A genuine package for the second time: the same file still on the stick, or a replay."""
    envelope = said.envelope
    with store.read() as conn:
        row = conn.execute(
            sa.select(inbox.c.at, inbox.c.file_name).where(
                inbox.c.package_id == envelope.package_id
            )
        ).first()
    if row is None:
        twin = trust.twin(envelope.package_id) if trust else ""
        reason = f"与本次收到的“{twin}”是同一个数据包，只并入一次。"
    else:
        called = f"（当时的文件名是“{row.file_name}”）" if row.file_name else ""
        when = clock.moment_words(row.at)
        reason = f"这个数据包已于 {when} 并入{called}，没有损坏，不用再并入。"
    bad = refused(store, path, envelope, said.envelope_sha256, "X-DUPLICATE", reason)
    still_here = row is not None and row.file_name in (None, name_of(path))
    return replace(bad, state=KNOWN if still_here else BAD)


def told_closer(store: Store, path: Path, envelope: Envelope, error: AppError) -> str:
    """The reason in a sentence; where a key does not fit, what its envelope lets suppose.

    What the envelope says is not proven, but it is only used to tell a refusal.
    """
    if error.code not in ("X-SENDER", "X-SIGNATURE"):
        return wording.reason(error.code, error.message, path)
    if not identity_of(store).recipient_hashes() & set(envelope.recipients):
        return "收件单位不是本单位，签名的也不是本县名册中的密钥：像是其他县的数据包。"
    with store.read() as conn:
        keys = conn.execute(
            sa.select(enrolment.c.signing_key, enrolment.c.status, enrolment.c.revoked_at).where(
                enrolment.c.agency_code == envelope.sender, enrolment.c.status != "有效"
            )
        ).all()
    for key in keys:
        if hashlib.sha256(bytes.fromhex(key.signing_key)).hexdigest() == envelope.sender_key:
            when = clock.moment_words(key.revoked_at)[:10] if key.revoked_at else ""
            return (
                f"用的是{title_of(store, envelope.sender)}已于 {when} 停用的密钥（{key.status}）。"
            )
    return wording.reason(error.code, error.message, path)
