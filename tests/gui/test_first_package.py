"""Tried as a new user would: from nothing to the first package and its receipt, by the screen.

The power company's clerk and reviewer do everything with mouse and keys; the coordinator and
market regulation are played by ``app`` with real packages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.keys.passwords import TRAINING_COST
from app.merging.campaigns import open_campaign
from app.merging.cards import write_card
from app.merging.directory import publish_directory
from app.merging.enrolment import enrol
from app.merging.merge import merge
from app.merging.receipts import write_receipt
from app.settings import Settings
from tests import offices
from tests.gui.agency_steps import (
    approve_all,
    hand_over,
    import_bills,
    make_office,
    send,
    take_packages_in,
    take_receipt,
    tell_everybody,
)
from tests.gui.hands import User
from tests.gui.offices import CLERK
from tests.offices import County
from ui.shell.window import Window
from ui.start.desktop import Desktop

Settle = Callable[[Window], None]


@pytest.fixture
def county(tmp_path: Path) -> County:
    """A round that runs, market regulation in it; the power company has nothing yet."""
    made = offices.found(tmp_path / "county", ("SCJG",))
    with made.as_("RH", offices.LEADER) as store:
        open_campaign(
            store,
            "2026年第一次采集",
            date(2025, 1, 1),
            date(2026, 3, 31),
            register_due=date(2026, 3, 31),
            rest_due=date(2026, 4, 20),
        )
    assert made.card is not None
    write_card(made.card, made.package("人民银行公钥卡.json"))
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def desktop(settings: Settings) -> Iterator[Desktop]:
    """The program on a computer that never had an office."""
    made = Desktop(settings, cost=TRAINING_COST)
    made.start()
    yield made
    for window in (made.wizard, made.sign_in, made.window):
        if window is not None:
            window.close()
            window.deleteLater()


def test_from_nothing_to_the_first_receipt(
    desktop: Desktop, county: County, stick: Path, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """If this fails, an office that gets the program by post cannot begin without a visit.

    Takes 86 clicks and 290 keys, of which 126 are the passwords of three people typed twice; three
    clicks are counted for each file dialog.
    """
    user = User(desktop, qtbot, settle)
    answer_enrolment(
        county,
        stick,
        make_office(user, "GD", county.package("人民银行公钥卡.json"), county.folder, stick),
    )
    user.sign_in(CLERK)
    take_packages_in(user, county.package("directory-2.xyb"), county.package("register.xyb"))
    import_bills(user, tmp_path)
    hand_over(user)
    approve_all(user)
    tell_everybody(user, stick)
    package = send(user, stick, 4)
    take_receipt(user, answer_package(county, package))
    assert user.clicks <= 90
    assert user.keys <= 300


def answer_enrolment(county: County, stick: Path, digits: str) -> None:
    """The coordinator types the digits of the sealed form, and sends directory and register."""
    with county.as_("RH", offices.LEADER) as store:
        enrol(store, stick / "GD-备案.xyb", digits)
        publish_directory(store, county.package("directory-2.xyb"))
    offices.make_register(county)


def answer_package(county: County, package: Path) -> Path:
    """The coordinator merges it, and writes the receipt."""
    path = county.package("receipt.xyb")
    with county.as_("RH", offices.LEADER) as store:
        merged = merge(store, package)
        assert merged.accepted == {"GD02": 4}
        assert not merged.returned
        write_receipt(store, merged.package_id, path)
    return path
