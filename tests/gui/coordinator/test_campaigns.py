"""批次与名录: a round opened and told, the register published and compared, batches for rating."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app import clock
from app.catalogue.load import load
from app.merging import campaigns
from app.merging.registers import receive_register
from app.rating import batches
from app.store import audit_check
from app.store.tables import register
from app.training.offices import LEADER, Offices
from tests.county import copy_of
from tests.gui.conftest import Opener
from tests.gui.dialogs import choose_file, dialog_of, give_password
from ui.forms.dialog import FormDialog
from ui.screens.campaigns.batch_dialog import CODES, EARLIER, FILE, BatchDialog
from ui.screens.campaigns.screen import CampaignsScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
POWER = "GD"


@pytest.fixture
def county(made_county: Path, tmp_path: Path) -> Offices:
    """The coordinator with the power company."""
    return Offices.of_demo(copy_of(made_county, tmp_path / "county", "coordinator", POWER), load())


def screen_of(window: Window) -> CampaignsScreen:
    shown = window.screens["campaigns"]
    assert isinstance(shown, CampaignsScreen)
    return shown


def answer_yes(qtbot: QtBot) -> None:
    """The button of a question that does it."""
    box = dialog_of(qtbot, QMessageBox)
    yes = box.findChild(QPushButton, "yes")
    assert yes is not None
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)


def publish(window: Window, county: Offices, path: Path, qtbot: QtBot, settle: Settle) -> str:
    """The register signed with the officer's password; returns what it said it would do."""
    window.session.navigate("campaigns", tab="register")
    settle(window)
    screen_of(window).register.ask_file()
    choose_file(qtbot, path)
    said = give_password(qtbot, county.passwords[county.coordinator][LEADER])
    settle(window)
    return said


def test_round_is_opened_begun_told_and_closed(
    county: Offices, opener: Opener, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    """An agency that is not told of the round reports the wrong period, or too late."""
    window = opener(LEADER, "campaigns")
    panel, store = screen_of(window).rounds, window.session.store
    settle(window)
    if panel.pane.model.ids:  # the one of the demonstration is still on
        panel.pane.view.selectRow(0)
        panel.ask_close()
        answer_yes(qtbot)
        settle(window)
    panel.ask_new()
    form = dialog_of(qtbot, FormDialog)
    assert form.form.values()["period_from"] == "2025-01-01"
    typed = {**form.form.values(), "title": "2026年补采", "prepare": "Y"}
    typed |= {"register_due": "2026-08-01", "rest_due": "2026-07-01"}
    form.form.put_texts(typed)
    form.send()
    qtbot.waitUntil(lambda: "R-PERIOD" in form.refusal.text(), timeout=20_000)
    form.form.put_texts({**typed, "rest_due": "2026-09-01"})
    form.send()
    settle(window)
    (key,) = [one for one in panel.pane.model.ids if "2026年补采" in panel.source.rows([one])[one]]
    panel.pane.view.selectRow(panel.pane.model.ids.index(key))
    panel.begin()
    settle(window)
    assert "进行" in panel.source.rows([key])[key]
    assert "各机构还不知道" in panel.told.text()
    said = publish(window, county, tmp_path / "names.xyb", qtbot, settle)
    assert f"{key} 2026年补采（进行）" in said
    settle(window)
    assert panel.told.text() == ""
    with county.open(POWER, LEADER) as power:
        receive_register(power, tmp_path / "names.xyb")
        with power.read() as conn:
            known = campaigns.current(conn)
    assert known is not None
    assert (known.campaign_id, known.rest_due) == (key, "2026-09-01")
    window.session.navigate("campaigns", tab="rounds")
    panel.ask_close()
    answer_yes(qtbot)
    settle(window)
    assert "结束" in panel.source.rows([key])[key]
    audit_check.verify(store)


def test_officer_sees_what_changed_between_two_versions_of_the_register(
    county: Offices, opener: Opener, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    """Twenty agencies work by the register: nobody should publish it without seeing what is new."""
    window = opener(LEADER, "campaigns")
    store, screen = window.session.store, screen_of(window)
    publish(window, county, tmp_path / "first.xyb", qtbot, settle)
    with store.write() as conn:
        gone, renamed, closed = conn.scalars(sa.select(register.c.uscc).limit(3))
        old = conn.scalar(sa.select(register.c.name).where(register.c.uscc == renamed))
        conn.execute(register.delete().where(register.c.uscc == gone))
        mine = register.update().where(register.c.uscc == renamed)
        conn.execute(mine.values(name="渑池县新名商贸有限公司"))
        conn.execute(register.update().where(register.c.uscc == closed).values(reg_status="2"))
    window.session.changes.tell()
    settle(window)
    assert "退出 1 家、更名 1 家、状态变化 1 家" in screen.register.standing.text()
    screen.register.versions_wanted.emit()
    settle(window)
    panel = screen.versions
    panel.counts.linkActivated.emit("更名")
    settle(window)
    (key,) = panel.pane.model.ids
    row = panel.pane.model.source.rows([key])[key]
    assert row == ("更名", renamed, "渑池县新名商贸有限公司", old, "渑池县新名商贸有限公司")
    said = publish(window, county, tmp_path / "second.xyb", qtbot, settle)
    assert "与上一版相比：退出 1 家、更名 1 家、状态变化 1 家" in said
    panel.pane.show_filter({})
    panel.newer.setCurrentIndex(1)
    panel.older.setCurrentIndex(0)
    panel.compare()
    settle(window)
    assert panel.pane.model.ids == []
    panel.older.setCurrentIndex(1)
    panel.compare()
    settle(window)
    assert len(panel.pane.model.ids) == 3
    assert "其后没有变动" in screen.register.standing.text()


def test_batch_is_made_from_a_file_changed_by_another_and_put_out_of_use(
    opener: Opener, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    """A rating of the first hundred must rate those hundred, and say which lines were none."""
    window = opener(LEADER, "campaigns")
    store, panel = window.session.store, screen_of(window).batches
    window.session.navigate("campaigns", tab="batches")
    with store.read() as conn:
        first, second, third = conn.scalars(sa.select(register.c.uscc).limit(3))
    listed = tmp_path / "首批.txt"
    listed.write_text(f"{first}\n{second}\n{first}\n9141\n", "utf-8")
    panel.ask_new()
    dialog = dialog_of(qtbot, BatchDialog)
    dialog.source.setCurrentIndex(dialog.source.findData(FILE))
    dialog.take_file(listed)
    dialog.title.setText("首批")
    settle(window)
    assert "选中 2 家企业" in dialog.said.text()
    assert "第 3 行" in dialog.said.text()
    assert "与第1行重复" in dialog.said.text()
    assert not dialog.go.isEnabled()
    dialog.reason.setText("重点企业先评")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(window)
    (made,) = panel.pane.model.ids
    assert made == f"PC-{clock.today().year}-001"
    panel.ask_new()
    dialog = dialog_of(qtbot, BatchDialog)
    dialog.source.setCurrentIndex(dialog.source.findData(EARLIER))
    dialog.add.setPlainText(third)
    dialog.remove.setPlainText(first)
    dialog.title.setText("首批（调整）")
    dialog.reason.setText("增一减一")
    qtbot.waitUntil(dialog.go.isEnabled, timeout=20_000)
    dialog.send()
    settle(window)
    with store.read() as conn:
        assert batches.members(conn, f"{made[:-1]}2") == {second, third}
    panel.pane.view.selectRow(0)
    panel.show_members()
    settle(window)
    assert set(screen_of(window).register.pane.model.ids) == {second, third}
    screen_of(window).register.show_whole()
    settle(window)
    assert len(screen_of(window).register.pane.model.ids) > 3
    window.session.navigate("campaigns", tab="batches")
    panel.ask_retire()
    answer_yes(qtbot)
    settle(window)
    assert "已停用" in panel.source.rows([f"{made[:-1]}2"])[f"{made[:-1]}2"]
    panel.ask_new()
    dialog = dialog_of(qtbot, BatchDialog)
    dialog.source.setCurrentIndex(dialog.source.findData(CODES))
    settle(window)
    assert not dialog.go.isEnabled()
    dialog.reject()
