"""``creditdesk workbook``: entry templates to fill in, and the office's registers."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.session import OK, Groups, add_office, answer, opened
from app.documents.workbooks.office_templates import entry_template
from app.documents.workbooks.registers import REGISTERS, write_register


def add(groups: Groups) -> None:
    """Hang the group's commands on the command line."""
    acts = groups.add_parser("workbook", help="采集模板与登记簿（.xlsx）").add_subparsers(
        dest="act", required=True
    )
    entry = acts.add_parser("entry", help="一个数据集的采集模板")
    add_office(entry)
    entry.add_argument("--dataset", required=True, metavar="CODE")
    entry.add_argument("--prefilled", action="store_true", help="预填企业名录的代码和名称")
    entry.set_defaults(run=run_entry)
    _out(entry)
    for name, register in REGISTERS.items():
        act = acts.add_parser(name, help=register.title)
        add_office(act)
        act.set_defaults(run=run_register)
        _out(act)


def _out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")


def run_entry(arguments: argparse.Namespace) -> int:
    """Write an entry template."""
    with opened(arguments) as store:
        rows = entry_template(
            store, arguments.dataset, arguments.out, prefilled=arguments.prefilled
        )
    content = {"dataset": arguments.dataset, "enterprises": rows, "out": arguments.out}
    answer(arguments, content, f"采集模板已写出，预填{rows}户：{arguments.out}")
    return OK


def run_register(arguments: argparse.Namespace) -> int:
    """Write one of the registers."""
    with opened(arguments) as store:
        rows = write_register(store, arguments.act, arguments.out)
    content = {"rows": rows, "out": arguments.out}
    answer(arguments, content, f"{REGISTERS[arguments.act].title}已写出，{rows}行：{arguments.out}")
    return OK
