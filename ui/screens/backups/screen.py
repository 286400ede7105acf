"""The last backup in a sentence, the list of all, and the acts on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from app import clock
from app.browsing.backup_list import ASIDE, Kept, kept_backups, on_one_disk
from app.office import restore_office
from app.outcomes import words
from app.progress import Progress
from app.store import restoring
from app.store.audit_check import AuditReport
from app.store.backup import Backup, backup_there
from ui.actions import Action, bind, tool_bar
from ui.changes import Changes, Subject
from ui.safety.restore_dialog import Chosen, RestoreDialog, restore_words
from ui.screen import Screen, Session
from ui.style import icons, theme

_FOLDER = Qt.ItemDataRole.UserRole
_REHEARSAL = (
    "把所选备份恢复到一个临时文件夹，从头到尾核对，再删掉。现在的工作区不受影响。"
    "请输入备份当时有效的口令。"
)


class BackupsScreen(Screen):
    """Lists what is in the office's own folder and in the chosen one."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.found: list[Kept] = []
        self._actions = (
            Action("backups.now", "立即备份", self.back_up, "save", "Ctrl+B", "备份并读回核对"),
            Action("backups.rehearse", "试恢复…", self.rehearse, "ok", hint="证明备份能用"),
            Action("backups.restore", "恢复…", self.restore, "undo", hint="换回备份时的样子"),
        )
        self.last = QLabel()
        self.last.setObjectName("lastBackup")
        self.last.setWordWrap(True)
        self.place = QLabel()
        self.place.setObjectName("backupPlace")
        self.place.setWordWrap(True)
        self.said = QLabel()
        self.said.setObjectName("backupSaid")
        self.said.setWordWrap(True)
        self.said.hide()
        self.list = QTreeWidget()
        self.list.setObjectName("backupList")
        self.list.setAccessibleName("备份清单")
        self.list.setHeaderLabels(["时间", "多久以前", "大小", "位置", "状态"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setIconSize(theme.icon_size())
        bar = tool_bar(self, bind(self, self._actions, session.roles).values())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        for widget in (bar, self.last, self.place, self.said):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        self._read()

    def opened(self, wanted: Mapping[str, str]) -> None:
        """A stick may have come or gone meanwhile."""
        self._read()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def changed(self, what: Changes) -> None:
        """After a backup, and when another place was chosen."""
        if Subject.BACKUPS in what:
            self._read()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return self._actions

    def back_up(self) -> None:
        """Write a backup to the chosen place and read it back, as a job."""
        store, chosen = self.session.store, self.session.backups
        self._say("正在备份……", "")
        self.session.act(
            "备份",
            lambda progress: backup_there(store, chosen, progress),
            then=self._backed_up,
            failed=self._failed,
        )

    def _backed_up(self, made: Backup) -> None:
        self._say(f"已备份并读回核对：{made.folder}", "good")
        self.session.changes.tell(Subject.BACKUPS)

    def _failed(self, error: Exception) -> None:
        self._say("这一步没有做成，原有备份没有变动。", "bad")
        self.session.show_error(error)

    def rehearse(self) -> None:
        """Try a backup out without touching the office."""
        self._ask("试恢复", _REHEARSAL, "试恢复").chosen.connect(self._rehearse)

    def _rehearse(self, chosen: Chosen) -> None:
        store = self.session.store
        self._say("正在试恢复……", "")

        def work(progress: Progress) -> AuditReport:
            return restoring.rehearse(
                store, chosen.source, chosen.operator, chosen.password, progress
            )

        self.session.act(
            "试恢复",
            work,
            then=lambda report: self._rehearsed(chosen.source, report),
            failed=self._failed,
        )

    def _rehearsed(self, source: Path, report: AuditReport) -> None:
        self.session.settings.remember(f"rehearsed.{source}", words.iso(clock.today()))
        self._say(
            f"试恢复成功：{report.entries:,} 条日志、{report.rows:,} 条记录都完好。"
            "临时文件夹已删除，现在的工作区没有变动。",
            "good",
        )
        self._read()

    def restore(self) -> None:
        """Say what happens, ask for the password, and put a backup in the office's place."""
        about = restore_words(self.session.store.folder)
        self._ask("从备份恢复", about, "恢复").chosen.connect(self._restore)

    def _restore(self, chosen: Chosen) -> None:
        """First try the password, while the office is still open."""
        folder = self.session.store.folder

        def check(_: object) -> None:
            restoring.check_password(folder, chosen.source, chosen.operator, chosen.password)

        def leave(_: object) -> None:
            self.session.leave_for(
                "从备份恢复",
                lambda _: restore_office(chosen.source, folder, chosen.operator, chosen.password),
            )

        self.session.act("核对口令", check, then=leave, failed=self._failed)

    def _ask(self, title: str, about: str, go: str) -> RestoreDialog:
        item = self.list.currentItem()
        source = Path(item.data(0, _FOLDER)) if item is not None else None
        dialog = RestoreDialog(
            self.window(), self.session.ask, title, about, go, self.found, source
        )
        dialog.open()
        return dialog

    def _read(self) -> None:
        store, chosen = self.session.store, self.session.backups
        self.session.read(
            "读取备份",
            lambda: (
                kept_backups(store.folder, chosen, store.db_id),
                on_one_disk(store.folder, chosen),
                chosen is None or chosen.is_dir(),
            ),
            self._show,
        )

    def _show(self, read: tuple[list[Kept], bool, bool]) -> None:
        self.found, one_disk, there = read
        self._show_last()
        self._show_place(one_disk, there)
        chosen = self.list.currentIndex().row()
        self.list.clear()
        for one in self.found:
            tried = self.session.settings.recall(f"rehearsed.{one.folder}")
            state = "不完整，不能用" if not one.whole else "写入时已核对"
            if one.place == ASIDE:
                state = "可以换回"
            if tried:
                state = f"{tried}试恢复成功"
            item = QTreeWidgetItem([one.made, one.age_words, one.size_words, one.place, state])
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setIcon(4, icons.icon("ok" if one.whole else "error"))
            item.setData(0, _FOLDER, str(one.folder))
            item.setToolTip(0, str(one.folder))
            self.list.addTopLevelItem(item)
        for column in range(4):
            self.list.resizeColumnToContents(column)
            self.list.setColumnWidth(column, self.list.columnWidth(column) + theme.unit() * 2)
        shown = self.list.topLevelItem(min(max(0, chosen), max(0, len(self.found) - 1)))
        if shown is not None:
            self.list.setCurrentItem(shown)

    def _show_last(self) -> None:
        kept = [one for one in self.found if one.whole and one.place != ASIDE]
        if not kept:
            self._mark(
                self.last, "还没有备份。请按“立即备份”；电脑坏了，没有备份就找不回数据。", "bad"
            )
            return
        newest = kept[0]
        since = "其后没有改动。" if newest.counter == self.session.store.counter else ""
        self._mark(
            self.last,
            f"最近一次备份：{newest.made}（{newest.age_words}），在{newest.place}。{since}",
            "good" if newest.days <= 7 or since else "soon",
        )

    def _show_place(self, one_disk: bool, there: bool) -> None:
        chosen = self.session.backups
        where = str(chosen) if chosen else "工作区的 backups 文件夹"
        if not there:
            self._mark(self.place, f"找不到备份位置：{where}。请插好U盘，或在“设置”中另选。", "bad")
        elif one_disk:
            text = (
                f"备份位置：{where}。它和工作区在同一块硬盘上，硬盘坏了两样都会丢："
                "请在“设置”中改到U盘或另一块硬盘，并定期把U盘带到另一处保管。"
            )
            self._mark(self.place, text, "soon")
        else:
            self._mark(self.place, f"备份位置：{where}。请定期把一份带到另一处保管。", "")

    def _say(self, text: str, state: str) -> None:
        self._mark(self.said, text, state)

    def _mark(self, label: QLabel, text: str, state: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))
        label.setProperty("state", state)
        label.style().unpolish(label)
        label.style().polish(label)
