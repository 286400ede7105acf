"""Versions of rating schemes in the coordinator's store: drafted, checked, approved, in force.

States only go forward and content never changes: a change is a new draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app import clock
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.rating.scheme import Scheme, load
from app.rating.scheme_check import problems
from app.rating.scheme_file import pack, unpack
from app.rating.scheme_sql import Problem
from app.store import audit
from app.store.office_store import Store
from app.store.scheme_tables import scheme_text
from app.store.scheme_tables import scheme_version as table

DRAFT, CHECKED, APPROVED, IN_FORCE, RETIRED = "草稿", "已检查", "已批准", "在用", "停用"


@dataclass(frozen=True)
class Version:
    """One version; dates are ISO texts, empty where not yet.

    ``predecessor`` is the version that it was made from, if that is known.
    """

    scheme_id: str
    version: str
    sha256: str
    state: str
    author: str
    reason: str
    effective_from: str
    approved_1: str
    approved_2: str
    in_force_from: str
    retired_at: str
    predecessor: str = ""


def draft(
    store: Store, scheme: Scheme, *, reason: str, effective_from: date, predecessor: str = ""
) -> None:
    """Keep a new version as a draft. Raises ``R-ROLE``, ``R-REASON``, ``R-SCHEME-VERSION``."""
    store.require(Role.ENTRY, Role.REVIEWER)
    if not reason.strip():
        raise RefusedError("R-REASON", "方案修改须写明理由。", "请填写后再试；没有变动。")
    shipped = load()
    with store.write() as conn:
        known = conn.scalar(
            sa.select(table.c.version).where(
                table.c.scheme_id == scheme.id, table.c.version == scheme.version
            )
        )
        if known or (scheme.id, scheme.version) == (shipped.id, shipped.version):
            raise RefusedError(
                "R-SCHEME-VERSION",
                f"已有方案 {scheme.id} 的版本 {scheme.version}。",
                "请换一个版本号；没有变动。",
            )
        conn.execute(
            table.insert().values(
                scheme_id=scheme.id,
                version=scheme.version,
                content=pack(scheme),
                sha256=scheme.sha256,
                state=DRAFT,
                author=store.operator,
                reason=reason.strip(),
                drafted_at=clock.timestamp(),
                effective_from=effective_from.isoformat(),
                predecessor=predecessor or None,
            )
        )
        _noted(conn, store, "draft", scheme.id, scheme.version, sha256=scheme.sha256)


def check(store: Store, scheme_id: str, version: str) -> list[Problem]:
    """All problems of a draft; without any it is 已检查. Raises ``R-ROLE``, ``R-SCHEME-STATE``."""
    store.require(Role.ENTRY, Role.REVIEWER)
    with store.write() as conn:
        row = _in_state(conn, scheme_id, version, DRAFT)
        found = problems(unpack(row.content), store.catalogue)
        if not found:
            _set(conn, scheme_id, version, state=CHECKED, checked_at=clock.timestamp())
        _noted(conn, store, "check", scheme_id, version, problems=len(found))
    return found


def approve(store: Store, scheme_id: str, version: str) -> str:
    """Sign a checked version; returns its state, 已批准 after the second signature.

    Two different reviewers, at most one of them the author: a small office has two leaders, and
    one person alone can never bring a scheme through. Raises ``R-TWO-SIGNERS``, ``R-SCHEME-STATE``.
    """
    store.require(Role.REVIEWER)
    with store.write() as conn:
        row = _in_state(conn, scheme_id, version, CHECKED)
        if row.approved_1 == store.operator:
            raise RefusedError(
                "R-TWO-SIGNERS", "方案须由两名不同的审核人员批准。", "请另一名人员登录后批准。"
            )
        state = APPROVED if row.approved_1 else CHECKED
        if row.approved_1:
            now = clock.timestamp()
            signed = {"approved_2": store.operator, "approved_at": now, "state": state}
        else:
            signed = {"approved_1": store.operator}
        _set(conn, scheme_id, version, **signed)
        _noted(conn, store, "approve", scheme_id, version, state=state)
    return state


def put_in_force(store: Store, scheme_id: str, version: str) -> date:
    """Put an approved version in force; the one before ends that day, which is returned.

    Never before today: ratings already made were made under the version before.
    Raises ``R-ROLE``, ``R-SCHEME-STATE``.
    """
    store.require(Role.REVIEWER)
    with store.write() as conn:
        row = _in_state(conn, scheme_id, version, APPROVED)
        day = max(date.fromisoformat(row.effective_from), clock.today())
        for before in conn.execute(sa.select(table).where(table.c.state == IN_FORCE)).all():
            if before.in_force_from > day.isoformat():
                raise RefusedError(
                    "R-SCHEME-STATE",
                    f"版本 {before.version} 自{before.in_force_from}起在用，晚于本版本。",
                    "请先停用该版本；没有变动。",
                )
            _set(conn, before.scheme_id, before.version, state=RETIRED, retired_at=day.isoformat())
        _set(conn, scheme_id, version, state=IN_FORCE, in_force_from=day.isoformat())
        _noted(conn, store, "in-force", scheme_id, version, day=day.isoformat())
    return day


def retire(store: Store, scheme_id: str, version: str) -> None:
    """Put a version out of use from today. Raises ``R-ROLE``, ``R-SCHEME-STATE``."""
    store.require(Role.REVIEWER)
    with store.write() as conn:
        _in_state(conn, scheme_id, version, DRAFT, CHECKED, APPROVED, IN_FORCE)
        today = clock.today().isoformat()
        _set(conn, scheme_id, version, state=RETIRED, retired_at=today)
        _noted(conn, store, "retire", scheme_id, version)


def in_force(conn: sa.Connection, on: date) -> Scheme:
    """The scheme that counts on a day; the shipped one where the store has none."""
    day = on.isoformat()
    content = conn.scalar(
        sa.select(table.c.content)
        .where(
            table.c.in_force_from <= day,
            sa.or_(table.c.retired_at.is_(None), table.c.retired_at > day),
        )
        .order_by(table.c.in_force_from.desc())
    )
    return unpack(content) if content else load()


def chosen(conn: sa.Connection, on: date, named: str = "") -> Scheme:
    """The scheme to rate by: the one that counts on ``on``, or the one named ``ID[:version]``.

    Only a version that two people approved rates anybody, though it be retired since: an old rating
    can be made again. Raises ``U-SCHEME``, ``R-SCHEME-STATE``.
    """
    counts = in_force(conn, on)
    scheme_id, _, version = named.partition(":")
    if not named or (scheme_id == counts.id and not version):
        return counts
    shipped = load()
    if scheme_id == shipped.id and version in {"", shipped.version}:
        return shipped
    if not version:
        raise UsageError(
            "U-SCHEME", f"方案 {scheme_id} 在{on}没有在用的版本。", "请写成“方案编号:版本”。"
        )
    row = _row(conn, scheme_id, version)
    if not row.approved_2:
        raise RefusedError(
            "R-SCHEME-STATE",
            f"方案 {scheme_id} 的版本 {version} 未经两人批准，不能用于评级。",
            "请先检查并批准；没有变动。",
        )
    return unpack(row.content)


def by_sha256(conn: sa.Connection, sha256: str) -> Scheme | None:
    """The scheme whose texts have this digest: shipped, a version, or used before; else None."""
    shipped = load()
    if shipped.sha256 == sha256:
        return shipped
    for source in (table, scheme_text):
        content = conn.scalar(sa.select(source.c.content).where(source.c.sha256 == sha256))
        if content:
            return unpack(content)
    return None


def keep_text(conn: sa.Connection, scheme: Scheme) -> None:
    """Keep the texts of a scheme that is being used, once, in the caller's transaction."""
    query = sa.select(scheme_text.c.sha256).where(scheme_text.c.sha256 == scheme.sha256)
    if conn.scalar(query) is None:
        conn.execute(scheme_text.insert().values(sha256=scheme.sha256, content=pack(scheme)))


def version_of(conn: sa.Connection, scheme_id: str, version: str) -> Scheme:
    """One version's scheme, in any state. Raises ``U-SCHEME``."""
    shipped = load()
    if (scheme_id, version) == (shipped.id, shipped.version):
        return shipped
    return unpack(_row(conn, scheme_id, version).content)


def versions(conn: sa.Connection) -> list[Version]:
    """All versions in the store, oldest first."""
    names = Version.__dataclass_fields__
    rows = conn.execute(sa.select(table).order_by(table.c.drafted_at)).mappings()
    return [Version(**{name: row[name] or "" for name in names}) for row in rows]


def _row(conn: sa.Connection, scheme_id: str, version: str) -> sa.Row[tuple[object, ...]]:
    row = conn.execute(
        sa.select(table).where(table.c.scheme_id == scheme_id, table.c.version == version)
    ).first()
    if row is None:
        raise UsageError(
            "U-SCHEME", f"没有方案 {scheme_id} 的版本 {version}。", "请核对版本号；没有变动。"
        )
    return row


def _in_state(
    conn: sa.Connection, scheme_id: str, version: str, *states: str
) -> sa.Row[tuple[object, ...]]:
    shipped = load()
    if (scheme_id, version) == (shipped.id, shipped.version):
        raise RefusedError(
            "R-SCHEME-STATE",
            f"版本 {version} 随程序发布，不用检查和批准，也不能停用。",
            "要改动，请以它为底稿起草新版本；没有变动。",
        )
    row = _row(conn, scheme_id, version)
    if row.state not in states:
        raise RefusedError(
            "R-SCHEME-STATE",
            f"版本 {version} 现为“{row.state}”，不能办理此步骤。",
            "状态只能向前；需要修改时请另建草稿，没有变动。",
        )
    return row


def _set(conn: sa.Connection, scheme_id: str, version: str, **values: str) -> None:
    conn.execute(
        table.update()
        .where(table.c.scheme_id == scheme_id, table.c.version == version)
        .values(**values)
    )


def _noted(
    conn: sa.Connection, store: Store, act: str, scheme_id: str, version: str, **more: object
) -> None:
    audit.append(conn, store, f"scheme.{act}", f"{scheme_id} {version}", more)
