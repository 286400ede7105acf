"""What is to be printed of a kind of paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Selection:
    """Which papers of a kind: about what (a run, a list …), and to whom; nobody named: to all.

    A ``draft`` is only counted or looked at: a letter that has no number yet gets none.
    """

    about: str = ""
    codes: frozenset[str] = frozenset()
    draft: bool = False

    def wants(self, code: str) -> bool:
        """Whether the addressee is among those wanted."""
        return not self.codes or code in self.codes
