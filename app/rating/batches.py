"""评级批次: the enterprises that a run rates, so that a county can begin with its first hundred.

The plan (二.四) asks for batches: the key enterprises first, then all. A batch is never changed
once it is made, so that a run made with it can be made again; a change is a new batch that names
its predecessor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.catalogue.labels import normalise_header
from app.collection import register as county
from app.collection.sheets import Sheet, read
from app.errors import RefusedError, UsageError
from app.identifiers.subjects import subject_key
from app.keys.roles import Role
from app.store import audit
from app.store.list_tables import rating_batch, rating_batch_member
from app.store.office_store import Store
from app.store.tables import register

_HEADERS = ("统一社会信用代码", "信用代码", "社会信用代码", "代码", "uscc", "code")
LABELS = frozenset(normalise_header(header) for header in _HEADERS)


@dataclass(frozen=True)
class Remark:
    """A row that makes no member: ``code`` is B-INVALID, B-UNKNOWN or B-DUPLICATE.

    ``row`` counts from 1 in the file, or in the codes given; ``text`` is what stands there.
    """

    row: int
    text: str
    code: str
    message: str


@dataclass(frozen=True)
class Chosen:
    """Codes found in the register, in order, and every row that was none; ``origin`` in words."""

    origin: str
    members: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Batch:
    """A batch as listed; ``count`` enterprises; ``at`` and ``retired_at`` are timestamps."""

    batch_id: str
    title: str
    reason: str
    origin: str
    author: str
    at: str
    predecessor: str
    retired_at: str
    count: int


def from_file(conn: sa.Connection, path: Path) -> Chosen:
    """The enterprises of a list of codes (.txt .csv .xlsx .xls); every row is accounted for.

    The column is found by its header; a file of one column needs none, and may be a single
    line. Raises ``I-FILE-*``, ``B-COLUMN``, ``ENV-*``.
    """
    sheet = read(path, labels=LABELS, rows_needed=False)
    return _checked(conn, f"文件 {path.name}（{sheet.sha256[:16]}）", _codes_of(sheet))


def from_codes(conn: sa.Connection, codes: Iterable[str]) -> Chosen:
    """The enterprises of codes typed in."""
    return _checked(conn, "指定代码", list(enumerate(codes, 1)))


def from_register(
    conn: sa.Connection, *, first_batch: bool = False, township: str = "", kind: str = ""
) -> Chosen:
    """The enterprises of the register that fit every condition given; none given means all."""
    query = sa.select(register.c.uscc).order_by(register.c.uscc)
    told: list[str] = []
    if first_batch:
        query, told = query.where(register.c.first_batch == "Y"), [*told, "首批"]
    if township:
        query, told = query.where(register.c.township == township), [*told, f"乡镇{township}"]
    if kind:
        query, told = query.where(register.c.entity_kind == kind), [*told, f"主体类别{kind}"]
    return Chosen(f"企业名录：{'，'.join(told) or '全部'}", tuple(conn.scalars(query)))


def from_batch(
    conn: sa.Connection, batch_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> Chosen:
    """An earlier batch with codes added and removed. Raises ``B-BATCH``."""
    before = members(conn, batch_id)
    added, removed = from_codes(conn, add), from_codes(conn, remove)
    after = (before | set(added.members)) - set(removed.members)
    origin = f"{batch_id} 增{len(after - before)}减{len(before - after)}"
    return Chosen(origin, tuple(sorted(after)), (*added.remarks, *removed.remarks))


def make(
    store: Store, title: str, chosen: Chosen, *, reason: str, predecessor: str | None = None
) -> str:
    """Keep a batch; returns its number, ``PC-2026-001``. Raises ``R-ROLE``, ``B-*``."""
    store.require(Role.ENTRY, Role.REVIEWER)
    if not title.strip() or not reason.strip():
        raise RefusedError("B-REASON", "评级批次须有名称和理由。", "请填写后再试；没有变动。")
    if not chosen.members:
        raise RefusedError("B-EMPTY", "没有选到企业，批次未建立。", "请核对名单或筛选条件。")
    with store.write() as conn:
        if predecessor:
            _found(conn, predecessor)
        year = clock.today().year
        known = conn.scalar(
            sa.select(sa.func.count()).where(rating_batch.c.batch_id.like(f"PC-{year}-%"))
        )
        batch_id = f"PC-{year}-{(known or 0) + 1:03}"
        conn.execute(
            rating_batch.insert().values(
                batch_id=batch_id,
                title=title.strip(),
                reason=reason.strip(),
                origin=chosen.origin,
                author=store.operator,
                at=clock.timestamp(),
                predecessor=predecessor,
            )
        )
        rows = [(batch_id, uscc) for uscc in sorted(set(chosen.members))]
        store.bulk_insert(conn, rating_batch_member, ("batch_id", "uscc"), rows)
        summary = {"title": title.strip(), "enterprises": len(rows), "origin": chosen.origin}
        audit.append(conn, store, "rating.batch", batch_id, summary)
    return batch_id


def batches(conn: sa.Connection) -> list[Batch]:
    """All batches, newest last."""
    sizes: dict[str, int] = {
        row[0]: row[1]
        for row in conn.execute(
            sa.select(rating_batch_member.c.batch_id, sa.func.count()).group_by(
                rating_batch_member.c.batch_id
            )
        )
    }
    rows = conn.execute(sa.select(rating_batch).order_by(rating_batch.c.batch_id))
    return [
        Batch(
            **{name: value or "" for name, value in row._mapping.items()}, count=sizes[row.batch_id]
        )
        for row in rows
    ]


def members(conn: sa.Connection, batch_id: str) -> frozenset[str]:
    """The credit codes of a batch, retired or not. Raises ``B-BATCH``."""
    _found(conn, batch_id)
    table = rating_batch_member.c
    return frozenset(conn.scalars(sa.select(table.uscc).where(table.batch_id == batch_id)))


def retire(store: Store, batch_id: str) -> None:
    """Mark a batch as no longer for use; its members and runs stay. Raises ``R-ROLE``."""
    store.require(Role.REVIEWER)
    with store.write() as conn:
        if _found(conn, batch_id).retired_at:
            raise RefusedError("B-RETIRED", f"批次 {batch_id} 已停用。", "没有变动。")
        conn.execute(
            rating_batch.update()
            .where(rating_batch.c.batch_id == batch_id)
            .values(retired_at=clock.timestamp())
        )
        audit.append(conn, store, "rating.batch.retire", batch_id, {})


def _found(conn: sa.Connection, batch_id: str) -> sa.Row[tuple[object, ...]]:
    row = conn.execute(sa.select(rating_batch).where(rating_batch.c.batch_id == batch_id)).first()
    if row is None:
        raise UsageError("B-BATCH", f"没有这个评级批次：{batch_id}", "请用 batches list 查看编号。")
    return row


def _codes_of(sheet: Sheet) -> list[tuple[int, str]]:
    """(row, text) of the column of codes; a file without a header begins with a code."""
    for column, cells in zip(sheet.columns, sheet.cells, strict=True):
        headless = subject_key(column.header).ok
        if headless or normalise_header(column.header) in LABELS or len(sheet.columns) == 1:
            first = [(sheet.header_rows[1], column.header)] if headless else []
            # a number that Excel made of a code is no code: told as it stands, never guessed
            texts = ["" if cell is None else str(cell) for cell in cells]
            return first + list(zip(sheet.row_numbers, texts, strict=True))
    raise RefusedError(
        "B-COLUMN", "文件中没有找到“统一社会信用代码”一列。", "请给该列加上表头后重试；没有变动。"
    )


def _checked(conn: sa.Connection, origin: str, rows: list[tuple[int, str]]) -> Chosen:
    known = county.load(conn)
    taken: dict[str, int] = {}
    remarks: list[Remark] = []
    for row, text in rows:
        verdict = subject_key(text)
        code = known.code(verdict.value) if verdict.ok else None
        if not verdict.ok:
            said = verdict.problem.message if verdict.problem else "代码不正确"
            remarks.append(Remark(row, text, "B-INVALID", said))
        elif code is None:
            remarks.append(Remark(row, text, "B-UNKNOWN", "企业名录中没有这个代码"))
        elif code in taken:
            remarks.append(Remark(row, text, "B-DUPLICATE", f"与第{taken[code]}行重复"))
        else:
            taken[code] = row
    return Chosen(origin, tuple(taken), tuple(remarks))
