"""The closed set of dishonesty lists, and who stands on one by the facts of competent bodies.

国办发〔2020〕49号: a list exists only by law or regulation. What kinds there are is data,
``resources/outcomes/lists.toml``; nobody is put on one by a score. The conditions under which a
decision is in force are those of rating-rules J2 and J3, P2 and P3.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import paths
from app.catalogue.model import Catalogue
from app.collection import states
from app.errors import RefusedError
from app.outcomes.retention import first_day_beyond, iso_day, next_day
from app.rating.views import condition
from app.store.facts import UNFINISHED
from app.store.tables import record_table_name

FILE = paths.OUTCOMES / "lists.toml"
CODES = ("L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L99")
"""Closed: a further code needs a law, and a release."""

EXPIRED, REMOVED = "期满", "移出"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One list. With a ``dataset`` it mirrors records; without, decisions are entered by hand.

    ``since`` names the fields of the first day (first filled), ``until`` of the last day,
    ``gone`` of the first day without effect; ``months`` is the term where no last day is given. A
    ``warning`` is no list of seriously dishonest subjects.
    """

    code: str
    title: str
    body: str
    basis: str
    term: str
    measures: tuple[str, ...]
    warning: bool = False
    dataset: str = ""
    match: Mapping[str, str] = field(default_factory=dict)
    since: tuple[str, ...] = ()
    until: str = ""
    gone: str = ""
    gone_reason: str = ""
    months: int = 0
    issuer: str = ""
    document: str = ""

    def fields(self) -> set[str]:
        """All fields of the data set that it reads."""
        single = (self.until, self.gone, self.gone_reason, self.issuer, self.document)
        return {*self.match, *self.since, *single} - {""}


@dataclass(frozen=True)
class Entry:
    """One decision of a competent body; days are ISO.

    ``until`` is the last day as far as it is known; ``ended`` the first day without effect and
    ``why`` what ended it, both empty while it is in force. ``source`` is the data set or 人工,
    ``number`` the record's or entry's id; ``objected``: an objection to the record is open.
    """

    list_code: str
    title: str
    warning: bool
    uscc: str
    name: str
    body: str
    document: str
    basis: str
    since: str
    until: str
    measures: tuple[str, ...]
    source: str
    number: str
    objected: bool = False
    ended: str = ""
    why: str = ""

    @property
    def order(self) -> tuple[str, ...]:
        """How lists are sorted."""
        return (self.list_code, self.uscc, self.since, self.number)


@cache
def load(path: Path = FILE) -> dict[str, Kind]:
    """All kinds by code, every code of :data:`CODES` once. Raises ``R-LISTS``."""
    try:
        declared = tomllib.loads(path.read_text("utf-8"))["list"]
        kinds = [
            Kind(
                **{**row, "measures": tuple(row["measures"]), "since": tuple(row.get("since", ()))}
            )
            for row in declared
        ]
    except (OSError, ValueError) as error:
        raise _refused(f"读不出（{error}）") from error
    except (KeyError, TypeError) as error:
        raise _refused(f"缺项或多项（{error}）") from error
    if sorted(str(kind.code) for kind in kinds) != list(CODES):
        raise _refused("类别须与规定的类别一致，各一次")
    for kind in kinds:
        for text in (kind.title, kind.body, kind.basis, kind.term, *kind.measures):
            if not isinstance(text, str) or not text.strip():
                raise _refused(f"{kind.code}的名称、机关、依据、期限、措施不能为空")
        if bool(kind.dataset) != bool(kind.since):
            raise _refused(f"{kind.code}的dataset和since须同时写明")
    return {kind.code: kind for kind in kinds}


def checked(catalogue: Catalogue, path: Path = FILE) -> dict[str, Kind]:
    """The kinds, every field they read being in the catalogue. Raises ``R-LISTS``."""
    kinds = load(path)
    for kind in kinds.values():
        if kind.dataset:
            found = catalogue.data_sets.get(kind.dataset)
            if found is None or not kind.fields() <= found.by_name.keys():
                raise _refused(f"{kind.code}引用的数据集或项目不存在")
    return kinds


def mirrored(
    conn: sa.Connection,
    catalogue: Catalogue,
    on: date,
    among: Sequence[str] | None = None,
) -> Iterable[Entry]:
    """What is in force on ``on`` by the records that count on that day. Raises ``R-LISTS``.

    Only about the enterprises ``among`` when these are given; without their names.
    """
    for kind in checked(catalogue).values():
        if kind.dataset:
            where = condition(catalogue.data_sets[kind.dataset], on)
            for row in _rows(conn, kind, where, among):
                entry = _entry(kind, row, on)
                if not entry.ended and entry.since and entry.since <= on.isoformat():
                    yield entry


def once_mirrored(
    conn: sa.Connection, on: date, among: Sequence[str] | None = None
) -> Iterable[Entry]:
    """Everything, in force or over, without names; without what nobody ever reviewed."""
    unfinished = ", ".join(f"'{state}'" for state in UNFINISHED)
    where = f"superseded = 0 AND row_status NOT IN ({unfinished})"
    for kind in load().values():
        if kind.dataset:
            for row in _rows(conn, kind, where, among):
                yield _entry(kind, row, on)


def day_after(day: str) -> str:
    """The next day, both ISO; of what is no date, itself."""
    found = iso_day(day)
    return next_day(found).isoformat() if found else day


def _rows(
    conn: sa.Connection, kind: Kind, where: str, among: Sequence[str] | None
) -> Iterable[Row]:
    matching = "".join(f" AND {name} = :{name}" for name in kind.match)
    told = {} if among is None else {"among": json.dumps(list(among))}
    if told:
        matching += " AND uscc IN (SELECT value FROM json_each(:among))"
    query = f'SELECT * FROM "{record_table_name(kind.dataset)}" WHERE {where}{matching}'
    found = conn.execute(sa.text(query), {**kind.match, **told})
    return map(dict, found.mappings().all())


def _entry(kind: Kind, row: Row, on: date) -> Entry:
    since = next((row[name] for name in kind.since if row[name]), "")
    until = (row[kind.until] if kind.until else "") or ""
    if not until and kind.months and (start := iso_day(since)):
        until = (first_day_beyond(start, kind.months) - timedelta(days=1)).isoformat()
    ended, why = _end(kind, row, until, on.isoformat())
    return Entry(
        list_code=kind.code,
        title=kind.title,
        warning=kind.warning,
        uscc=row["uscc"],
        name="",
        body=row[kind.issuer] or kind.body,
        document=row[kind.document] or "",
        basis=kind.basis,
        since=since,
        until=until,
        measures=kind.measures,
        source=kind.dataset,
        number=row["rec_id"],
        objected=row["row_status"] == states.OBJECTED,
        ended=ended,
        why=why,
    )


def _end(kind: Kind, row: Row, until: str, on: str) -> tuple[str, str]:
    """The first day without effect and why, as of ``on``; empty while in force."""
    if row["row_status"] == states.WITHDRAWN:
        return (row["reviewed_at"] or row["entered_at"])[:10], states.WITHDRAWN
    ends: list[tuple[str, str]] = []
    repaired = row.get("repair_date") or ""
    if row["row_status"] == states.REPAIRED and repaired <= on:
        ends.append((repaired, states.REPAIRED))
    if row.get("repair_status") == states.REPAIRED and repaired and repaired <= on:
        ends.append((repaired, states.REPAIRED))
    if kind.gone and row[kind.gone] and row[kind.gone] <= on:
        reason = row[kind.gone_reason] if kind.gone_reason else ""
        ends.append((row[kind.gone], f"{REMOVED}：{reason}" if reason else REMOVED))
    if until and until < on:
        ends.append((day_after(until), EXPIRED))
    return min(ends, default=("", ""))


def _refused(problem: str) -> RefusedError:
    return RefusedError(
        "R-LISTS", f"失信名单类别表有误：{problem}。", "请改正 lists.toml 后重试；数据没有变动。"
    )
