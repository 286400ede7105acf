"""Contradictions and unknown codes, over real packages."""
