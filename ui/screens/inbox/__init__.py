"""收件箱: packages from a stick, looked at, tried out, merged in one go, or held back."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.inbox.screen import InboxScreen

SCREEN = ScreenSpec("inbox", "收件箱", "inbox", "归集与档案", InboxScreen)
