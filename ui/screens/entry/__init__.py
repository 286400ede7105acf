"""数据录入: one data set as a grid, beside it the form of the row and the life of the cell."""

from __future__ import annotations

from app.keys.roles import Role
from ui.screen import ScreenSpec
from ui.screens.entry.screen import EntryScreen

SCREEN = ScreenSpec(
    "entry",
    "数据录入",
    "entry",
    "名录与数据",
    EntryScreen,
    frozenset({Role.ENTRY, Role.REVIEWER}),
)
