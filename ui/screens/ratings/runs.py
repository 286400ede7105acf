"""The runs: made, verified, published; below the list how the grades are spread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app import clock
from app.browsing import run_list
from app.browsing.rating_forms import ALL, IN_FORCE, run_form
from app.browsing.run_list import ORDER, RunList, Told
from app.catalogue.model import Value
from app.errors import AppError
from app.keys.roles import Role
from app.outcomes import objections, publishing
from app.outcomes.words import iso
from app.progress import Progress
from app.rating import runs, schemes
from app.rating.runs import Run, Verification
from ui.actions import Action, bind, tool_bar
from ui.changes import Subject
from ui.charts.bars import Series
from ui.charts.pane import ChartPane
from ui.errors import sentence
from ui.forms.dialog import FormDialog, ask_form
from ui.screen import Session, silent
from ui.style import icons, theme
from ui.tables.pane import ListPane
from ui.widgets.said_line import SaidLine
from ui.widgets.scrolled_body import scrolled_body

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_SIGNERS = frozenset({Role.REVIEWER})
_NONE = "不比较"


class RunsPane(QWidget):
    """Signal ``opened(run)`` for its enterprises."""

    opened = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.shown: Told | None = None
        self._again = ALL
        self.pane = ListPane(
            RunList(session.store), "runs", session, self, hint="",
            empty="还没有评过级。点“新评级”，选评级批次、基准日和方案。",
        )  # fmt: skip
        self.pane.bar.hide()
        self.chart = ChartPane(session, "gradesChart", "等级分布", "户")
        self.before = QComboBox()
        self.before.setObjectName("before")
        self.before.setAccessibleName("与哪次评级比较")
        self.before.setMinimumContentsLength(16)
        self.before.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.said, self.due = SaidLine("runSaid"), SaidLine("rerating")
        self.again = QPushButton(icons.icon("refresh"), "重新评级…")
        self.acts = (
            Action("ratings.run", "新评级…", self.ask_new, "add", "Ctrl+N", roles=_BOTH),
            Action("ratings.open", "查看企业", self.open_current, "next", "Ctrl+G"),
            Action("ratings.verify", "重算核验", self.verify, "refresh"),
            Action("ratings.publish", "发布…", self.ask_publish, "sent", roles=_SIGNERS),
        )
        self._build()
        self.pane.view.opened.connect(self.opened)
        self.pane.view.picked.connect(self._picked)
        self.pane.model.loaded.connect(self._listed)
        self.before.currentIndexChanged.connect(self._compare)
        self.chart.chart.picked.connect(self._grade_picked)
        self.refresh()

    def _build(self) -> None:
        self.again.setObjectName("again")
        self.again.clicked.connect(self.run_again)
        self.again.hide()
        warned = QHBoxLayout()
        warned.addWidget(self.due, 1)
        warned.addWidget(self.again)
        compared = QLabel("与这次比较")
        compared.setBuddy(self.before)
        row = QHBoxLayout()
        row.addWidget(compared)
        row.addWidget(self.before)
        row.addStretch(1)
        drawn = QWidget()
        under = QVBoxLayout(drawn)
        under.setContentsMargins(0, 0, 0, 0)
        under.addLayout(row)
        under.addWidget(self.chart, 1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(theme.unit())
        halves.addWidget(self.pane)
        halves.addWidget(drawn)
        halves.setSizes([theme.unit() * 30, theme.unit() * 40])
        layout = scrolled_body(self)
        layout.addWidget(tool_bar(self, bind(self, self.acts, self.session.roles).values()))
        layout.addLayout(warned)
        layout.addWidget(self.said)
        layout.addWidget(halves, 1)
        self.pane.view.setMinimumHeight(theme.row() * 5)

    def take_focus(self) -> None:
        """Put the cursor into the list."""
        self.pane.take_focus()

    def refresh(self) -> None:
        """List again, and look whether the newest result still stands on the same facts."""
        self.pane.ask()
        self._look_back()

    def _listed(self) -> None:
        """Stand on a run."""
        if self.pane.model.ids and self.pane.view.current_key() is None:
            self.pane.view.selectRow(0)

    def _look_back(self) -> None:
        """See whether what was published last must be rated again: facts may have changed."""
        store = self.session.store

        def find() -> tuple[str, str]:
            known = run_list.choices_of_runs(store)
            if not known:
                return "", ALL
            found = objections.needs_rerating(store, known[0][0])
            batch = run_list.told(store, known[0][0]).batch_id
            return objections.rerating_words(found), batch or ALL

        self.session.read("核对评级依据", find, self._show_due)

    def _show_due(self, found: tuple[str, str]) -> None:
        words, self._again = found
        self.due.say(words, "soon")
        self.again.setVisible(bool(words) and not _BOTH.isdisjoint(self.session.roles))

    def _picked(self, keys: list[str]) -> None:
        if len(keys) == 1:
            store, key = self.session.store, keys[0]
            self.session.read(
                "读取评级",
                lambda: (run_list.told(store, key), run_list.others(store, key)),
                self._show,
            )

    def _show(self, found: tuple[Told, list[tuple[str, str]]]) -> None:
        self.shown, others = found
        self.before.blockSignals(True)
        self.before.clear()
        for run_id, words in others:
            self.before.addItem(words, run_id)
        self.before.addItem(_NONE, "")
        self.before.setCurrentIndex(0)
        self.before.blockSignals(False)
        self._compare()

    def _compare(self) -> None:
        store, run_id = self.session.store, str(self.before.currentData() or "")
        if run_id:
            self.session.read("读取评级", partial(run_list.told, store, run_id), self._draw)
        else:
            self._draw(None)

    def _draw(self, former: Told | None) -> None:
        if self.shown is None:
            return
        told = [one for one in (former, self.shown) if one is not None]
        occurring = {one for run in told for one in run.grades}
        grades = sorted(occurring, key=(*ORDER, *sorted(occurring)).index)
        self.chart.show_bars(
            grades,
            [
                Series(
                    f"{iso(one.as_of)} {one.run_id[:4]}",
                    tuple(one.grades.get(grade, 0) for grade in grades),
                )
                for one in told
            ],
        )
        outcomes = "，".join(f"{name} {count:,}" for name, count in self.shown.outcomes.items())
        self.chart.said.setText(f"{self.shown.scheme}，共 {self.shown.count:,} 户：{outcomes}")
        self.chart.note = self.chart.said.text()
        self.chart.said.show()

    def _grade_picked(self, place: int) -> None:
        if self.shown is not None:
            grade = self.chart.chart.categories[place]
            self.session.navigate("ratings", run=self.shown.run_id, grade=grade)

    def open_current(self) -> None:
        """The enterprises of the run under the cursor."""
        key = self.pane.view.current_key()
        if key is not None:
            self.opened.emit(key)

    def ask_new(self) -> None:
        """Rate everybody, unless another batch is chosen."""
        self.ask_run(ALL)

    def ask_run(self, batch: str) -> None:
        """Ask for batch, day and scheme, and rate."""
        form = run_form(self.session.store)
        texts = {"batch": batch, "as_of": clock.today().isoformat(), "scheme": IN_FORCE}
        message = "按基准日有效的数据评级。评级可以重做，发布以前不会对外提供。"
        ask_form(self.session, form, message, "开始评级", self._run, texts=texts)

    def run_again(self) -> None:
        """The same batch again, as of today."""
        self.ask_run(self._again)

    def _run(self, values: Mapping[str, Value], dialog: FormDialog) -> None:
        store = self.session.store
        batch, named = (str(values[key] or "") for key in ("batch", "scheme"))
        as_of = date.fromisoformat(str(values["as_of"]))

        def work(progress: Progress) -> Run:
            with store.read() as conn:
                scheme = schemes.chosen(conn, as_of, "" if named == IN_FORCE else named)
            return runs.run_rating(
                store, scheme, as_of, batch_id="" if batch == ALL else batch, progress=progress
            )

        dialog.accept()
        self.said.say("正在评级；可以在下方任务栏中停止。", "soon")
        job = self.session.act(
            "评级", work, then=self._made, failed=self._failed, changed=(Subject.GRADES,)
        )
        job.cancelled.connect(self._stopped)

    def _made(self, run: Run) -> None:
        best = sorted(run.grades, key=(*ORDER, *sorted(run.grades)).index)
        grades = "，".join(f"{name} {run.grades[name]:,}" for name in best)
        self.said.say(f"评级完成，共 {sum(run.grades.values()):,} 户：{grades}。", "good")
        self.pane.view.clearSelection()
        self.pane.view.setCurrentIndex(self.pane.model.index(-1, -1))

    def _stopped(self) -> None:
        self.said.say("已停止，没有保存这次评级，原有的评级没有变动。", "soon")

    def _failed(self, error: Exception) -> None:
        told = sentence(error) if isinstance(error, AppError) else "原有的评级没有变动。"
        self.said.say(f"没有完成：{told}", "bad")
        self.session.show_error(error)

    def verify(self) -> None:
        """Make the run under the cursor again and compare; nothing is changed."""
        key = self.pane.view.current_key()
        if key is None:
            return
        store = self.session.store

        def work(progress: Progress) -> Verification:
            return runs.verify_run(store, key, progress=progress)

        self.said.say("正在重算，与当时的结果逐户比对…", "soon")
        self.session.act("重算核验", work, then=self._verified, failed=self._failed)

    def _verified(self, found: Verification) -> None:
        self.said.say(f"{found.words}。", "good" if found.holds else "bad")

    def ask_publish(self) -> None:
        """Say what publishing means, and ask for the password."""
        key = self.pane.view.current_key()
        if key is None or self.shown is None or self.shown.run_id != key:
            return
        one = self.shown
        self.session.confirm(
            f"将发布基准日{iso(one.as_of)}的评级（{one.title}，{one.count:,} 户）。\n"
            f"发布后可以向银行发放结果、发出名单和评级结果通知书，有效至{iso(one.valid_until)}。\n"
            f"{self.due.text()}\n发布不能撤回；以后的评级可以另行发布。",
            lambda _password: self.publish(key),
        )

    def publish(self, run_id: str) -> None:
        """Publish."""
        work = silent(publishing.publish, self.session.store, run_id)
        self.session.act("发布评级", work, then=self._published, changed=(Subject.GRADES,))

    def _published(self, _run_id: str) -> None:
        self.said.say("已发布。请到“推荐与孵化”发出名单，到“结果发布”向银行发放结果。", "good")
