"""How the desktop looks: one theme at a time, one accent, sizes from the font."""
