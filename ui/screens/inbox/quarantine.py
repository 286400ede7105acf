"""隔离: what was held back, why, what to tell the agency, and what a person decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QWidget

from app.browsing.inbox_list import STATE_KEY, QuarantineList
from app.inbox import quarantine, taking
from app.inbox.arrived import KNOWN, MERGED
from app.inbox.quarantine import HELD, Item
from app.inbox.taking import Taken
from app.keys.roles import Role
from app.progress import Part, Progress
from app.store.office_store import Store
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.changes import Subject
from ui.screen import Session
from ui.screens.inbox.words_box import WordsBox
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.said_line import SaidLine
from ui.widgets.scrolled_body import LEAST, scrolled_body

_DECIDERS = frozenset({Role.REVIEWER})
_CHANGED = (Subject.RECORDS, Subject.REGISTER, Subject.PACKAGES)


class QuarantinePanel(QWidget):
    """The list, and below it the reason and the words for the agency of the one chosen."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.said = SaidLine("quarantineSaid")
        self.pane = ListPane(
            QuarantineList(session.store),
            "quarantine",
            session,
            self,
            hint="文件名、原因、代码或摘要",
            empty="没有隔离的文件。",
        )
        self.pane.view.picked.connect(self._show_picked)
        self.pane.model.loaded.connect(self._loaded)
        self.words = WordsBox("要向机构说明的话", self)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.pane)
        split.addWidget(self.words)
        split.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        split.setMinimumHeight(theme.unit() * (LEAST + 8))
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        live = bind(self, self.offered(), session.roles)
        top = QHBoxLayout()
        top.addWidget(tool_bar(self, live.values()))
        top.addStretch(1)
        layout = scrolled_body(self)
        layout.addLayout(top)
        layout.addWidget(self.said)
        layout.addWidget(split, 1)
        self.pane.show_filter({STATE_KEY: HELD})

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "quarantine.release",
                "放行后重验…",
                self.release,
                "refresh",
                "Ctrl+R",
                "再验证一次，通过的并入，不通过的留在隔离区",
                _DECIDERS,
            ),
            Action(
                "quarantine.return",
                "退回…",
                partial(self._decide, "退回", quarantine.send_back, "文件已交还机构，登记为退回。"),
                "returned",
                "",
                "登记为已退回机构重做",
                _DECIDERS,
            ),
            Action(
                "quarantine.discard",
                "删除…",
                partial(
                    self._decide,
                    "删除",
                    quarantine.discard,
                    "删除隔离区里的文件内容；文件名、摘要、原因和您的理由留作登记，内容不能恢复。",
                ),
                "delete",
                "",
                "删除内容，登记保留",
                _DECIDERS,
            ),
        )

    def enter(self) -> None:
        """Stand on the list."""
        self.pane.take_focus()

    def refresh(self) -> None:
        """List again."""
        self.pane.ask()

    def release(self) -> None:
        """Verify the chosen ones again, with a reason."""
        keys = self._chosen()
        if keys:
            self.session.ask.reason(
                "放行后重验",
                f"再验证选中的 {len(keys)} 个文件；通过的并入，不通过的留在隔离区。"
                "请写明放行的理由。",
                partial(self._release, keys),
            )

    def _release(self, keys: list[str], reason: str) -> None:
        store = self.session.store

        def work(progress: Progress) -> list[Taken]:
            return [
                taking.release(store, key, reason, Part(progress, place, place + 1, len(keys)))
                for place, key in enumerate(keys)
            ]

        self.session.act("放行后重验", work, then=self._released, changed=_CHANGED)

    def _released(self, done: list[Taken]) -> None:
        passed = sum(one.arrived.state in (MERGED, KNOWN) for one in done)
        left = [one for one in done if one.arrived.state not in (MERGED, KNOWN)]
        words = f"重验 {len(done)} 个：{passed} 个通过并已并入"
        if left:
            words += f"，{len(left)} 个仍不通过：{left[0].arrived.reason}"
        self.said.say(words.rstrip("。") + "。", "soon" if left else "good")

    def _decide(self, title: str, act: Callable[[Store, str, str], None], what: str) -> None:
        keys = self._chosen()
        if keys:
            message = f"选中 {len(keys)} 个文件。{what}请写明理由。"
            self.session.ask.reason(title, message, partial(self._decided_on, title, act, keys))

    def _decided_on(
        self, title: str, act: Callable[[Store, str, str], None], keys: list[str], reason: str
    ) -> None:
        store = self.session.store

        def work(_: Progress) -> None:
            for key in keys:
                act(store, key, reason)

        words = f"已{title} {len(keys)} 个，理由和经办人记入审计日志。"
        self.session.act(
            title,
            work,
            then=lambda _: self.said.say(words, "good"),
            changed=(Subject.PACKAGES,),
        )

    def _chosen(self) -> list[str]:
        keys = self.pane.view.picked_keys()
        if not keys:
            self.session.ask.tell(Telling("没有选中文件", "请先在列表中选中隔离的文件。"))
        return keys

    def _loaded(self) -> None:
        if self.pane.model.ids and not self.pane.view.picked_keys():
            self.pane.view.selectRow(0)
        self._show_picked(self.pane.view.picked_keys())

    def _show_picked(self, keys: list[str]) -> None:
        item: Item | None = quarantine.held(self.session.store, keys[0]) if keys else None
        self.words.show_words(item.reason if item else "", item.ask if item else "")
