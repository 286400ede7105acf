"""Long lists: a lazy model over a source of ``app``, its view, its filters."""
