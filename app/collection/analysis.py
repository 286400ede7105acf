"""What would become of each row: pure reading, by columns, the same for a dry run and a real one.

Order: convert the cells, find the enterprise, find the stored record with the same natural key,
lay the file's values over it, derive, check. A row then has exactly one outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from app import clock
from app.catalogue.model import DataSet, Field, Value
from app.collection import changeset, natural_keys, states
from app.collection.checking import derive_rows, rule_findings
from app.collection.findings import ERROR, Finding, finding
from app.collection.mapping import fields_of
from app.collection.matching import Candidate, Match, Matcher, matcher_for
from app.collection.register import RegisterIndex, is_source, load
from app.collection.sheets.model import Cell
from app.collection.values import convert_column
from app.identifiers import in_scope
from app.progress import SILENT, Progress
from app.store.office_store import Store

NEW: Final = "new"
CHANGED: Final = "changed"
SAME: Final = "same"
DUPLICATE: Final = "duplicate"
FAULTY: Final = "error"
WARNED: Final = "warning"
UNMATCHED: Final = "unmatched"
OUTCOMES: Final = (NEW, CHANGED, SAME, DUPLICATE, FAULTY, WARNED, UNMATCHED)


@dataclass(frozen=True)
class Block:
    """Rows to judge: ``cells`` by field name, each as long as ``row_numbers`` (from 1 in the

    file, 0 for typed rows). ``headers`` and ``units`` by field name; ``missing`` names required
    fields without a column. ``forced`` fixes the enterprise of a row by its position,
    ``targets`` the record that a row replaces; ``correcting``: this answers an open objection.
    """

    row_numbers: Sequence[int]
    cells: Mapping[str, Sequence[Cell]]
    headers: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    missing: Sequence[str] = ()
    period_hint: str = ""
    forced: Mapping[int, str] = field(default_factory=dict)
    targets: Mapping[int, str] = field(default_factory=dict)
    correcting: bool = False


@dataclass
class Plan:
    """Outcome, enterprise and values of every row, by position.

    ``rows[i]`` is the full row of data values (stored form) with ``uscc``; ``stored`` holds the
    record that a row meets; ``complete`` is False where a required value is still missing.
    """

    names: tuple[str, ...]
    rows: list[dict[str, Any]]
    outcomes: list[str]
    of_row: dict[int, list[Finding]]
    stored: dict[int, changeset.Stored]
    candidates: dict[int, tuple[Candidate, ...]]
    complete: list[bool]
    general: list[Finding] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Rows per outcome, every outcome named."""
        counted = Counter(self.outcomes)
        return {outcome: counted[outcome] for outcome in OUTCOMES}

    def findings(self) -> list[Finding]:
        """All remarks, those on the whole file first, then by row."""
        found = list(self.general)
        for position in sorted(self.of_row):
            found.extend(self.of_row[position])
        return found


def analyse(
    store: Store,
    conn: sa.Connection,
    data_set: DataSet,
    block: Block,
    progress: Progress = SILENT,
) -> Plan:
    """Judge ``block`` against what the transaction ``conn`` sees. Writes nothing."""
    return _Analysis(store, conn, data_set, block).run(progress)


class _Analysis:
    def __init__(self, store: Store, conn: sa.Connection, data_set: DataSet, block: Block) -> None:
        self.store, self.conn, self.data_set, self.block = store, conn, data_set, block
        self.table = store.table(data_set.code)
        self.own_row = is_source(store, data_set.code)
        self.count = len(block.row_numbers)
        self.names = tuple(
            entry.name for entry in data_set.fields if entry.name != "uscc" and not entry.matching
        )
        self.of_row: dict[int, list[Finding]] = {}
        self.failed: set[int] = set()
        self.candidates: dict[int, tuple[Candidate, ...]] = {}
        self.unmatched: set[int] = set()
        self.columns = changeset.image_columns(self.table)
        self.must = [
            place
            for place, name in enumerate(data_set.key)
            if name == "uscc" or (name in data_set.by_name and data_set.by_name[name].required)
        ]

    def run(self, progress: Progress) -> Plan:
        values = self._convert(progress)
        progress.step(4, 10, "认企业")
        index = load(self.conn)
        subjects = self._subjects(values, index)
        rows = self._rows(values, subjects)
        progress.step(6, 10, "与已有记录比对")
        targets = self._targets()
        self._overlay(rows, targets)
        stored, repeated = self._meet(rows, targets)
        self._overlay(rows, {i: met for i, met in stored.items() if i not in targets})
        progress.step(8, 10, "核查")
        complete = self._check(rows, index)
        # Most rows of most files are new and nothing is wrong with them
        special = self.unmatched.union(self.of_row, stored, repeated)
        outcomes = [
            self._outcome(i, rows[i], stored.get(i), repeated, complete[i])
            if i in special or not complete[i]
            else NEW
            for i in range(self.count)
        ]
        plan = Plan(self.names, rows, outcomes, self.of_row, stored, self.candidates, complete)
        if self.block.missing:
            titles = "、".join(self.data_set.by_name[name].title for name in self.block.missing)
            plan.general.append(finding("W-INCOMPLETE", titles=titles))
        return plan

    def _convert(self, progress: Progress) -> dict[str, list[Value]]:
        known = fields_of(self.data_set)
        lists = self.store.catalogue.code_lists
        values: dict[str, list[Value]] = {}
        for place, (name, cells) in enumerate(self.block.cells.items()):
            progress.step(4 * place, 10 * len(self.block.cells), "读取各列")
            declared = known[name]
            unit = self.block.units.get(name, "")
            column, problems = convert_column(
                declared, lists.get(declared.codes), cells, unit, self.block.period_hint
            )
            for problem in problems:
                self._say(
                    problem.index,
                    Finding(
                        problem.code,
                        problem.level,
                        0,
                        "",
                        name,
                        _shown(problem.raw),
                        problem.message,
                        problem.advice,
                    ),
                )
            self._fill(declared, column, {problem.index for problem in problems})
            values[name] = column
        for declared in self.data_set.fields:
            if declared.default and declared.name not in values:
                values[declared.name] = [self._default(declared)] * self.count
        return values

    def _fill(self, declared: Field, column: list[Value], spoken: set[int]) -> None:
        """The default into empty cells that hold nothing wrong."""
        if declared.default and None in column:
            default = self._default(declared)
            for i, value in enumerate(column):
                if value is None and i not in spoken:
                    column[i] = default

    def _default(self, declared: Field) -> Value:
        codes = self.store.catalogue.code_lists.get(declared.codes)
        return convert_column(declared, codes, [declared.default], "")[0][0]

    def _say(self, position: int, said: Finding) -> None:
        column = self.block.headers.get(said.field, "")
        row = self.block.row_numbers[position]
        placed = Finding(
            said.code, said.level, row, column, said.field, said.value, said.message, said.advice
        )
        self.of_row.setdefault(position, []).append(placed)
        if said.level == ERROR:
            self.failed.add(position)

    def _subjects(
        self, values: Mapping[str, list[Value]], index: RegisterIndex
    ) -> list[str | None]:
        matcher = matcher_for(self.store, self.conn, self.data_set, index, own_row=self.own_row)
        empty: list[Value] = [None] * self.count
        codes = values.get("uscc", empty)
        shown = values.get("ent_name", empty)
        lookups = values.get(self.data_set.lookup, empty)
        memo: dict[tuple[Value, Value, Value], Match] = {}
        subjects: list[str | None] = []
        for i, triple in enumerate(zip(codes, shown, lookups, strict=True)):
            if i in self.block.forced:
                subjects.append(self.block.forced[i])
                continue
            match = memo.get(triple)
            if match is None:
                match = memo[triple] = _matched(matcher, triple)
            if match.outcome == "matched":
                subjects.append(match.uscc)
            else:
                subjects.append(None)
                self._unmatched(i, match)
        return subjects

    def _unmatched(self, position: int, match: Match) -> None:
        if match.outcome == UNMATCHED:
            self.unmatched.add(position)
            self.candidates[position] = match.candidates
        elif position in self.failed and match.findings[0].field == "uscc":
            return
        for said in match.findings:
            self._say(position, said)

    def _rows(
        self, values: Mapping[str, list[Value]], subjects: Sequence[str | None]
    ) -> list[dict[str, Any]]:
        nothing: list[Value] = [None] * self.count
        ordered = [values.get(name, nothing) for name in self.names]
        names = ("uscc", *self.names, "agency_code")
        own = [self.store.agency] * self.count
        columns = zip(subjects, *ordered, own, strict=True)
        return [dict(zip(names, row, strict=True)) for row in columns]

    def _targets(self) -> dict[int, changeset.Stored]:
        """The record that each row replaces; one that is gone leaves its row new."""
        place = self.columns.index("rec_id")
        wanted = self.block.targets
        found = changeset.read_by_ids(self.conn, self.table, wanted.values())
        by_id = {stored.image[place]: stored for stored in found}
        return {i: by_id[rec_id] for i, rec_id in wanted.items() if rec_id in by_id}

    def _meet(
        self, rows: list[dict[str, Any]], targets: Mapping[int, changeset.Stored]
    ) -> tuple[dict[int, changeset.Stored], set[int]]:
        """The stored record of each row, and the rows whose key came before in the file."""
        key = self.data_set.key or ("uscc", *self.names)
        keys = list(zip(*([row[name] for row in rows] for name in key), strict=True))
        first: dict[tuple[Any, ...], int] = {}
        repeated: set[int] = set()
        known = fields_of(self.data_set)
        titles = "、".join(known[name].title for name in self.data_set.key if name in known)
        for i, found in enumerate(keys):
            if i in self.failed or i in self.unmatched or self._no_key(found):
                continue
            if i in targets and not self.data_set.key:
                continue
            if first.setdefault(found, i) != i:
                repeated.add(i)
                line = self.block.row_numbers[first[found]]
                self._say(i, finding("W-DUPLICATE", first=line, key=titles or "全部内容"))
        period = self.data_set.period if self.data_set.period in key else ""
        met = natural_keys.find(self.conn, self.table, self.store.agency, key, first, period)
        for i in natural_keys.taken(self.table, key, keys, met, targets):
            self._say(i, finding("E-KEY-TAKEN"))
        return {**met, **targets}, repeated

    def _no_key(self, key: tuple[Any, ...]) -> bool:
        """Whether a part of the natural key that must be filled is not."""
        return None in key and any(key[place] is None for place in self.must)

    def _overlay(self, rows: list[dict[str, Any]], stored: Mapping[int, changeset.Stored]) -> None:
        """Columns that the file does not have keep what is stored."""
        kept = [
            (name, self.columns.index(name)) for name in self.names if name not in self.block.cells
        ]
        for i, record in stored.items():
            row = rows[i]
            for name, place in kept:
                row[name] = record.image[place]
            if row["uscc"] is None:
                row["uscc"] = record.image[self.columns.index("uscc")]

    def _check(self, rows: list[dict[str, Any]], index: RegisterIndex) -> list[bool]:
        owners = [index.entries.get(row["uscc"] or "") for row in rows]
        derive_rows(self.data_set, rows, owners)
        today = clock.today().isoformat()
        for i, said in rule_findings(self.store, self.conn, self.data_set, rows, owners, today):
            self._say(i, said)
        required = [
            entry
            for entry in self.data_set.fields
            if entry.required and not entry.derived and not entry.retired and entry.name != "uscc"
        ]
        complete = [True] * self.count
        for entry in required:
            for i, row in enumerate(rows):
                if row[entry.name] is None:
                    complete[i] = False
                    self._empty(i, entry)
        if self.own_row:
            for i, row in enumerate(rows):
                if row["uscc"] and not in_scope(row["uscc"], row.get("entity_kind") or ""):
                    self._say(i, finding("E-SCOPE", field="entity_kind", value=row["uscc"]))
        return complete

    def _empty(self, position: int, declared: Field) -> None:
        """An empty cell in a column that the file has is an error, unless it has one already."""
        said = self.of_row.get(position, ())
        if declared.name in self.block.cells and all(e.field != declared.name for e in said):
            self._say(position, finding("E-REQUIRED", field=declared.name, title=declared.title))

    def _outcome(
        self,
        position: int,
        row: Mapping[str, Any],
        stored: changeset.Stored | None,
        repeated: set[int],
        complete: bool,
    ) -> str:
        outcome = NEW
        if stored is not None:
            outcome = self._against(position, row, stored)
        if position in self.failed:
            return FAULTY
        if position in self.unmatched:
            return UNMATCHED
        if position in repeated:
            return DUPLICATE
        if outcome == SAME:
            return SAME
        warned = any(said.level == "warning" for said in self.of_row.get(position, ()))
        return outcome if complete and not warned else WARNED

    def _against(self, position: int, row: Mapping[str, Any], stored: changeset.Stored) -> str:
        was = dict(zip(self.columns, stored.image, strict=True))
        equal = all(row[name] == was[name] for name in ("uscc", *self.names))
        if equal and was["row_status"] != states.WITHDRAWN:
            return SAME
        if was["row_status"] == states.OBJECTED and not self.block.correcting:
            self._say(position, finding("E-OBJECTION"))
        if was["row_status"] == states.REPAIRED:
            apart = {name for name in self.names if row[name] != was[name]}
            if apart <= {"repair_status", "repair_date"}:
                return SAME  # a ledger that was not kept up must not undo a repair
            self._say(position, finding("E-REPAIRED"))
        if row["uscc"] != was["uscc"] and row["uscc"]:
            self._say(
                position,
                finding(
                    "W-SUBJECT-CHANGED", field="uscc", key="记录", old=was["uscc"], new=row["uscc"]
                ),
            )
        return CHANGED


def _matched(matcher: Matcher, triple: tuple[Value, Value, Value]) -> Match:
    code, name, lookup = ("" if part is None else str(part) for part in triple)
    return matcher.match(code, name, lookup)


def _shown(raw: object) -> str:
    return "" if raw is None else str(raw)
