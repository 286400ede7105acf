"""``creditdesk use`` at a bank: applications and decisions; ``relending`` at the coordinator."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from app import edition
from app.cli.session import OK, Groups, add_office, answer, day, opened
from app.documents.batch import print_file
from app.documents.issuing.relending import relending_piece
from app.documents.papers.relending_table import TITLE
from app.documents.workbooks.relending_book import rounded, write_relending_book
from app.edition import Edition
from app.outcomes import relending, use
from app.outcomes.feedback import write_feedback
from app.outcomes.relending import Figures
from app.outcomes.use_rules import DECISIONS, Application


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("use", help="银行用信登记").add_subparsers(dest="act", required=True)
    new = acts.add_parser("add", help="登记一笔授信申请")
    add_office(new)
    new.add_argument("uscc")
    _add_fields(new, required=True)
    new.set_defaults(run=run_add)
    again = acts.add_parser("correct", help="更正或补登办理结果（留下新版本）")
    add_office(again)
    again.add_argument("use_id")
    again.add_argument("--uscc", default=argparse.SUPPRESS, help="统一社会信用代码")
    _add_fields(again, required=False)
    again.set_defaults(run=run_correct)
    listed = acts.add_parser("list", help="列出用信登记")
    add_office(listed)
    listed.add_argument("--uscc", default="")
    listed.set_defaults(run=run_list)
    out = acts.add_parser("send", help="写出给汇总端的用信反馈包")
    add_office(out)
    out.add_argument("--full", action="store_true", help="全部重报（汇总端数据丢失时用）")
    out.add_argument("out", type=Path)
    out.set_defaults(run=run_send)
    figures = groups.add_parser("relending", help="各银行用信统计（再贷款参考）")
    add_office(figures)
    figures.add_argument("--from", type=day, required=True, dest="first", metavar="DATE")
    figures.add_argument("--to", type=day, required=True, dest="last", metavar="DATE")
    figures.add_argument("--pdf", type=Path, metavar="OUT", help="打印用信统计表")
    figures.add_argument("--workbook", type=Path, metavar="OUT", help="写成表格（.xlsx）")
    figures.set_defaults(run=run_relending)


def _add_fields(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """An option per field; what is not given is left as it is."""
    given: dict[str, Any] = {"default": argparse.SUPPRESS}
    for name, words, kind in (
        ("--requested", "申请金额（万元）", _scaled(1_000_000)),
        ("--decided-date", "办结日期", _day),
        ("--amount", "批准金额（万元）", _scaled(1_000_000)),
        ("--rate", "年利率（百分数）", _scaled(10_000)),
        ("--model", "合作模式代码", _text),
        ("--loan-no", "借据号", _text),
        ("--reason", "理由（拒绝时必填）", _text),
    ):
        parser.add_argument(name, type=kind, help=words, **given)
    parser.add_argument("--applied-date", type=_day, help="申请日期", required=required, **given)
    parser.add_argument("--decision", choices=DECISIONS, help="办理结果", **given)
    for name, words in (("--with-rating", "使用了评级结果"), ("--green-channel", "绿色通道")):
        parser.add_argument(name, action=argparse.BooleanOptionalAction, help=words, **given)


def _scaled(factor: int) -> Any:
    def number(text: str) -> int | None:
        """A whole number of the smallest unit; empty clears the field."""
        if not text:
            return None
        try:
            value = Decimal(text) * factor
            if value == value.to_integral_value():
                return int(value)
        except (InvalidOperation, ValueError, OverflowError):
            pass
        raise argparse.ArgumentTypeError(f"不是规范的数字：{text}")

    return number


def _day(text: str) -> str | None:
    return day(text).isoformat() if text else None


def _text(text: str) -> str | None:
    return text.strip() or None


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    names = Application.__dataclass_fields__
    return {name: value for name, value in vars(arguments).items() if name in names}


def run_add(arguments: argparse.Namespace) -> int:
    """Note an application."""
    with opened(arguments) as store:
        use_id = use.add(store, Application(**_given(arguments)))
    answer(arguments, {"use_id": use_id, "revision": 1}, f"已登记，编号 {use_id}")
    return OK


def run_correct(arguments: argparse.Namespace) -> int:
    """Keep a corrected entry."""
    with opened(arguments) as store:
        revision = use.correct(store, arguments.use_id, **_given(arguments))
    content = {"use_id": arguments.use_id, "revision": revision}
    answer(arguments, content, f"已更正，第{revision}版")
    return OK


def run_list(arguments: argparse.Namespace) -> int:
    """List the entries that count."""
    with opened(arguments) as store:
        found = use.listed(store, arguments.uscc)
    lines = [
        f"{one['use_id']} {one['applied_date']} {one['name']} {one['decision']}"
        f" {one['decided_date'] or ''} {one['grade'] or ''}".rstrip()
        for one in found
    ]
    answer(arguments, {"uses": found}, "\n".join(lines) or "没有用信登记")
    return OK


def run_send(arguments: argparse.Namespace) -> int:
    """Write a feedback package."""
    with opened(arguments) as store:
        written = write_feedback(store, arguments.out, full=arguments.full)
    answer(arguments, {"package_id": written.package_id}, f"已写出用信反馈包：{arguments.out}")
    return OK


def run_relending(arguments: argparse.Namespace) -> int:
    """Tell each bank's figures of a period."""
    with opened(arguments) as store:
        edition.require(store.edition, Edition.COORDINATOR)
        found = relending.statistics(store, arguments.first, arguments.last)
        titles = {code: store.catalogue.agencies[code].title for code in found.banks}
        if arguments.pdf:
            print_file(arguments.pdf, TITLE, [relending_piece(store, found)])
        if arguments.workbook:
            write_relending_book(arguments.workbook, store.catalogue.county, titles, found)
    content = {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "banks": {code: _shown(figures) for code, figures in found.banks.items()},
        "total": _shown(found.total),
    }
    lines = [_line(titles[code], figures) for code, figures in found.banks.items()]
    answer(arguments, content, "\n".join([*lines, _line("合计", found.total)]))
    return OK


def _shown(figures: Figures) -> dict[str, Any]:
    """Sums as they are; shares in % and averages as decimal texts, None where there is none."""
    return {
        **asdict(figures),
        "reasons": dict(figures.reasons),
        "share_pct": _said(figures.share, 100),
        "amount_share_pct": _said(figures.amount_share, 100),
        "rated_rate_pct": _said(figures.rated_rate, Fraction(1, 10_000), 4),
        "ungraded_rate_pct": _said(figures.ungraded_rate, Fraction(1, 10_000), 4),
        "average_days": _said(figures.average_days, 1),
    }


def _said(value: Fraction | None, factor: Fraction | int, places: int = 2) -> str | None:
    return None if value is None else str(rounded(value * factor, places))


def _line(name: str, figures: Figures) -> str:
    shown = _shown(figures)
    return (
        f"{name}：发放{figures.loans}笔，用评级{figures.rated_loans}笔"
        f"（笔数{shown['share_pct'] or '—'}%，金额{shown['amount_share_pct'] or '—'}%）；"
        f"批准{figures.granted_rated + figures.granted_ungraded}笔，拒绝{figures.refused}笔"
    )
