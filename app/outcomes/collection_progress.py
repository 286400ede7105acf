"""How far a round of collection has come: who has reported which data set, and who is late."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.errors import RefusedError
from app.merging.campaigns import Campaign, current
from app.merging.counts import Count, Key, counts
from app.rating.declared import covers
from app.store.office_store import Store
from app.store.successions import data_sets_of, successors
from app.store.tables import coverage, inbox

COMPLETE, PART, NOTHING = "完成", "部分", "未报"
NONE = Count(0, 0)


@dataclass(frozen=True)
class Standing:
    """One agency's data set in a round.

    ``rows``: records that the coordinator holds, ``enterprises`` what they are about;
    ``last_package``: when the newest package with this data set came (ISO, empty: none in this
    round). ``state`` is 完成 when the agency declared the whole period complete, 部分 when
    something came in this round, else 未报; ``late_days`` counts from the last day while it is
    not 完成.
    """

    agency: str
    dataset: str
    due: str
    rows: int
    enterprises: int
    last_package: str
    state: str
    late_days: int


def progress(store: Store, on: date) -> tuple[Campaign, list[Standing]]:
    """The round that is on (else the last), and every collecting agency's standing on that day.

    A merged agency's rows and packages count for its successor. Raises ``C-CAMPAIGN`` before the
    first round.
    """
    with store.read() as conn:
        campaign = current(conn)
        if campaign is None:
            raise RefusedError("C-CAMPAIGN", "还没有采集批次。", "请先用 campaign open 开始。")
        heirs = successors(conn, on)
        held = _held(store, conn, heirs)
        arrived = _arrived(conn, campaign, heirs)
        declared = _declared(conn)
        found = [
            _standing(campaign, agency.code, data_set.code, held, arrived, declared, on)
            for agency in store.catalogue.collecting_agencies(on)
            if agency.code not in heirs
            for data_set in data_sets_of(conn, store.catalogue, agency.code, on)
        ]
    return campaign, found


def _standing(
    campaign: Campaign,
    agency: str,
    dataset: str,
    held: dict[Key, Count],
    arrived: dict[Key, str],
    declared: dict[Key, list[tuple[date, date]]],
    on: date,
) -> Standing:
    key = (agency, dataset)
    first = date.fromisoformat(campaign.period_from)
    last = date.fromisoformat(campaign.period_to)
    came = arrived.get(key, "")
    state = PART if came else NOTHING
    if covers(declared.get(key, []), first, last):
        state = COMPLETE
    due = campaign.due(dataset)
    late = 0 if state == COMPLETE else max(0, (on - due).days)
    holds = held.get(key, NONE)
    return Standing(
        agency, dataset, due.isoformat(), holds.rows, holds.enterprises, came, state, late
    )


def _held(store: Store, conn: sa.Connection, heirs: dict[str, str]) -> dict[Key, Count]:
    """By the agency that answers today; a merged one's enterprises count beside its heir's."""
    found: dict[Key, Count] = defaultdict(lambda: NONE)
    for (agency, dataset), count in counts(store, conn).items():
        key = heirs.get(agency, agency), dataset
        before = found[key]
        found[key] = Count(before.rows + count.rows, before.enterprises + count.enterprises)
    return found


def _arrived(conn: sa.Connection, campaign: Campaign, heirs: dict[str, str]) -> dict[Key, str]:
    accepted = sa.func.json_each(inbox.c.counts, "$.accepted").table_valued("key")
    query = (
        sa.select(inbox.c.sender, accepted.c.key, sa.func.max(inbox.c.at))
        .join_from(inbox, accepted, sa.true())
        .where(inbox.c.kind == "submission", inbox.c.at >= campaign.at)
        .group_by(inbox.c.sender, accepted.c.key)
    )
    found: dict[Key, str] = {}
    for sender, dataset, at in conn.execute(query):
        key = heirs.get(sender, sender), dataset
        found[key] = max(at, found.get(key, ""))
    return found


def _declared(conn: sa.Connection) -> dict[Key, list[tuple[date, date]]]:
    found: dict[Key, list[tuple[date, date]]] = defaultdict(list)
    for row in conn.execute(sa.select(coverage)):
        try:
            period = (date.fromisoformat(row.period_from), date.fromisoformat(row.period_to))
        except ValueError:
            continue  # a period that is no two days declares nothing here
        found[row.agency_code, row.dataset].append(period)
    return found
