"""Rating runs that are kept: which scheme, which facts, which program, and every score sheet."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import __version__, clock
from app.keys.roles import Role
from app.progress import SILENT, Progress
from app.rating.run import rate
from app.rating.scheme import Scheme
from app.rating.sheets import to_dict
from app.store import audit
from app.store.office_store import Store
from app.store.tables import coverage, decision, notice, objection, rating_result, rating_run


@dataclass(frozen=True)
class Run:
    """A kept run; ``sheets`` as in ``ratings.json``, in order of credit code."""

    run_id: str
    as_of: date
    grades: dict[str, int]
    outcomes: dict[str, int]
    result_sha256: str
    sheets: list[dict[str, Any]]


def run_rating(store: Store, scheme: Scheme, as_of: date, *, progress: Progress = SILENT) -> Run:
    """Rate every enterprise of the coordinator's store and keep the run with its sheets.

    The run's number is made from the scheme, the day and the facts, so that the same run twice is
    one run. Raises ``R-ROLE`` and what :func:`app.rating.run.rate` raises.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    with store.write() as conn:
        rating = rate(conn, scheme, as_of, catalogue=store.catalogue, progress=progress)
        sheets = [to_dict(sheet) for sheet in rating.sheets]
        result = hashlib.sha256(canonical(sheets)).hexdigest()
        facts = facts_sha256(store, conn)
        seed = f"{scheme.sha256}\0{as_of.isoformat()}\0{facts}\0{__version__}"
        run_id = hashlib.sha256(seed.encode()).hexdigest()[:32]
        grades = dict(sorted(Counter(sheet["final_grade"] for sheet in sheets).items()))
        outcomes = dict(sorted(Counter(sheet["outcome"] for sheet in sheets).items()))
        conn.execute(sa.delete(rating_result).where(rating_result.c.run_id == run_id))
        conn.execute(sa.delete(rating_run).where(rating_run.c.run_id == run_id))
        conn.execute(
            rating_run.insert().values(
                run_id=run_id,
                scheme=f"{scheme.id} {scheme.version}",
                scheme_sha256=scheme.sha256,
                as_of=as_of.isoformat(),
                facts_sha256=facts,
                program_version=__version__,
                result_sha256=result,
                operator=store.operator,
                at=clock.timestamp(),
                counts=json.dumps({"grades": grades, "outcomes": outcomes}, ensure_ascii=False),
            )
        )
        store.bulk_insert(
            conn,
            rating_result,
            ("run_id", "uscc", "final_grade", "outcome", "score_hundredths", "sheet"),
            [
                (
                    run_id,
                    sheet["id"],
                    sheet["final_grade"],
                    sheet["outcome"],
                    None if sheet["score"] is None else int(sheet["score"].replace(".", "")),
                    json.dumps(sheet, ensure_ascii=False),
                )
                for sheet in sheets
            ],
        )
        audit.append(conn, store, "rating.run", run_id, {"as_of": as_of.isoformat(), **grades})
    return Run(run_id, as_of, grades, outcomes, result, sheets)


def canonical(content: object) -> bytes:
    """The one spelling of a result that its digest is taken from."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8"
    )


def facts_sha256(store: Store, conn: sa.Connection) -> str:
    """A digest of every fact that a rating may read, independent of the order of arrival."""
    digest = hashlib.sha256()
    for code in store.catalogue.data_sets:
        table = store.table(code)
        query = sa.select(table.c.rec_id, table.c.rev_no, table.c.row_status).order_by(
            table.c.rec_id
        )
        for row in conn.execute(query):
            digest.update(f"{code}\0{row[0]}\0{row[1]}\0{row[2]}\n".encode())
    for other in (coverage, notice, objection, decision):
        for row in conn.execute(sa.select(other).order_by(*other.primary_key.columns)):
            digest.update(canonical([other.name, *row]))
    return digest.hexdigest()
