"""评分说明表 of a run: as it was just made, or as it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.documents.batch import Piece
from app.documents.issuing.addressees import addressees, enterprise
from app.documents.issuing.selection import Selection
from app.documents.papers.score_sheet import RecordOrigin, ScoreContext, ScoreSheet
from app.outcomes import recommending
from app.rating import kept, schemes
from app.rating.explaining_runs import sheet_losses, sheet_value
from app.rating.runs import the_run
from app.rating.scheme import Scheme
from app.store.office_store import Store

_FEW = 1000
"""So many records are asked for by id."""


def kept_score_sheets(store: Store, chosen: Selection) -> list[Piece]:
    """The sheets that the run ``chosen.about`` kept, which name no records. Raises ``R-RUN``."""
    with store.read() as conn:
        run = the_run(conn, chosen.about)
        as_of = date.fromisoformat(run.as_of)
        scheme = schemes.by_sha256(conn, run.scheme_sha256) or schemes.chosen(conn, as_of)
        sheets = [one for one in kept.sheets(conn, run.run_id) if chosen.wants(one["id"])]
    return score_sheet_pieces(store, scheme, as_of, sheets)


def score_sheet_pieces(
    store: Store, scheme: Scheme, as_of: date, sheets: Sequence[Mapping[str, Any]]
) -> list[Piece]:
    """The score sheets of a run, naming the records behind each value where they say them."""
    wanted = {
        rec_id
        for sheet in sheets
        for line in sheet["indicators"].values()
        for rec_id in line["records"]
    } | {veto["rec_id"] for sheet in sheets for veto in sheet["vetoes"]}
    catalogue, known = store.catalogue, addressees(store)
    context = ScoreContext(
        scheme=scheme.id,
        as_of=as_of,
        issuer=catalogue.agencies[catalogue.coordinator].title,
        indicators={entry.id: entry.title for entry in scheme.indicators},
        records=_origins(store, wanted),
        worded=partial(sheet_value, scheme),
        losses=partial(sheet_losses, scheme),
        notes={
            **recommending.WANTING,
            **{one.id: one.title for one in scheme.vetoes},
            **{one.id: one.title for one in scheme.caps},
        },
    )
    pieces = []
    for sheet in sheets:
        code = str(sheet["code"])
        addressee = enterprise(known, code, str(sheet["name"]))
        pieces.append(addressee.piece(ScoreSheet(context, sheet)))
    return pieces


def _origins(store: Store, wanted: set[str]) -> dict[str, RecordOrigin]:
    origins: dict[str, RecordOrigin] = {}
    agencies = store.catalogue.agencies
    with store.read() as conn:
        for data_set in store.catalogue.data_sets.values():
            table = store.table(data_set.code)
            query = sa.select(table.c.rec_id, table.c.agency_code)
            if len(wanted) <= _FEW:  # a county's table is not walked through for one sheet
                query = query.where(table.c.rec_id.in_(wanted))
            for rec_id, agency in conn.execute(query):
                if rec_id in wanted:
                    origins[rec_id] = RecordOrigin(data_set.title, agencies[agency].short)
    return origins
