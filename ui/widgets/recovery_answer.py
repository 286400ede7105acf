"""The coordinator's part of a recovery: an agency forgot its passwords; its paper was checked."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from app.store import recovery
from ui.ask import Telling
from ui.screen import Session, silent

_REQUESTS, _ANSWERS = "恢复申请 (*.recovery)", "恢复答复 (*.answer)"


class RecoveryAnswer:
    """Asks for the request, where the answer goes, and the password; then seals the answer."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def ask(self) -> None:
        """First the request, then where the answer goes."""
        self.session.ask.open_file("选择恢复申请", _REQUESTS, self._choose)

    def _choose(self, asked: Path) -> None:
        name = f"{asked.stem}.answer"
        self.session.ask.save_file("保存恢复答复", _ANSWERS, name, partial(self.write, asked))

    def write(self, asked: Path, path: Path) -> None:
        """Ask for the password, then seal the answer: it opens a whole office."""
        self.session.confirm(
            "将答复恢复申请：持答复和新口令的人可以打开那家机构的全部数据。"
            "请先核对加盖公章的书面申请和来人身份。请输入你自己的口令。",
            lambda _: self._seal(asked, path),
        )

    def _seal(self, asked: Path, path: Path) -> None:
        told = Telling("恢复答复", f"已保存：{path}", "请交给来办理的人，由其在登录窗口完成恢复。")
        self.session.act(
            "答复恢复申请",
            silent(recovery.write_answer, self.session.store, asked, path),
            then=lambda _: self.session.ask.tell(told),
        )
