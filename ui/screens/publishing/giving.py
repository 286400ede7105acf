"""What every bank is given of a run, and what not; then all packages onto the stick in one go."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QWidget

from app.browsing import run_list
from app.browsing.giving_list import TO, BankList, GivingList, Share
from app.browsing.rated_list import RUN
from app.browsing.run_list import Told
from app.errors import AppError
from app.keys.roles import Role
from app.outcomes import results
from app.outcomes.results import Given
from app.outcomes.words import iso
from app.progress import Progress
from ui.actions import Action, bind, tool_bar
from ui.changes import Subject
from ui.errors import sentence
from ui.screen import Session
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.run_box import RunBox
from ui.widgets.said_line import SaidLine
from ui.widgets.scrolled_body import scrolled_body

_SIGNERS = frozenset({Role.REVIEWER})


class GivingTab(QWidget):
    """Signal ``written()`` after packages were written."""

    written = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.run: Told | None = None
        self.counted = ""
        self.box = RunBox(session)
        self.source = BankList(session.store)
        self.pane = ListPane(
            self.source, "banks", session, self, hint="", empty="还没有评级，请先到“评级”办理。"
        )
        self.who = ListPane(
            GivingList(session.store, lambda: session.search), "giving", session, self,
            empty="在上面选一家银行，这里列出发放和不发放的企业。",
        )  # fmt: skip
        self.standing, self.said = QLabel(), SaidLine("givingSaid")
        self.acts = (
            Action("giving.all", "向全部银行写出…", self.ask_all, "stick", "Ctrl+S",
                   "有可发放企业的银行，各写一个结果包", _SIGNERS),
            Action("giving.some", "向选中的银行写出…", self.ask_some, "submission",
                   roles=_SIGNERS),
            Action("giving.notices", "评级结果通知书…", self.notices, "notices",
                   hint="本次评级全部企业的通知书，在“文书”中打印；首次打印时编号", roles=_SIGNERS),
            Action("giving.run", "到评级", self.show_run, "next", "Ctrl+G"),
        )  # fmt: skip
        self._build()
        self.box.chosen.connect(self._show_run)
        self.pane.view.picked.connect(self._picked)
        self.pane.model.loaded.connect(self._listed)
        self.box.refresh()

    def _build(self) -> None:
        self.pane.bar.hide()
        self.standing.setProperty("role", "muted")
        self.standing.setObjectName("standing")
        self.standing.setWordWrap(True)
        named = QLabel("评级")
        named.setBuddy(self.box)
        top = QHBoxLayout()
        top.setSpacing(theme.unit())
        top.addWidget(named)
        top.addWidget(self.box)
        top.addWidget(self.standing, 1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(theme.unit())
        halves.addWidget(self.pane)
        halves.addWidget(self.who)
        layout = scrolled_body(self)
        layout.addLayout(top)
        layout.addWidget(tool_bar(self, bind(self, self.acts, self.session.roles).values()))
        layout.addWidget(self.said)
        layout.addWidget(halves, 1)
        self.pane.view.setMinimumHeight(theme.row() * 5)
        self.who.view.setMinimumHeight(theme.row() * 5)

    def _show_run(self, run_id: str) -> None:
        self.run = None
        self.pane.fixed = {RUN: run_id}
        self.pane.ask()
        if run_id:
            work = partial(run_list.told, self.session.store, run_id)
            self.session.read("读取评级", work, self._show_told)
            self.session.read("核对授权", partial(self.source.count, run_id), self._counted)

    def _show_told(self, run: Told) -> None:
        self.run = run
        state = f"发布于 {run.published}" if run.published else "未发布，不能发放；请先发布"
        self.standing.setText(f"共评 {run.count:,} 户　有效至 {iso(run.valid_until)}　{state}")

    def _counted(self, run_id: str) -> None:
        if run_id == self.box.run_id:
            self.counted = run_id
            for code in self.source.found:
                self.pane.model.refresh(code)

    def _listed(self) -> None:
        if self.pane.model.ids and self.pane.view.current_key() is None:
            self.pane.view.selectRow(0)
        else:
            self._picked(self.pane.view.picked_keys())

    def _picked(self, keys: list[str]) -> None:
        if len(keys) == 1:
            self.who.fixed = {RUN: self.box.run_id, TO: keys[0]}
            self.who.ask()

    def show_run(self) -> None:
        """The run itself."""
        if self.box.run_id:
            self.session.navigate("ratings", run=self.box.run_id)

    def notices(self) -> None:
        """Every enterprise's notice of its grade, counted and looked at first."""
        if self.box.run_id:
            self.session.navigate("papers", kind="grade_notice", about=self.box.run_id)

    def ask_all(self) -> None:
        """Packages for every bank that gets anything."""
        self._ask([one for one in self.source.found.values() if one.enrolled and one.gives])

    def ask_some(self) -> None:
        """Packages for the banks that are selected."""
        found = self.source.found
        self._ask([found[code] for code in self.pane.view.picked_keys() if code in found])

    def _ask(self, shares: list[Share]) -> None:
        if not shares:
            self.said.say("没有银行有可发放的企业：需要企业向该行的有效授权书。", "soon")
            return
        self.session.ask.folder(
            "结果包写到哪里（U盘）", partial(self._confirm, self.box.run_id, shares)
        )

    def _confirm(self, run_id: str, shares: list[Share], folder: Path) -> None:
        """Say exactly who gets how many, and that it cannot be called back."""
        if self.run is None or self.run.run_id != run_id:
            return
        lines = "\n".join(f"{one.title}：{one.gives:,} 户" for one in shares)
        self.session.confirm(
            f"将签名写出{len(shares)}个结果包到 {folder}，基准日{iso(self.run.as_of)}：\n"
            f"{lines}\n\n每个包只有该行能打开，只含今天仍授权该行的企业。写出即登记为已发放，"
            "不能收回；有异议时另发标注。",
            lambda _password: self.write(run_id, [one.bank for one in shares], folder),
        )

    def write(self, run_id: str, banks: list[str], folder: Path) -> None:
        """Write the packages."""
        store = self.session.store

        def work(progress: Progress) -> list[Given]:
            return results.write_results(store, run_id, banks, folder, progress)

        self.said.say("正在写出，请不要拔出U盘…", "soon")
        changed = (Subject.GRADES, Subject.PACKAGES)
        job = self.session.act(
            "写出结果包", work, then=self._written, failed=self._failed, changed=changed
        )
        job.cancelled.connect(self._stopped)

    def _written(self, given: list[Given]) -> None:
        enterprises = sum(one.enterprises for one in given)
        files = "、".join(one.path.name for one in given)
        self.said.say(
            f"已写出 {len(given)} 个结果包，共 {enterprises:,} 户次，"
            f"在 {given[0].path.parent}：{files}。",
            "good",
        )
        self.written.emit()

    def _stopped(self) -> None:
        self.said.say("已停止。停止前写好的包有效，见“发放记录”。", "soon")
        self.session.changes.tell(Subject.GRADES, Subject.PACKAGES)

    def _failed(self, error: Exception) -> None:
        told = sentence(error) if isinstance(error, AppError) else ""
        self.said.say(f"没有全部写出；写好的包见“发放记录”。{told}", "bad")
        self.session.changes.tell(Subject.GRADES, Subject.PACKAGES)
        self.session.show_error(error)
