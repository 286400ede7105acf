"""The way of a version from draft to force; each step that is final says what it will do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app import clock
from app.browsing.scheme_list import DRAFTING, Listed, next_version
from app.catalogue.model import Value
from app.rating import scheme_upload, scheme_workbook, schemes
from app.rating.scheme import DEFAULT
from app.rating.scheme_sql import Problem
from app.rating.scheme_words import Difference, differences
from ui.ask import WORKBOOKS, Telling
from ui.changes import Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.screen import Session, silent

_SHOWN = 10
_CHANGED = (Subject.SCHEMES,)


class Steps(QObject):
    """Signal ``done(key, sentence)`` once a step has been taken; the key names the version."""

    done = Signal(str, str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session

    def check(self, one: Listed) -> None:
        """Check a draft whole, its queries too; tells every problem."""

        def told(found: list[Problem]) -> None:
            if not found:
                self.done.emit(one.key, f"版本 {one.version.version} 检查通过，可以批准。")
                return
            lines = [f"{each.key}：{each.message}。" for each in found[:_SHOWN]]
            if len(found) > _SHOWN:
                lines.append(f"……共 {len(found)} 处")
            advice = "点“以此起草”改好后另存一个版本；草稿本身没有变动。"
            title = f"版本 {one.version.version} 检查发现 {len(found)} 处问题"
            self.session.ask.tell(Telling("检查未通过", "\n".join([title, *lines]), advice))

        self._act("检查方案", schemes.check, one, told)

    def approve(self, one: Listed) -> None:
        """Sign a checked version; what it changes is told first."""
        store, version = self.session.store, one.version

        def changes() -> list[Difference]:
            with store.read() as conn:
                mine = schemes.version_of(conn, version.scheme_id, version.version)
                return differences(schemes.in_force(conn, clock.today()), mine)

        def confirm(found: list[Difference]) -> None:
            told = [f"{each.what}：{each.old} → {each.new}" for each in found[:_SHOWN]]
            if len(found) > _SHOWN:
                told.append(f"……共 {len(found)} 处，详见“比较”")
            first = f"将以您的名义批准方案 {version.scheme_id} 版本 {version.version}"
            place = "这是第二个签名，批准后即可启用。" if version.approved_1 else (
                "这是第一个签名，还须另一名审核人员批准。"
            )  # fmt: skip
            lines = [f"{first}（{version.author} 起草）。{place}签名不能撤回。", "与在用版本相比："]
            self.session.confirm("\n".join([*lines, *(told or ["没有差异"])]), sign)

        def sign(_password: str) -> None:
            self._act("批准方案", schemes.approve, one, signed)

        def signed(state: str) -> None:
            whole = state == schemes.APPROVED
            words = "已由两人批准，可以启用" if whole else "已签名，还须另一名审核人员批准"
            self.done.emit(one.key, f"版本 {version.version} {words}。")

        self.session.read("读取修改内容", changes, confirm)

    def put_in_force(self, one: Listed) -> None:
        """Put an approved version in force."""
        version, today = one.version, clock.today().isoformat()
        day = max(version.effective_from, today)

        def started(start: date) -> None:
            self.done.emit(one.key, f"版本 {version.version} 自 {start.isoformat()} 起施行。")

        message = (
            f"将启用方案 {version.scheme_id} 版本 {version.version}：自 {day} 起，评价基准日"
            "在这一天及以后的评级都按它进行，在用的版本同日停用。已经作出的评级不变。"
        )
        then = partial(self._act, "启用方案", schemes.put_in_force, one, started)
        self.session.confirm(message, lambda _password: then())

    def retire(self, one: Listed) -> None:
        """Put a version out of use."""
        version = one.version

        def retired(_: None) -> None:
            self.done.emit(one.key, f"版本 {version.version} 已停用。")

        message = (
            f"将停用方案 {version.scheme_id} 版本 {version.version}，今天起不再使用，不能恢复。"
        )
        if version.state == schemes.IN_FORCE:
            message += "之后没有其他在用版本时，按随程序发布的方案评级。"
        then = partial(self._act, "停用方案", schemes.retire, one, retired)
        self.session.confirm(message, lambda _password: then())

    def download(self, one: Listed) -> None:
        """Write a version as a workbook to be changed in Excel or WPS."""
        store, version = self.session.store, one.version

        def write(path: Path) -> None:
            with store.read() as conn:
                found = schemes.version_of(conn, version.scheme_id, version.version)
            scheme_workbook.write(found, path)

        def ask(path: Path) -> None:
            told = f"已写出 {path.name}；改好后点“导入工作簿”。"
            self.session.act(
                "导出工作簿", silent(write, path), then=lambda _: self.done.emit(one.key, told)
            )

        name = f"评级方案{version.version}.xlsx"
        self.session.ask.save_file("导出工作簿", WORKBOOKS, name, ask)

    def upload(self) -> None:
        """Take a changed workbook back as a draft."""
        self.session.ask.open_file("导入工作簿", WORKBOOKS, self.take)

    def take(self, path: Path) -> None:
        """Ask how the draft of a workbook shall be called, and keep it."""
        store = self.session.store

        def show(version: str) -> None:
            texts = {"version": version, "effective_from": clock.today().isoformat()}
            message = f"“{path.name}”中的改动将存为一个新的草稿，原版本不变。"
            ask_form(self.session, DRAFTING, message, "存为草稿", submit, texts=texts)

        def submit(values: dict[str, Value], dialog: FormDialog) -> None:
            version = str(values["version"])

            def kept(found: list[Difference]) -> None:
                dialog.accept()
                told = f"已存为草稿 {version}，改动 {len(found)} 处。"
                self.done.emit(f"{DEFAULT}:{version}", told)

            work = silent(
                scheme_upload.upload,
                store,
                path,
                version=version,
                reason=str(values["reason"]),
                effective_from=date.fromisoformat(str(values["effective_from"])),
            )
            self.session.act("导入工作簿", work, then=kept, failed=dialog.fail, changed=_CHANGED)

        self.session.read("读取版本", lambda: next_version(store, DEFAULT), show)

    def _act(
        self, title: str, act: Callable[..., object], one: Listed, then: Callable[..., None]
    ) -> None:
        work = silent(act, self.session.store, one.version.scheme_id, one.version.version)
        self.session.act(title, work, then=then, changed=_CHANGED)
