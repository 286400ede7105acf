"""On a real X server the windows come up, are painted and can be left: offscreen cannot tell."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

COLOURS = 30
"""A window that was painted has letters with soft edges; a blank or black one has a few colours."""
XVFB = shutil.which("Xvfb")
MISSING = [name for name in ("xcb-cursor", "xkbcommon-x11") if not ctypes.util.find_library(name)]


@pytest.fixture
def display() -> Iterator[str]:
    """An X server on a free display."""
    if XVFB is None:
        pytest.skip("Xvfb is not installed (installer/test-tools.sh)")
    if MISSING:
        pytest.skip(f"Qt's X plugin lacks lib{MISSING[0]} (installer/test-tools.sh)")
    command = [XVFB, "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    try:
        yield f":{server.stdout.readline().strip()}"
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def colours(picture: Path) -> int:
    """How many different colours there are."""
    image = QImage(str(picture))
    assert not image.isNull(), picture
    return len({image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, 700, 2)})


def test_every_screen_is_painted_on_an_x_server(display: str, office: Path, tmp_path: Path) -> None:
    """A program that works only where nobody looks is of no use to a clerk."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    places = [str(office), str(tmp_path / "home"), str(pictures)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.xvfb_visit", *places],
        env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "xcb\n"
    assert {"sign-in", "workbench", "entry", "submission", "help"} <= {
        path.stem for path in pictures.iterdir()
    }
    blank = [path.name for path in pictures.iterdir() if colours(path) < COLOURS]
    assert not blank
    seen = {path.read_bytes() for path in pictures.iterdir()}
    assert len(seen) == len(list(pictures.iterdir()))
