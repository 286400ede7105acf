"""导入: a clerk's workbook in five steps, packages from the coordinator, and what came before."""

from __future__ import annotations

from app.keys.roles import Role
from ui.screen import ScreenSpec
from ui.screens.importing.screen import ImportingScreen

SCREEN = ScreenSpec(
    "importing",
    "导入",
    "import",
    "名录与数据",
    ImportingScreen,
    frozenset({Role.ENTRY, Role.REVIEWER}),
)
