"""机构与备案: an agency's key taken in, changed and put out of force, and all told of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import clock
from app.catalogue.load import load
from app.errors import AppError
from app.keys.passwords import TRAINING_COST
from app.merging.cards import own_card, read_card
from app.merging.directory import VALID_DAYS, issues, newest, receive_directory
from app.merging.enrolment import write_enrolment
from app.merging.merge import merge
from app.merging.restarts import newest_sent
from app.merging.submission import write_submission
from app.merging.takeover import receive_takeover
from app.office import open_office
from app.store import audit_check, recovery
from app.store.office_store import Store
from app.store.tables import enrolment
from app.training.offices import LEADER, VIEWER, Offices
from tests.county import copy_of
from tests.gui.conftest import Opener
from tests.gui.coordinator.conftest import EVENING
from tests.gui.dialogs import choose_file, dialog_of, give_password, give_reason, put_away
from ui.forms.dialog import FormDialog
from ui.screens.agencies.enrolling import EnrolDialog
from ui.screens.agencies.screen import AgenciesScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
POWER, WATER = "GD", "GS"
NEW = "another horse battery"


@pytest.fixture
def county(made_county: Path, tmp_path: Path) -> Offices:
    """The coordinator with the power and the water company."""
    folder = copy_of(made_county, tmp_path / "county", "coordinator", POWER, WATER)
    return Offices.of_demo(folder, load())


def screen_of(window: Window) -> AgenciesScreen:
    shown = window.screens["agencies"]
    assert isinstance(shown, AgenciesScreen)
    return shown


def stand_on(window: Window, agency: str, settle: Settle) -> AgenciesScreen:
    screen = screen_of(window)
    window.session.navigate("agencies", tab="agencies")
    settle(window)
    screen.agencies.pane.view.selectRow(screen.agencies.pane.model.ids.index(agency))
    settle(window)
    return screen


def facts(screen: AgenciesScreen) -> str:
    return "\n".join(label.text() for label in screen.agencies.facts.findChildren(QLabel))


def new_digits(county: Offices, window: Window, stick: Path, qtbot: QtBot, settle: Settle) -> str:
    """The power company's leader forgot the password: request, answer, new key, new file."""
    place = county.place(POWER)
    asked, answered = stick / "GD.recovery", stick / "GD.answer"
    recovery.write_request(place, LEADER, NEW, asked, cost=TRAINING_COST)
    screen_of(window).directory.recovery.ask()
    choose_file(qtbot, asked)
    choose_file(qtbot, answered)
    said = give_password(qtbot, county.passwords[county.coordinator][LEADER])
    assert "打开那家机构的全部数据" in said
    settle(window)
    put_away(qtbot)
    recovered = recovery.complete(place, answered.read_bytes(), LEADER, NEW, county.catalogue)
    with recovered as store:
        write_enrolment(store, stick / "GD-2.xyb")
        return own_card(store).fingerprint


def keys(store: Store, agency: str) -> list[str]:
    with store.read() as conn:
        query = sa.select(enrolment.c.status).where(enrolment.c.agency_code == agency)
        return list(conn.scalars(query.order_by(enrolment.c.valid_from)))


def test_agency_that_lost_its_password_comes_back_with_a_new_key(
    county: Offices, opener: Opener, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    """Nothing but the digits of the stamped paper may give an agency a new key."""
    with county.open(POWER, LEADER) as store:
        write_submission(store, tmp_path / "old.xyb", period="2026", full=True)
    window = opener(LEADER, "agencies")
    screen, store = screen_of(window), window.session.store
    digits = new_digits(county, window, tmp_path, qtbot, settle)
    screen.agencies.ask_file()
    choose_file(qtbot, tmp_path / "GD-2.xyb")
    settle(window)
    dialog = dialog_of(qtbot, EnrolDialog)
    shown = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "国家电网河南渑池县供电公司（GD）" in shown
    assert "旧密钥失效" in shown
    assert not any(group in shown for group in digits.split())
    groups = digits.split()
    wrong = " ".join([*groups[:2], f"{(int(groups[2]) + 1) % 100_000:05d}", *groups[3:]])
    qtbot.keyClicks(dialog.line, wrong.replace(" ", ""))
    assert dialog.line.text() == wrong
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    settle(window)
    assert "第3组" in dialog.said.text()
    assert "P-FINGERPRINT" in dialog.said.text()
    assert keys(store, POWER) == ["有效"]
    dialog.line.selectAll()
    qtbot.keyClicks(dialog.line, "".join(groups))  # a scanner types them all, and Enter
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    settle(window)
    assert "已换上新密钥" in screen.agencies.said.text()
    assert keys(store, POWER) == ["已更换", "有效"]
    with pytest.raises(AppError, match="X-S"):
        merge(store, tmp_path / "old.xyb")
    assert "变动还没有签发" in screen.directory.standing.text()
    stand_on(window, POWER, settle)
    assert "以前的密钥" in facts(screen)
    assert f"{LEADER}登记" in facts(screen)
    publish(window, county, tmp_path / "names.xyb", qtbot, settle)
    with open_office(county.place(POWER), LEADER, NEW) as power:
        assert receive_directory(power, tmp_path / "names.xyb") == 2
        with power.read() as conn:
            issue = newest(conn)
        assert issue is not None
        assert issue.days_left(clock.today()) == VALID_DAYS
    audit_check.verify(store)


def publish(window: Window, county: Offices, path: Path, qtbot: QtBot, settle: Settle) -> None:
    """The next directory, signed with the officer's password."""
    screen = screen_of(window)
    window.session.navigate("agencies", tab="directory")
    screen.directory.ask_publish()
    choose_file(qtbot, path)
    said = give_password(qtbot, county.passwords[county.coordinator][LEADER])
    assert "国家电网河南渑池县供电公司" in said
    settle(window)
    assert str(path) in screen.directory.said.text()
    assert "还有 365 天" in screen.directory.standing.text()
    assert "还没有签发" not in screen.directory.standing.text()


def test_key_is_put_out_of_force_and_the_directory_does_not_lapse_unseen(
    county: Offices, opener: Opener, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    """A stolen key must not speak for an agency, not even with its own old paper."""
    window = opener(LEADER, "agencies")
    store, panel = window.session.store, stand_on(window, POWER, settle).agencies
    panel.ask_revoke()
    give_reason(qtbot, "签名的电脑被盗")
    assert "一律不收" in give_password(qtbot, county.passwords[county.coordinator][LEADER])
    settle(window)
    assert keys(store, POWER) == ["已撤销"]
    assert "已撤销 1 家" in panel.counts.text()
    assert "签名的电脑被盗" in facts(screen_of(window))
    panel.ask_revoke()
    assert "没有有效的密钥" in put_away(qtbot)
    with county.open(POWER, LEADER) as power:
        write_enrolment(power, tmp_path / "again.xyb")
        write_submission(power, tmp_path / "after.xyb", period="2026", full=True)
    panel.take_file(tmp_path / "again.xyb")
    assert "P-REVOKED" in put_away(qtbot)
    with pytest.raises(AppError, match="X-SENDER"):
        merge(store, tmp_path / "after.xyb")
    publish(window, county, tmp_path / "names.xyb", qtbot, settle)
    directory = screen_of(window).directory
    for days, said in ((VALID_DAYS - 20, "还有 20 天"), (VALID_DAYS + 3, "已过期 3 天")):
        with clock.at(EVENING + timedelta(days=days)):
            directory.refresh()
            settle(window)
            assert said in directory.standing.text()
    assert directory.standing.property("state") == "bad"


def test_agency_merges_into_another_and_its_packages_are_taken_up(
    county: Offices, opener: Opener, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    """Records of an agency that is no more must go on with its successor."""
    word = county.passwords[county.coordinator][LEADER]
    window = opener(LEADER, "agencies")
    store, panel = window.session.store, stand_on(window, POWER, settle).agencies
    with county.open(POWER, LEADER) as power:
        (sent,) = [one for one in newest_sent(power) if one.kind == "submission"]
    panel.ask_restart()
    form = dialog_of(qtbot, FormDialog)
    typed = {"seq": str(sent.seq), "envelope": "0" * 63, "reason": "恢复了备份"}
    form.form.put_texts(typed)
    form.send()
    qtbot.waitUntil(lambda: "U-SHA256" in form.refusal.text(), timeout=20_000)
    typed["envelope"] = sent.envelope_sha256
    form.form.put_texts(typed)
    form.send()
    qtbot.waitUntil(lambda: "M-STREAM" in form.refusal.text(), timeout=20_000)
    form.form.put_texts({**typed, "seq": str(sent.seq + 3)})
    form.send()
    settle(window)
    assert "全部重报" in panel.said.text()
    panel.ask_takeover()
    assert "没有已生效的合并" in put_away(qtbot)
    panel.ask_merger()
    form = dialog_of(qtbot, FormDialog)
    today = clock.today().isoformat()
    form.form.put_texts({"successor": WATER, "effective": today, "reason": "渑政〔2026〕9号"})
    form.send()
    settle(window)
    assert "已登记" in panel.said.text()
    assert "已并入 1 家" in panel.counts.text()
    publish(window, county, tmp_path / "names.xyb", qtbot, settle)
    stand_on(window, POWER, settle)
    assert "渑政〔2026〕9号" in facts(screen_of(window))
    panel.ask_takeover()
    choose_file(qtbot, tmp_path / "taken.xyb")
    give_password(qtbot, word)
    settle(window)
    with county.open(WATER, LEADER) as water:
        receive_directory(water, tmp_path / "names.xyb")
        assert receive_takeover(water, tmp_path / "taken.xyb").predecessor == POWER
    with store.read() as conn:
        assert issues(conn)[0].version == 2


def test_card_is_handed_out_and_who_only_looks_cannot_act(
    opener: Opener, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    """A new office needs the county's card; its digits go into the county's notice."""
    window = opener(VIEWER, "agencies")
    settle(window)
    screen = screen_of(window)
    assert "agencies.enrol" not in [one.objectName() for one in screen.agencies.actions()]
    screen.directory.write_card(tmp_path / "card.json")
    said = put_away(qtbot)
    assert read_card(tmp_path / "card.json").fingerprint in said
    screen.agencies.counts.linkActivated.emit("有效")
    settle(window)
    assert screen.agencies.pane.model.rowCount() == 20
