"""Reads clerks' workbooks and text files, in a child process with limits."""

from app.collection.sheets.model import (
    Cell,
    CellError,
    Column,
    FirstLook,
    LeftOut,
    Sheet,
    SheetLook,
)
from app.collection.sheets.reading import glance, read

__all__ = [
    "Cell",
    "CellError",
    "Column",
    "FirstLook",
    "LeftOut",
    "Sheet",
    "SheetLook",
    "glance",
    "read",
]
