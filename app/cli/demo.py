"""``creditdesk demo``: the training county's whole campaign, checked."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from app.cli.session import FINDINGS, OK, Groups, Spoken, add_json
from app.training import cycle


def add(groups: Groups) -> None:
    """Hang the command on the command line."""
    demo = groups.add_parser("demo", help="培训县：走完一个采集批次并核对")
    demo.add_argument("--register", type=Path, metavar="FILE", help="以真实名录为底")
    demo.add_argument("--enterprises", type=int, default=60, metavar="N", help="生成多少户")
    demo.add_argument("--seed", type=int, default=2026, metavar="N")
    demo.add_argument("--out", type=Path, required=True, metavar="DIR")
    add_json(demo)
    demo.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run it; exit code 1 when anything planted did not come out."""
    to = sys.stderr if arguments.json else sys.stdout
    done = cycle.run(
        arguments.out,
        seed=arguments.seed,
        enterprises=arguments.enterprises,
        register=arguments.register,
        progress=Spoken(),
        say=lambda line: print(line, file=to, flush=True),
    )
    if arguments.json:
        summary = json.loads((arguments.out / "summary.json").read_text("utf-8"))
        print(json.dumps(summary, ensure_ascii=False, indent=1))
    return FINDINGS if done.differences else OK
