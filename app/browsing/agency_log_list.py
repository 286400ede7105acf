"""各机构日志: what each agency's packages declare of its audit log, as a list."""

from __future__ import annotations

from collections.abc import Sequence

from app import clock
from app.documents.letters.layout import grouped
from app.listing import NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.merging.heads import DOUBTFUL, EXPLAINED, NONE, WHOLE, AgencyLog, Declared, agency_logs
from app.outcomes.dispute_words import agency_words
from app.store.office_store import Store

_KINDS = {"enrolment": "备案", "submission": "报送", "feedback": "用信反馈"}
_STATES = (DOUBTFUL, EXPLAINED, WHOLE, NONE)
_SILENT = {
    NONE: "还没有收到这个机构的数据包。",
    WHOLE: "各包的日志末号逐包增加，前后一致。",
}
_COLUMNS = (
    Column("state", "情形", STATE, 8),
    Column("agency", "机构", width=14),
    Column("packages", "收到的包", NUMBER, 8),
    Column("head", "日志末号", NUMBER, 8),
    Column("at", "最近收到", width=15),
    Column("note", "说明", width=50, sortable=False),
)


class AgencyLogList:
    """The source of the list; a key is an agency's code. Doubtful ones first."""

    columns: Sequence[Column] = _COLUMNS
    choices: Sequence[Choice] = (Choice("state", "情形", tuple((s, s) for s in _STATES)),)

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[Key, AgencyLog] = {}

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The agencies that fit."""
        found = {one.agency: one for one in agency_logs(self._store)}
        self._found = found
        text = wanted.get(SEARCH, "").casefold()
        keys = [
            key
            for key, one in found.items()
            if text in " ".join((key, *self._row(one))).casefold()
            and wanted.get("state", "") in ("", one.state)
        ]
        keys.sort(key=lambda key: _STATES.index(found[key].state))
        if order is not None:
            keys.sort(key=lambda key: self._sorted_by(found[key], order.key))
            if order.descending:
                keys.reverse()
        return keys[:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these agencies."""
        return {key: self._row(self._found[key]) for key in ids if key in self._found}

    def told(self, key: Key) -> tuple[tuple[str, str], ...]:
        """One agency in full: its sentences, then each package with the head it declares."""
        one = self._found.get(key)
        if one is None:
            return ()
        notes = [("须核实" if note.doubtful else "说明", note.text) for note in one.notes]
        if not notes:
            notes = [("说明", _SILENT[one.state])]
        return (*notes, *(_package(package) for package in reversed(one.packages)))

    def _sorted_by(self, one: AgencyLog, key: str) -> tuple[int, str]:
        newest = one.newest
        if key in ("packages", "head"):
            return len(one.packages) if key == "packages" else newest.log_seq if newest else 0, ""
        return 0, self._row(one)[[column.key for column in _COLUMNS].index(key)]

    def _row(self, one: AgencyLog) -> Row:
        newest = one.newest
        note = "".join(note.text for note in one.notes) or _SILENT.get(one.state, "")
        return (
            one.state,
            agency_words(self._store, one.agency),
            f"{len(one.packages):,}",
            f"{newest.log_seq:,}" if newest else "",
            clock.moment_words(one.packages[-1].at) if one.packages else "",
            note,
        )


def _package(one: Declared) -> tuple[str, str]:
    kind = _KINDS.get(one.kind, one.kind)
    rows = f"，并入 {one.rows:,} 条" if one.rows else ""
    head = f"末号 第 {one.log_seq:,} 条\n{grouped(one.log_hash)}" if one.log_seq else "未写明末号"
    return f"{kind}第{one.seq}个", f"{clock.moment_words(one.at)}{rows}\n{head}"
