"""A store with one company in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.rating.county import Facts


@pytest.fixture
def facts() -> Iterator[Facts]:
    with Facts() as held:
        held.enterprise()
        yield held
