"""Setting Chinese text on paper: faces, lines, pages, ruled tables, drawings."""
