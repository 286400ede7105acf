"""Errors by blame: the user's, the environment's, integrity's. Anything else is a bug.

Every error has a stable code, says in office Chinese what happened, and what to do next. A room
never lets a library's exception through its door: it wraps it in one of these with ``from``.
"""

from __future__ import annotations

from typing import ClassVar


def running(message: str, advice: str) -> str:
    """What happened and what to do as running text, with a full stop between them."""
    stop = "" if not advice or message.endswith(("。", "！", "？")) else "。"
    return f"{message}{stop}{advice}"


class AppError(Exception):
    """Something that a person must be told.

    ``code`` is stable across releases (``K-PASSWORD``); ``message`` says what happened;
    ``advice`` says what is safe and what to do next.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, code: str, message: str, advice: str = "") -> None:
        super().__init__(f"[{code}] {message}{' ' + advice if advice else ''}")
        self.code = code
        self.message = message
        self.advice = advice

    @property
    def words(self) -> str:
        """Message and advice as running text."""
        return running(self.message, self.advice)


class UsageError(AppError):
    """The command or call was not well formed: an unknown data set, a missing argument."""

    exit_code = 2


class RefusedError(AppError):
    """A rule of the product says no: a wrong password, the enterer approving, a bad file."""

    exit_code = 3


class IntegrityError(AppError):
    """Something was damaged, forged, replayed or rolled back."""

    exit_code = 3


class EnvironmentFault(AppError):
    """The machine failed us: a full disk, a locked store, a missing font."""

    exit_code = 4


class Cancelled(Exception):
    """The user cancelled; the transaction around it rolls back."""
