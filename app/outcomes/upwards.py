"""上报: what is given to a system above the county, when, and what changed since.

A file leaves only with its log entry: the entry is committed while the file still lies aside, and
only an entry whose file then stood under its name counts for "changed since".
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection.gate import REVIEW
from app.errors import RefusedError, UsageError
from app.files import written_aside
from app.keys.roles import Role
from app.outcomes.upwards_files import MAX_SHEET_ROWS, content, suffix, unholdable
from app.outcomes.upwards_rows import NONE, REASONS, Gathered, Gathering, Listed, Ready
from app.outcomes.upwards_target import Target
from app.store import audit
from app.store.office_store import Store
from app.store.upward_tables import upward_export, upward_row

PREPARED, DONE = "待落盘", "已导出"
_NAMED = 20


@dataclass(frozen=True)
class Prospect:
    """What an export would hold, or held.

    ``counts`` per sheet: ``considered`` = ``exported`` + ``unchanged`` + ``held`` + those under the
    keys of ``REASONS``; ``gone`` counts apart. ``held`` stays for want of values, ``incomplete``
    goes although some are wanting, ``gone`` went before and must be taken back above (信用修复:
    sharing stops), ``unholdable`` names characters that the file cannot hold.
    """

    target: str
    version: str
    counts: dict[str, dict[str, int]]
    changed: list[Listed]
    held: list[Listed]
    incomplete: list[Listed]
    gone: list[Listed]
    unholdable: list[Listed]


@dataclass(frozen=True)
class Exported:
    """A file that was written, and its entry in the log."""

    export_id: str
    file_name: str
    file_sha256: str
    prospect: Prospect


@dataclass(frozen=True)
class _Plan:
    prospect: Prospect
    rows: list[tuple[Gathered, list[Ready]]]


def prospect(store: Store, target: Target, *, changed: bool = False) -> Prospect:
    """What :func:`export` would do now; nothing is written. Raises ``R-ROLE``."""
    store.require(Role.REVIEWER, Role.ENTRY, Role.QUERY)
    with store.read() as conn:
        return _plan(store, conn, target, changed).prospect


def export(store: Store, target: Target, out: Path, *, changed: bool = False) -> Exported:
    """Write the target's file to ``out`` and log it; with ``changed`` only rows that are new or

    changed since they last went to this target. Needs the reviewer. Raises ``R-ROLE``,
    ``U-UPWARD-NAME``, ``R-UPWARD-EXISTS``, ``R-UPWARD-CHARACTERS``, ``R-UPWARD-ROWS``,
    ``R-UPWARD-NOTHING``, ``ENV-*``; then there is no file and no entry.
    """
    store.require(Role.REVIEWER)
    if out.suffix.lower() != suffix(target):
        raise UsageError("U-UPWARD-NAME", f"文件名须以 {suffix(target)} 结尾。", "请改文件名。")
    if out.exists():
        raise RefusedError("R-UPWARD-EXISTS", f"已有文件 {out.name}。", "请换一个文件名。")
    with written_aside(out) as stream, store.write() as conn:
        plan = _plan(store, conn, target, changed)
        _refuse(plan)
        data = content(
            target, [(part.sheet, [row.values for row in rows]) for part, rows in plan.rows]
        )
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
        done = _log(store, conn, target, plan, out.name, hashlib.sha256(data).hexdigest())
    with store.write() as conn:
        mine = upward_export.c.export_id == done.export_id
        conn.execute(sa.update(upward_export).where(mine).values(state=DONE))
        audit.append(conn, store, "upward.done", done.export_id, {"file": out.name})
    return done


def exports(store: Store) -> list[dict[str, Any]]:
    """The log, oldest first; ``counts`` as in :class:`Prospect`, ``state`` 待落盘 or 已导出."""
    store.require(Role.REVIEWER, Role.ENTRY, Role.QUERY, Role.ADMIN)
    with store.read() as conn:
        rows = conn.execute(sa.select(upward_export).order_by(upward_export.c.serial))
        return [{**row._mapping, "counts": json.loads(row.counts)} for row in rows]


def _plan(store: Store, conn: sa.Connection, target: Target, changed: bool) -> _Plan:
    gathering = Gathering(store, conn, target)
    before = _standing(conn, target)
    parts: list[tuple[Gathered, list[Ready]]] = []
    counts: dict[str, dict[str, int]] = {}
    fresh: list[Listed] = []
    gone: list[Listed] = []
    for part in gathering.sheets():
        sheet = part.sheet.name
        above = before.get(sheet, {})
        news = [row for row in part.rows if above.get(row.key, ("", ""))[1] != row.sha256]
        fresh += [
            Listed(sheet, row.uscc, gathering.name(row.uscc), row.key, "",
                   "变动" if row.key in above else "新增")
            for row in news
        ]  # fmt: skip
        lost = _lost(gathering, part, above)
        gone += lost
        rows = news if changed else part.rows
        kinds = {"considered": 0, "held": 0, **part.counts}
        kinds.pop("rows", None)
        kinds |= {"exported": len(rows), "unchanged": len(part.rows) - len(rows), "gone": len(lost)}
        counts[sheet] = dict(sorted(kinds.items()))
        parts.append((part, rows))
    sheets = [part for part, _ in parts]
    written = {(part.sheet.name, row.key) for part, rows in parts for row in rows}
    told_prospect = Prospect(
        target.id, target.version, counts, fresh,
        [one for part in sheets for one in part.held],
        [one for part in sheets for one in part.incomplete if (one.sheet, one.key) in written],
        gone, _unholdable(target, gathering, parts),
    )  # fmt: skip
    return _Plan(told_prospect, parts)


def _lost(gathering: Gathering, part: Gathered, above: dict[str, tuple[str, str]]) -> list[Listed]:
    """Rows that went before and have none of them now; one under review again still stands."""
    kept = {row.key for row in part.rows} | {one.key for one in part.held}
    kept |= {key for key, why in part.left.items() if why == REVIEW}
    return [
        Listed(part.sheet.name, uscc, gathering.name(uscc), key, "",
               REASONS[part.left.get(key, NONE)])
        for key, (uscc, _) in above.items()
        if key not in kept
    ]  # fmt: skip


def _unholdable(
    target: Target, gathering: Gathering, parts: list[tuple[Gathered, list[Ready]]]
) -> list[Listed]:
    return [
        Listed(part.sheet.name, row.uscc, gathering.name(row.uscc), row.key, column.name, bad)
        for part, rows in parts
        for row in rows
        for column, value in zip(part.sheet.columns, row.values, strict=True)
        if value and (bad := unholdable(target, value))
    ]


def _refuse(plan: _Plan) -> None:
    bad = plan.prospect.unholdable
    if bad:
        named = "；".join(
            f"{one.name or one.uscc} {one.column} {one.reason!r}" for one in bad[:_NAMED]
        )
        raise RefusedError(
            "R-UPWARD-CHARACTERS",
            f"有{len(bad)}处文字含有上报文件不能表示的字：{named}。",
            '请核对原文，或在模板中写 encoding = "gb18030"；没有写出文件。',
        )
    for part, rows in plan.rows:
        if len(rows) > MAX_SHEET_ROWS:
            raise RefusedError(
                "R-UPWARD-ROWS",
                f"“{part.sheet.name}”超过一张表能放的行数。",
                "请改用 csv 或 json。",
            )
    if not any(rows for _, rows in plan.rows) and not plan.prospect.gone:
        held = len({(one.sheet, one.key) for one in plan.prospect.held})
        raise RefusedError(
            "R-UPWARD-NOTHING", f"没有可上报的内容（缺项暂存{held}行）。", "请先查看上报预览。"
        )


def _log(
    store: Store, conn: sa.Connection, target: Target, plan: _Plan, name: str, sha256: str
) -> Exported:
    serial = (conn.scalar(sa.select(sa.func.max(upward_export.c.serial))) or 0) + 1
    export_id = f"SB-{clock.today().year}-{serial:04}"
    counts = json.dumps(plan.prospect.counts, ensure_ascii=False, sort_keys=True)
    conn.execute(
        upward_export.insert().values(
            serial=serial, export_id=export_id, target=target.id, target_version=target.version,
            mapping_sha256=target.sha256, operator=store.operator, at=clock.timestamp(),
            counts=counts, file_name=name, file_sha256=sha256, state=PREPARED,
        )
    )  # fmt: skip
    rows = [
        (export_id, part.sheet.name, row.key, *record, row.uscc, row.sha256)
        for part, ready in plan.rows
        for row in ready
        for record in row.records
    ]
    rows += [(export_id, one.sheet, one.key, "", "", 0, one.uscc, "") for one in plan.prospect.gone]
    store.bulk_insert(conn, upward_row, [column.name for column in upward_row.columns], rows)
    summary = {
        "target": target.id, "version": target.version, "mapping": target.sha256, "file": name,
        "sha256": sha256, "counts": plan.prospect.counts,
    }  # fmt: skip
    audit.append(conn, store, "upward.export", export_id, summary)
    return Exported(export_id, name, sha256, plan.prospect)


def _standing(conn: sa.Connection, target: Target) -> dict[str, dict[str, tuple[str, str]]]:
    """What the target has from this office: sheet → row key → (enterprise, digest).

    Of the entries of one key the last export counts; rows reported as gone are not there.
    """
    found: dict[str, dict[str, tuple[str, str]]] = {}
    rows = conn.exec_driver_sql(
        f"SELECT r.sheet, r.row_key, r.uscc, r.row_sha256, max(e.serial) FROM {upward_row.name} r"
        f" JOIN {upward_export.name} e ON e.export_id = r.export_id"
        " WHERE e.target = ? AND e.state = ? GROUP BY r.sheet, r.row_key",
        (target.id, DONE),
    )
    for sheet, key, uscc, sha256, _ in rows:
        if sha256:
            found.setdefault(sheet, {})[key] = (uscc, sha256)
    return found
