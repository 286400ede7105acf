"""The dry run (试并): what merging would do, by merging and rolling all of it back.

All packages are tried in one transaction, in their order, so that what a later one needs from an
earlier one is there; each in a savepoint, so that one that fails leaves nothing for the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import DataSet
from app.collection import states
from app.errors import AppError, EnvironmentFault
from app.exchange.envelope import Kind
from app.exchange.verifying import open_verified
from app.inbox import wording
from app.inbox.arrived import READY, Arrived, refused
from app.inbox.checklist import PASSED
from app.inbox.examining import Expecting, blames_package
from app.keys.roles import Role
from app.merging.landing import Writing
from app.merging.merge import Merged, merge_in
from app.merging.streams import enrolled_keys, identity_of
from app.outcomes.feedback import take_feedback
from app.outcomes.words import shown
from app.progress import SILENT, Part, Progress
from app.store.office_store import Store

MOST = 2_000
"""Differences kept for looking at, per package; ``changed`` counts all of them."""
UNKNOWN = "M-UNKNOWN"


@dataclass
class SetForecast:
    """What would become of the rows of one data set; ``pooled``: their enterprise is unknown."""

    dataset: str
    title: str
    new: int = 0
    changed: int = 0
    same: int = 0
    pooled: int = 0
    returned: int = 0


@dataclass(frozen=True)
class Difference:
    """One field of one record that would change; values as people read them."""

    dataset: str
    rec_id: str
    uscc: str
    field: str
    was: str
    becomes: str


@dataclass
class Forecast:
    """What merging one package would do. ``error`` is set when it would be refused.

    ``returned``: (data set, record id, code, message) of every row that would not go in;
    ``uses``: new entries of a bank's feedback.
    """

    path: Path
    sets: dict[str, SetForecast] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    returned: list[tuple[str, str, str, str]] = field(default_factory=list)
    uses: int | None = None
    error: AppError | None = None

    def total(self, name: str) -> int:
        """The sum of one count over the data sets."""
        return sum(int(getattr(one, name)) for one in self.sets.values())


class _Undone(Exception):
    """Raised at the end of a dry run, so that its transaction rolls back."""


def rehearse(
    store: Store, items: Iterable[Arrived], progress: Progress = SILENT
) -> dict[Path, Forecast]:
    """Try out every item that is 可并入, in the order given; nothing remains.

    Raises ``R-ROLE``, ``ENV-*``, ``Cancelled``.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    ready = [item for item in items if item.state == READY]
    found: dict[Path, Forecast] = {}
    trust = Expecting(store, enrolled_keys(store))
    try:
        with store.write() as conn:
            for number, item in enumerate(ready):
                part = Part(progress, number, number + 1, len(ready))
                found[item.path] = _try(store, conn, item, trust, part)
            raise _Undone
    except _Undone:
        return found


def _try(
    store: Store, conn: sa.Connection, item: Arrived, trust: Expecting, progress: Progress
) -> Forecast:
    forecast = Forecast(item.path)
    kind = item.envelope.kind if item.envelope else Kind.SUBMISSION
    progress.step(0, 1, f"试并 {item.sender}")
    try:
        with (
            open_verified(
                item.path, expect_kind=kind, me=identity_of(store), trust=trust
            ) as package,
            conn.begin_nested(),
        ):
            if kind is Kind.FEEDBACK:
                forecast.uses = take_feedback(store, conn, package).new
            else:
                watch = _Watching(store, forecast)
                _count_returned(
                    store, forecast, merge_in(store, conn, package, progress=progress, watch=watch)
                )
            trust.expect(package)
    except AppError as error:
        if not blames_package(error) and not isinstance(error, EnvironmentFault):
            raise
        forecast = Forecast(item.path, error=error)
    return forecast


class _Watching:
    """Counts what is written of one package, and compares what is replaced."""

    def __init__(self, store: Store, forecast: Forecast) -> None:
        self._store, self._forecast = store, forecast

    def __call__(self, writing: Writing) -> None:
        """One data set."""
        data_set = writing.data_set
        counted = _set_of(self._forecast, data_set)
        counted.new = len(writing.fresh)
        places = [
            (place, name)
            for place, name in enumerate(writing.columns)
            if name in data_set.by_name or name in ("as_of_date", "row_status")
        ]
        id_at = writing.columns.index("rec_id")
        for row in writing.replaced:
            before = writing.before[row[id_at]]
            changes = [
                (name, before[name], row[place])
                for place, name in places
                if _differs(name, before[name], row[place])
            ]
            counted.changed += bool(changes)
            counted.same += not changes
            for name, was, becomes in changes:
                self._note(data_set, before, name, was, becomes)

    def _note(
        self, data_set: DataSet, row: Mapping[str, Any], name: str, was: Any, becomes: Any
    ) -> None:
        if len(self._forecast.differences) >= MOST:
            return
        known = data_set.by_name.get(name)
        if known is not None:
            title, catalogue = known.title, self._store.catalogue
            was, becomes = shown(catalogue, known, was), shown(catalogue, known, becomes)
        else:
            title = {"as_of_date": "数据日期", "row_status": "记录状态"}[name]
        self._forecast.differences.append(
            Difference(data_set.code, row["rec_id"], row["uscc"], title, was or "", becomes or "")
        )


def _differs(name: str, was: Any, becomes: Any) -> bool:
    """The mark 异议中 is the coordinator's own and no difference to what is sent."""
    if name == "row_status" and was == states.OBJECTED and becomes == states.SENT:
        return False
    return bool(was != becomes)


def _set_of(forecast: Forecast, data_set: DataSet) -> SetForecast:
    return forecast.sets.setdefault(data_set.code, SetForecast(data_set.code, data_set.title))


def _count_returned(store: Store, forecast: Forecast, merged: Merged) -> None:
    forecast.returned = merged.returned
    for dataset, _, code, _ in merged.returned:
        counted = _set_of(forecast, store.catalogue.data_sets[dataset])
        if code == UNKNOWN:
            counted.pooled += 1
        else:
            counted.returned += 1


def judged(store: Store, item: Arrived, forecast: Forecast) -> Arrived:
    """A file after its dry run: its records passed too, or it would be refused, and why."""
    error = forecast.error
    if error is None:
        done = replace(item.steps[-1], result=PASSED, note="试并通过")
        return replace(item, steps=(*item.steps[:-1], done))
    reason = wording.reason(error.code, error.message, item.path)
    sha256 = item.envelope_sha256
    return refused(store, item.path, item.envelope, sha256, error.code, reason)
