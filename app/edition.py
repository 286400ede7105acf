"""The two editions: a selection of commands and of screens, compared here alone."""

from __future__ import annotations

from enum import StrEnum

from app.errors import RefusedError


class Edition(StrEnum):
    """机构端 or 汇总端."""

    AGENCY = "agency"
    COORDINATOR = "coordinator"


_SCREENS: dict[Edition, tuple[str, ...]] = {
    Edition.AGENCY: (
        "workbench",
        "register",
        "entry",
        "importing",
        "review",
        "notices",
        "submission",
        "objections",
        "results",
        "audit",
        "operators",
        "backups",
        "settings",
        "help",
    ),
    Edition.COORDINATOR: (
        "overview",
        "agencies",
        "campaigns",
        "inbox",
        "disputes",
        "credit_files",
        "schemes",
        "ratings",
        "recommending",
        "dishonesty",
        "objections",
        "publishing",
        "relending",
        "papers",
        "audit",
        "operators",
        "backups",
        "settings",
        "help",
    ),
}


ENTERPRISE_SCREEN: dict[Edition, str] = {
    Edition.AGENCY: "register",
    Edition.COORDINATOR: "credit_files",
}
"""The screen that shows one enterprise, asked for by ``uscc``."""
WORDING_SCREEN: dict[Edition, str] = {
    Edition.AGENCY: "notices",
    Edition.COORDINATOR: "papers",
}
"""The screen on which letterhead and wordings are edited, asked for by ``tab`` = wording."""
BANK = "YH"
"""The kind of agency that is given grades and lends on them."""
_OF_KIND = {"results": BANK}
"""Screens that only one kind of agency has."""


def title_of(edition: Edition) -> str:
    """What people call an edition."""
    return "汇总端" if edition is Edition.COORDINATOR else "机构端"


def every_screen() -> frozenset[str]:
    """The ids of all screens of both editions."""
    return frozenset(name for names in _SCREENS.values() for name in names)


def screens_of(edition: str, kind: str = "") -> tuple[str, ...]:
    """The ids of an edition's screens for an agency of ``kind``, in the order of navigation."""
    every = _SCREENS[Edition(edition)]
    return tuple(name for name in every if _OF_KIND.get(name, kind) == kind)


def edition_of(agency: str, coordinator: str) -> Edition:
    """The edition that an office of ``agency`` runs."""
    return Edition.COORDINATOR if agency == coordinator else Edition.AGENCY


def require_program(actual: str, program: Edition) -> None:
    """Raise ``E-EDITION`` when an office belongs to the other program."""
    if actual != program:
        named = title_of(Edition(actual))
        raise RefusedError("E-EDITION", f"这是{named}的工作区。", f"请用信采{named}打开。")


def require(actual: str, wanted: Edition) -> None:
    """Raise ``E-EDITION`` when an act belongs to the other edition."""
    if actual != wanted:
        where = title_of(wanted)
        raise RefusedError("E-EDITION", f"该操作只能在{where}办理。", "请打开对应的工作区。")
