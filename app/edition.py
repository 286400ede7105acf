"""The two editions: a selection of commands (and later of screens), compared here alone."""

from __future__ import annotations

from enum import StrEnum

from app.errors import RefusedError


class Edition(StrEnum):
    """机构端 or 汇总端."""

    AGENCY = "agency"
    COORDINATOR = "coordinator"


def edition_of(agency: str, coordinator: str) -> Edition:
    """The edition that an office of ``agency`` runs."""
    return Edition.COORDINATOR if agency == coordinator else Edition.AGENCY


def require(actual: str, wanted: Edition) -> None:
    """Raise ``E-EDITION`` when an act belongs to the other edition."""
    if actual != wanted:
        where = "汇总端" if wanted is Edition.COORDINATOR else "机构端"
        raise RefusedError("E-EDITION", f"该操作只能在{where}办理。", "请打开对应的工作区。")
