"""A walk through every screen of the coordinator's edition: names, buddies, room, and Tab."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.edition import Edition, screens_of
from app.settings import SCALE, Settings
from app.training.offices import CLERK, LEADER, VIEWER
from tests.gui.conftest import Opener
from tests.gui.walking import walked
from ui.shell.window import Window
from ui.style import theme

Settle = Callable[[Window], None]


@pytest.mark.parametrize(
    ("operator", "scale"), [(LEADER, 100), (LEADER, 200), (CLERK, 100), (VIEWER, 200)]
)
def test_every_screen_can_be_heard_read_and_reached(
    scale: int, operator: str, opener: Opener, settings: Settings, settle: Settle
) -> None:
    """One officer hears the screen, one reads it at double size, one has no mouse."""
    settings.set(SCALE, scale)
    theme.apply(settings)
    assert not walked(opener(operator), settle)


def test_an_officer_has_every_screen(opener: Opener) -> None:
    """A screen that is declared and not there is a task that cannot be done."""
    assert list(opener(LEADER).specs) == list(screens_of(Edition.COORDINATOR))
