"""``creditdesk scheme``: versions of the rating scheme, from draft to force."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from app import edition
from app.cli.session import FINDINGS, OK, Groups, add_office, answer, day, opened
from app.edition import Edition
from app.rating import scheme_file, scheme_upload, scheme_words, scheme_workbook, schemes
from app.rating.scheme import DEFAULT


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("scheme", help="评级方案").add_subparsers(dest="act", required=True)
    for name, words, run in (
        ("list", "列出方案版本", run_list),
        ("show", "列出一个版本的内容", run_show),
        ("diff", "列出两个版本的差异", run_diff),
        ("export", "导出方案文件", run_export),
        ("import", "导入方案文件为草稿", run_import),
        ("workbook", "下载为工作簿", run_workbook),
        ("upload", "上传改好的工作簿为草稿", run_upload),
        ("check", "检查草稿", run_check),
        ("approve", "批准", run_approve),
        ("in-force", "启用", run_in_force),
        ("retire", "停用", run_retire),
    ):
        act = acts.add_parser(name, help=words)
        add_office(act)
        act.set_defaults(run=run)
        if name in {"import", "upload"}:
            act.add_argument("file", type=Path)
            act.add_argument("--version", required=name == "upload", help="改用这个版本号")
            act.add_argument("--reason", required=True)
            act.add_argument("--from", dest="start", type=day, required=True, metavar="DATE")
        elif name != "list":
            act.add_argument("version")
            act.add_argument("--id", default=DEFAULT)
        if name == "diff":
            act.add_argument("other", metavar="version")
        if name in {"export", "workbook"}:
            act.add_argument("file", type=Path)


def run_list(arguments: argparse.Namespace) -> int:
    """List the versions."""
    with opened(arguments) as store, store.read() as conn:
        found = schemes.versions(conn)
    lines = [
        f"{one.scheme_id} {one.version} {one.state} {one.author} {one.reason}" for one in found
    ]
    words = "\n".join(lines) or "没有另建的方案版本，使用随程序发布的方案"
    answer(arguments, {"versions": [asdict(one) for one in found]}, words)
    return OK


def run_show(arguments: argparse.Namespace) -> int:
    """Tell what one version says."""
    with opened(arguments) as store, store.read() as conn:
        found = schemes.version_of(conn, arguments.id, arguments.version)
    told = scheme_words.told(found)
    content = {"scheme_id": found.id, "version": found.version, "sha256": found.sha256}
    words = "\n".join(f"{what}：{text}" for what, text in told.items())
    answer(arguments, {**content, "content": told}, words)
    return OK


def run_diff(arguments: argparse.Namespace) -> int:
    """Tell what two versions say differently."""
    with opened(arguments) as store, store.read() as conn:
        old, new = (
            schemes.version_of(conn, arguments.id, version)
            for version in (arguments.version, arguments.other)
        )
    found = scheme_words.differences(old, new)
    answer(arguments, {"differences": [asdict(one) for one in found]}, words(found))
    return OK


def words(found: Sequence[scheme_words.Difference]) -> str:
    """Differences to read, one per line."""
    return "\n".join(f"{one.what}：{one.old} → {one.new}" for one in found) or "没有差异"


def run_export(arguments: argparse.Namespace) -> int:
    """Write one version as a file."""
    with opened(arguments) as store, store.read() as conn:
        scheme_file.export(
            schemes.version_of(conn, arguments.id, arguments.version), arguments.file
        )
    answer(arguments, {"file": str(arguments.file)}, f"已导出：{arguments.file}")
    return OK


def run_import(arguments: argparse.Namespace) -> int:
    """Keep a file as a draft."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        scheme = scheme_file.read(arguments.file)
        if arguments.version:
            scheme = scheme_file.with_version(scheme.files, arguments.version)
        schemes.draft(store, scheme, reason=arguments.reason, effective_from=arguments.start)
    content = {"scheme_id": scheme.id, "version": scheme.version}
    answer(arguments, content, f"已存为草稿：{scheme.id} {scheme.version}")
    return OK


def run_workbook(arguments: argparse.Namespace) -> int:
    """Write one version as a workbook."""
    with opened(arguments) as store, store.read() as conn:
        found = schemes.version_of(conn, arguments.id, arguments.version)
    scheme_workbook.write(found, arguments.file)
    answer(arguments, {"file": str(arguments.file)}, f"已下载：{arguments.file}")
    return OK


def run_upload(arguments: argparse.Namespace) -> int:
    """Keep a changed workbook as a draft; tells what it changes."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        found = scheme_upload.upload(
            store,
            arguments.file,
            version=arguments.version,
            reason=arguments.reason,
            effective_from=arguments.start,
        )
    content = {"version": arguments.version, "differences": [asdict(one) for one in found]}
    answer(arguments, content, f"已存为草稿：{arguments.version}\n{words(found)}")
    return OK


def run_check(arguments: argparse.Namespace) -> int:
    """Check a draft; tells every problem."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        found = schemes.check(store, arguments.id, arguments.version)
    lines = [f"{one.file} {one.key}：{one.message}" for one in found]
    content = {"problems": [asdict(one) for one in found]}
    answer(arguments, content, "\n".join(lines) or "检查通过")
    return FINDINGS if found else OK


def run_approve(arguments: argparse.Namespace) -> int:
    """Sign a checked version."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        state = schemes.approve(store, arguments.id, arguments.version)
    words = "已批准" if state == schemes.APPROVED else "已签署，待第二人批准"
    answer(arguments, {"state": state}, words)
    return OK


def run_in_force(arguments: argparse.Namespace) -> int:
    """Put an approved version in force."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        start = schemes.put_in_force(store, arguments.id, arguments.version)
    answer(arguments, {"in_force_from": start.isoformat()}, f"自{start}起在用")
    return OK


def run_retire(arguments: argparse.Namespace) -> int:
    """Put a version out of use."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        schemes.retire(store, arguments.id, arguments.version)
    answer(arguments, {"state": schemes.RETIRED}, "已停用")
    return OK
