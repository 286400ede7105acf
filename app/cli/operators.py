"""``creditdesk operator add|remove|passwd|recover``."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from app.cli.session import OK, Groups, add_office, answer, first_line, opened
from app.errors import UsageError
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.store import operators as slots


def add(groups: Groups) -> None:
    """Hang the group's commands on the command line."""
    acts = groups.add_parser("operator", help="操作员").add_subparsers(dest="act", required=True)
    new = acts.add_parser("add", help="新增操作员")
    _of_office(new, run_add)
    new.add_argument("name")
    new.add_argument("--role", action="append", required=True, choices=[r.value for r in Role])
    new.add_argument("--new-password-file", type=Path, metavar="FILE")
    gone = acts.add_parser("remove", help="停用操作员（更换主密钥）")
    _of_office(gone, run_remove)
    gone.add_argument("name")
    change = acts.add_parser("passwd", help="修改本人口令")
    _of_office(change, run_passwd)
    change.add_argument("--new-password-file", type=Path, metavar="FILE")
    back = acts.add_parser("recover", help="为忘记口令的操作员重设口令（须由审核人员或管理员办理）")
    _of_office(back, run_recover)
    back.add_argument("name")
    back.add_argument("--new-password-file", type=Path, metavar="FILE")


def _of_office(parser: argparse.ArgumentParser, run: object) -> None:
    add_office(parser)
    parser.set_defaults(run=run)


def _new_password(path: Path | None) -> str:
    if path is not None:
        return first_line(path)
    once = getpass.getpass("新口令：")
    if once != getpass.getpass("再输入一次："):
        raise UsageError("U-PASSWORD-TWICE", "两次输入的口令不一致。", "请重新办理。")
    return once


def run_add(arguments: argparse.Namespace) -> int:
    """A new operator with a password of their own."""
    roles = frozenset(Role(role) for role in arguments.role)
    new = NewOperator(arguments.name, _new_password(arguments.new_password_file), roles)
    with opened(arguments) as store:
        slots.add(store, new)
    return _done(arguments, f"已新增操作员：{arguments.name}")


def run_remove(arguments: argparse.Namespace) -> int:
    """Retire an operator: their slot goes, and the database gets a new key."""
    with opened(arguments) as store:
        slots.remove(store, arguments.name)
    return _done(arguments, f"已停用操作员：{arguments.name}")


def run_passwd(arguments: argparse.Namespace) -> int:
    """Change one's own password."""
    with opened(arguments) as store:
        slots.passwd(store, _new_password(arguments.new_password_file))
    return _done(arguments, "口令已修改。")


def run_recover(arguments: argparse.Namespace) -> int:
    """Another reviewer or administrator gives a forgetful operator a new slot."""
    with opened(arguments) as store:
        slots.reset(store, arguments.name, _new_password(arguments.new_password_file))
    return _done(arguments, f"已为{arguments.name}重设口令。")


def _done(arguments: argparse.Namespace, words: str) -> int:
    answer(arguments, {"done": words}, words)
    return OK
