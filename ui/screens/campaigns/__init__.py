"""批次与名录: rounds of collection, batches of rating, and the register that all work by."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.campaigns.screen import CampaignsScreen

SCREEN = ScreenSpec("campaigns", "批次与名录", "calendar", "归集与档案", CampaignsScreen)
