"""``creditdesk wording``: an office's own words and letterhead for its letters."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from app import paths
from app.cli.session import OK, Groups, add_office, answer, opened, text_of
from app.documents.issuing.preview import names, preview
from app.documents.letters import overrides


def add(groups: Groups) -> None:
    """Hang the commands on the command line."""
    acts = groups.add_parser("wording", help="文书文本和信头").add_subparsers(
        dest="act", required=True
    )
    known = (*names(), overrides.LETTERHEAD)
    show = acts.add_parser("show", help="显示现用文本")
    amend = acts.add_parser("set", help="改用本单位的文本")
    back = acts.add_parser("reset", help="恢复程序自带的文本，或回到以前的一版")
    back.add_argument("--version", type=int, metavar="N")
    listed = acts.add_parser("history", help="本单位改过的各版")
    look = acts.add_parser("preview", help="用示例内容打印样张")
    look.add_argument("--pdf", type=Path, required=True, metavar="OUT")
    look.add_argument("--file", type=Path, metavar="FILE", help="试用这份文本而不保存")
    runs = ((show, run_show), (amend, run_set), (back, run_reset), (listed, run_history))
    for act, run in (*runs, (look, run_preview)):
        add_office(act)
        act.add_argument("letter", choices=known)
        act.set_defaults(run=run)
    amend.add_argument("file", type=Path, metavar="FILE", help="TOML文件，写法见 show 的输出")


def run_show(arguments: argparse.Namespace) -> int:
    """The words in use: the office's own, or those that came with the program."""
    with opened(arguments) as store:
        kept = overrides.versions(store, arguments.letter)
        head = overrides.letterhead_of(store)
    own = kept[-1].content if kept else ""
    if arguments.letter == overrides.LETTERHEAD:
        told = "\n".join(f'{name} = "{value}"' for name, value in asdict(head).items())
    else:
        told = own or text_of(paths.LETTERS / f"{arguments.letter}.toml")
    answer(arguments, {"letter": arguments.letter, "own": bool(own), "text": told}, told)
    return OK


def run_set(arguments: argparse.Namespace) -> int:
    """Take up the office's own words."""
    content = text_of(arguments.file)
    with opened(arguments) as store:
        version = overrides.amend(store, arguments.letter, content)
    answer(arguments, {"version": version}, f"已改用本单位文本（第{version}版）")
    return OK


def run_reset(arguments: argparse.Namespace) -> int:
    """Go back to the shipped words, or to an earlier version."""
    with opened(arguments) as store:
        if arguments.version is None:
            version = overrides.amend(store, arguments.letter, "")
        else:
            version = overrides.take_up(store, arguments.letter, arguments.version)
    answer(arguments, {"version": version}, "已恢复")
    return OK


def run_history(arguments: argparse.Namespace) -> int:
    """Every version of the office's own words."""
    with opened(arguments) as store:
        kept = overrides.versions(store, arguments.letter)
    lines = [
        f"第{one.version}版 {one.at} {one.operator}" + ("" if one.content else "（程序自带文本）")
        for one in kept
    ]
    answer(arguments, {"versions": [asdict(one) for one in kept]}, "\n".join(lines) or "没有改过")
    return OK


def run_preview(arguments: argparse.Namespace) -> int:
    """A specimen of the letter."""
    tried = text_of(arguments.file) if arguments.file else None
    with opened(arguments) as store:
        if arguments.letter == overrides.LETTERHEAD:
            pages = preview(store, "notice", arguments.pdf, head=tried)
        else:
            pages = preview(store, arguments.letter, arguments.pdf, text=tried)
    answer(arguments, {"pages": pages}, f"样张{pages}页：{arguments.pdf}")
    return OK
