"""Workbooks that leave the office: templates to fill in, registers, lists and statistics."""
