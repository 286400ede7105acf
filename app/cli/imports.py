"""``creditdesk import``, ``creditdesk batch`` and ``creditdesk match``."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.session import FINDINGS, OK, Groups, Spoken, add_office, answer, day, opened
from app.collection.batches import batches, undo_batch
from app.collection.held import choose_match, discard_held, held_rows
from app.collection.importing import OUTCOME_WORDS, ImportReport, class_counts, import_file
from app.collection.sheets.annotate import write_back
from app.errors import UsageError


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    take = groups.add_parser("import", help="导入表格")
    add_office(take)
    take.add_argument("file", type=Path)
    take.add_argument("--dataset", required=True, metavar="CODE", help="数据集代码，例如 GD02")
    take.add_argument(
        "--map",
        action="extend",
        nargs="+",
        default=[],
        metavar="列名=字段",
        help="指定列对应的字段；字段写 - 表示不用该列",
    )
    take.add_argument("--sheet", help="工作表名")
    take.add_argument("--header-row", type=int, metavar="N", help="表头所在行")
    take.add_argument("--as-of", type=day, metavar="DATE", help="数据截止日")
    take.add_argument("--dry-run", action="store_true", help="只核对，不写入")
    take.add_argument("--annotate", type=Path, metavar="OUT", help="把核查问题写回到一份副本")
    take.set_defaults(run=run_import)
    many = groups.add_parser("batch", help="导入批次").add_subparsers(dest="act", required=True)
    listed = many.add_parser("list", help="列出导入批次")
    add_office(listed)
    listed.set_defaults(run=run_batches)
    undo = many.add_parser("undo", help="撤销一个导入批次")
    add_office(undo)
    undo.add_argument("batch_id")
    undo.set_defaults(run=run_undo)
    match = groups.add_parser("match", help="未匹配的行").add_subparsers(dest="act", required=True)
    waiting = match.add_parser("list", help="列出待处理的行与候选企业")
    add_office(waiting)
    waiting.add_argument("--dataset", metavar="CODE")
    waiting.set_defaults(run=run_held)
    choose = match.add_parser("choose", help="为一行选定企业，并记住这个选择")
    add_office(choose)
    choose.add_argument("row", type=int)
    choose.add_argument("uscc")
    choose.set_defaults(run=run_choose)
    drop = match.add_parser("discard", help="放弃一行（保留痕迹）")
    add_office(drop)
    drop.add_argument("row", type=int)
    drop.add_argument("--reason", required=True)
    drop.set_defaults(run=run_discard)


def chosen_columns(pairs: list[str]) -> dict[str, str]:
    """``列名=字段`` pairs as a mapping. Raises ``U-MAP``."""
    chosen: dict[str, str] = {}
    for pair in pairs:
        header, equals, field = pair.rpartition("=")
        if not equals or not header or not field:
            raise UsageError("U-MAP", f"列对应写法不对：{pair}", "应为 列名=字段，例如 电量=kwh。")
        chosen[header] = field
    return chosen


def run_import(arguments: argparse.Namespace) -> int:
    """Import a file, or tell what importing it would do."""
    with opened(arguments) as store:
        report = import_file(
            store,
            arguments.dataset,
            arguments.file,
            choices=chosen_columns(arguments.map),
            sheet=arguments.sheet,
            header_row=arguments.header_row,
            dry_run=arguments.dry_run,
            as_of=arguments.as_of,
            progress=Spoken(),
        )
        if arguments.annotate:
            write_back(arguments.file, arguments.annotate, report.findings, class_counts(report))
    for note in report.notes:
        print(note, file=sys.stderr)
    answer(arguments, _content(report, arguments.dry_run), _words(report, arguments.dry_run))
    return FINDINGS if report.findings else OK


def _counts(report: ImportReport) -> dict[str, int]:
    counts = {name: getattr(report, name) for name in OUTCOME_WORDS}
    return {"rows": report.rows, **counts}


def _content(report: ImportReport, dry_run: bool) -> dict[str, Any]:
    return {
        **_counts(report),
        "dry_run": dry_run,
        "batch_id": report.batch_id,
        "sheet": report.sheet_name,
        "columns": report.columns,
        "unknown_columns": report.unknown_columns,
        "missing_columns": report.missing,
        "left_out": [asdict(line) for line in report.left_out],
        "notes": report.notes,
        "findings": [asdict(said) for said in report.findings],
    }


def _words(report: ImportReport, dry_run: bool) -> str:
    counts = "，".join(f"{word}{getattr(report, name)}" for name, word in OUTCOME_WORDS.items())
    lines = [f"{'试导入' if dry_run else '导入'}{report.rows}行：{counts}"]
    lines += [
        f"  第{said.row}行 {said.column or said.field} [{said.code}] {said.words}"
        for said in report.findings[:40]
    ]
    if len(report.findings) > 40:
        lines.append(f"  ……共{len(report.findings)}个问题，用 --annotate 写回表格查看全部")
    return "\n".join(lines)


def run_batches(arguments: argparse.Namespace) -> int:
    """List imported files."""
    with opened(arguments) as store:
        found = [asdict(entry) for entry in batches(store)]
    lines = [f"{b['batch_id']} {b['dataset']} {b['file_name']} {b['state']}" for b in found]
    answer(arguments, {"batches": found}, "\n".join(lines) or "没有导入批次")
    return OK


def run_undo(arguments: argparse.Namespace) -> int:
    """Take a batch back."""
    with opened(arguments) as store:
        touched = undo_batch(store, arguments.batch_id)
    answer(arguments, {"records": touched}, f"已撤销，涉及{touched}条记录")
    return OK


def run_held(arguments: argparse.Namespace) -> int:
    """List rows kept back, with candidates."""
    with opened(arguments) as store:
        rows = [asdict(row) for row in held_rows(store, arguments.dataset)]
    lines = [f"{row['id']} {row['dataset']} 第{row['row_no']}行 {row['outcome']}" for row in rows]
    answer(arguments, {"rows": rows}, "\n".join(lines) or "没有待处理的行")
    return OK


def run_choose(arguments: argparse.Namespace) -> int:
    """Say whose row it is."""
    with opened(arguments) as store:
        settled = choose_match(store, arguments.row, arguments.uscc)
    answer(arguments, asdict(settled), "已匹配" if settled.rec_id else "仍有问题，未入库")
    return OK if settled.rec_id else FINDINGS


def run_discard(arguments: argparse.Namespace) -> int:
    """Put a row aside for good."""
    with opened(arguments) as store:
        discard_held(store, arguments.row, arguments.reason)
    answer(arguments, {"row": arguments.row}, "已放弃该行")
    return OK
