"""The coordinator's commands: ``enrol``, ``directory``, ``merge``, ``register``, ``receipt``,
``result``, ``export-facts``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from app import edition
from app.cli.session import FINDINGS, OK, Groups, Spoken, add_office, answer, opened
from app.edition import Edition
from app.merging.directory import publish_directory
from app.merging.enrolment import enrol
from app.merging.facts_csv import export_facts
from app.merging.merge import merge
from app.merging.receipts import write_receipt
from app.merging.registers import publish_register
from app.outcomes.results import write_result


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    new = groups.add_parser("enrol", help="登记机构：备案包与盖章备案表上的指纹")
    add_office(new)
    new.add_argument("file", type=Path)
    new.add_argument("--fingerprint", required=True, help="盖章备案表上的40位指纹，空格不限")
    new.set_defaults(run=run_enrol)
    keys = groups.add_parser("directory", help="签发机构名册")
    add_office(keys)
    keys.add_argument("out", type=Path)
    keys.set_defaults(run=run_directory)
    take = groups.add_parser("merge", help="验证并并入报送包")
    add_office(take)
    take.add_argument("file", type=Path)
    take.add_argument("--receipt", type=Path, metavar="OUT", help="同时写出回执")
    take.set_defaults(run=run_merge)
    names = groups.add_parser("register", help="发布企业名录")
    add_office(names)
    names.add_argument("--period", default="")
    names.add_argument("out", type=Path)
    names.set_defaults(run=run_register)
    back = groups.add_parser("receipt", help="写出回执")
    add_office(back)
    back.add_argument("package_id")
    back.add_argument("out", type=Path)
    back.set_defaults(run=run_receipt)
    result = groups.add_parser("result", help="向银行写出评级结果包")
    add_office(result)
    result.add_argument("run_id")
    result.add_argument("bank")
    result.add_argument("out", type=Path)
    result.set_defaults(run=run_result)
    facts = groups.add_parser("export-facts", help="把全部事实导出为CSV")
    add_office(facts)
    facts.add_argument("--out", type=Path, required=True, metavar="DIR")
    facts.set_defaults(run=run_export)


def run_enrol(arguments: argparse.Namespace) -> int:
    """Take an agency into the directory."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        card = enrol(store, arguments.file, arguments.fingerprint)
    answer(arguments, {"agency": card.agency}, f"已登记机构：{card.agency}")
    return OK


def run_directory(arguments: argparse.Namespace) -> int:
    """Sign the next directory of agencies."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        written = publish_directory(store, arguments.out)
    answer(arguments, {"package_id": written.package_id}, f"已签发机构名册：{arguments.out}")
    return OK


def run_merge(arguments: argparse.Namespace) -> int:
    """Merge one submission; the receipt too when asked for."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        merged = merge(store, arguments.file, progress=Spoken())
        if arguments.receipt:
            write_receipt(store, merged.package_id, arguments.receipt)
    content = {
        "package_id": merged.package_id,
        "sender": merged.sender,
        "accepted": merged.accepted,
        "pooled": merged.pooled,
        "returned": merged.returned,
        "again": merged.again,
    }
    words = f"{merged.sender}：并入{sum(merged.accepted.values())}条，退回{len(merged.returned)}条"
    answer(arguments, content, words + ("（此前已并入）" if merged.again else ""))
    return FINDINGS if merged.returned else OK


def run_register(arguments: argparse.Namespace) -> int:
    """Publish the register to all agencies."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        written = publish_register(store, arguments.out, period=arguments.period)
    answer(arguments, {"package_id": written.package_id}, f"已发布企业名录：{arguments.out}")
    return OK


def run_receipt(arguments: argparse.Namespace) -> int:
    """Write the receipt of a merged submission."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        written = write_receipt(store, arguments.package_id, arguments.out)
    answer(arguments, {"package_id": written.package_id}, f"已写出回执：{arguments.out}")
    return OK


def run_result(arguments: argparse.Namespace) -> int:
    """Write one bank's results of a run."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        written = write_result(store, arguments.run_id, arguments.bank, arguments.out)
    answer(arguments, {"package_id": written.package_id}, f"已写出结果包：{arguments.out}")
    return OK


def run_export(arguments: argparse.Namespace) -> int:
    """Every fact as CSV."""
    with opened(arguments) as store:
        counts = export_facts(store, arguments.out, progress=Spoken())
    answer(
        arguments,
        {"out": str(arguments.out), "rows": counts},
        f"已导出{sum(counts.values())}行到 {arguments.out}",
    )
    return OK
