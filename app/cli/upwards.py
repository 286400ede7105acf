"""``creditdesk upwards``: files for a system above the county, by mapping."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from app.browsing.upward_list import KINDS
from app.catalogue.load import load
from app.cli.session import FINDINGS, OK, Groups, add_json, add_office, answer, opened
from app.outcomes import upwards
from app.outcomes.upwards import Prospect
from app.outcomes.upwards_reading import load_target, shipped


def add(groups: Groups) -> None:
    """Hang the group's commands on the command line."""
    acts = groups.add_parser("upwards", help="向上级系统报送").add_subparsers(
        dest="act", required=True
    )
    targets = acts.add_parser("targets", help="随程序提供的上报模板")
    add_json(targets)
    targets.set_defaults(run=run_targets)
    check = acts.add_parser("check", help="检查上报模板")
    check.add_argument("file", type=Path, metavar="FILE")
    add_json(check)
    check.set_defaults(run=run_check)
    for name, words in (("export", "导出上报文件"), ("preview", "上报预览，不写文件")):
        act = acts.add_parser(name, help=words)
        add_office(act)
        act.add_argument("target", metavar="TARGET", help="模板编号或模板文件")
        act.add_argument("--changed", action="store_true", help="只报上次以来有变动的")
        act.set_defaults(run=run_export if name == "export" else run_preview)
        if name == "export":
            act.add_argument("out", type=Path, metavar="OUT", help="写到哪个文件")
    log = acts.add_parser("log", help="历次上报")
    add_office(log)
    log.set_defaults(run=run_log)


def run_targets(arguments: argparse.Namespace) -> int:
    """The mappings that come with the product."""
    found = [load_target(name, load()) for name in shipped()]
    told = [
        {"id": one.id, "title": one.title, "version": one.version, "format": one.format}
        for one in found
    ]
    answer(arguments, {"targets": told}, "\n".join(" ".join(one.values()) for one in told))
    return OK


def run_check(arguments: argparse.Namespace) -> int:
    """Check a mapping file; refused with every fault."""
    target = load_target(arguments.file, load())
    columns = sum(len(sheet.columns) for sheet in target.sheets)
    empty = [
        f"{sheet.name}·{column.name}"
        for sheet in target.sheets
        for column in sheet.columns
        if not column.sources and not column.constant
    ]
    told = {"id": target.id, "version": target.version, "columns": columns, "empty": empty}
    words = f"模板可用：{target.title} {target.version}，{len(target.sheets)}张表{columns}栏"
    if empty:
        words += f"；没有来源、将空着的栏：{'、'.join(empty)}"
    answer(arguments, told, words)
    return OK


def run_preview(arguments: argparse.Namespace) -> int:
    """What an export would hold now."""
    with opened(arguments) as store:
        target = load_target(arguments.target, store.catalogue)
        found = upwards.prospect(store, target, changed=arguments.changed)
    answer(arguments, asdict(found), _words(found))
    return _code(found)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the file; findings when rows were held, incomplete, or must be taken back above."""
    with opened(arguments) as store:
        target = load_target(arguments.target, store.catalogue)
        done = upwards.export(store, target, arguments.out, changed=arguments.changed)
    words = f"上报编号 {done.export_id}，{done.file_name}，校验值 {done.file_sha256}"
    answer(arguments, asdict(done), f"{words}\n{_words(done.prospect)}")
    return _code(done.prospect)


def run_log(arguments: argparse.Namespace) -> int:
    """All exports of this office."""
    with opened(arguments) as store:
        found = upwards.exports(store)
    words = [
        f"{one['export_id']} {one['at']} {one['target']} {one['target_version']}"
        f" {one['operator']} {one['file_name']} {one['state']}"
        f" 上报{sum(part['exported'] for part in one['counts'].values())}行"
        for one in found
    ]
    answer(arguments, {"exports": found}, "\n".join(words) or "还没有上报过")
    return OK


def _code(found: Prospect) -> int:
    return FINDINGS if found.held or found.incomplete or found.gone or found.unholdable else OK


def _words(found: Prospect) -> str:
    lines = []
    for sheet, counts in found.counts.items():
        parts = [f"{KINDS[name]}{count}" for name, count in counts.items() if count]
        lines.append(f"【{sheet}】{'，'.join(parts) or '没有内容'}")
    for head, rows in (
        ("缺项暂存", found.held),
        ("缺项仍报", found.incomplete),
        ("须请上级撤下", found.gone),
        ("文件不能表示", found.unholdable),
    ):
        lines += [
            f"{head}：{one.sheet} {one.name or one.uscc} {one.column} {one.reason}" for one in rows
        ]
    return "\n".join(lines)
