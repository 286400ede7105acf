"""Who may open this office on the left, the keys on the right, and the acts on both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from app.documents.batch import print_file
from app.documents.issuing.selection import Selection
from app.documents.kinds import kind_of, pieces_of
from app.documents.qr import qr_png
from app.edition import Edition
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.merging.cards import own_card
from app.merging.enrolment import write_enrolment
from app.outcomes import words
from app.progress import Progress
from app.store import operators
from app.store.office_store import Store
from app.store.operators import PASSWORD_DAYS, KeyFile, Person
from ui.actions import Action, bind, tool_bar
from ui.ask import PACKAGES, PAPERS, Telling
from ui.changes import Changes, Subject
from ui.screen import Screen, Session, silent
from ui.screens.operators.dialogs import NewOperatorDialog, PasswordDialog
from ui.screens.operators.keys import KeyCard
from ui.style import icons, theme
from ui.widgets.recovery_answer import RecoveryAnswer

_NAME = Qt.ItemDataRole.UserRole
_FORM = "enrolment"


@dataclass(frozen=True)
class _Told:
    """What differs between an office that enrols and the one where it does."""

    known_by: str
    added: str
    printed: str


_TOLD = {
    Edition.AGENCY: _Told(
        "汇总单位按盖章备案表上的这组数字认定本单位。",
        "请打印备案表报汇总单位。",
        "请打印两份，签字盖章后一份报汇总单位。",
    ),
    Edition.COORDINATOR: _Told(
        "各机构按公钥卡通知上的这组数字认定本单位。",
        "请打印备案表存档。",
        "请打印，签字盖章后存档。",
    ),
}
_SUBJECTS = (Subject.OPERATORS,)


@dataclass(frozen=True)
class _Read:
    """What the screen shows."""

    people: list[Person]
    fingerprint: str
    picture: bytes
    keys: KeyFile


class OperatorsScreen(Screen):
    """Everybody sees who there is; only administrators and reviewers change it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.people: list[Person] = []
        self.recovery = RecoveryAnswer(session)
        self._actions = self._declared()
        self.said = QLabel()
        self.said.setObjectName("operatorsSaid")
        self.said.setWordWrap(True)
        self.said.hide()
        self.age = QLabel()
        self.age.setObjectName("passwordAge")
        self.age.setWordWrap(True)
        self.age.hide()
        self.list = QTreeWidget()
        self.list.setObjectName("operatorList")
        self.list.setAccessibleName("操作员名单")
        self.list.setHeaderLabels(["姓名", "权限", "口令设于", "已用", "状态"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setIconSize(theme.icon_size())
        self.keys = KeyCard(self)
        self._told = _TOLD[Edition(session.store.edition)]
        note = QLabel(self._about_roles())
        note.setObjectName("aboutRights")
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        bar = tool_bar(self, bind(self, self._actions, session.roles).values())
        middle = QHBoxLayout()
        middle.setSpacing(theme.unit() * 2)
        middle.addWidget(self.list, 3)
        middle.addWidget(self.keys, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        for widget in (bar, self.age, self.said):
            column.addWidget(widget)
        column.addLayout(middle, 1)
        column.addWidget(note)
        self._read()

    def _declared(self) -> tuple[Action, ...]:
        chiefs = frozenset({Role.ADMIN, Role.REVIEWER})
        admin, reviewer = frozenset({Role.ADMIN}), frozenset({Role.REVIEWER})
        listed = [
            Action("operators.password", "修改我的口令…", self.change_password, "key"),
            Action("operators.add", "增加…", self.add, "add", roles=chiefs),
            Action("operators.remove", "停用…", self.remove, "delete", roles=admin),
            Action("operators.form", "打印备案表…", self.print_form, "print"),
        ]
        if self.session.store.edition == Edition.AGENCY:
            listed.append(
                Action("operators.file", "写备案文件…", self.write_file, "save", roles=reviewer)
            )
        else:
            listed.append(
                Action(
                    "operators.answer", "答复恢复申请…", self.recovery.ask, "key", roles=reviewer
                )
            )
        return tuple(listed)

    def _about_roles(self) -> str:
        lines = ["权限不能修改：要改时停用后重新增加。"]
        if Role.ADMIN not in self.session.roles:
            lines.append("停用操作员由管理员办理。")
        if Role.REVIEWER not in self.session.roles:
            lines.append("增加审核人、写备案文件由审核人办理，因为签名密钥在审核人手里。")
        lines.append("忘记口令：请管理员停用后重新增加；没有人能登录时，在登录窗口按“忘记口令”。")
        return "".join(lines)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """The cursor in the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def changed(self, what: Changes) -> None:
        """After an operator came, went, or has another password."""
        if Subject.OPERATORS in what:
            self._read()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return self._actions

    def add(self) -> None:
        """Give somebody a password of their own."""
        dialog = NewOperatorDialog(self.window())
        dialog.given.connect(self._add)
        dialog.open()

    def _add(self, new: NewOperator) -> None:
        self.session.act(
            "增加操作员",
            silent(operators.add, self.session.store, new),
            then=lambda _: self._say(f"已增加“{new.name.strip()}”。{self._told.added}"),
            changed=_SUBJECTS,
        )

    def change_password(self) -> None:
        """Ask for the old and the new one."""
        dialog = PasswordDialog(self.window(), self.session.store.operator)
        dialog.given.connect(self._change_password)
        dialog.open()

    def _change_password(self, old: str, new: str) -> None:
        self.session.act(
            "修改口令",
            silent(operators.change_password, self.session.store, old, new),
            then=lambda _: self._say("口令已修改，下次登录用新口令。"),
            changed=_SUBJECTS,
        )

    def remove(self) -> None:
        """Say what happens, ask for the own password, then take the slot away."""
        picked = self.list.selectedItems()
        if not picked:
            self._say("请先在名单里选一名操作员。")
            return
        name = str(picked[0].data(0, _NAME))
        self.session.confirm(
            f"将停用“{name}”：程序先备份，再更换工作区的全部密钥，此后其口令打不开工作区。"
            "其办过的事仍在日志里。不能撤销，要恢复只能重新增加。请输入你自己的口令。",
            lambda _: self._remove(name),
        )

    def _remove(self, name: str) -> None:
        self.session.act(
            "停用操作员",
            silent(operators.remove, self.session.store, name),
            then=lambda _: self._say(f"已停用“{name}”，全部密钥已更换。"),
            changed=(Subject.OPERATORS, Subject.BACKUPS),
        )

    def print_form(self) -> None:
        """The enrolment form, to be sealed."""
        name = f"{self.session.store.agency}-用户备案表.pdf"
        self.session.ask.save_file("保存备案表", PAPERS, name, self.write_form)

    def write_form(self, path: Path) -> None:
        """The form as a PDF at ``path``."""
        store = self.session.store

        def work(progress: Progress) -> int:
            pieces = pieces_of(store, _FORM, Selection())
            return print_file(path, kind_of(store, _FORM).title, pieces, progress=progress)

        told = Telling("备案表", f"已保存：{path}", self._told.printed)
        self.session.act("打印备案表", work, then=lambda _: self.session.ask.tell(told))

    def write_file(self) -> None:
        """The enrolment file, signed anew."""
        name = f"{self.session.store.agency}-备案.xyb"
        self.session.ask.save_file("保存备案文件", PACKAGES, name, self.write_enrolment_file)

    def write_enrolment_file(self, path: Path) -> None:
        """The file at ``path``; the coordinator holds it against the sealed form."""
        told = Telling("备案文件", f"已保存：{path}", "请与盖章的备案表一起送汇总单位。")
        self.session.act(
            "写备案文件",
            silent(write_enrolment, self.session.store, path),
            then=lambda _: self.session.ask.tell(told),
        )

    def _read(self) -> None:
        store = self.session.store
        self.session.read("读取操作员", lambda: _read(store), self._show)

    def _show(self, found: _Read) -> None:
        self.people = found.people
        self.keys.show_keys(found.fingerprint, found.picture, found.keys, self._told.known_by)
        self.list.clear()
        for person in found.people:
            roles = "、".join(role.label for role in sorted(person.roles))
            mine = person.name == self.session.store.operator
            state = "口令该换了" if person.due else ("本人" if mine else "正常")
            since = words.day_words(person.since)
            item = QTreeWidgetItem([person.name, roles, since, f"{person.days} 天", state])
            item.setData(0, _NAME, person.name)
            item.setIcon(4, icons.icon("warning" if person.due else "ok"))
            self.list.addTopLevelItem(item)
            if mine:
                self.list.setCurrentItem(item)
                self._show_age(person)
        for column in range(4):
            self.list.resizeColumnToContents(column)
            self.list.setColumnWidth(column, self.list.columnWidth(column) + theme.unit() * 2)

    def _show_age(self, person: Person) -> None:
        self.age.setVisible(person.due)
        self.age.setProperty("state", "bad")
        self.age.setText(
            f"你的口令已用 {person.days} 天，按规定每 {PASSWORD_DAYS} 天换一次："
            "请按“修改我的口令”。"
        )
        self.age.style().unpolish(self.age)
        self.age.style().polish(self.age)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()


def _read(store: Store) -> _Read:
    digits = own_card(store).fingerprint
    picture = qr_png(digits.replace(" ", ""))
    return _Read(operators.people(store), digits, picture, operators.key_file(store))
