"""Charts: pictures of counts that stay readable in black and white, with their table behind."""
