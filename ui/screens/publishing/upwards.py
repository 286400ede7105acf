"""向上报送: files for the systems of province and state, looked at before they are written."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.browsing.upward_list import HEADS, UpwardList, prospect_findings, prospect_table
from app.keys.roles import Role
from app.outcomes import upwards
from app.outcomes.upwards import Exported, Prospect
from app.outcomes.upwards_files import suffix
from app.outcomes.upwards_reading import load_target, shipped
from app.outcomes.upwards_target import Target
from ui.actions import Action, bind, tool_bar
from ui.ask import Telling
from ui.changes import Subject
from ui.screen import Session, silent
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.scrolled_body import scrolled_body

_SIGNERS = frozenset({Role.REVIEWER})
_MAPPINGS = "上报模板 (*.toml)"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FIRST = "点“上报预览”，这里列出每张表上报多少行、缺什么、为什么；不写文件。"
_FILES = {".xlsx": "工作簿 (*.xlsx)", ".csv": "CSV 表格 (*.csv)", ".json": "JSON (*.json)"}


class UpwardsTab(QWidget):
    """Targets, what would go to the one that is chosen, and below the log."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.targets: list[Target] = []
        self.box = QComboBox()
        self.box.setObjectName("target")
        self.box.setAccessibleName("上报模板")
        self.box.setMinimumContentsLength(24)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.changed_only = QCheckBox("只报上次以来有变动的")
        self.changed_only.setObjectName("changedOnly")
        self.counts = QTreeWidget()
        self.pane = ListPane(
            UpwardList(session.store), "upwards", session, self, hint="",
            empty="还没有向上级系统导出过。",
        )  # fmt: skip
        self.acts = (
            Action("upwards.preview", "上报预览", self.preview, "eye", "Ctrl+P"),
            Action("upwards.export", "导出上报文件…", self.ask_file, "export", roles=_SIGNERS),
            Action("upwards.target", "用其他模板…", self.ask_target, "folder"),
        )
        self._build()
        self.session.read("读取上报模板", self._shipped, self._show_targets)
        self.pane.ask()

    def _build(self) -> None:
        self.pane.bar.hide()
        self.counts.setObjectName("prospect")
        self.counts.setAccessibleName("上报预览")
        self.counts.setHeaderLabels(list(HEADS))
        for column in range(1, len(HEADS) - 1):
            self.counts.headerItem().setTextAlignment(column, _RIGHT)
        self.counts.setAlternatingRowColors(True)
        self.counts.setMinimumHeight(theme.row() * 4)
        QTreeWidgetItem(self.counts, [_FIRST]).setFirstColumnSpanned(True)
        for column in range(1, len(HEADS) - 1):
            self.counts.resizeColumnToContents(column)
        named = QLabel("上报模板")
        named.setBuddy(self.box)
        top = QHBoxLayout()
        top.setSpacing(theme.unit())
        top.addWidget(named)
        top.addWidget(self.box)
        top.addWidget(self.changed_only)
        top.addStretch(1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(theme.unit())
        halves.addWidget(self.counts)
        halves.addWidget(self.pane)
        layout = scrolled_body(self)
        layout.addLayout(top)
        layout.addWidget(tool_bar(self, bind(self, self.acts, self.session.roles).values()))
        layout.addWidget(halves, 1)

    def _shipped(self) -> list[Target]:
        return [load_target(name, self.session.store.catalogue) for name in shipped()]

    def _show_targets(self, found: list[Target]) -> None:
        for one in found:
            self.targets.append(one)
            self.box.addItem(f"{one.title} {one.version}")

    def ask_target(self) -> None:
        """A mapping that somebody wrote for another system."""
        self.session.ask.open_file("用其他模板", _MAPPINGS, self.take_target)

    def take_target(self, path: Path) -> None:
        """Check the mapping; every fault is told at once."""
        work = partial(load_target, path, self.session.store.catalogue)
        self.session.read("检查上报模板", work, self._took)

    def _took(self, target: Target) -> None:
        self._show_targets([target])
        self.box.setCurrentIndex(len(self.targets) - 1)

    @property
    def target(self) -> Target | None:
        """The target that is chosen."""
        place = self.box.currentIndex()
        return self.targets[place] if 0 <= place < len(self.targets) else None

    def preview(self) -> None:
        """Count what would go; nothing is written."""
        if target := self.target:
            store, changed = self.session.store, self.changed_only.isChecked()
            self.session.read(
                "上报预览", partial(upwards.prospect, store, target, changed=changed), self._show
            )

    def _show(self, found: Prospect) -> None:
        self.counts.clear()
        for row in prospect_table(found):
            item = QTreeWidgetItem(self.counts, list(row))
            for column in range(1, len(HEADS) - 1):
                item.setTextAlignment(column, _RIGHT)
            for head, words in prospect_findings(found, row[0]):
                finding = QTreeWidgetItem(item, [f"{head}：{words}"])
                finding.setFirstColumnSpanned(True)
        for column in range(len(HEADS)):
            self.counts.resizeColumnToContents(column)

    def ask_file(self) -> None:
        """Look once more what goes, then ask where."""
        target = self.target
        if target is None:
            return
        ending = suffix(target)
        pattern = _FILES.get(ending, f"压缩文件 (*{ending})")
        self.session.ask.save_file(
            "导出上报文件", pattern, f"{target.id}{ending}", partial(self._count, target)
        )

    def _count(self, target: Target, path: Path) -> None:
        store, changed = self.session.store, self.changed_only.isChecked()
        self.session.read(
            "上报预览",
            partial(upwards.prospect, store, target, changed=changed),
            partial(self._confirm, target, path, changed),
        )

    def _confirm(self, target: Target, path: Path, changed: bool, found: Prospect) -> None:
        self._show(found)
        lines = "\n".join(
            f"{sheet}：上报 {counts['exported']:,} 行，缺项暂存 {counts['held']:,} 行，"
            f"须请上级撤下 {counts['gone']:,} 行"
            for sheet, counts in found.counts.items()
        )
        self.session.confirm(
            f"将写出 {path.name}，报送{target.title}：\n{lines}\n\n"
            "文件不加密，登记为已上报；请按规定专人递送。",
            lambda _password: self.export(target, path, changed),
        )

    def export(self, target: Target, path: Path, changed: bool) -> None:
        """Write the file and log it."""
        work = silent(upwards.export, self.session.store, target, path, changed=changed)
        done = partial(self._exported, path)
        self.session.act("导出上报文件", work, then=done, changed=(Subject.PACKAGES,))

    def _exported(self, path: Path, done: Exported) -> None:
        told = f"已写出 {path}，上报编号 {done.export_id}。"
        advice = f"校验值（SHA-256）{done.file_sha256}"
        self.session.ask.tell(Telling("导出上报文件", told, advice))
