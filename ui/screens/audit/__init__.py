"""审计日志: who did what and when, provable."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.audit.screen import AuditScreen

SCREEN = ScreenSpec("audit", "审计日志", "audit", "系统", AuditScreen)
