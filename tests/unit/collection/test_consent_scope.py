"""What a written consent covers."""

from __future__ import annotations

import pytest

from app.collection.consents import codes_in


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("", set()),
        ("全部信贷信息", set()),
        ("YH01、YH03", {"YH01", "YH03"}),
        ("YH01—YH03", {"YH01", "YH02", "YH03"}),
        ("yh01至03", {"YH01", "YH02", "YH03"}),
        ("YH01-YH02，YH07", {"YH01", "YH02", "YH07"}),
    ],
)
def test_a_range_of_data_sets_is_understood(scope: str, expected: set[str]) -> None:
    """A bank's whole report would stay behind because a clerk wrote a dash."""
    assert codes_in(scope) == expected
