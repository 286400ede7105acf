"""Packages: container, suite, the kinds of package, writing and verifying."""

from app.exchange.envelope import Envelope, Kind
from app.exchange.inner import Resource
from app.exchange.trust import Identity, SelfSigned, Trust
from app.exchange.verifying import Package, Unverified, open_verified, show
from app.exchange.writing import Written, write

__all__ = [
    "Envelope",
    "Identity",
    "Kind",
    "Package",
    "Resource",
    "SelfSigned",
    "Trust",
    "Unverified",
    "Written",
    "open_verified",
    "show",
    "write",
]
