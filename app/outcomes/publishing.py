"""发布: which rating run counts outside the working group.

A run is made as often as somebody likes; what a bank, a superior or an enterprise is told rests on
a run that a reviewer has published (plan 三.五: the working group rates, then recommends). The act
is final: what was told outside cannot be called back, a better run is published after it.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app import clock
from app.errors import RefusedError
from app.keys.roles import Role
from app.outcomes.grades import valid_until
from app.rating import decisions
from app.rating.runs import the_run
from app.store import audit
from app.store.list_tables import rating_publication
from app.store.office_store import Store
from app.store.tables import audit as log
from app.store.tables import decision, rating_result, rating_run

PUBLISHED, TRIAL = "已发布", "未发布"


def publish(store: Store, run_id: str, note: str = "") -> str:
    """Publish a run; returns its full number. ``note`` may name the minutes of the meeting.

    Raises ``R-ROLE``, ``R-RUN``, ``R-PUBLISHED``, ``R-OLDER`` where a run of a later day is
    published, ``L-STALE`` after its twelve months, ``R-UNSETTLED`` while the working group has a
    decision half signed about one of its enterprises, or has signed one since it was made.
    """
    store.require(Role.REVIEWER)
    with store.write() as conn:
        run = the_run(conn, run_id)
        _refuse_unfit(conn, run.run_id, run.as_of)
        told = {"as_of": run.as_of, "result": run.result_sha256, "note": note.strip()}
        conn.execute(
            rating_publication.insert().values(
                run_id=run.run_id, operator=store.operator, at=clock.timestamp(), note=note.strip()
            )
        )
        audit.append(conn, store, "rating.publish", run.run_id, told)
    return str(run.run_id)


def published(conn: sa.Connection) -> dict[str, str]:
    """The published runs, the newest first, each with when that was."""
    table = rating_publication.c
    rows = conn.execute(sa.select(table.run_id, table.at).order_by(table.at.desc(), table.run_id))
    return {row.run_id: row.at for row in rows}


def require_published(conn: sa.Connection, run_id: str) -> None:
    """Raise ``R-UNPUBLISHED`` unless the run may be told outside."""
    if run_id not in published(conn):
        raise RefusedError(
            "R-UNPUBLISHED",
            "这次评级还没有发布，不能对外提供。",
            "请审核人员核对结果后，在“评级”中发布；没有写出任何内容。",
        )


def _refuse_unfit(conn: sa.Connection, run_id: str, as_of: str) -> None:
    known = published(conn)
    if run_id in known:
        raise RefusedError("R-PUBLISHED", "这次评级已经发布。", "没有变动。")
    later = sa.select(rating_run.c.as_of).where(
        rating_run.c.run_id.in_(known), rating_run.c.as_of > as_of
    )
    if (newer := conn.scalar(later.limit(1))) is not None:
        raise RefusedError(
            "R-OLDER", f"已发布基准日为{newer}的评级，比这次新。", "请发布较新的评级；没有变动。"
        )
    if valid_until(date.fromisoformat(as_of)) < clock.today():
        raise RefusedError("L-STALE", "评级已超过十二个月有效期。", "请重新评级；没有变动。")
    rated = sa.select(rating_result.c.uscc).where(rating_result.c.run_id == run_id)
    half = decisions.waiting(conn) & set(conn.scalars(rated))
    if half:
        raise RefusedError(
            "R-UNSETTLED",
            f"有{len(half)}户的工作组认定只有一人签署，结果还会变。",
            "请另一名成员确认或撤回后重新评级，再发布；没有变动。",
        )
    missed = set(conn.scalars(_signed_since(run_id, as_of))) & set(conn.scalars(rated))
    if missed:
        raise RefusedError(
            "R-UNSETTLED",
            f"有{len(missed)}户的工作组认定在这次评级之后才确认，结果里没有。",
            "请重新评级后发布；没有变动。",
        )


def _signed_since(run_id: str, as_of: str) -> sa.Select[str]:
    """Whom a decision is about that would count in the run, had it been signed in time."""
    made = sa.select(sa.func.max(log.c.seq)).where(
        log.c.action == "rating.run", log.c.subject == run_id
    )
    signed = sa.select(log.c.subject).where(
        log.c.action == "decision.confirm", log.c.seq > made.scalar_subquery()
    )
    return sa.select(decision.c.uscc).where(
        decision.c.decision_id.in_(signed),
        decision.c.decision_date <= as_of,
        decision.c.revoked_date.is_(None),
    )
