"""Every paper of the county from the offices that the demo left, as ``make papers`` prints them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.documents.kinds import KINDS
from app.documents.page_images import page_count
from app.training.papers import print_all
from tests.endtoend.conftest import Left
from tests.unit.documents.other_programs import check_opened_without_a_word, needs_poppler

pytestmark = pytest.mark.slow


@needs_poppler
def test_real_offices_can_print_every_kind_of_paper(left: Left, tmp_path: Path) -> None:
    """A kind that only invented examples can print would fail on the day it is needed."""
    sheet = print_all(left.out, tmp_path / "papers")
    with Image.open(sheet) as image:
        assert image.width > 1000
        assert image.height > 1000
    for kind in KINDS:
        path = tmp_path / "papers" / f"{kind.id}.pdf"
        check_opened_without_a_word(path, page_count(path))
