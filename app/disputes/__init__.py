"""Where agencies contradict each other, and codes that nobody knows: found, shown, decided."""
