"""报送: what goes and what stays, signed onto the stick; declarations; packages and receipts."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.submission.screen import SubmissionScreen

SCREEN = ScreenSpec("submission", "报送", "submission", "审核与报送", SubmissionScreen)
