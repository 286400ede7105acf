"""Penalties in use: who has any, as a credit file would show them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from app.outcomes import retention
from app.rating.views import condition
from app.store.office_store import Store
from app.store.tables import record_table_name


def penalties(
    store: Store, conn: sa.Connection, on: date, among: Sequence[str] | None = None
) -> Counter[str]:
    """Credit code → how many penalties count on ``on`` and may still be kept (征信业管理条例 16).

    Only of the enterprises ``among`` when these are given. Raises ``R-RETENTION``.
    """
    found: Counter[str] = Counter()
    told = {} if among is None else {"among": json.dumps(list(among))}
    narrowed = " AND uscc IN (SELECT value FROM json_each(:among))" if told else ""
    for data_set in store.catalogue.data_sets.values():
        if data_set.penalty:
            query = (
                f'SELECT * FROM "{record_table_name(data_set.code)}"'
                f" WHERE {condition(data_set, on)}{narrowed}"
            )
            for row in conn.execute(sa.text(query), told).mappings():
                if not retention.lapsed(data_set, dict(row), on):
                    found[row["uscc"]] += 1
    return found
