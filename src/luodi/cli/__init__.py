"""The command line: `luodi plan|explain|levers|ask|mechanisms|promises|workdays|serve|work|sweep|calendar|ledger|people|backup|restore|doctor|demo`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date

from luodi.cli.common import LANGS
from luodi.engine.source import Refused


def _parser() -> argparse.ArgumentParser:
    from luodi.cli import asking, clocks, demo, handbook, ledger, mechanisms, operations, people, planning, serve, work, workdays
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--lang", choices=LANGS, default="zh-Hans", help="语言 language")
    parser = argparse.ArgumentParser(prog="luodi", description="落地 Luodi：从项目情况到带日期的审批地图 · from a project's facts to a dated approval map")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    today = date.today().isoformat()
    for part in (planning, handbook, asking, mechanisms, workdays, serve, work, clocks, ledger, people, operations, demo):
        part.register(commands, shared, today)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 a check did not hold, 2 the input cannot be used."""
    args = _parser().parse_args(argv)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except Refused as refused:
        for fault in refused.faults[:50]:
            print(fault.to(args.lang), file=sys.stderr)
        if len(refused.faults) > 50:
            print(f"… {len(refused.faults) - 50}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
