"""A bank's use of grades on its way to the coordinator (用信反馈包).

A package carries the revisions not sent before. The coordinator takes all of it or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.edition import BANK
from app.errors import RefusedError
from app.exchange.inner import Resource
from app.exchange.verifying import Package, open_verified, show
from app.exchange.writing import Written
from app.keys.roles import Role
from app.merging.cards import coordinator_card
from app.merging.contents import read_object
from app.merging.directory import own_recipient
from app.merging.streams import StoreTrust, enrolled_keys, identity_of, note_arrival, send
from app.outcomes import use
from app.outcomes.feedback_shape import check_feedback
from app.outcomes.grades import valid_until
from app.rating import kept
from app.store import audit
from app.store.office_store import Store
from app.store.outcome_tables import credit_use
from app.store.successions import successors
from app.store.tables import inbox, rating_run, register

RESOURCE = "data/uses.json"
TRAVELS = tuple(column.name for column in credit_use.columns if column.name != "package_id")


@dataclass(frozen=True)
class FeedbackTaken:
    """What became of a feedback package: new revisions, and those that were here before."""

    package_id: str
    sender: str
    new: int
    known: int
    again: bool = False


def write_feedback(store: Store, path: Path, *, full: bool = False) -> Written:
    """Sign, seal and write the revisions not sent yet, or all when ``full``. Needs the reviewer.

    Raises ``R-USE-BANK`` outside a bank, ``P-NOTHING`` when there is nothing to send.
    """
    store.require(Role.REVIEWER)
    if store.catalogue.agencies[store.agency].kind != BANK:
        raise RefusedError("R-USE-BANK", "只有银行反馈用信。", "没有写出任何文件。")
    try:
        with store.write() as conn:
            return _write(store, conn, path, full)
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def _write(store: Store, conn: sa.Connection, path: Path, full: bool) -> Written:
    chosen = sa.true() if full else credit_use.c.package_id.is_(None)
    mine = sa.and_(credit_use.c.agency_code == store.agency, chosen)
    query = sa.select(*(credit_use.c[name] for name in TRAVELS)).where(mine)
    rows = conn.execute(query.order_by(credit_use.c.use_id, credit_use.c.revision)).all()
    if not rows:
        raise RefusedError("P-NOTHING", "没有可反馈的用信登记。", "请先登记；没有写出任何文件。")
    content = {
        "region": store.catalogue.region,
        "bank": store.agency,
        "uses": [dict(row._mapping) for row in rows],
    }
    card = coordinator_card(store)
    written = send(
        store,
        conn,
        path,
        kind="feedback",
        to=card.agency,
        recipients=[card.recipient, own_recipient(store)],
        resources=[Resource(RESOURCE, [json.dumps(content, ensure_ascii=False).encode()])],
        period=str(clock.today().year),
        extra={"uses": len(rows), "full": full},
    )
    fresh = sa.and_(mine, credit_use.c.package_id.is_(None))
    conn.execute(credit_use.update().where(fresh).values(package_id=written.package_id))
    audit.append(conn, store, "feedback.write", written.package_id, {"uses": len(rows)})
    return written


def receive_feedback(store: Store, path: Path) -> FeedbackTaken:
    """Take a bank's feedback in at the coordinator; the same package again changes nothing.

    Raises the codes of ``app.exchange``, ``X-CONTENT`` and ``P-COUNTY`` as
    :func:`app.outcomes.feedback_shape.check_feedback`, ``M-FOREIGN`` when rows claim another
    bank's entries or loans, ``M-LOAN`` for another enterprise's loan, ``M-REGISTER``, ``M-RATING``
    when no kept run gave that bank this grade, ``M-DIFFERS`` when a revision is here with other
    words, ``M-REVISION`` when one before it is missing.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    envelope_sha256 = show(path).envelope_sha256
    with store.read() as conn:
        same = inbox.c.envelope_sha256 == envelope_sha256
        earlier = conn.scalar(sa.select(inbox.c.counts).where(same, inbox.c.kind == "feedback"))
    if earlier is not None:
        return FeedbackTaken(**{**json.loads(earlier), "again": True})
    trust = StoreTrust(store, enrolled_keys(store))
    me = identity_of(store)
    with (
        open_verified(path, expect_kind="feedback", me=me, trust=trust) as package,
        store.write() as conn,
    ):
        return take_feedback(store, conn, package)


def take_feedback(store: Store, conn: sa.Connection, package: Package) -> FeedbackTaken:
    """Take a verified feedback in, in the caller's transaction; raises as above."""
    sender, package_id = package.envelope.sender, package.envelope.package_id
    content = read_object(package, RESOURCE)
    rows = check_feedback(content, store.catalogue.region, TRAVELS)
    if content["bank"] != sender or store.catalogue.agencies[sender].kind != BANK:
        raise _foreign(f"反馈包自称由{content['bank']}填报，签名的是{sender}")
    new = [row for row in rows if _is_new(store, conn, sender, row)]
    _check_gaps(rows, conn)
    if new:
        conn.execute(credit_use.insert(), [{**row, "package_id": package_id} for row in new])
    taken = FeedbackTaken(package_id, sender, len(new), len(rows) - len(new))
    note_arrival(conn, package, asdict(taken))
    summary = {"from": sender, "new": taken.new, "known": taken.known}
    audit.append(conn, store, "feedback.receive", package_id, summary)
    return taken


def _is_new(store: Store, conn: sa.Connection, sender: str, row: Mapping[str, Any]) -> bool:
    """Whether a row is to be kept; False for one that is here already, word for word."""
    if row["agency_code"] != sender:
        raise _foreign(f"有{row['agency_code']}的登记")
    table = credit_use.c
    query = sa.select(credit_use).where(table.use_id == row["use_id"])
    known = conn.execute(query.order_by(table.revision)).mappings().all()
    if any(one["agency_code"] != sender for one in known):
        raise _foreign(f"登记 {row['use_id']} 是其他银行的")
    for one in known:
        if one["revision"] == row["revision"]:
            if any(one[name] != row[name] for name in TRAVELS):
                raise _refused("M-DIFFERS", f"登记 {row['use_id']} 的同一版本内容与已收到的不同")
            return False
    _check_claims(store, conn, sender, row)
    return True


def _check_gaps(rows: list[dict[str, Any]], conn: sa.Connection) -> None:
    """The first revision of an entry in the package follows the last one kept here."""
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row["use_id"], row["revision"])
    newest = sa.select(sa.func.max(credit_use.c.revision))
    for use_id, revision in first.items():
        kept_here = conn.scalar(newest.where(credit_use.c.use_id == use_id)) or 0
        if revision > kept_here + 1:
            raise _refused("M-REVISION", f"登记 {use_id} 缺少第{kept_here + 1}版")


def _check_claims(store: Store, conn: sa.Connection, sender: str, row: Mapping[str, Any]) -> None:
    uscc, loan_no = row["uscc"], row["loan_no"]
    if conn.scalar(sa.select(register.c.uscc).where(register.c.uscc == uscc)) is None:
        raise _refused("M-REGISTER", f"企业名录中没有 {uscc}")
    if loan_no is not None:
        holder = use.loan_holder(store, conn, sender, loan_no)
        if holder is None:
            loans = store.table("YH02")
            lenders = sa.select(loans.c.agency_code).where(loans.c.loan_no == loan_no)
            heirs = successors(conn, clock.today())
            found = {heirs.get(one, one) for one in conn.scalars(lenders)}
            if found and sender not in found:
                raise _foreign(f"借据 {loan_no} 是其他银行的")
        elif holder != uscc:
            raise _refused("M-LOAN", f"借据 {loan_no} 是另一家企业的")
    if row["with_rating"]:
        _check_rating(conn, sender, row)


def _check_rating(conn: sa.Connection, sender: str, row: Mapping[str, Any]) -> None:
    """Whether a kept run gave this bank this grade, and it held on the day relied on."""
    run_id = row["run_id"]
    as_of = conn.scalar(sa.select(rating_run.c.as_of).where(rating_run.c.run_id == run_id))
    sheet = next(kept.sheets(conn, run_id, row["uscc"]), None)
    named = sheet is not None and sender in sheet["banks"] and sheet["final_grade"] == row["grade"]
    if as_of is None or not named:
        raise _refused("M-RATING", f"没有向{sender}提供过 {row['uscc']} 的这一评级")
    first, day = date.fromisoformat(as_of), use.application_of(row).relied_on
    if not first <= day <= valid_until(first):
        raise _refused("M-RATING", f"{row['uscc']} 的评级在{day}不是有效的")


def _foreign(problem: str) -> RefusedError:
    return _refused("M-FOREIGN", problem)


def _refused(code: str, problem: str) -> RefusedError:
    return RefusedError(code, f"{problem}。", "整包未并入，没有变动；请该银行核对后重新反馈。")
