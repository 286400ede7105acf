"""What is to be printed of a kind of paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Selection:
    """Which papers of a kind: about what (a run, a list …), and to whom; nobody named: to all.

    ``trial``: only to be looked at, so that a letter that has no number yet gets none.
    """

    about: str = ""
    codes: frozenset[str] = frozenset()
    trial: bool = False

    def wants(self, code: str) -> bool:
        """Whether the addressee is among those wanted."""
        return not self.codes or code in self.codes
