"""The states of a record's life, as they are stored and shown (domain §3 common columns)."""

from __future__ import annotations

from typing import Final

DRAFT: Final = "草稿"
ENTERED: Final = "已录入"
APPROVED: Final = "已审核"
SENT: Final = "已上报"
RETURNED: Final = "退回"
OBJECTED: Final = "异议中"
CORRECTED: Final = "已更正"
WITHDRAWN: Final = "已撤回"
REPAIRED: Final = "已修复"

REVIEWABLE: Final = (ENTERED, DRAFT)
"""Waiting for a reviewer; a draft is shown to him but cannot pass."""

COUNTED: Final = (APPROVED, SENT, OBJECTED, CORRECTED)
"""States in which a record is used as a fact."""
