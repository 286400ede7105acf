"""机构名册: what all agencies are told of their keys, until when, and the county's own card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTreeWidget, QTreeWidgetItem, QWidget

from app import clock
from app.keys.roles import Role
from app.merging.cards import own_card, write_card
from app.merging.directory import (
    SOON_DAYS,
    VALID_DAYS,
    Issue,
    issues,
    publish_directory,
    untold,
)
from app.outcomes import words
from app.store.office_store import Store
from ui.actions import Action, bind, tool_bar
from ui.ask import PACKAGES, Telling
from ui.changes import Subject
from ui.screen import Session, silent
from ui.style import theme
from ui.widgets.recovery_answer import RecoveryAnswer
from ui.widgets.said_line import SaidLine
from ui.widgets.scrolled_body import LEAST, scrolled_body

_REVIEWERS = frozenset({Role.REVIEWER})
_CARDS = "公钥卡 (*.json)"


@dataclass(frozen=True)
class Found:
    """The versions signed so far, and the agencies that changed since, by name."""

    issues: list[Issue]
    changed: list[str]


class DirectoryPanel(QWidget):
    """The versions; ``standing``, the last one in a sentence, stands over all tabs."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.found = Found([], [])
        self.recovery = RecoveryAnswer(session)
        self.standing = SaidLine("directoryStanding")
        self.said = SaidLine("directorySaid")
        self.list = QTreeWidget()
        self.list.setObjectName("directories")
        self.list.setAccessibleName("签发过的机构名册")
        self.list.setHeaderLabels(["版本", "签发时间", "有效至", "密钥数"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setMinimumHeight(theme.unit() * LEAST // 2)
        note = QLabel(
            "名册写明每家机构的密钥和合并情况，由本单位签名。各机构接收最新一版即可；"
            "密钥登记、更换、撤销或机构合并后，都要签发新的一版。"
        )
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        live = bind(self, self.offered(), session.roles)
        layout = scrolled_body(self)
        for widget in (tool_bar(self, live.values()), self.said):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addWidget(note)
        self.refresh()

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "agencies.publish",
                "签发机构名册…",
                self.ask_publish,
                "stick",
                "Ctrl+S",
                "签名写出新的一版，送各机构",
                _REVIEWERS,
            ),
            Action(
                "agencies.card",
                "写出公钥卡…",
                self.ask_card,
                "key",
                hint="新机构建立工作区时要用的本单位公钥",
            ),
            Action(
                "agencies.recovery",
                "答复恢复申请…",
                self.recovery.ask,
                "undo",
                hint="机构忘记了全部口令：核对书面申请后答复",
                roles=_REVIEWERS,
            ),
            Action("agencies.form", "打印备案表", partial(self._paper, "enrolment"), "print"),
            Action(
                "agencies.attendance", "打印签到表", partial(self._paper, "attendance"), "print"
            ),
        )

    def enter(self) -> None:
        """Stand on the versions."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read again."""
        store = self.session.store
        self.session.read("读取机构名册", lambda: _found(store), self._show)

    def ask_publish(self) -> None:
        """Where the file goes."""
        number = self._next
        name = f"机构名册-第{number}版.xyb"
        self.session.ask.save_file("保存机构名册", PACKAGES, name, self.confirm)

    @property
    def _next(self) -> int:
        return self.found.issues[0].version + 1 if self.found.issues else 1

    def confirm(self, path: Path) -> None:
        """Say exactly what the password will do."""
        until = words.day_words((clock.today() + timedelta(days=VALID_DAYS)).isoformat())
        what = "、".join(self.found.changed) or "没有"
        self.session.confirm(
            f"将签发机构名册第 {self._next} 版，有效至{until}。\n变动的机构：{what}。\n\n"
            "写出后各机构接收时，旧版不再能用。请输入你自己的口令。",
            lambda _: self.publish(path),
        )

    def publish(self, path: Path) -> None:
        """Sign and write it."""
        self.session.act(
            "签发机构名册",
            silent(publish_directory, self.session.store, path),
            then=lambda _: self.said.say(f"已签发：{path}。请送各机构接收。", "good"),
            changed=(Subject.AGENCIES, Subject.PACKAGES),
        )

    def ask_card(self) -> None:
        """Where the card goes."""
        name = f"{self.session.store.agency}-公钥卡.json"
        self.session.ask.save_file("保存公钥卡", _CARDS, name, self.write_card)

    def write_card(self, path: Path) -> None:
        """The card at ``path``; its digits stand in the county's notice."""
        store = self.session.store

        def work() -> str:
            card = own_card(store)
            write_card(card, path)
            return card.fingerprint

        def told(digits: str) -> None:
            advice = f"随安装程序下发。本单位密钥指纹，请印在下发的通知上：\n{digits}"
            self.session.ask.tell(Telling("公钥卡", f"已保存：{path}", advice))

        self.session.act("写出公钥卡", silent(work), then=told)

    def _paper(self, kind: str) -> None:
        self.session.navigate("papers", kind=kind)

    def _show(self, found: Found) -> None:
        self.found = found
        self.standing.say(*standing_words(found, clock.today()))
        self.list.clear()
        for one in found.issues:
            until = words.day_words(one.valid_to) or "未写明"
            texts = [f"第 {one.version} 版", clock.moment_words(one.at), until, f"{one.agencies:,}"]
            item = QTreeWidgetItem(texts)
            item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.list.addTopLevelItem(item)
        self.list.header().setStretchLastSection(False)
        for column in range(4):
            self.list.resizeColumnToContents(column)
            self.list.setColumnWidth(column, self.list.columnWidth(column) + theme.unit() * 2)


def _found(store: Store) -> Found:
    known = store.catalogue.agencies
    with store.read() as conn:
        return Found(issues(conn), [known[one].title for one in untold(conn) if one in known])


def standing_words(found: Found, on: date) -> tuple[str, str]:
    """How the directory stands in a sentence, and whether that is good, soon or bad."""
    if not found.issues:
        return "还没有签发过机构名册。登记机构后请签发，各机构凭它核对来往数据包的密钥。", "soon"
    last = found.issues[0]
    left = last.days_left(on)
    said = f"机构名册现行第 {last.version} 版，{clock.moment_words(last.at)} 签发"
    if left is None:
        said, state = f"{said}，没有写明有效期，请签发新的一版。", "soon"
    elif left < 0:
        said, state = f"{said}，已过期 {-left} 天，请签发新的一版。", "bad"
    else:
        state = "soon" if left <= SOON_DAYS else "good"
        said = f"{said}，有效至{words.day_words(last.valid_to)}（还有 {left} 天）。"
    if found.changed:
        names = "、".join(found.changed[:3]) + ("等" if len(found.changed) > 3 else "")
        said += f"有 {len(found.changed)} 家机构的变动还没有签发：{names}。"
        state = "bad" if state == "bad" else "soon"
    return said, state
