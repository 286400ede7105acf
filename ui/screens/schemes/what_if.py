"""试算: measured once; then every other weight is answered while it is being moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.browsing.move_list import MoveList
from app.keys.roles import Role
from app.progress import Part, Progress
from app.rating import comparison, schemes
from app.rating.comparison import Comparison, Weights
from app.rating.scheme import Scheme
from app.rating.scheme_editing import Desk, lay_out, to_try, weighted
from app.rating.scheme_words import Difference
from app.rating.scoring import Rating
from app.rating.what_if import measures_alike
from ui.actions import Action, bind, tool_bar
from ui.charts.bars import Series
from ui.charts.pane import ChartPane
from ui.screen import Session
from ui.screens.schemes.basis import DESK, SAME, Basis, BasisBar
from ui.screens.schemes.drafting import ask_draft
from ui.screens.schemes.newest import Newest
from ui.screens.schemes.weights import WeightsPanel
from ui.style import theme
from ui.tables.pane import ListPane

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_MEASURED, _WHOLE = 900, 1000
"""Measuring anew for a second scheme is the rest of the progress."""
_STEADY, _SHIFTED = 0.1, 0.25
_LIST_AFTER = 150
"""Milliseconds without an answer after which the list of who moves is drawn anew."""


@dataclass(frozen=True)
class Trial:
    """What was measured: ``desk`` is laid out for the scheme that is tried."""

    basis: Basis
    desk: Desk
    before: Rating
    under: Rating


class WhatIfTab(QWidget):
    """``desk_of()`` gives what is being changed; signal ``drafted(key, sentence)``."""

    drafted = Signal(str, str)

    def __init__(self, session: Session, desk_of: Callable[[], Desk | None]) -> None:
        super().__init__()
        self.session = session
        self.trial: Trial | None = None
        self.shown: Comparison | None = None
        self._desk_of = desk_of
        self._newest = Newest(session, "试算权重", self._compare, self._show)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LIST_AFTER)
        self._timer.timeout.connect(self._list)
        self._build()

    def _build(self) -> None:
        session = self.session
        self.bar = BasisBar(session, self)
        self.bar.wanted.connect(self.start)
        self.weights = WeightsPanel(self)
        self.weights.changed.connect(self._moved)
        self.chart = ChartPane(session, "trial", "等级分布", "户")
        self.said = QLabel("先选依据，点“开始试算”。读取一次以后，拖动权重随时看到结果。")
        self.said.setObjectName("trialSaid")
        self.said.setWordWrap(True)
        self.moves = MoveList()
        self.pane = ListPane(
            self.moves, "moves", session, self, hint="企业名称或代码", empty="没有企业变动。"
        )
        self.pane.view.setAccessibleName("变动的企业")
        self.acts = (Action("trial.save", "存为草稿…", self.save, "save", "Ctrl+S", roles=_BOTH),)
        self.live = bind(self, self.acts, session.roles)
        for live in self.live.values():
            live.setEnabled(False)
        left = QWidget()
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self.weights, 1)
        under.addWidget(tool_bar(left, self.live.values()))
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self.chart)
        right.addWidget(self.pane)
        right.setSizes([theme.unit() * 26, theme.unit() * 30])
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(right)
        whole.setSizes([theme.unit() * 46, theme.unit() * 80])
        for splitter in (right, whole):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(theme.unit())
        area = QScrollArea()  # large letters need more height than a small display has
        area.setWidget(whole)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(self.bar)
        layout.addWidget(self.said)
        layout.addWidget(area, 1)

    def refresh(self, after: str = "") -> None:
        """Read anew what may be chosen; ``after`` is the version to try."""
        desk = self._desk_of()
        words = f"正在修改的方案（以版本 {desk.base.version} 为底稿）" if desk else ""
        self.bar.refresh(desk=words, after=after)

    def stale(self) -> None:
        """Facts may have changed: the next trial measures anew."""
        if self.trial is not None:
            self.trial = None
            self._newest.forget()
            self._enable(False)
            self.said.setText("数据有变动，请重新“开始试算”。")

    def start(self, basis: Basis) -> None:
        """Measure once, in the background, with progress; then weights can be moved."""
        desk = self._desk_of() if basis.after == DESK else None
        known = self.trial.before if self.trial and self.trial.basis.facts == basis.facts else None
        self._newest.forget()
        self.session.act("试算", partial(self._measure, basis, desk, known), then=self._measured)

    def _measure(
        self, basis: Basis, desk: Desk | None, known: Rating | None, progress: Progress
    ) -> Trial:
        """In the lane of acts: reads of other screens go on beside it."""
        store = self.session.store
        before, after = self._schemes(basis)
        tried = desk or lay_out(after)
        scheme = to_try(tried, store.catalogue)
        if known is not None and measures_alike(known.scheme, before):
            first = Rating(before, known.measures, like=known)
        else:
            part = Part(progress, 0, _MEASURED, _WHOLE)
            first = comparison.rated(store, basis.facts, before, progress=part)
        rest = Part(progress, _MEASURED, _WHOLE, _WHOLE)
        under = comparison.under(store, first, scheme, basis.facts, progress=rest)
        return Trial(basis, tried, first, under)

    def _schemes(self, basis: Basis) -> tuple[Scheme, Scheme]:
        """The scheme before, and that which is tried."""
        with self.session.store.read() as conn:

            def version(key: str) -> Scheme:
                return schemes.version_of(conn, *key.split(":", 1))

            own = comparison.scheme_of(conn, basis.run) if basis.run else None
            before = own or version(basis.before)
            return before, before if basis.after in (SAME, DESK) else version(basis.after)

    def _measured(self, trial: Trial) -> None:
        self.trial = trial
        self.weights.show_scheme(trial.under.scheme)
        self._enable(True)
        self._moved()

    def _enable(self, on: bool) -> None:
        self.weights.setEnabled(on)
        for live in self.live.values():
            live.setEnabled(on)

    def _moved(self) -> None:
        if self.trial is not None:
            self._newest.ask((self.trial, self.weights.weights()))

    def _compare(self, wish: tuple[Trial, Weights]) -> tuple[Trial, Comparison]:
        trial, weights = wish
        return trial, comparison.tried(trial.before, trial.under, weights)

    def _show(self, found: tuple[Trial, Comparison]) -> None:
        trial, shown = found
        if trial is not self.trial:
            return
        self.shown = shown
        before = Series("原方案", tuple(was for was, _ in shown.grades.values()))
        after = Series("调整后", tuple(now for _, now in shown.grades.values()))
        self.chart.show_bars(tuple(shown.grades), (before, after))
        self.said.setText(words_of(shown))
        self._timer.start()

    def _list(self) -> None:
        self.moves.show(self.shown)
        self.pane.ask()

    def finish(self) -> None:
        """List now what was to be listed in a moment."""
        if self._timer.isActive():
            self._timer.stop()
            self._list()

    def save(self) -> None:
        """Keep what is tried as a draft."""
        if self.trial is not None:
            desk = weighted(self.trial.desk, self.weights.weights())
            ask_draft(self.session, desk, self._drafted)

    def _drafted(self, key: str, found: list[Difference]) -> None:
        version = key.split(":")[1]
        self.drafted.emit(key, f"已存为草稿：版本 {version}，改动 {len(found)} 处。下一步：检查。")

    def offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return self.acts if self.trial else ()


def words_of(shown: Comparison) -> str:
    """How many move, and whether the grades as a whole have shifted."""
    up, down, other = (shown.count(way) for way in (1, -1, 0))
    index = shown.stability
    steady = "稳定" if index < _STEADY else "有变化" if index <= _SHIFTED else "变化明显"
    whole = len(shown.before.results)
    return (
        f"共 {whole:,} 户，变动 {len(shown.moves):,} 户：等级上升 {up:,}，下降 {down:,}，"
        f"其他 {other:,}。稳定性指数 {index}（{steady}）。"
    )
