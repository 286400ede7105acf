"""收到的文件: the heap that was dropped, what each file is, and the acts on all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QWidget,
)

from app.browsing.inbox_list import STATE_KEY, ArrivedList
from app.errors import AppError
from app.exchange.envelope import Kind
from app.inbox import taking
from app.inbox.arrived import (
    BAD,
    MERGED,
    NO_PACKAGE,
    QUARANTINED,
    READY,
    STATES,
    UNREADABLE,
    Arrived,
)
from app.inbox.examining import examine
from app.inbox.gathering import Found, gather
from app.inbox.rehearsing import Forecast, judged, rehearse
from app.inbox.taking import Done
from app.keys.roles import Role
from app.progress import Progress
from ui.actions import Action, bind, tool_bar
from ui.ask import PACKAGES, Telling
from ui.changes import Subject
from ui.errors import sentence
from ui.screen import Session
from ui.screens.inbox.checks import ChecksView
from ui.screens.inbox.forecast import ForecastView
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.counts_line import CountsLine
from ui.widgets.said_line import SaidLine
from ui.widgets.scrolled_body import LEAST, scrolled_body

_TAKERS = frozenset({Role.ENTRY, Role.REVIEWER})
_SETTLED = (MERGED, QUARANTINED)


class ArrivalsPanel(QWidget):
    """The heap, and beside it the checklist and the dry run of the file under the cursor."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.heap: dict[Path, Arrived] = {}
        self.forecasts: dict[Path, Forecast] = {}
        self.counts = CountsLine("收到的文件", self)
        self.counts.linkActivated.connect(self._show_state)
        self.said = SaidLine("arrivalsSaid")
        self.pane = ListPane(
            ArrivedList(lambda: self.heap),
            "arrived",
            session,
            self,
            hint="文件名、机构或原因",
            empty="把报送包、文件夹或整个U盘拖到这里，或按 Ctrl+O 选择文件。\n"
            "先逐个验证，看清再并入；没有写入任何数据。",
        )
        self.checks = ChecksView(self)
        self.forecast = ForecastView(session, self)
        self.beside = QTabWidget()
        self.beside.setObjectName("beside")
        self.beside.addTab(self.checks, "验证步骤")
        self.beside.addTab(self.forecast, "试并结果")
        self.pane.view.picked.connect(self._show_picked)
        self.pane.view.opened.connect(self._open)
        self.pane.model.loaded.connect(self._stand)
        self.live = bind(self, self.offered(), session.roles)
        self._build()
        self._tell_counts()
        self.pane.ask()

    def _build(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        split.setMinimumHeight(theme.unit() * (LEAST + 8))
        split.addWidget(self.pane)
        split.addWidget(self.beside)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 4)
        top = QHBoxLayout()
        top.addWidget(tool_bar(self, self.live.values()))
        top.addStretch(1)
        layout = scrolled_body(self)
        layout.addLayout(top)
        layout.addWidget(self.counts)
        layout.addWidget(self.said)
        layout.addWidget(split, 1)

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action("inbox.files", "选择文件…", self.ask_files, "import", "Ctrl+O"),
            Action(
                "inbox.stick",
                "收取文件夹或U盘…",
                self.ask_folder,
                "stick",
                "Ctrl+Shift+O",
                "收取文件夹里所有的数据包，下级文件夹也在内",
            ),
            Action(
                "inbox.rehearse",
                "试并",
                self.rehearse,
                "eye",
                "Ctrl+T",
                "看并入后会新增、变更多少，不写入任何数据",
                _TAKERS,
            ),
            Action(
                "inbox.take",
                "全部并入…",
                self.confirm,
                "ok",
                "Ctrl+Return",
                "并入全部可并入的，有问题的转入隔离",
                _TAKERS,
            ),
            Action("inbox.clear", "清空列表", self.clear, "cancel", "", "只清列表，不动文件和数据"),
        )

    def enter(self) -> None:
        """Stand on the list."""
        self.pane.take_focus()

    def ask_files(self) -> None:
        """Choose files."""
        self.session.ask.open_files("选择数据包", PACKAGES, self.take)

    def ask_folder(self) -> None:
        """Choose a folder or a stick."""
        self.session.ask.folder("收取哪个文件夹或U盘", lambda folder: self.take([folder]))

    def take(self, places: Sequence[Path]) -> None:
        """Look at these, together with what lies here already: one may be the other's next."""
        store = self.session.store
        waiting = [one for one in self.heap.values() if one.state not in _SETTLED]
        skipped = {one.path: one.reason for one in waiting if one.state == NO_PACKAGE}
        known = [Found(one.path, skipped.get(one.path, "")) for one in waiting]

        def work(progress: Progress) -> list[Arrived]:
            found = {one.path: one for one in (*known, *gather(places, progress))}
            return examine(store, found.values(), progress)

        self.said.say("正在逐个验证…", "")
        self.session.jobs.start(
            "验证数据包",
            work,
            then=self._examined,
            failed=self._failed,
            cancelled=partial(self.said.say, "已停止，没有写入任何数据。", "soon"),
            reads=True,
        )

    def _examined(self, items: list[Arrived]) -> None:
        settled = {p: one for p, one in self.heap.items() if one.state in _SETTLED}
        self.heap = {one.path: one for one in items} | settled
        self.forecasts = {}
        ready = sum(one.state == READY for one in items)
        records = sum(one.records for one in items if one.state == READY)
        self.said.say(
            f"看过 {len(items):,} 个文件，可并入 {ready:,} 个（{records:,} 条）。"
            "还没有写入任何数据。",
            "good" if ready else "soon",
        )
        self._refresh()

    def clear(self) -> None:
        """Empty the list; files and data stay."""
        self.heap, self.forecasts = {}, {}
        self.said.say("", "")
        self._refresh()

    def rehearse(self) -> None:
        """Try all that is good, and roll it back."""
        ready = self._in_state(READY)
        if not ready:
            self.session.ask.tell(Telling("没有可并入的数据包", "请先选择文件或U盘。"))
            return
        store = self.session.store

        def work(progress: Progress) -> dict[Path, Forecast]:
            return rehearse(store, ready, progress)

        self._busy(True)
        self.said.say("正在试并…", "")
        self.session.act("试并", work, then=self._rehearsed, failed=self._failed).cancelled.connect(
            partial(self._stopped, "已停止试并，没有写入任何数据。")
        )

    def _rehearsed(self, forecasts: dict[Path, Forecast]) -> None:
        self._busy(False)
        self.forecasts = forecasts
        for path, forecast in forecasts.items():
            if path in self.heap:
                self.heap[path] = judged(self.session.store, self.heap[path], forecast)
        total = {name: sum(f.total(name) for f in forecasts.values()) for name in _NAMES}
        failing = sum(f.error is not None for f in forecasts.values())
        words = "，".join(f"{word} {total[name]:,}" for name, word in _NAMES.items())
        more = f"；{failing} 个并入时会被拒绝" if failing else ""
        self.said.say(f"试并完成：{words}{more}。没有写入任何数据。", "soon" if failing else "good")
        self.beside.setCurrentWidget(self.forecast)
        self._refresh()

    def confirm(self) -> None:
        """Say exactly what the password will do."""
        ready, bad = self._in_state(READY), self._in_state(BAD)
        if not ready and not bad:
            self.session.ask.tell(Telling("没有要办理的数据包", "请先选择文件或U盘。"))
            return
        records = sum(one.records for one in ready)
        lines = [f"将并入 {len(ready)} 个数据包（{records:,} 条），名录在先，逐个并入。"]
        if bad:
            lines.append(f"有问题的 {len(bad)} 个转入隔离，不影响其他数据包。")
        if Role.REVIEWER in self.session.roles:
            lines.append("报送包的回执签名后写在数据包旁边，请不要拔出U盘。")
        lines.append("\n并入后不能整包撤回，只能由机构更正后再报。")
        self.session.confirm("\n".join(lines), lambda _password: self.merge())

    def merge(self) -> None:
        """Take in all that is good; hold back what is not."""
        store, items = self.session.store, list(self.heap.values())
        self._busy(True)
        self.said.say("正在并入，请不要拔出U盘…", "soon")
        self.session.act(
            "并入数据包",
            lambda progress: taking.take_all(store, items, progress=progress),
            then=self._taken,
            failed=self._failed,
            changed=(Subject.RECORDS, Subject.REGISTER, Subject.PACKAGES, Subject.OBJECTIONS),
        ).cancelled.connect(partial(self._stopped, "已停止，没有并入任何数据包。"))

    def _taken(self, done: Done) -> None:
        self._busy(False)
        for one in done.taken:
            words = one.words if one.arrived.state == MERGED else one.arrived.reason
            self.heap[one.arrived.path] = replace(one.arrived, reason=words)
            self.forecasts.pop(one.arrived.path, None)
        self.said.say(told(done), "soon" if done.stopped or done.count(QUARANTINED) else "good")
        self._refresh()

    def _failed(self, error: Exception) -> None:
        """Something of this office: what was merged stays; look again at what is left."""
        self._busy(False)
        words = sentence(error) if isinstance(error, AppError) else "程序出了错。"
        self.said.say(f"没有办完：{words}已并入的保持有效，其余没有变动。", "bad")
        self.session.show_error(error)

    def _stopped(self, words: str) -> None:
        self._busy(False)
        self.said.say(words, "soon")

    def _busy(self, busy: bool) -> None:
        for live in self.live.values():
            live.setEnabled(not busy)

    def _in_state(self, state: str) -> list[Arrived]:
        return [one for one in self.heap.values() if one.state == state]

    def _refresh(self) -> None:
        self._tell_counts()
        self.pane.ask()

    def _tell_counts(self) -> None:
        counts = Counter(one.state for one in self.heap.values())
        kinds = {state: state for state in STATES if counts.get(state)}
        self.counts.show_counts(kinds, counts, "个", "" if kinds else "还没有收到文件。")

    def _show_state(self, state: str) -> None:
        self.pane.show_filter({STATE_KEY: state})
        self.enter()

    def _stand(self) -> None:
        if self.pane.model.ids and not self.pane.view.picked_keys():
            self.pane.view.selectRow(0)
        self._show_picked(self.pane.view.picked_keys())

    def _show_picked(self, keys: list[str]) -> None:
        one = self.heap.get(Path(keys[0])) if keys else None
        self.checks.show_file(one)
        self.forecast.show_forecast(self.forecasts.get(one.path) if one else None, one)

    def _open(self, key: str) -> None:
        one = self.heap.get(Path(key))
        if one is None or one.envelope is None:
            return
        if one.envelope.kind is Kind.ENROLMENT:
            self.session.navigate("agencies", file=str(one.path))
        elif one.state == MERGED:
            self.session.navigate("inbox", package=one.envelope.package_id)


_NAMES = {"new": "新增", "changed": "变更", "same": "相同", "pooled": "待匹配", "returned": "退回"}


def told(done: Done) -> str:
    """What became of all, in a sentence or two."""
    receipts = [one for one in done.taken if one.receipt is not None]
    unanswered = [one for one in done.taken if one.unanswered is not None]
    parts = [f"已并入 {done.count(MERGED)} 个，转入隔离 {done.count(QUARANTINED)} 个"]
    if gone := done.count(UNREADABLE):
        parts.append(f"读不出 {gone} 个")
    said = "，".join(parts) + "。"
    if receipts:
        said += f"回执 {len(receipts)} 份已写在数据包旁边。"
    if unanswered and (error := unanswered[0].unanswered):
        said += f"{len(unanswered)} 份回执没有写成：{error.words}可在“并入记录”中补写。"
    return f"已停止。{said}其余没有变动，可以接着并入。" if done.stopped else said
