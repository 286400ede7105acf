"""Whose row is it: by code, by exact name, by a value remembered, else candidates to choose from.

Nothing is guessed. A near name is only suggested; a code whose name is another's is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from app import clock
from app.catalogue.model import DataSet
from app.collection import names, states
from app.collection.findings import Finding, finding
from app.collection.register import RegisterIndex
from app.identifiers import RULES
from app.store.office_store import Store
from app.store.tables import match_choice

NAME_LOOKUP = "ent_name"
"""Under this lookup a chosen name is remembered, in its normalised form."""

EAGER_CANDIDATES = 200
"""So many different unknown names get their candidates at once; the rest when looked at."""

_CUTOFF = 55.0


@dataclass(frozen=True)
class Candidate:
    """An enterprise that an unknown name may mean. ``score`` is 0 to 100."""

    uscc: str
    name: str
    score: int
    reason: str


@dataclass(frozen=True)
class Match:
    """What was found for a row: ``uscc``, or findings that say why not.

    ``outcome`` is ``matched``, ``unmatched`` or ``error``.
    """

    outcome: str
    uscc: str = ""
    how: str = ""
    findings: tuple[Finding, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass
class Matcher:
    """Matches subjects of one data set; make one per import with :func:`matcher_for`.

    ``known`` maps values of the lookup field to enterprises, ``chosen_names`` normalised names.
    """

    index: RegisterIndex
    own_row: bool = False
    lookup_title: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    chosen_names: Mapping[str, str] = field(default_factory=dict)
    _kernels: dict[str, str] | None = None
    _suggested: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)

    def match(self, code: str, name: str, lookup: str) -> Match:
        """The enterprise of a row that shows these texts (empty where it shows none)."""
        if code:
            return self._by_code(code, name)
        if self.own_row:
            return Match(
                "error", findings=(finding("E-REQUIRED", field="uscc", title="统一社会信用代码"),)
            )
        by_name = self._by_name(name) if name else ()
        remembered = self.known.get(lookup, "") if lookup else ""
        if remembered in self.index.entries and (not by_name or remembered in by_name):
            return Match("matched", remembered, "lookup")
        if len(by_name) == 1 and not remembered:
            return Match("matched", by_name[0], "name")
        if not name and not lookup:
            return Match("error", findings=(finding("E-SUBJECT"),))
        if by_name:
            return self._open(name, "W-AMBIGUOUS", (*by_name, remembered))
        return self._open(name or f"{self.lookup_title} {lookup}", "W-UNMATCHED", ())

    def would_match(self, code: str, name: str, lookup: str) -> bool:
        """A cheap first look at a waiting row: False says that :meth:`match` cannot succeed."""
        if code:
            return True
        return bool((name and self._by_name(name)) or (lookup and self.known))

    def _by_code(self, code: str, name: str) -> Match:
        verdict = RULES["subject"](code)
        said: tuple[Finding, ...] = ()
        if verdict.problem is not None:
            problem = verdict.problem
            said = (
                Finding(
                    problem.code,
                    problem.level,
                    0,
                    "",
                    "uscc",
                    code,
                    problem.message,
                    problem.advice,
                ),
            )
            if problem.level == "error":
                return Match("error", findings=said)
        if self.own_row:
            return Match("matched", verdict.value, "code", said)
        uscc = self.index.code(verdict.value)
        if uscc is None:
            near = self._by_name(name) if name else ()
            return self._open(f"{verdict.value} {name}".strip(), "W-UNMATCHED", near, name)
        if name and not self.index.is_name_of(name, uscc):
            base = self.index.entries[uscc].name
            told = finding("E-NAME", field="ent_name", value=name, name=name, base=base)
            return Match("error", findings=(told,))
        return Match("matched", uscc, "code", said)

    def _by_name(self, name: str) -> tuple[str, ...]:
        key = names.normal(name)
        found = self.index.by_name.get(key) or self.index.by_former.get(key)
        if found:
            return tuple(dict.fromkeys(found))
        chosen = self.chosen_names.get(key, "")
        return (chosen,) if chosen in self.index.entries else ()

    def _open(
        self, who: str, code: str, certain: tuple[str, ...], name: str | None = None
    ) -> Match:
        exact = tuple(
            Candidate(uscc, self.index.entries[uscc].name, 100, "名称或编号相符")
            for uscc in certain
            if uscc in self.index.entries
        )
        near = () if exact else self._suggest(who if name is None else name)
        told = finding(code, field="ent_name", value=who, who=who)
        return Match("unmatched", findings=(told,), candidates=exact or near)

    def _suggest(self, name: str) -> tuple[Candidate, ...]:
        found = self._suggested.get(name)
        if found is None and len(self._suggested) < EAGER_CANDIDATES:
            found = self._suggested[name] = tuple(self.candidates(name))
        return found or ()

    def candidates(self, name: str, limit: int = 5) -> list[Candidate]:
        """Enterprises with a near name, best first, at most ``limit``."""
        if not name:
            return []
        if self._kernels is None:
            self._kernels = {u: names.kernel(e.name) for u, e in self.index.entries.items()}
        wanted = names.kernel(name)
        found = process.extract(
            wanted, self._kernels, scorer=fuzz.ratio, limit=limit, score_cutoff=_CUTOFF
        )
        listed = [self._candidate(wanted, uscc, score) for kernel, score, uscc in found if kernel]
        return sorted(listed, key=lambda entry: (-entry.score, entry.uscc))

    def _candidate(self, wanted: str, uscc: str, score: float) -> Candidate:
        entry = self.index.entries[uscc]
        exact = names.kernel(entry.name) == wanted
        reason = "字号相同，地名或企业类型不同" if exact else f"字号相似{round(score)}%"
        return Candidate(uscc, entry.name, round(score), reason)


def matcher_for(
    store: Store, conn: sa.Connection, data_set: DataSet, index: RegisterIndex, *, own_row: bool
) -> Matcher:
    """A matcher knowing this office's choices and its own records of the lookup field."""
    lookup = data_set.lookup
    title = data_set.by_name[lookup].title if lookup in data_set.by_name else ""
    known = _stored_lookups(store, conn, lookup) if lookup else {}
    known.update(_choices(conn, lookup))
    return Matcher(index, own_row, title, known, _choices(conn, NAME_LOOKUP))


def _choices(conn: sa.Connection, lookup: str) -> dict[str, str]:
    if not lookup:
        return {}
    query = sa.select(match_choice.c.value, match_choice.c.uscc)
    return {row[0]: row[1] for row in conn.execute(query.where(match_choice.c.lookup == lookup))}


def _stored_lookups(store: Store, conn: sa.Connection, lookup: str) -> dict[str, str]:
    """Lookup values of this office's own records that point to exactly one enterprise.

    Read from the data sets that describe the account, loan … itself (their key is the lookup).
    """
    found: dict[str, str] = {}
    for data_set in store.catalogue.data_sets.values():
        own_key = tuple(name for name in data_set.key if name != "agency_code")
        if lookup not in data_set.by_name or own_key != (lookup,):
            continue
        table = store.table(data_set.code)
        query = sa.select(table.c[lookup], table.c.uscc).where(
            table.c[lookup].is_not(None),
            table.c.agency_code == store.agency,
            table.c.row_status.not_in((states.WITHDRAWN,)),
        )
        for value, uscc in conn.execute(query):
            if found.setdefault(value, uscc) != uscc:
                found[value] = ""
    return {value: uscc for value, uscc in found.items() if uscc}


def remember(store: Store, conn: sa.Connection, lookup: str, value: str, uscc: str) -> None:
    """Keep a choice, so that the next sheet needs none."""
    key = names.normal(value) if lookup == NAME_LOOKUP else value
    conn.execute(
        sa.delete(match_choice).where(match_choice.c.lookup == lookup, match_choice.c.value == key)
    )
    conn.execute(
        sa.insert(match_choice).values(
            lookup=lookup, value=key, uscc=uscc, operator=store.operator, at=clock.timestamp()
        )
    )


def candidates_json(candidates: tuple[Candidate, ...]) -> list[dict[str, Any]]:
    """As kept with a held row."""
    return [asdict(entry) for entry in candidates]
