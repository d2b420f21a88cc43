"""`luodi work`: the background worker in a process of its own."""

from __future__ import annotations

import argparse
import os

from luodi.engine.source import refuse


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the command."""
    work = commands.add_parser("work", parents=[shared], help="做后台任务和例行工作 · do jobs and rounds in the background")
    work.add_argument("--once", action="store_true", help="把到期的做完就结束 · do what is due, then end")
    work.add_argument("--threads", type=int, default=1, metavar="N", help="同时做几个任务 · how many jobs at once")
    work.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    work.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl+C."""
    if not 1 <= args.threads <= 64:
        refuse(None, f"--threads 应是 1 到 64，填的是 {args.threads}", f"--threads must be from 1 to 64, not {args.threads}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    import django
    from django.db import DatabaseError
    django.setup()
    from luodi.work import worker
    if not args.once:
        worker.work(args.threads, args.parent)
        return 0
    try:
        worker.once()
    except DatabaseError as problem:
        refuse(None, f"数据库用不了：{problem}".rstrip(), f"the database cannot be used: {problem}".rstrip())
    return 0
