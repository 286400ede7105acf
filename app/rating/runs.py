"""Rating runs that are kept: which scheme, which facts, which program, and every score sheet.

A run can be made again, on this machine or another that holds the same facts, and compared.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from app import __version__, clock
from app.collector import collector_paused
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.progress import SILENT, Progress
from app.rating import batches, kept, schemes
from app.rating.measuring import measure
from app.rating.scheme import Scheme
from app.rating.scoring import Rating
from app.rating.sheets import to_dict
from app.store import audit
from app.store.office_store import Store
from app.store.tables import rating_result, rating_run


@dataclass(frozen=True)
class Run:
    """A run just made; ``grades`` and ``outcomes`` count enterprises."""

    run_id: str
    as_of: date
    batch_id: str
    grades: dict[str, int]
    outcomes: dict[str, int]
    facts_sha256: str
    result_sha256: str
    rating: Rating

    @cached_property
    def sheets(self) -> list[dict[str, Any]]:
        """The score sheets as in ``ratings.json``, in order of credit code."""
        return [to_dict(sheet) for sheet in self.rating.sheets]


@dataclass(frozen=True)
class Verification:
    """A kept run against the same run made now.

    ``differs`` names what is not the same: scheme, facts, program, result; ``enterprises`` the
    credit codes whose kept sheet is another now. Only facts and scheme decide a result: another
    program version that gives the same result is told, and no reproach.
    """

    run_id: str
    differs: tuple[str, ...]
    enterprises: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the result is bit for bit the same."""
        return "result" not in self.differs

    @property
    def words(self) -> str:
        """The answer for people: whether it holds, for how many not, and what has changed since."""
        told = "重算结果与当时逐位一致" if self.holds else "重算结果与当时不一致"
        if self.enterprises:
            named = "、".join(self.enterprises[:_NAMED])
            told += f"，涉及{len(self.enterprises)}户：{named}"
        notes = "、".join(_DIFFERS[name] for name in self.differs)
        return f"{told}{f'（{notes}）' if notes else ''}"


_NAMED = 10
_DIFFERS = {
    "facts": "评级所依据的事实此后有变动",
    "program": "程序版本不同",
    "result": "结果不同",
}


def run_rating(
    store: Store,
    scheme: Scheme,
    as_of: date,
    *,
    batch_id: str = "",
    records: bool = False,
    progress: Progress = SILENT,
) -> Run:
    """Rate every enterprise of the store, or those of a batch, and keep the run with its sheets.

    The run's number is made from scheme, day, batch, facts and program, so that the same run twice
    is one run. ``records`` also reads the records behind every value into the returned sheets.
    Raises ``R-ROLE``, ``B-BATCH``, ``B-RETIRED`` and what :func:`measure` raises.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    with collector_paused(), store.write() as conn:
        members = _members(conn, batch_id)
        measures = measure(
            conn, scheme, as_of,
            catalogue=store.catalogue, progress=progress, records=records, members=members,
        )  # fmt: skip
        rating = Rating(scheme, measures)
        rows = list(kept.rows(rating))
        facts = measures.around.facts_sha256
        seed = "\0".join((scheme.sha256, as_of.isoformat(), batch_id, facts, __version__))
        run = Run(
            run_id=hashlib.sha256(seed.encode()).hexdigest()[:32],
            as_of=as_of,
            batch_id=batch_id,
            grades=dict(sorted(Counter(row[1] for row in rows).items())),
            outcomes=dict(sorted(Counter(row[2] for row in rows).items())),
            facts_sha256=facts,
            result_sha256=digest(rows),
            rating=rating,
        )
        _keep(store, conn, run, rows)
    return run


def verify_run(
    store: Store, run_id: str, scheme: Scheme | None = None, *, progress: Progress = SILENT
) -> Verification:
    """Make a kept run again from the facts as they are now and compare it bit for bit.

    Changes nothing. Without a ``scheme`` it is found among the shipped and stored versions. Raises
    ``R-RUN`` for an unknown run, ``R-RUN-SCHEME`` when its scheme is not there or another.
    """
    with collector_paused(), store.read() as conn:
        run = the_run(conn, run_id)
        scheme = scheme or schemes.by_sha256(conn, run.scheme_sha256)
        if scheme is None or run.scheme_sha256 != scheme.sha256:
            raise RefusedError(
                "R-RUN-SCHEME",
                f"评级 {run_id} 所用的方案（{run.scheme}）与现有文件不一致，无法重算比对。",
                "请导入当时的方案版本后再核验；没有变动。",
            )
        measures = measure(
            conn, scheme, date.fromisoformat(run.as_of),
            catalogue=store.catalogue, progress=progress,
            members=batches.members(conn, run.batch_id) if run.batch_id else None,
        )  # fmt: skip
        rows = list(kept.rows(Rating(scheme, measures)))
        now = {"facts": measures.around.facts_sha256, "program": __version__}
        was = {"facts": run.facts_sha256, "program": run.program_version}
        differs = [name for name, value in now.items() if value != was[name]]
        enterprises = _compared(conn, run.run_id, rows)
    if digest(rows) != run.result_sha256 or enterprises:
        differs.append("result")
    return Verification(run.run_id, tuple(differs), enterprises)


def the_run(conn: sa.Connection, run_id: str) -> Any:
    """The row of a kept run; its number may be shortened. Raises ``R-RUN``."""
    found = conn.execute(
        sa.select(rating_run).where(rating_run.c.run_id.startswith(run_id, autoescape=True))
    ).all()
    if len(found) != 1 or not run_id:
        raise UsageError("R-RUN", f"没有这次评级：{run_id}。", "请核对评级编号后重试。")
    return found[0]


def digest(rows: Iterable[kept.Row]) -> str:
    """What a run's result is known by: a hash over all kept sheets in order of credit code."""
    found = hashlib.sha256()
    for row in rows:
        found.update(canonical(row) + b"\n")
    return found.hexdigest()


def canonical(content: object) -> bytes:
    """The one spelling of a result that its digest is taken from."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8"
    )


def _members(conn: sa.Connection, batch_id: str) -> frozenset[str] | None:
    if not batch_id:
        return None
    members = batches.members(conn, batch_id)
    if any(one.batch_id == batch_id and one.retired_at for one in batches.batches(conn)):
        raise RefusedError("B-RETIRED", f"评级批次 {batch_id} 已停用。", "请改用其后的批次。")
    return members


def _keep(store: Store, conn: sa.Connection, run: Run, rows: list[kept.Row]) -> None:
    """Write the run down, in the place of the same run made before."""
    scheme = run.rating.scheme
    conn.execute(sa.delete(rating_result).where(rating_result.c.run_id == run.run_id))
    conn.execute(sa.delete(rating_run).where(rating_run.c.run_id == run.run_id))
    conn.execute(
        rating_run.insert().values(
            run_id=run.run_id,
            batch_id=run.batch_id or None,
            scheme=f"{scheme.id} {scheme.version}",
            scheme_sha256=scheme.sha256,
            as_of=run.as_of.isoformat(),
            facts_sha256=run.facts_sha256,
            program_version=__version__,
            result_sha256=run.result_sha256,
            layout=kept.layout(scheme),
            operator=store.operator,
            at=clock.timestamp(),
            counts=json.dumps({"grades": run.grades, "outcomes": run.outcomes}, ensure_ascii=False),
        )
    )
    schemes.keep_text(conn, scheme)
    columns = ("run_id", "uscc", "final_grade", "outcome", "score_hundredths", "sheet")
    store.bulk_insert(conn, rating_result, columns, [(run.run_id, *row) for row in rows])
    told = {"as_of": run.as_of.isoformat(), "batch": run.batch_id, "result": run.result_sha256}
    audit.append(conn, store, "rating.run", run.run_id, {**told, **run.grades})


def _compared(conn: sa.Connection, run_id: str, rows: list[kept.Row]) -> tuple[str, ...]:
    """Credit codes that are kept otherwise than in ``rows``, or on one side only."""
    table = rating_result.c
    columns = (table.uscc, table.final_grade, table.outcome, table.score_hundredths, table.sheet)
    was = {row[0]: tuple(row) for row in conn.execute(
        sa.select(*columns).where(table.run_id == run_id)
    )}  # fmt: skip
    now = {row[0]: row for row in rows}
    return tuple(sorted(code for code in was.keys() | now.keys() if was.get(code) != now.get(code)))
