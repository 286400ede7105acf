"""``creditdesk``: the whole product from the command line.

Exit codes: 0 done, 1 done with findings, 2 wrong usage, 3 refused, 4 the environment failed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence

from app import __version__
from app.cli import (
    audit,
    batches,
    campaigns,
    cooperation,
    coordinator,
    credit_files,
    demo,
    dishonesty,
    disputes,
    explain,
    imports,
    inbox,
    incubate,
    notices,
    objections,
    offices,
    operators,
    packages,
    papers,
    rating,
    recommend,
    records,
    register_versions,
    repairs,
    retention,
    reviews,
    schemes,
    shortest,
    streams,
    successions,
    upwards,
    use,
    what_if,
    wordings,
    workbooks,
)
from app.errors import AppError, Cancelled

BUG = 70
GROUPS = (
    demo,
    offices,
    operators,
    imports,
    inbox,
    incubate,
    recommend,
    records,
    repairs,
    retention,
    dishonesty,
    disputes,
    reviews,
    notices,
    papers,
    wordings,
    objections,
    packages,
    coordinator,
    register_versions,
    campaigns,
    successions,
    streams,
    batches,
    credit_files,
    rating,
    shortest,
    what_if,
    upwards,
    schemes,
    explain,
    cooperation,
    use,
    workbooks,
    audit,
)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="creditdesk",
        description="信采 CreditDesk：县域中小企业信用信息采集、审核与评级",
        epilog="退出码：0 完成；1 完成但有核查问题；2 用法错误；3 被拒绝；4 环境故障",
    )
    top.add_argument("--version", action="version", version=__version__)
    groups = top.add_subparsers(dest="command", required=True, metavar="命令")
    for group in GROUPS:
        group.add(groups)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Never a traceback for what a person can mend."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except AppError as error:
        print(f"{error.code}：{error.words}", file=sys.stderr)
        if getattr(arguments, "json", False):
            told = {"code": error.code, "message": error.message, "advice": error.advice}
            print(json.dumps({"error": told}, ensure_ascii=False))
        return error.exit_code
    except (Cancelled, KeyboardInterrupt):
        print("已取消，未作任何改动。", file=sys.stderr)
        return 3
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        traceback.print_exc()
        print("程序内部错误（不是您的操作问题）。请把以上内容发给维护人员。", file=sys.stderr)
        return BUG


if __name__ == "__main__":
    sys.exit(main())
