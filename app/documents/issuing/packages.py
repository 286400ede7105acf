"""报送清单 of a package that was written, 回执单 of one that was taken in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection.gate import TITLES
from app.documents.batch import Piece
from app.documents.issuing.selection import Selection
from app.documents.papers.package_papers import (
    CoverSheet,
    PackageHead,
    ReceiptPaper,
    Returned,
    SentSet,
)
from app.edition import Edition
from app.errors import RefusedError
from app.merging.submission import ACTION, AGAIN, CHANGED, GONE, NEW
from app.store.office_store import Store
from app.store.tables import audit, inbox, outbox


def cover_pieces(store: Store, chosen: Selection) -> list[Piece]:
    """The cover sheet of the submission ``chosen.about``. Raises ``P-UNKNOWN``."""
    with store.read() as conn:
        table = outbox.c
        row = conn.execute(
            sa.select(outbox).where(table.package_id == chosen.about, table.kind == "submission")
        ).first()
        done = conn.execute(
            sa.select(audit).where(audit.c.action == ACTION, audit.c.subject == chosen.about)
        ).first()
    if row is None or done is None:
        raise _unknown("本单位没有写出过这个报送包。")
    summary = json.loads(done.summary)
    # the entry of the writing follows the head that the package carries
    head = _head(store, row, store.agency, {"seq": done.seq - 1, "hash": done.prev})
    paper = CoverSheet(
        head=head,
        file_name=row.file_name,
        written_on=clock.china_day(row.at),
        signed_by=done.operator,
        sets=tuple(_sent(store, code, count, summary) for code, count in summary["sent"].items()),
        stayed=tuple((TITLES[code], count) for code, count in summary["blocked"].items()),
    )
    return [Piece(head.sender, row.package_id, paper)]


def receipt_pieces(store: Store, chosen: Selection) -> list[Piece]:
    """The receipt of the submission ``chosen.about``: what it made of it, or was told of it.

    Raises ``P-UNKNOWN`` when the coordinator did not take it in, or the agency has no answer yet.
    """
    if store.edition == Edition.COORDINATOR:
        return [_taken_in(store, chosen.about)]
    return [_answered(store, chosen.about)]


def _taken_in(store: Store, package_id: str) -> Piece:
    with store.read() as conn:
        table = inbox.c
        row = conn.execute(
            sa.select(inbox).where(table.package_id == package_id, table.kind == "submission")
        ).first()
    if row is None:
        raise _unknown("收件箱中没有这个报送包。")
    head = _head(store, row, row.sender, json.loads(row.audit_head or "null"))
    return _receipt(store, head, "并入日期", row.at, json.loads(row.counts))


def _answered(store: Store, package_id: str) -> Piece:
    with store.read() as conn:
        sent = conn.execute(sa.select(outbox).where(outbox.c.package_id == package_id)).first()
        answers = conn.execute(sa.select(inbox).where(inbox.c.kind == "receipt")).all()
    for answer in answers:
        told = json.loads(answer.counts)
        if sent is not None and told.get("package_id") == package_id:
            head = _head(store, sent, store.agency, told["audit_head"])
            return _receipt(store, head, "回执收到日期", answer.at, told["result"])
    raise _unknown("还没有收到这个报送包的回执。")


def _receipt(
    store: Store, head: PackageHead, day_title: str, at: str, result: Mapping[str, Any]
) -> Piece:
    known = store.catalogue.data_sets
    reasons: dict[tuple[str, str], list[str]] = {}
    for code, rec_id, _, message in result["returned"]:
        reasons.setdefault((code, message), []).append(rec_id)
    paper = ReceiptPaper(
        head=head,
        day_title=day_title,
        day=clock.china_day(at),
        accepted=tuple((known[code].title, count) for code, count in result["accepted"].items()),
        pooled=int(result.get("pooled") or 0),
        returned=tuple(
            Returned(known[code].title, message, tuple(ids))
            for (code, message), ids in reasons.items()
        ),
    )
    return Piece(head.sender, head.package_id, paper)


def _head(
    store: Store, row: sa.Row[Any], sender: str, audit_head: Mapping[str, Any] | None
) -> PackageHead:
    agencies = store.catalogue.agencies
    return PackageHead(
        sender=agencies[sender].title,
        recipient=agencies[store.catalogue.coordinator].title,
        package_id=row.package_id,
        period=row.period,
        seq=row.seq,
        sha256=row.envelope_sha256,
        head_seq=int(audit_head["seq"]) if audit_head else 0,
        head_hash=str(audit_head["hash"]) if audit_head else "",
    )


def _sent(store: Store, code: str, total: int, summary: Mapping[str, Any]) -> SentSet:
    """The counts of one data set; a package of an earlier release did not keep the ways."""
    title = f"{code}　{store.catalogue.data_sets[code].title}"
    ways = summary.get("ways", {}).get(code)
    if ways is None:
        return SentSet(title, total)
    return SentSet(title, total, *(ways.get(way, 0) for way in (NEW, CHANGED, GONE, AGAIN)))


def _unknown(what: str) -> RefusedError:
    return RefusedError("P-UNKNOWN", what, "请核对数据包编号（package_id）。")
