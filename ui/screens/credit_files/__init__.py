"""信用档案: everything about one enterprise, handed out for a purpose that the log keeps."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.credit_files.screen import CreditFilesScreen

SCREEN = ScreenSpec("credit_files", "信用档案", "credit_files", "归集与档案", CreditFilesScreen)
