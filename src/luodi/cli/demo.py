"""`luodi demo`: an invented district to look around in, made when the database is empty; and rows in bulk for measuring."""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date
from typing import Any

from luodi.cli.common import page
from luodi.cli.show import Page
from luodi.engine.source import Said, refuse

STALE = 7
"""Days after which a demonstration has stood too long: nobody works in it, so everything becomes late."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the command."""
    demo = commands.add_parser("demo", parents=[shared], help="建一个虚构的演示区 · make an invented district to look around in")
    demo.add_argument("--reset", action="store_true", help="清空演示，重新建 · empty the demonstration and make it anew")
    demo.add_argument("--yes", action="store_true", help="不再问 · do not ask")
    demo.add_argument("--size", type=int, metavar="N",
                      help="批量数据，测速用：N 个项目，每个 40 个时限、一条线索 · rows in bulk for measuring: N projects with 40 clocks and a lead each")
    demo.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make a demonstration, or say what is there. 1 when a reset was not confirmed."""
    _ready()
    from django.db import DatabaseError
    try:
        return _run(args, page(args))
    except DatabaseError as problem:
        refuse(None, f"数据库用不了：{problem}", f"the database cannot be used: {problem}")


def _run(args: argparse.Namespace, out: Page) -> int:
    from luodi.demo.life import PROJECTS, make
    from luodi.demo.reset import empty
    from luodi.frame.middleware import local_today
    from luodi.ledger.standing import demonstration
    from luodi.people.queries import nobody
    today = local_today()
    if args.size is not None:
        return _bulk(args.size, today, out)
    if args.reset:
        if not demonstration():
            refuse(None, "这个数据库不是演示，不能清空", "this database is no demonstration; it is not emptied")
        if not args.yes and not _sure(args.lang):
            return 1
        empty()
    elif demonstration():
        return _there(today, out)
    elif not nobody():
        out.say(Said("这个数据库里有真实的账号，没有建演示。要看演示，换一个文件夹：LUODI_DATA=演示 luodi demo",
                     "there are real accounts in this database; no demonstration was made. Name another folder to see one: LUODI_DATA=demo luodi demo"))
        return 0
    begun = time.monotonic()
    out.say(Said("正在建演示：一个虚构的云岭区，过 230 天……", "making a demonstration: an invented district lives through 230 days …"))
    make(today, say=_progress("天", "days") if sys.stderr.isatty() else _silent)
    took = f"{time.monotonic() - begun:.0f}"
    out.say(Said(f"演示建好了（{took} 秒）：{PROJECTS} 个项目。用 LUODI_DEMO=1 luodi serve 打开，在登录页点一个角色就进去。",
                 f"the demonstration is there ({took} s): {PROJECTS} projects. Open it with LUODI_DEMO=1 luodi serve and choose a role on the sign-in page."))
    return 0


def _there(today: date, out: Page) -> int:
    from luodi.demo.queries import made_for
    day = made_for()
    out.say(Said("演示已经在了。在登录页点一个角色就进去。", "the demonstration is there. Choose a role on the sign-in page."))
    if day and (today - day).days > STALE:
        out.say(Said(f"它是按 {day} 建的，过了 {(today - day).days} 天，没人办的事都超期了。luodi demo --reset 重新建。",
                     f"it was made for {day}, {(today - day).days} days ago; what nobody did is late by now. luodi demo --reset makes it anew."), "yellow")
    return 0


def _bulk(size: int, today: date, out: Page) -> int:
    from luodi.demo.bulk import CLOCKS, fill
    if not 1 <= size <= 1_000_000:
        refuse(None, f"项目数 {size} 不对，应是 1 到 1000000", f"{size} projects: must be from 1 to 1000000")
    begun = time.monotonic()
    fill(size, today, _progress("个项目", "projects") if sys.stderr.isatty() else _silent)
    out.say(Said(f"已加 {size:,} 个项目、{size * CLOCKS:,} 个时限（{time.monotonic() - begun:.0f} 秒）。它们直接写进数据库，台账里没有它们。",
                 f"added {size:,} projects and {size * CLOCKS:,} clocks ({time.monotonic() - begun:.0f} s). They were written straight into the database; "
                 "the ledger knows nothing of them."))
    return 0


def _sure(lang: str) -> bool:
    said = Said("演示里的全部内容会清空，重新建。继续吗？[y/N] ", "everything in the demonstration will be removed and made anew. Go on? [y/N] ")
    try:
        return input(said.to(lang)).strip().lower() in ("y", "yes", "是")
    except EOFError:
        return False


def _progress(zh: str, en: str) -> Any:
    def say(done: Any, last: Any) -> None:
        print(f"\r{done} / {last} {zh} {en} ", end="", file=sys.stderr, flush=True)
        if done == last:
            print(file=sys.stderr)
    return say


def _silent(done: Any, last: Any) -> None:
    """Nobody watches."""


def _ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    import django
    from django.core.management import call_command
    django.setup()
    from django.conf import settings
    from django.db import DatabaseError
    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as problem:
        refuse(None, f"数据库用不了：{problem}", f"the database cannot be used: {problem}")
