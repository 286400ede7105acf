"""What every command needs: the office it acts on, the operator's password, and its output."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from app import office
from app.errors import UsageError
from app.files import disk_fault
from app.store.office_store import Store

OK, FINDINGS, USAGE, REFUSED, ENVIRONMENT = 0, 1, 2, 3, 4

Command = Callable[[argparse.Namespace], int]
Groups = Any
"""argparse's subparsers action, which has no public type."""


def add_office(parser: argparse.ArgumentParser) -> None:
    """The options of every command that opens an office."""
    parser.add_argument("--office", type=Path, required=True, metavar="DIR", help="工作区文件夹")
    parser.add_argument("--operator", required=True, metavar="NAME", help="操作员姓名")
    add_password(parser)
    add_json(parser)


def add_password(parser: argparse.ArgumentParser) -> None:
    """Where a password may come from besides the prompt and CREDITDESK_PASSWORD."""
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="口令文件（首行）")


def add_json(parser: argparse.ArgumentParser) -> None:
    """One JSON object on stdout instead of words."""
    parser.add_argument("--json", action="store_true", help="标准输出只写一个JSON对象")


def password(arguments: argparse.Namespace, prompt: str = "口令：") -> str:
    """The operator's password: from the file, the environment, or asked for."""
    if arguments.password_file:
        return first_line(arguments.password_file)
    given = os.environ.get("CREDITDESK_PASSWORD")
    return given if given is not None else getpass.getpass(prompt)


def first_line(path: Path) -> str:
    """A password kept in a file's first line. Raises ``U-PASSWORD-FILE``, ``U-TEXT``, ``ENV-*``."""
    lines = text_of(path).splitlines()
    if not lines or not lines[0]:
        raise UsageError("U-PASSWORD-FILE", "口令文件是空的。", "请把口令写在第一行。")
    return lines[0]


def text_of(path: Path) -> str:
    """A text file that the command names. Raises ``U-TEXT`` when it is none, ``ENV-*``."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            "U-TEXT", f"{path.name} 不是UTF-8文本文件。", "请另存为UTF-8编码的文本。"
        ) from error
    except OSError as error:
        raise disk_fault(error, path) from error


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Store]:
    """The office that the command names, open for its operator."""
    with office.opened(arguments.office, arguments.operator, password(arguments)) as store:
        for notice in store.notices:
            print(notice, file=sys.stderr)
        yield store


def answer(arguments: argparse.Namespace, content: Mapping[str, Any], words: str) -> None:
    """Print the result: an object with ``--json``, else the words."""
    if arguments.json:
        print(json.dumps(content, ensure_ascii=False, indent=1, default=str))
    else:
        print(words)


def day(text: str) -> date:
    """An ISO date of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"不是日期：{text}（应为 2026-03-31）") from error


class Spoken:
    """Progress told on stderr, one line that is written over; silent when nobody looks."""

    def __init__(self) -> None:
        self._told = ""

    def step(self, done: int, total: int, note: str = "") -> None:
        """Say how far it is, at most once per percent."""
        said = f"{note} {done * 100 // total}%" if total else note
        if sys.stderr.isatty() and said != self._told:
            print(f"\r\x1b[K{said}", end="", file=sys.stderr, flush=True)
            self._told = said
