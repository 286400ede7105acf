"""Rating results for the banks: each bank gets only the enterprises that consented to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection import consents
from app.errors import RefusedError
from app.exchange.inner import Resource
from app.exchange.writing import Written
from app.keys.roles import Role
from app.merging.contents import read_object
from app.merging.directory import from_coordinator, recipient_of_agency
from app.merging.marks import note_result
from app.merging.streams import note_arrival, send, undone
from app.outcomes import terms
from app.outcomes.publishing import require_published
from app.outcomes.result_shape import check_results
from app.progress import SILENT, Progress
from app.rating import kept
from app.store import audit
from app.store.objection_tables import result_sent
from app.store.office_store import Store
from app.store.tables import grade, rating_run

RESOURCE = "data/results.json"


def write_result(store: Store, run_id: str, bank: str, path: Path) -> Written:
    """Write one bank's results of a rating run. Needs the reviewer.

    The recipient list in each score sheet decides (rating-rules O5: a consent of that bank that is
    signed, not expired and not revoked on the as-of day), and the consent must still hold today:
    who has taken it back since is left out. Raises ``R-ROLE``, ``P-UNKNOWN``, ``R-UNPUBLISHED``.
    """
    store.require(Role.REVIEWER)
    with undone(path), store.write() as conn:
        run = conn.execute(sa.select(rating_run).where(rating_run.c.run_id == run_id)).first()
        recipient = recipient_of_agency(conn, bank)
        if run is None or recipient is None:
            raise RefusedError("P-UNKNOWN", "没有这次评级或这家银行。", "请核对后重试。")
        require_published(conn, run_id)
        table = terms.load()
        may = consents.consenting(store, conn, bank, clock.today())
        mine = [
            {**sheet, "banks": [bank], "terms": table.of(sheet["final_grade"])}
            for sheet in kept.sheets(conn, run_id)
            if bank in sheet["banks"] and sheet["id"] in may
        ]
        content = {
            "region": store.catalogue.region,
            "bank": bank,
            "run_id": run_id,
            "as_of": run.as_of,
            "scheme": run.scheme,
            "sheets": mine,
        }
        audit.append(conn, store, "result.write", run_id, {"bank": bank, "enterprises": len(mine)})
        written = send(
            store,
            conn,
            path,
            kind="result",
            to=bank,
            recipients=[recipient],
            resources=[Resource(RESOURCE, [json.dumps(content, ensure_ascii=False).encode()])],
            period=run.as_of[:4],
            extra={"run_id": run_id, "enterprises": len(mine)},
        )
        note_result(store, conn, written.package_id, run_id, bank, [one["id"] for one in mine])
    return written


@dataclass(frozen=True)
class Given:
    """What one bank was given: the file, and how many enterprises it names."""

    bank: str
    path: Path
    enterprises: int


def write_results(
    store: Store, run_id: str, banks: Sequence[str], folder: Path, progress: Progress = SILENT
) -> list[Given]:
    """Write the results of several banks into a folder (a stick), one package each.

    A bank stands or falls for itself: when one is refused or the work is stopped, the packages
    before it are valid and noted. Raises as :func:`write_result`, ``Cancelled`` between two banks.
    """
    given = []
    for done, bank in enumerate(banks):
        progress.step(done, len(banks), store.catalogue.agencies[bank].short)
        path = _free(folder, f"{bank}-result-{clock.today():%Y%m%d}")
        written = write_result(store, run_id, bank, path)
        given.append(Given(bank, path, _named(store, written.package_id)))
    progress.step(len(banks), len(banks))
    return given


def _named(store: Store, package_id: str) -> int:
    """How many enterprises a package named."""
    mine = result_sent.c.package_id == package_id
    with store.read() as conn:
        return conn.scalar(sa.select(sa.func.count()).where(mine)) or 0


def _free(folder: Path, stem: str) -> Path:
    """A name in ``folder`` that no file has yet: what lies on a stick is never written over."""
    names = (f"{stem}{f'-{number}' if number else ''}.xyb" for number in count())
    return next(folder / name for name in names if not (folder / name).exists())


def receive_result(store: Store, path: Path) -> int:
    """Take the results in at a bank; returns how many enterprises they name.

    Raises ``P-COUNTY`` for another county's results, ``P-BANK`` when they are or name another
    bank's, ``X-CONTENT`` when the sheets are not what a run writes. Earlier runs are kept.
    """
    with from_coordinator(store, path, "result") as package, store.write() as conn:
        content = read_object(package, RESOURCE)
        check_results(content, store.catalogue.region, store.agency)
        rows = list(_grades(content, package.envelope.package_id))
        conn.execute(sa.delete(grade).where(grade.c.run_id == content["run_id"]))
        if rows:
            conn.execute(grade.insert(), rows)
        note_arrival(conn, package, {"enterprises": len(rows)})
        audit.append(conn, store, "result.receive", content["run_id"], {"enterprises": len(rows)})
    return len(rows)


def _grades(content: Mapping[str, Any], package_id: str) -> Iterable[dict[str, str]]:
    for sheet in content["sheets"]:
        yield {
            "uscc": sheet["id"],
            "run_id": content["run_id"],
            "as_of": content["as_of"],
            "final_grade": sheet["final_grade"],
            "outcome": sheet["outcome"],
            "sheet": json.dumps(sheet, ensure_ascii=False),
            "package_id": package_id,
        }
