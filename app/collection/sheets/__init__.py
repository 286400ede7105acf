"""Reads clerks' workbooks and text files, in a child process with limits."""

from app.collection.sheets.model import Cell, CellError, Column, LeftOut, Sheet
from app.collection.sheets.reading import read

__all__ = ["Cell", "CellError", "Column", "LeftOut", "Sheet", "read"]
