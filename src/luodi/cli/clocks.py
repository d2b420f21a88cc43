"""`luodi sweep` and `luodi calendar add`: what the worker does each minute, by hand; and a holiday notice that came after this version."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from luodi.cli.common import day, page
from luodi.engine.source import MAX_BYTES, Said, refuse


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the commands."""
    sweep = commands.add_parser("sweep", parents=[shared], help="亮灯、催办一次 · turn lights and chase once")
    sweep.add_argument("--today", default=today, metavar="DAY", help="按哪一天 · as of which day")
    sweep.set_defaults(run=run_sweep)
    calendar = commands.add_parser("calendar", help="工作日历 · the working-day calendar").add_subparsers(dest="what", required=True, metavar="what")
    add = calendar.add_parser("add", parents=[shared], help="录入一年的放假通知 · take in a year's holiday notice")
    add.add_argument("file", metavar="YEAR.yaml", help="calendar.yaml 里 years 的一项 · one entry of years of calendar.yaml")
    add.set_defaults(run=run_add)


def _ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    import django
    django.setup()


def run_sweep(args: argparse.Namespace) -> int:
    """Sweep, tell, and say what was done."""
    today = day(args.today)
    _ready()
    from luodi.clocks.recount import recount
    from luodi.clocks.sweep import sweep
    from luodi.clocks.telling import tell
    moved, done, told = recount(today), sweep(today), tell(today)
    page(args).say(Said(f"{today}：重算改期 {moved}，变灯和催办 {done.turned}，重读 {done.reread}，算不出 {done.broken}，消息 {told}",
                        f"{today}: {moved} moved by the calendar, {done.turned} turned, {done.reread} read again, {done.broken} broken, {told} notices"))
    return 1 if done.broken else 0


def run_add(args: argparse.Namespace) -> int:
    """Take in a notice. The next sweep derives every running clock anew."""
    path = Path(args.file)
    if not path.is_file():
        refuse(None, f"没有文件“{args.file}”", f'there is no file "{args.file}"')
    if path.stat().st_size > MAX_BYTES:
        refuse(None, f"文件超过 {MAX_BYTES:,} 字节", f"the file has more than {MAX_BYTES:,} bytes")
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        refuse(None, f"“{args.file}”不是 UTF-8 文字", f'"{args.file}" is not UTF-8 text')
    _ready()
    from django.utils import timezone

    from luodi.people.actions import take_notice
    from luodi.rights.kernel import MACHINE
    notice = take_notice(MACHINE, source, timezone.now())
    page(args).say(Said(f"{notice.year} 年的放假安排已录入，下次亮灯时全部重算",
                        f"the holidays of {notice.year} are in; the next sweep derives every clock anew"))
    return 0
