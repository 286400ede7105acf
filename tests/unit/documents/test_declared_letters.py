"""What holds of every declared letter: the law's fields stay, and none is left blank."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app import paths
from app.documents.letters.wording import declared
from app.errors import RefusedError

NAMES = sorted(path.stem for path in paths.LETTERS.glob("*.toml"))
REQUIRED = [
    (name, place.name)
    for name in NAMES
    for place in declared(name).places.values()
    if place.required
]


@pytest.mark.parametrize(("name", "place"), REQUIRED)
def test_no_override_drops_what_the_law_wants_said(name: str, place: str) -> None:
    """An office could word away the right of objection, and its letters would have no effect."""
    text = (paths.LETTERS / f"{name}.toml").read_text("utf-8")
    with pytest.raises(RefusedError, match="D-WORDING") as refused:
        declared(name).amended(text.replace(f"{{{place}}}", "……"))
    assert declared(name).places[place].title in refused.value.message


@pytest.mark.parametrize(("name", "place"), REQUIRED)
def test_a_missing_field_names_the_enterprise_and_the_field(name: str, place: str) -> None:
    """A letter would go out with a hole where the law wants a date."""
    wording = declared(name)
    values = {**wording.examples(), place: ""}
    with pytest.raises(RefusedError, match="D-FIELD") as refused:
        wording.fill(next(iter(wording.variants), ""), values, "渑池县示例有限公司")
    assert "渑池县示例有限公司" in refused.value.message
    assert wording.places[place].title in refused.value.message


@pytest.mark.parametrize("name", NAMES)
def test_a_preview_fills_every_place_in_every_variant(name: str) -> None:
    """A clerk who looks before printing would see braces, or less than will be printed."""
    wording = declared(name)
    for variant in wording.variants or ("",):
        told = "".join(one.text for one in wording.fill(variant, wording.examples(), "企业"))
        assert not set(told) & set("{}")
    every = [wording.fill(one, wording.examples(), "企业") for one in wording.variants or ("",)]
    said = "".join(one.text for paragraphs in every for one in paragraphs)
    for place in wording.places.values():
        assert place.example in said, place.name


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_stands_without_text(name: str) -> None:
    """With nothing but the required fields filled, a heading alone would look like a fault."""
    wording = declared(name)
    values = {one.name: one.example for one in wording.places.values() if one.required}
    for variant in wording.variants or ("",):
        shapes = [one.kind for one in wording.fill(variant, values, "企业")]
        assert ("heading", "heading") not in list(pairwise(shapes))
