"""What an operator of an office may do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A right given to an operator; one operator may hold several.

    Only slots of reviewers hold the office's signing key, so that right is held by
    cryptography. The others are held by the program alone: whoever can open an office can
    read all of it.
    """

    ENTRY = "entry"
    QUERY = "query"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The word on the screen: 录入, 查询, 审核, 管理."""
        return {"entry": "录入", "query": "查询", "reviewer": "审核", "admin": "管理"}[self.value]
