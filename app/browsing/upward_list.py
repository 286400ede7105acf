"""上报 as a list: every file that went to a system above the county, and a prospect in words."""

from __future__ import annotations

from collections.abc import Sequence

from app import clock
from app.listing import NUMBER, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import upwards
from app.outcomes.upwards import Prospect
from app.outcomes.upwards_rows import REASONS
from app.store.office_store import Store

KINDS = {
    "considered": "核对", "exported": "上报", "unchanged": "未变", "held": "缺项暂存",
    "gone": "须请上级撤下", **REASONS,
}  # fmt: skip
"""What an export counts, in words."""


class UpwardList:
    """The source of the list; a key is an export's number."""

    columns: Sequence[Column] = (
        Column("at", "导出时间", width=20, sortable=False),
        Column("export_id", "编号", width=14, sortable=False),
        Column("target", "上报模板", width=18, sortable=False),
        Column("rows", "行数", NUMBER, 10, sortable=False),
        Column("gone", "须请上级撤下", NUMBER, 12, sortable=False),
        Column("file_name", "文件", width=30, sortable=False),
        Column("state", "状态", STATE, 12, sortable=False),
        Column("operator", "操作员", width=10, sortable=False),
    )
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, _wanted: Filter, _order: Order | None, limit: int | None = None) -> list[Key]:
        """Every export, the newest first."""
        return [str(one["export_id"]) for one in reversed(upwards.exports(self._store))][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these exports."""
        wanted = set(ids)
        return {
            str(one["export_id"]): (
                clock.moment_words(one["at"]),
                one["export_id"],
                f"{one['target']} {one['target_version']}",
                f"{sum(part['exported'] for part in one['counts'].values()):,}",
                f"{sum(part['gone'] for part in one['counts'].values()):,}",
                one["file_name"],
                one["state"],
                one["operator"],
            )
            for one in upwards.exports(self._store)
            if one["export_id"] in wanted
        }


def prospect_table(found: Prospect) -> list[tuple[str, ...]]:
    """A prospect as a table: a row for each sheet, its counts under :data:`HEADS`."""
    return [
        (
            sheet,
            *(f"{counts.get(name, 0):,}" for name in _COUNTED),
            "，".join(f"{REASONS[name]} {counts[name]:,}" for name in REASONS if counts.get(name)),
        )
        for sheet, counts in found.counts.items()
    ]


def prospect_findings(found: Prospect, sheet: str) -> list[tuple[str, str]]:
    """What is the matter with rows of a sheet: (kind, enterprise and reason), the first of each."""
    return [
        (head, f"{one.name or one.uscc}　{one.column} {one.reason}".strip())
        for head, rows in (
            ("缺项暂存", found.held),
            ("缺项仍报", found.incomplete),
            ("须请上级撤下", found.gone),
            ("文件不能表示", found.unholdable),
        )
        for one in [one for one in rows if one.sheet == sheet][:_SHOWN]
    ]


_SHOWN = 200
"""Findings of each kind that a screen lists; the counts say how many there are."""
_COUNTED = ("considered", "exported", "unchanged", "held", "gone")
HEADS = ("表", *(f"{KINDS[name]}（行）" for name in _COUNTED), "没有上报的原因")
"""The columns of :func:`prospect_table`."""
