"""Codes that no register knows, as an officer sees them: who gave them, and who it may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.collection import names
from app.collection.matching import Candidate, Matcher
from app.collection.register import SOURCE, RegisterIndex, load
from app.disputes.pairs import load_pairs
from app.merging.pool import KNOWN_NOW, OPEN, WAIT, in_force
from app.store.office_store import Store
from app.store.tables import pool, record_table_name

CANDIDATES = 9
_SAME_CODE, _SAME_ORG, _SAME_NAME, _FORMER_NAME, _NEAR_CODE = 100, 98, 96, 94, 92
_FURTHER = 12
"""So much less a code counts for each further place in which it is off."""


@dataclass
class UnknownCode:
    """One code as one agency gives it. ``sets``: data set → rows that wait.

    ``waits``: an officer put it off; ``known``: the register knows the code by now.
    """

    agency: str
    uscc: str
    sets: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    waits: bool = False
    known: bool = False

    @property
    def rows(self) -> int:
        """How many rows wait."""
        return sum(self.sets.values())


def unknown_codes(store: Store) -> list[UnknownCode]:
    """Every code that waits, the one with the most rows first; those put off at the end."""
    named = [
        f"WHEN dataset = '{code}' THEN json_extract(row, '$.{name}')"
        for code, name in _name_fields(store)
    ]
    inside = f"CASE {' '.join(named)} END" if named else "NULL"
    listed = ", ".join(f"'{state}'" for state in OPEN)
    sql = (
        f"SELECT agency_code, uscc, dataset, state, package_id, name, {inside}, count(*)"
        f" FROM {pool.name} WHERE state IN ({listed}) GROUP BY 1, 2, 3, 4, 5, 6, 7"
    )
    found: dict[tuple[str, str], UnknownCode] = {}
    with store.read() as conn:
        for agency, uscc, dataset, state, package, *called, count in conn.exec_driver_sql(sql):
            one = found.setdefault((agency, uscc), UnknownCode(agency, uscc))
            one.sets[dataset] = one.sets.get(dataset, 0) + count
            one.known = one.known or state == KNOWN_NOW
            _add(one.packages, [package])
            _add(one.names, called)
        rulings = in_force(conn, {agency for agency, _ in found})
    for case, one in found.items():
        one.waits = case in rulings and rulings[case].choice == WAIT
    return sorted(found.values(), key=lambda one: (one.waits, -one.rows, one.agency, one.uscc))


def _add(known: list[str], more: Iterable[Any]) -> None:
    known.extend(one for one in more if one and one not in known)


def _name_fields(store: Store) -> list[tuple[str, str]]:
    """Fields of other data sets that hold an enterprise's name, as the comparisons declare."""
    return [
        (pair.right.dataset, pair.right.field)
        for pair in load_pairs(store.catalogue).values()
        if pair.left.field == "ent_name" and pair.right.subject == "uscc"
    ]


class Finder:
    """Whom unknown codes may mean; holds the register as it was when the finder was made."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.read() as conn:
            self._index = load(conn)
        self._matcher = Matcher(self._index)

    def candidates(self, uscc: str, called: Iterable[str]) -> list[Candidate]:
        """Those whom a code may mean, the likeliest first, each with every reason.

        ``called``: what agencies call it; what the register itself once called it is added.
        """
        with self._store.read() as conn:
            former = _once_registered(conn, uscc)
        wanted = list(dict.fromkeys([*called, *former]))
        best: dict[str, list[Candidate]] = {}
        for one in (*_by_code(self._index, uscc), *_by_names(self._index, self._matcher, wanted)):
            best.setdefault(one.uscc, []).append(one)
        merged = [_merged(found) for found in best.values()]
        return sorted(merged, key=lambda one: (-one.score, one.uscc))[:CANDIDATES]


def _merged(found: list[Candidate]) -> Candidate:
    found = sorted(found, key=lambda one: -one.score)
    reasons = dict.fromkeys(one.reason for one in found)
    return Candidate(found[0].uscc, found[0].name, found[0].score, "；".join(reasons))


def _once_registered(conn: sa.Connection, uscc: str) -> list[str]:
    """Names of the code in the register's source that do not count any more."""
    sql = f'SELECT DISTINCT ent_name FROM "{record_table_name(SOURCE)}" WHERE uscc = ?'
    return [str(row[0]) for row in conn.exec_driver_sql(sql, (uscc,)) if row[0]]


def _by_code(index: RegisterIndex, uscc: str) -> Iterator[Candidate]:
    bare = uscc[4:] if uscc.startswith("ORG:") else uscc[8:17]
    if bare in index.by_org and index.by_org[bare] != uscc:
        yield _candidate(index, index.by_org[bare], _SAME_ORG, "组织机构代码相同")
    near = process.extract(
        uscc, list(index.entries), scorer=OSA.distance, score_cutoff=2, limit=CANDIDATES
    )
    for code, distance, _ in near:
        if not distance:
            yield _candidate(index, code, _SAME_CODE, "名录里已有这个代码")
            continue
        turned = distance == 1 and sorted(code) == sorted(uscc)
        reason = "代码有相邻两位颠倒" if turned else f"代码只差{int(distance)}位"
        score = _NEAR_CODE - _FURTHER * (int(distance) - 1)
        yield _candidate(index, code, score, reason)


def _by_names(index: RegisterIndex, matcher: Matcher, wanted: Iterable[str]) -> Iterator[Candidate]:
    for name in wanted:
        key = names.normal(name)
        for code in index.by_name.get(key, ()):
            yield _candidate(index, code, _SAME_NAME, "名称相同")
        for code in index.by_former.get(key, ()):
            yield _candidate(index, code, _FORMER_NAME, "是该企业的曾用名")
        for one in matcher.candidates(name):
            if names.normal(one.name) != key:
                yield Candidate(one.uscc, one.name, min(one.score, 90), one.reason)


def _candidate(index: RegisterIndex, uscc: str, score: int, reason: str) -> Candidate:
    return Candidate(uscc, index.entries[uscc].name, score, reason)
