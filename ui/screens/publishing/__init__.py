"""结果发布: the results of a published run for each bank, what was given, files for above."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.publishing.screen import PublishingScreen

SCREEN = ScreenSpec("publishing", "结果发布", "publishing", "异议与结果", PublishingScreen)
