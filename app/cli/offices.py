"""``creditdesk office init|info|check|backup|restore|card``."""

from __future__ import annotations

import argparse
import getpass
import json
import os
from pathlib import Path
from typing import Any

from app import office
from app.cli.session import (
    OK,
    Groups,
    Spoken,
    add_json,
    add_office,
    add_password,
    answer,
    opened,
    password,
)
from app.errors import UsageError
from app.files import disk_fault
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.merging.cards import own_card, read_card, write_card
from app.store import audit_check, backup
from app.store.office_store import Store
from app.store.tables import audit as audit_table


def add(groups: Groups) -> None:
    """Hang the group's commands on the command line."""
    acts = groups.add_parser("office", help="工作区").add_subparsers(dest="act", required=True)
    init = acts.add_parser("init", help="新建工作区")
    init.add_argument("--office", type=Path, required=True, metavar="DIR")
    init.add_argument("--agency", required=True, metavar="CODE", help="机构代码")
    init.add_argument(
        "--operator",
        action="append",
        required=True,
        metavar="NAME:ROLE[,ROLE]",
        help="操作员与角色 entry|query|reviewer|admin，可多次",
    )
    init.add_argument("--coordinator", type=Path, metavar="CARD", help="汇总端公钥卡")
    init.add_argument("--password-file", type=Path, metavar="FILE", help="JSON：{操作员: 口令}")
    add_json(init)
    init.set_defaults(run=run_init)
    for name, run, words in (
        ("info", run_info, "概况"),
        ("check", run_check, "全面检查"),
    ):
        act = acts.add_parser(name, help=words)
        add_office(act)
        act.set_defaults(run=run)
    card = acts.add_parser("card", help="导出本机构公钥卡")
    add_office(card)
    card.add_argument("out", type=Path)
    card.set_defaults(run=run_card)
    keep = acts.add_parser("backup", help="备份并回读核对")
    add_office(keep)
    keep.add_argument("--to", type=Path, metavar="DIR", help="备份文件夹，默认工作区内backups")
    keep.set_defaults(run=run_backup)
    back = acts.add_parser("restore", help="从备份恢复到新文件夹")
    back.add_argument("backup", type=Path)
    back.add_argument("--office", type=Path, required=True, metavar="DIR")
    back.add_argument("--operator", required=True)
    add_password(back)
    add_json(back)
    back.set_defaults(run=run_restore)


def run_init(arguments: argparse.Namespace) -> int:
    """Make an office."""
    passwords = _passwords(arguments.password_file)
    operators = [_operator(text, passwords) for text in arguments.operator]
    card = read_card(arguments.coordinator) if arguments.coordinator else None
    office.create_office(
        arguments.office, agency=arguments.agency, operators=operators, coordinator=card
    )
    answer(
        arguments,
        {"office": str(arguments.office), "agency": arguments.agency},
        f"已建立{arguments.agency}的工作区：{arguments.office}",
    )
    return OK


def _operator(text: str, passwords: dict[str, str]) -> NewOperator:
    name, _, roles = text.partition(":")
    try:
        chosen = frozenset(Role(role) for role in roles.split(","))
    except ValueError as error:
        raise UsageError(
            "U-ROLE", f"角色写法不对：{text}", "应为 姓名:entry、姓名:reviewer,admin 等。"
        ) from error
    given = passwords.get(name) or os.environ.get("CREDITDESK_PASSWORD")
    return NewOperator(name, given or getpass.getpass(f"{name}的口令："), chosen)


def _passwords(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        return {str(k): str(v) for k, v in json.loads(path.read_text("utf-8")).items()}
    except OSError as error:
        raise disk_fault(error, path) from error
    except (ValueError, AttributeError) as error:
        raise UsageError(
            "U-PASSWORD-FILE", "口令文件应为JSON：{操作员: 口令}。", "请检查文件内容。"
        ) from error


def run_info(arguments: argparse.Namespace) -> int:
    """What this office is and holds."""
    with opened(arguments) as store:
        fingerprint = own_card(store).fingerprint
        content = _info(store, fingerprint)
    answer(arguments, content, "\n".join(f"{k}：{v}" for k, v in content.items()))
    return OK


def _info(store: Store, fingerprint: str) -> dict[str, Any]:
    with store.read() as conn:
        counts = {
            code: count
            for code in store.catalogue.data_sets
            if (
                count := conn.exec_driver_sql(
                    f'SELECT count(*) FROM "{store.table(code).name}"'
                ).scalar()
            )
        }
        audits = conn.exec_driver_sql(f"SELECT count(*) FROM {audit_table.name}").scalar()
        roles = [role.value for role in sorted(store.roles)]
        return {
            "agency": store.agency,
            "edition": store.edition,
            "operator": store.operator,
            "roles": roles,
            "catalogue": store.catalogue.version,
            "records": counts,
            "audit_entries": audits,
            "fingerprint": fingerprint,
        }


def run_check(arguments: argparse.Namespace) -> int:
    """Every page, every reference, the whole audit chain, and each row against it."""
    with opened(arguments) as store:
        report = audit_check.verify(store, Spoken())
    answer(
        arguments,
        {"ok": True, "entries": report.entries, "rows": report.rows},
        f"检查完好：审计{report.entries}条，记录{report.rows}条",
    )
    return OK


def run_card(arguments: argparse.Namespace) -> int:
    """Write this office's public card."""
    with opened(arguments) as store:
        card = own_card(store)
        write_card(card, arguments.out)
    answer(
        arguments,
        {"card": str(arguments.out), "fingerprint": card.fingerprint},
        f"公钥卡：{arguments.out}\n指纹：{card.fingerprint}",
    )
    return OK


def run_backup(arguments: argparse.Namespace) -> int:
    """Back up, read back, then prune old ones."""
    with opened(arguments) as store:
        made = backup.backup(store, arguments.to)
    answer(arguments, {"backup": str(made.folder)}, f"已备份并回读核对：{made.folder}")
    return OK


def run_restore(arguments: argparse.Namespace) -> int:
    """Restore a backup into an empty folder."""
    office.restore_office(
        arguments.backup, arguments.office, arguments.operator, password(arguments)
    ).close()
    answer(arguments, {"office": str(arguments.office)}, f"已恢复到：{arguments.office}")
    return OK
