"""工作台: everything that waits in an agency's office, in one reading.

One pass over the records per data set; 350,000 records take about a second.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.browsing.next_step import Tasks
from app.browsing.register_list import own_data_sets
from app.browsing.standing import last_backup, urgency
from app.catalogue.model import DataSet
from app.collection import states
from app.collection.analysis import UNMATCHED
from app.collection.applying import WAITING
from app.collection.gate import CONSENT, NOTICE, READY, gate_counts
from app.collection.holdings import Holding, holdings
from app.collection.register import SOURCE, is_source
from app.merging import campaigns, directory
from app.merging.campaigns import Campaign
from app.outcomes import objections, words
from app.outcomes.objections import Open
from app.rating.declared import covers
from app.store.office_store import Store
from app.store.tables import coverage, held_row, inbox, outbox, register

PRESSING_DAYS = 5
"""An objection with no more days left goes before everything else."""


@dataclass(frozen=True)
class Covered:
    """How far a data set has come: enterprises with records here of all that are registered.

    ``complete``: declared complete for the round's whole period; without a round, for any. ``due``
    is the last day in words, ``urgency`` and ``left`` as
    :func:`app.browsing.standing.urgency`; empty without a round or once complete.
    """

    dataset: str
    title: str
    enterprises: int
    registered: int
    rows: int
    complete: bool
    due: str
    urgency: str
    left: str


@dataclass(frozen=True)
class LastPackage:
    """The newest submission; days in words, ``receipt`` empty while there is none."""

    name: str
    written: str
    records: int
    receipt: str


@dataclass(frozen=True)
class Workbench:
    """What the screen shows; ``objections`` are the open ones, the most urgent first."""

    tasks: Tasks
    campaign: str
    coverage: tuple[Covered, ...]
    package: LastPackage | None
    objections: tuple[Open, ...]
    backup: str


def read_workbench(store: Store, backups: Path | None = None) -> Workbench:
    """Read it for today; ``backups`` is where the office keeps them besides its own folder."""
    today = clock.today()
    own = own_data_sets(store)
    with store.read() as conn:
        registered = conn.scalar(sa.select(sa.func.count()).select_from(register)) or 0
        running = campaigns.current(conn)
        held = {data_set.code: holdings(store, conn, data_set.code) for data_set in own}
        counted = gate_counts(store, conn, held)
        faulty, unmatched = _kept_back(conn)
        complete = _complete(store, conn, own, running)
        package = _last_package(conn)
        names = directory.newest(conn)
    waiting = tuple(objections.due(store, today))
    backed_up = last_backup(store, backups)
    having = {one.uscc for rows in held.values() for one in rows if _used(one)}
    tasks = Tasks(
        registered=registered,
        own_register=is_source(store, SOURCE),
        lacking=max(0, registered - len(having)),
        drafts=_in_state(held, states.DRAFT),
        returned=_in_state(held, states.RETURNED),
        faulty=faulty,
        unmatched=unmatched,
        reviewable=_in_state(held, states.ENTERED, but_mine=True),
        unreviewed=_in_state(held, states.ENTERED),
        to_tell=len(counted.enterprises.get(NOTICE, ())),
        to_consent=len(counted.enterprises.get(CONSENT, ())),
        ready=counted.rows.get(READY, 0),
        sent_on=package.written if package and not package.receipt else "",
        pressing=sum(one.days_left <= PRESSING_DAYS for one in waiting),
        undeclared=tuple(one.code for one in own if one.code not in complete),
        backup_age=(today - backed_up).days if backed_up else None,
        directory_days=names.days_left(today) if names else None,
    )
    return Workbench(
        tasks,
        running.title if running else "",
        tuple(
            _covered(one, held[one.code], registered, running, one.code in complete, today)
            for one in own
        ),
        package,
        waiting,
        words.iso(backed_up) if backed_up else "",
    )


def _used(one: Holding) -> bool:
    return one.status not in (states.WITHDRAWN, states.REPAIRED)


def _in_state(
    held: Mapping[str, Iterable[Holding]], state: str, *, but_mine: bool = False
) -> dict[str, int]:
    found: Counter[str] = Counter()
    for code, entries in held.items():
        for one in entries:
            if one.status == state:
                found[code] += one.rows - (one.mine if but_mine else 0)
    return dict(+found)


def _kept_back(conn: sa.Connection) -> tuple[dict[str, int], dict[str, int]]:
    """Waiting rows of imports per data set: with errors or doubled, and without enterprise."""
    query = (
        sa.select(held_row.c.dataset, held_row.c.outcome, sa.func.count())
        .where(held_row.c.state == WAITING)
        .group_by(held_row.c.dataset, held_row.c.outcome)
    )
    faulty: Counter[str] = Counter()
    unmatched: Counter[str] = Counter()
    for code, outcome, rows in conn.execute(query):
        (unmatched if outcome == UNMATCHED else faulty)[code] += rows
    return dict(faulty), dict(unmatched)


def _complete(
    store: Store, conn: sa.Connection, own: Sequence[DataSet], running: Campaign | None
) -> frozenset[str]:
    """The data sets that this agency declared complete for the round."""
    mine = coverage.c.agency_code == store.agency
    query = sa.select(coverage.c.dataset, coverage.c.period_from, coverage.c.period_to).where(mine)
    periods: dict[str, list[tuple[date, date]]] = {}
    for code, first, last in conn.execute(query):
        period = (date.fromisoformat(first), date.fromisoformat(last))
        periods.setdefault(code, []).append(period)
    if running is None:
        return frozenset(periods)
    first = date.fromisoformat(running.period_from)
    last = date.fromisoformat(running.period_to)
    return frozenset(one.code for one in own if covers(periods.get(one.code, ()), first, last))


def _covered(
    data_set: DataSet,
    entries: Sequence[Holding],
    registered: int,
    running: Campaign | None,
    complete: bool,
    today: date,
) -> Covered:
    used = [one for one in entries if _used(one)]
    due = running.due(data_set.code) if running else None
    state, left = urgency((due - today).days) if due and not complete else ("", "")
    return Covered(
        data_set.code,
        data_set.title,
        len({one.uscc for one in used}),
        registered,
        sum(one.rows for one in used),
        complete,
        words.iso(due) if due else "",
        state,
        left,
    )


def _last_package(conn: sa.Connection) -> LastPackage | None:
    mine = outbox.c.kind == "submission"
    row = conn.execute(sa.select(outbox).where(mine).order_by(outbox.c.seq.desc())).first()
    if row is None:
        return None
    answers = sa.func.json_extract(inbox.c.counts, "$.package_id") == row.package_id
    answered = conn.scalar(sa.select(inbox.c.at).where(inbox.c.kind == "receipt", answers))
    return LastPackage(
        row.file_name,
        words.iso(clock.china_day(row.at)),
        sum(rows for name, rows in json.loads(row.counts).items() if name.endswith(".jsonl")),
        words.iso(clock.china_day(answered)) if answered else "",
    )
