"""Where the product's own files lie."""

from __future__ import annotations

import sys
from pathlib import Path

RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).parent.parent)) / "resources"
CATALOGUE = RESOURCES / "catalogue"
RATING = RESOURCES / "rating"
LETTERS = RESOURCES / "letters"
OUTCOMES = RESOURCES / "outcomes"
DISPUTES = RESOURCES / "disputes"
