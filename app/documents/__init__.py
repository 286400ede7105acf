"""Papers out: PDF letters, forms and score sheets."""
