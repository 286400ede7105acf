"""Identifiers of enterprises, persons and documents: pure functions, no look-ups."""
