"""An import that was begun and left: kept in the office's own store, taken up again days later.

It is no record and no act: it has no entry in the audit log until the file is imported. It stands
in the store because the name of a file may name an enterprise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app import clock, files
from app.collection.preparing import ImportRequest
from app.errors import RefusedError
from app.store.import_tables import import_file, unfinished_import
from app.store.office_store import Store

RECENT = 8
"""So many files are offered again."""


@dataclass(frozen=True)
class Unfinished:
    """How far somebody came: the request so far, and the number of the step that was reached."""

    request: ImportRequest
    step: int


def keep(store: Store, unfinished: Unfinished) -> None:
    """Keep this operator's unfinished import in place of an earlier one."""
    request = unfinished.request
    content = {
        "path": str(request.path),
        "dataset": request.dataset,
        "sheet": request.sheet,
        "header_row": request.header_row,
        "choices": dict(request.choices),
        "sha256": request.sha256,
        "step": unfinished.step,
    }
    with store.write() as conn:
        conn.execute(_own(store))
        conn.execute(
            sa.insert(unfinished_import).values(
                operator=store.operator,
                content=json.dumps(content, ensure_ascii=False),
                at=clock.timestamp(),
            )
        )


def kept(store: Store) -> Unfinished | None:
    """This operator's unfinished import."""
    query = sa.select(unfinished_import.c.content)
    with store.read() as conn:
        text = conn.execute(query.where(unfinished_import.c.operator == store.operator)).scalar()
    if text is None:
        return None
    content = json.loads(text)
    step = content.pop("step")
    return Unfinished(ImportRequest(**{**content, "path": Path(content["path"])}), step)


def forget(store: Store) -> None:
    """Let the unfinished import go: it was done, or is not wanted."""
    if kept(store) is not None:
        with store.write() as conn:
            conn.execute(_own(store))


def check_unchanged(request: ImportRequest) -> None:
    """Raise ``I-GONE`` or ``I-CHANGED`` unless the file still is what the work began with."""
    if not request.path.exists():
        raise RefusedError(
            "I-GONE",
            f"文件不在原来的位置了：{request.path}",
            "可能已改名、移走，或U盘已拔出。没有导入任何数据；放回原处后可以继续，或另选文件。",
        )
    if files.sha256_of(request.path) != request.sha256:
        raise RefusedError(
            "I-CHANGED",
            f"文件 {request.path.name} 在上次离开之后改动过。",
            "没有导入任何数据；请重新选择这个文件，从第一步核对。",
        )


def note_recent(store: Store, path: Path) -> None:
    """Put a file at the head of this operator's recent ones."""
    mine = import_file.c.operator == store.operator
    with store.write() as conn:
        last = conn.execute(sa.select(sa.func.max(import_file.c.turn)).where(mine)).scalar() or 0
        conn.execute(sa.delete(import_file).where(mine, import_file.c.path == str(path)))
        conn.execute(
            sa.insert(import_file).values(operator=store.operator, path=str(path), turn=last + 1)
        )
        old = sa.select(import_file.c.turn).where(mine).order_by(import_file.c.turn.desc())
        limit = old.offset(RECENT).limit(1).scalar_subquery()
        conn.execute(sa.delete(import_file).where(mine, import_file.c.turn <= limit))


def recent(store: Store) -> list[Path]:
    """The files that this operator imported lately, newest first; those that are gone left out."""
    query = sa.select(import_file.c.path).where(import_file.c.operator == store.operator)
    with store.read() as conn:
        found = [Path(text) for text in conn.scalars(query.order_by(import_file.c.turn.desc()))]
    return [path for path in found if path.is_file()]


def _own(store: Store) -> sa.Delete:
    return sa.delete(unfinished_import).where(unfinished_import.c.operator == store.operator)
