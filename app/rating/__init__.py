"""Schemes, measures, the run and its score sheets."""
