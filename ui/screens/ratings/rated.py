"""The enterprises of one run: filtered, compared with another run, papers for all or some."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from app.browsing import run_list
from app.browsing.rated_list import BEFORE, MOVES, RUN, RatedList, moves
from app.browsing.run_list import Told
from app.documents.issuing.selection import Selection
from app.keys.roles import Role
from app.outcomes.words import iso
from ui.actions import Action, bind, tool_bar
from ui.screen import Session
from ui.style import fonts, theme
from ui.tables.pane import ListPane
from ui.widgets.back_button import BackButton
from ui.widgets.counts_line import CountsLine
from ui.widgets.paper import show_paper
from ui.widgets.scrolled_body import scrolled_body

_SIGNERS = frozenset({Role.REVIEWER})


class RatedPane(QWidget):
    """Signals: ``back()``; ``opened(run, code)``; ``adjusting(code)`` to propose a step."""

    back = Signal()
    opened = Signal(str, str)
    adjusting = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.run_id = ""
        self.count = 0
        self._wanted: Mapping[str, str] = {}
        self.pane = ListPane(
            RatedList(session.store, lambda: session.search), "rated", session, self,
            empty="没有符合条件的企业。",
        )  # fmt: skip
        self.title, self.before = QLabel(), QComboBox()
        self.counts = CountsLine("与上次相比", self)
        self.acts = (
            Action("rated.open", "查看评分", self.open_current, "eye", "Ctrl+G"),
            Action("rated.sheets", "评分说明表", partial(self.print, "score_sheet"), "print",
                   hint="打印选中企业的评分说明表；没有选时打印列出的全部"),
            Action("rated.notices", "评级结果通知书", partial(self.print, "grade_notice"),
                   "notices", hint="打印选中企业的通知书；首次打印时编号", roles=_SIGNERS),
            Action("rated.adjust", "提出调整…", self.adjust, "edit", "Ctrl+J", roles=_SIGNERS),
        )  # fmt: skip
        self._build()
        self.pane.view.opened.connect(self._open)
        self.counts.linkActivated.connect(self._show_moved)
        self.before.currentIndexChanged.connect(self._ask)

    def _build(self) -> None:
        leave = BackButton(self, "toRuns")
        leave.clicked.connect(self.back)
        self.title.setObjectName("runTitle")
        self.title.setWordWrap(True)
        self.title.setFont(fonts.larger(self.font(), 1.1, bold=True))
        self.before.setObjectName("ratedBefore")
        self.before.setMinimumContentsLength(14)
        self.before.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        named = QLabel("比较")
        named.setBuddy(self.before)
        top = QHBoxLayout()
        top.setSpacing(theme.unit())
        top.addWidget(leave)
        top.addWidget(self.title, 1)
        top.addWidget(named)
        top.addWidget(self.before)
        layout = scrolled_body(self)
        layout.addLayout(top)
        layout.addWidget(tool_bar(self, bind(self, self.acts, self.session.roles).values()))
        layout.addWidget(self.counts)
        layout.addWidget(self.pane, 1)
        self.pane.view.setMinimumHeight(theme.row() * 5)

    def take_focus(self) -> None:
        """Put the cursor into the list."""
        self.pane.take_focus()

    def show_run(self, run_id: str, wanted: Mapping[str, str]) -> None:
        """Read a run, and list its enterprises as ``wanted``."""
        self.run_id, self._wanted = run_id, wanted
        store = self.session.store
        self.session.read(
            "读取评级",
            lambda: (run_list.told(store, run_id), run_list.others(store, run_id)),
            self._show,
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> None:
        self.back.emit()
        self.session.show_error(error)

    def _show(self, found: tuple[Told, list[tuple[str, str]]]) -> None:
        run, others = found
        if run.run_id != self.run_id:
            return
        self.count = run.count
        state = f"发布于 {run.published}" if run.published else "未发布"
        self.title.setText(
            f"{run.title}　基准日 {iso(run.as_of)}　{run.count:,} 户　"
            f"有效至 {iso(run.valid_until)}　{state}"
        )
        self.before.blockSignals(True)
        self.before.clear()
        for one, words in others:
            self.before.addItem(words, one)
        self.before.addItem("不比较", "")
        wanted = max(0, self.before.findData(self._wanted.get(BEFORE, "")))
        self.before.setCurrentIndex(wanted if BEFORE in self._wanted else 0)
        self.before.blockSignals(False)
        self.pane.bar.put(self._wanted)
        self._ask()

    def _ask(self) -> None:
        before = str(self.before.currentData() or "")
        self.pane.fixed = {RUN: self.run_id, BEFORE: before}
        self.pane.ask()
        self.counts.setVisible(bool(before))
        if before:
            work = partial(moves, self.session.store, self.run_id, before)
            self.session.read("比较两次评级", work, self._show_moves)

    def _show_moves(self, counts: dict[str, int]) -> None:
        self.counts.show_counts(MOVES, counts, "户", "与所选评级相比：")

    def _show_moved(self, moved: str) -> None:
        self.pane.show_filter({"moved": moved})
        self.take_focus()

    def open_current(self) -> None:
        """The score sheet of the enterprise under the cursor."""
        self._open(self.pane.view.current_key())

    def _open(self, uscc: str | None) -> None:
        if uscc:
            self.opened.emit(self.run_id, uscc)

    def adjust(self) -> None:
        """Propose a step for the enterprise under the cursor."""
        uscc = self.pane.view.current_key()
        if uscc:
            self.adjusting.emit(uscc)

    def print(self, kind: str) -> None:
        """Papers of those selected; of all that are listed when at most one is."""
        picked = self.pane.view.picked_keys()
        codes = picked if len(picked) > 1 else self.pane.model.ids
        if len(codes) == 1:
            show_paper(self.session, kind, Selection(self.run_id, frozenset(codes)), self)
        elif len(codes) == self.count:
            self.session.navigate("papers", kind=kind, about=self.run_id)
        else:
            self.session.navigate("papers", kind=kind, about=self.run_id, codes=",".join(codes))
