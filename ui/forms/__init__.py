"""Entry forms made from the catalogue."""
