"""`luodi serve`: the web product on one port, with a worker beside it."""

from __future__ import annotations

import argparse
import os
from contextlib import nullcontext

from luodi.cli import supervise

GRACE = 30
"""Seconds that open requests have when the server is stopped."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the command."""
    serve = commands.add_parser("serve", parents=[shared], help="打开网页 · serve the web pages")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=1, help="进程数 · processes")
    serve.add_argument("--no-worker", action="store_true", help="不带后台进程，另用 luodi work · without a worker; run luodi work beside it")
    serve.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prepare the database and the static files, then serve until stopped."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    import django
    from django.core.management import call_command
    django.setup()
    from django.conf import settings
    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    from luodi.operations.restore import refuse_unfinished
    refuse_unfinished()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from luodi.people.queries import nobody
    from luodi.site.databases import close_all
    if nobody():
        print("还没有账号，请在这里另开一个窗口运行 luodi people first · there are no accounts yet: run luodi people first beside this", flush=True)
    close_all()  # the processes that serve must not inherit a connection
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels
    print(f"落地 Luodi: http://{args.host}:{args.port}  (Ctrl+C 停止 · stops)", flush=True)
    with nullcontext() if args.no_worker else supervise.worker():
        # SIGTERM: no new connections, open requests are answered, for so many seconds at most.
        Granian("luodi.site.wsgi:application", address=args.host, port=args.port, interface=Interfaces.WSGI, workers=args.workers,
                blocking_threads=4, backpressure=64, log_level=LogLevels.warning, workers_kill_timeout=GRACE).serve()
    return 0
