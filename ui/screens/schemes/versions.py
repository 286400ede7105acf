"""The versions, and the way of one from draft to force: each step says what it will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.browsing.scheme_list import COMING, SIGNED, Listed, SchemeList, listed
from app.keys.roles import Role
from app.rating import schemes
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.screen import Session
from ui.screens.schemes.steps import Steps
from ui.style import theme
from ui.tables.pane import ListPane

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})
_REVIEWER = frozenset({Role.REVIEWER})
_NEXT = {
    schemes.DRAFT: "下一步：点“检查”；有问题的，点“以此起草”改好后另存一个版本。",
    schemes.CHECKED: "下一步：由两名审核人员先后批准。",
    SIGNED: "下一步：由另一名审核人员批准。",
    schemes.APPROVED: "下一步：点“启用”，自拟施行日期起施行。",
    COMING: "已启用，到施行日期开始使用。",
    schemes.IN_FORCE: "评级按这个版本进行。要修改，点“以此起草”，改好后存为新版本。",
    schemes.RETIRED: "已停用；以前按它作出的评级仍可核验。",
}


class VersionsTab(QWidget):
    """Signals ``edit_wanted``, ``compare_wanted`` and ``try_wanted``, each with a version's key."""

    edit_wanted = Signal(str)
    compare_wanted = Signal(str)
    try_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._wanted = self._told = ""
        self.pane = ListPane(
            SchemeList(session.store), "schemes", session, self, empty="没有方案版本。"
        )
        self.pane.view.setAccessibleName("方案版本")
        self.pane.bar.hide()  # they are few
        self.pane.view.opened.connect(self._open)
        self.pane.view.picked.connect(self._picked)
        self.pane.model.loaded.connect(self._seek)
        self.said = QLabel()
        self.said.setObjectName("said")
        self.said.setWordWrap(True)
        self.steps = Steps(session, self)
        self.steps.done.connect(self.stand_on)
        self.acts = self._declared()
        self.live = bind(self, self.acts, session.roles)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(tool_bar(self, self.live.values()))
        layout.addWidget(self.said)
        layout.addWidget(self.pane, 1)
        self.pane.ask()

    def _declared(self) -> tuple[Action, ...]:
        steps = self.steps
        return (
            Action("scheme.edit", "以此起草", self.edit, "edit", "F2", roles=_BOTH),
            Action("scheme.try", "试算", self.attempt, "results", "F9"),
            Action("scheme.compare", "与上一版比较", self.compare, "columns", "F7"),
            Action("scheme.check", "检查", self._for(steps.check), "search", "F8", roles=_BOTH),
            Action("scheme.approve", "批准…", self._for(steps.approve), "ok", roles=_REVIEWER),
            Action(
                "scheme.in-force", "启用…", self._for(steps.put_in_force), "sent", roles=_REVIEWER
            ),
            Action("scheme.retire", "停用…", self._for(steps.retire), "cancel", roles=_REVIEWER),
            Action("scheme.workbook", "导出工作簿…", self._for(steps.download), "export"),
            Action("scheme.upload", "导入工作簿…", steps.upload, "import", roles=_BOTH),
        )

    def stand_on(self, key: str, told: str = "") -> None:
        """Ask anew, put the cursor on this version, and say what was done."""
        self._wanted, self._told = key, told
        self.pane.show_filter({})

    def _seek(self) -> None:
        ids = self.pane.model.ids
        wanted = self._wanted or (ids[0] if ids and self.pane.view.current_key() is None else "")
        if wanted in ids:
            self.pane.view.selectRow(ids.index(wanted))
            self.pane.view.setFocus()
        self._wanted = ""
        self._picked(self.pane.view.picked_keys())
        if self._told:
            self.say(self._told, "good")
            self._told = ""

    def _picked(self, keys: Sequence[str]) -> None:
        ids = self.pane.model.ids
        place = ids.index(keys[0]) if len(keys) == 1 and keys[0] in ids else -1
        row = self.pane.model.row_of(self.pane.model.index(place, 0)) if place >= 0 else None
        self.say(_NEXT.get(row[1], "") if row else "")

    def say(self, text: str, state: str = "") -> None:
        """A sentence over the list."""
        self.said.setText(text)
        self.said.setProperty("state", state)
        self.said.style().polish(self.said)

    def _with_chosen(self, then: Callable[[Listed], None]) -> None:
        """Read the version under the cursor as it is now, and go on with it."""
        key, store = self.pane.view.current_key(), self.session.store
        if key is None:
            self.session.ask.tell(Telling("没有选中版本", "请先在列表中选中一个版本。"))
            return

        def find() -> Listed | None:
            return next((one for one in listed(store) if one.key == key), None)

        self.session.read("读取版本", find, lambda one: then(one) if one else None)

    def _open(self, key: str) -> None:
        """Enter begins a draft; who may not draft sees what the version changes."""
        (self.edit_wanted if "scheme.edit" in self.live else self.compare_wanted).emit(key)

    def edit(self) -> None:
        """Change the version under the cursor; what comes of it is a new one."""
        self._with_chosen(lambda one: self.edit_wanted.emit(one.key))

    def attempt(self) -> None:
        """Try what the version under the cursor would do."""
        self._with_chosen(lambda one: self.try_wanted.emit(one.key))

    def compare(self) -> None:
        """Show what the version under the cursor changes."""
        self._with_chosen(lambda one: self.compare_wanted.emit(one.key))

    def _for(self, step: Callable[[Listed], None]) -> Callable[[], None]:
        return lambda: self._with_chosen(step)
