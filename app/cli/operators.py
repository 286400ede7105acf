"""``creditdesk operator add|remove|passwd|recover``."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from app import office
from app.cli.session import OK, Groups, add_office, answer, first_line, opened, password
from app.errors import UsageError
from app.files import written_aside
from app.keys.roles import Role
from app.keys.signing import new_signing_key
from app.keys.slots import NewOperator
from app.store import operators as slots
from app.store import recovery


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
    back = acts.add_parser("recover", help="忘记口令：向汇总端申请恢复").add_subparsers(
        dest="step", required=True
    )
    ask = back.add_parser("request", help="机构端：生成恢复申请（附盖章备案表送汇总端）")
    _of_office(ask, run_request)
    ask.add_argument("--role", action="append", required=True, choices=[r.value for r in Role])
    ask.add_argument("out", type=Path)
    reply = back.add_parser("answer", help="汇总端：核对盖章申请后答复")
    _of_office(reply, run_answer)
    reply.add_argument("file", type=Path)
    reply.add_argument("out", type=Path)
    finish = back.add_parser("complete", help="机构端：用答复完成恢复，更换全部密钥")
    _of_office(finish, run_complete)
    finish.add_argument("file", type=Path)


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
    old = password(arguments)
    with office.opened(arguments.office, arguments.operator, old) as store:
        slots.change_password(store, old, _new_password(arguments.new_password_file))
    return _done(arguments, "口令已修改。")


def run_request(arguments: argparse.Namespace) -> int:
    """Begin a recovery: a new slot under a new password, and a request for the coordinator."""
    roles = frozenset(Role(role) for role in arguments.role)
    signing_key = new_signing_key() if Role.REVIEWER in roles else None
    new = NewOperator(arguments.operator, password(arguments, "新口令："), roles)
    asked = recovery.request(arguments.office, new, signing_key=signing_key)
    _write(arguments.out, asked)
    return _done(arguments, f"已生成恢复申请：{arguments.out}")


def run_answer(arguments: argparse.Namespace) -> int:
    """The coordinator's answer to a request whose stamped paper was checked."""
    with opened(arguments) as store:
        recovery.write_answer(store, arguments.file, arguments.out)
    return _done(arguments, f"已写出恢复答复：{arguments.out}")


def run_complete(arguments: argparse.Namespace) -> int:
    """Take the answer up; every key of the office changes."""
    office.recover_office(
        arguments.office, arguments.file, arguments.operator, password(arguments, "新口令：")
    ).close()
    return _done(arguments, "已恢复。有审核角色的，须重新备案新的签名密钥。")


def _write(path: Path, content: bytes) -> None:
    with written_aside(path) as stream:
        stream.write(content)


def _done(arguments: argparse.Namespace, words: str) -> int:
    answer(arguments, {"done": words}, words)
    return OK
