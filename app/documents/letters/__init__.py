"""Letters: the layout of GB/T 9704, declared wordings, and what each letter needs besides."""
