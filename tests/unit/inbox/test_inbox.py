"""A heap of files at the coordinator: told apart, tried out, taken in, or held back."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.cli.main import main
from app.errors import Cancelled, RefusedError
from app.inbox import quarantine, taking
from app.inbox.arrived import (
    BAD,
    ELSEWHERE,
    KNOWN,
    MERGED,
    NO_PACKAGE,
    QUARANTINED,
    READY,
    UNREADABLE,
    Arrived,
)
from app.inbox.examining import examine
from app.inbox.gathering import MOST, Found, gather
from app.inbox.rehearsing import judged, rehearse
from app.store import audit_check
from app.store.office_store import Store
from app.store.quarantine_tables import quarantine_piece
from app.store.tables import register
from tests.offices import CLERK, FARM, LEADER, WORD, County


def look(store: Store, *paths: Path) -> dict[str, Arrived]:
    """Each file by its name."""
    return {one.path.name: one for one in examine(store, [Found(path) for path in paths])}


def log_of(store: Store) -> list[tuple[str, str]]:
    with store.read() as conn:
        return [
            (row[0], row[1])
            for row in conn.exec_driver_sql("SELECT operator, action FROM audit ORDER BY seq")
        ]


def test_every_file_of_a_stick_is_told_of(county: County, tmp_path: Path) -> None:
    """What is passed over silently is missed only when the agency asks for its receipt."""
    stick = tmp_path / "stick"
    (stick / "下级").mkdir(parents=True)
    shutil.copy(county.package("GD-1.xyb"), stick / "下级" / "GD-1.XYB")
    (stick / "说明.txt").write_text("x")
    (stick / "._GD-1.xyb").write_bytes(b"x")
    os.mkfifo(stick / "pipe.xyb")
    (stick / "link.xyb").symlink_to(county.package("GD-1.xyb"))
    (stick / "报送").symlink_to(stick / "下级")
    found = {one.path.name: one.skipped for one in gather([stick, stick / "下级" / "GD-1.XYB"])}
    assert found == {
        "GD-1.XYB": "",
        "说明.txt": "不是数据包（扩展名不是 .xyb）",
        "._GD-1.xyb": "系统隐藏文件",
        "pipe.xyb": "不是普通文件",
        "link.xyb": "快捷方式（链接），没有打开",
        "报送": "快捷方式（链接），没有打开",
    }
    with county.as_("RH", CLERK) as store:
        states = [one.state for one in examine(store, gather([stick]))]
    assert states.count(READY) == 1
    assert states.count(NO_PACKAGE) == 5


def test_a_place_that_cannot_be_asked_is_told_of(county: County) -> None:
    """A stick that fails at the first question would end the whole heap in a traceback."""
    place = county.folder / ("长" * 300)
    with county.as_("RH", CLERK) as store:
        (one,) = examine(store, gather([place]))
    assert (one.state, one.code[:4]) == (UNREADABLE, "ENV-")


def test_a_whole_disk_is_refused_and_not_walked_for_ever(tmp_path: Path) -> None:
    """Somebody drops C: by mistake, and the window would search it for an hour."""
    for number in range(MOST + 1):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(RefusedError, match="Q-MANY"):
        gather([tmp_path])


def test_packages_of_one_stream_are_good_together_and_in_order(county: County) -> None:
    """Three months come on one stick; the second alone would be refused as a gap."""
    first, second, third = (county.package(f"GD-{number}.xyb") for number in (1, 2, 3))
    with county.as_("RH", LEADER) as store:
        assert look(store, third)["GD-3.xyb"].code == "X-GAP"
        items = look(store, third, first, second)
        assert list(items) == ["GD-1.xyb", "GD-2.xyb", "GD-3.xyb"]
        assert {one.state for one in items.values()} == {READY}
        done = taking.take_all(store, items.values())
        assert done.count(MERGED) == 3
        audit_check.verify(store)


def test_the_dry_run_tells_what_would_change_and_leaves_nothing(county: County) -> None:
    """An officer decides by these counts; a trace left behind would be a merge nobody asked for."""
    paths = [county.package(f"GD-{number}.xyb") for number in (1, 2, 3)]
    with county.as_("RH", LEADER) as store:
        with store.write() as conn:
            conn.execute(sa.delete(register).where(register.c.uscc == FARM))
        before, counter = log_of(store), store.counter
        items = examine(store, [Found(path) for path in paths])
        one, two, three = (rehearse(store, items)[path] for path in paths)
        assert (one.total("new"), one.total("changed")) == (1, 0)
        assert (two.total("new"), two.total("pooled")) == (0, 1)
        assert (three.total("new"), three.total("changed")) == (0, 1)
        (kwh,) = [change for change in three.differences if change.field == "用电量"]
        assert kwh.was.startswith("1,000")
        assert kwh.becomes.startswith("1,500")
        assert (log_of(store), store.counter) == (before, counter)
        with store.read() as conn:
            assert conn.exec_driver_sql("SELECT count(*) FROM rec_gd02").scalar() == 0
            assert conn.exec_driver_sql("SELECT count(*) FROM pool").scalar() == 0


def test_a_package_that_only_merging_would_refuse_is_told_by_the_dry_run(county: County) -> None:
    """Nothing is wrong with the file, so only trying shows it; the others must not suffer."""
    with county.as_("RH", LEADER) as store:
        with store.write() as conn:
            conn.execute(sa.delete(register))
        (item,) = examine(store, [Found(county.package("GD-1.xyb"))])
        assert item.state == READY
        shown = judged(store, item, rehearse(store, [item])[item.path])
        assert (shown.state, shown.code) == (BAD, "M-FIRST")
        assert shown.reason in shown.ask


def test_the_same_file_again_is_known_and_another_copy_is_a_replay(county: County) -> None:
    """A stick comes twice every month: that is no alarm. A package under a new name is one."""
    first, copy = county.package("GD-1.xyb"), county.package("copy.xyb")
    shutil.copy(first, copy)
    with county.as_("RH", LEADER) as store:
        both = look(store, first, copy)
        assert {name: one.state for name, one in both.items()} == {
            "GD-1.xyb": READY,
            "copy.xyb": BAD,
        }
        assert "“GD-1.xyb”是同一个数据包" in both["copy.xyb"].reason
        taking.take_all(store, look(store, first).values(), receipts=False)
        again = look(store, first, copy)
        assert again["GD-1.xyb"].state == KNOWN
        assert (again["copy.xyb"].state, again["copy.xyb"].code) == (BAD, "X-DUPLICATE")
        assert "没有损坏" in again["copy.xyb"].reason


def test_what_this_office_wrote_itself_is_no_alarm(county: County) -> None:
    """The stick brings back directory and register, and twenty alarms would hide the real one."""
    with county.as_("RH", LEADER) as store:
        named = look(store, county.package("directory.xyb"), county.package("GD.xyb"))
    assert {one.state for one in named.values()} == {ELSEWHERE}
    assert "机构与备案" in named["GD.xyb"].reason
    assert "机构名册包" in named["directory.xyb"].reason
    assert "由机构在“接收”中收取" in named["directory.xyb"].reason


def test_a_missing_one_that_comes_later_lets_the_held_one_in(county: County) -> None:
    """The agency brings the missing package; what was held must not have to be brought again."""
    with county.as_("RH", LEADER) as store:
        done = taking.take_all(store, look(store, county.package("GD-2.xyb")).values())
        (held,) = done.taken
        assert held.arrived.state == QUARANTINED
        county.package("GD-2.xyb").unlink()
        with pytest.raises(RefusedError, match="R-REASON"):
            taking.release(store, held.item_id, "  ")
        assert taking.release(store, held.item_id, "再试一次").arrived.code == "X-GAP"
        taking.take_all(store, look(store, county.package("GD-1.xyb")).values(), receipts=False)
        passed = taking.release(store, held.item_id, "第1个已补来")
        assert (passed.arrived.state, passed.words) == (MERGED, "并入 1 条")
        assert quarantine.held(store, held.item_id).state == quarantine.RELEASED
        with store.read() as conn:
            assert conn.scalar(sa.select(sa.func.count()).select_from(quarantine_piece)) == 0
        assert [action for _, action in log_of(store) if action.startswith("quarantine.")] == [
            "quarantine.hold",
            "quarantine.recheck",
            "quarantine.release",
        ]
        with pytest.raises(RefusedError, match="Q-STATE"):
            taking.release(store, held.item_id, "再来")
        audit_check.verify(store)
    assert not [path for path in (county.folder / "RH").iterdir() if path.is_dir()]


def test_held_bytes_are_kept_once_and_only_inside_the_store(county: County) -> None:
    """An open list of names under a wrong suffix would lie readable in the office's folder."""
    path = county.package("名单.xyb")
    path.write_bytes("王建国,411221197001011234\n".encode() * 30_000)
    with county.as_("RH", CLERK) as store:
        for _ in range(2):
            (one,) = taking.take_all(store, look(store, path).values()).taken
        with store.read() as conn:
            kept = conn.scalars(
                sa.select(quarantine_piece.c.content).order_by(quarantine_piece.c.place)
            ).all()
        assert b"".join(kept) == path.read_bytes()
        assert len(kept) > 1
        with pytest.raises(RefusedError, match="R-ROLE"):
            quarantine.discard(store, one.item_id, "拿错了")
    for file in (county.folder / "RH").rglob("*"):
        assert not file.is_file() or b"411221197001011234" not in file.read_bytes()


def test_another_reason_for_held_bytes_is_told_in_the_log(county: County) -> None:
    """What an agency was asked for yesterday must be found, though today it is asked otherwise."""
    path = county.package("坏包.xyb")
    path.write_bytes(b"no package")
    with county.as_("RH", CLERK) as store:
        (one,) = look(store, path).values()
        held = quarantine.hold(store, one)
        assert quarantine.hold(store, one) == held
        assert [action for _, action in log_of(store)].count("quarantine.hold") == 1
        other = replace(one, code="X-GAP", reason="缺第 2 个包。")
        assert quarantine.hold(store, other) == held
        assert [action for _, action in log_of(store)].count("quarantine.hold") == 2
        assert quarantine.held(store, held).code == "X-GAP"


def test_a_stick_pulled_out_is_no_fault_of_the_package(county: County) -> None:
    """The agency would be blamed for a loose plug."""
    path = county.package("GD-1.xyb")
    with county.as_("RH", LEADER) as store:
        items = look(store, path)
        path.unlink()
        (one,) = taking.take_all(store, items.values()).taken
        assert one.arrived.state == UNREADABLE
        assert not log_of(store)[-1][1].startswith("quarantine")


def test_a_name_that_is_no_text_stops_nobody(county: County, tmp_path: Path) -> None:
    """A stick written under GBK has such names; the whole heap would end in a traceback."""
    stick = tmp_path / "stick"
    stick.mkdir()
    for name, good in (("报送", True), ("坏的", False)):
        path = stick / os.fsdecode(name.encode("gbk") + b".xyb")
        path.write_bytes(county.package("GD-1.xyb").read_bytes() if good else b"x")
    with county.as_("RH", LEADER) as store:
        done = taking.take_all(store, examine(store, gather([stick])))
        assert (done.count(MERGED), done.count(QUARANTINED)) == (1, 1)
        assert KNOWN in {one.state for one in examine(store, gather([stick]))}


def test_a_day_that_no_calendar_here_knows_is_told_as_it_is() -> None:
    """The envelope of a file says what its maker likes; a traceback would hide all the others."""
    made = "9999-12-31T23:00:00Z"
    assert clock.moment_words(made) == made
    assert clock.moment_words("2026-13-41T00:00:00Z") == "2026-13-41T00:00:00Z"
    assert clock.moment_words("2026-03-31T02:15:00Z") == "2026-03-31 10:15"


class _Appending:
    """Somebody goes on writing to a file while it is put into quarantine."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def step(self, done: int, total: int, note: str = "") -> None:
        if note.endswith(f"隔离 {self._path.name}"):
            with self._path.open("ab") as stream:
                stream.write(b"x")


def test_a_file_still_being_written_is_left_and_the_others_go_on(county: County) -> None:
    """One file in the middle of a copy would leave all that follow it untold of, or never end."""
    growing, other = county.package("1.xyb"), county.package("2.xyb")
    growing.write_bytes(b"x")
    other.write_bytes(b"y")
    with county.as_("RH", LEADER) as store:
        items = look(store, growing, other)
        done = taking.take_all(store, items.values(), progress=_Appending(growing))
        assert [one.arrived.state for one in done.taken] == [UNREADABLE, QUARANTINED]
        assert "正在被改动" in done.taken[0].words
        assert [action for _, action in log_of(store)].count("quarantine.hold") == 1


class _StopAt:
    """Calls it off when the package of this place is reached."""

    def __init__(self, place: str) -> None:
        self._place = place

    def step(self, done: int, total: int, note: str = "") -> None:
        if note.startswith(self._place):
            raise Cancelled


def test_called_off_in_the_middle_keeps_what_was_done(county: County) -> None:
    """Whoever must leave stops; what was merged is merged, and the next day goes on from there."""
    paths = [county.package(f"GD-{number}.xyb") for number in (1, 2, 3)]
    with county.as_("RH", LEADER) as store:
        items = look(store, *paths)
        done = taking.take_all(store, items.values(), progress=_StopAt("2/3"))
        assert (done.stopped, done.count(MERGED)) == (True, 1)
        states = [one.state for one in look(store, *paths).values()]
        assert states == [KNOWN, READY, READY]


def test_a_stick_is_worked_through_by_command(
    county: County, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there is no screen the same stick must go in, and what is held must be told."""
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)
    stick = county.folder / "stick"
    stick.mkdir()
    shutil.copy(county.package("GD-1.xyb"), stick)
    shutil.copy(county.package("GD-3.xyb"), stick)

    def creditdesk(*words: str) -> tuple[int, dict[str, Any]]:
        office = ("--office", str(county.folder / "RH"), "--operator", LEADER, "--json")
        code = main(["inbox", *words, *office])
        return code, json.loads(capsys.readouterr().out)

    code, said = creditdesk("check", str(stick))
    assert (code, [one["state"] for one in said["files"]]) == (1, [READY, BAD])
    assert said["files"][0]["would"]["new"] == 1
    code, said = creditdesk("merge", str(stick))
    assert (code, [one["state"] for one in said["files"]]) == (1, [MERGED, QUARANTINED])
    assert Path(said["files"][0]["receipt"]).is_file()
    held = said["files"][1]["item"]
    code, said = creditdesk("list")
    assert (code, [one["code"] for one in said["held"]]) == (0, ["X-GAP"])
    assert "缺少第2个" in said["held"][0]["ask"]
    assert creditdesk("release", held, "--reason", "再试")[0] == 1
    assert creditdesk("return", held, "--reason", "请机构补送第2个")[0] == 0
    assert creditdesk("list")[1]["held"] == []
