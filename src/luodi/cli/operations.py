"""`luodi backup|restore|doctor`: the operator's commands on the whole installation."""

from __future__ import annotations

import argparse
import json
import os
from contextlib import suppress
from pathlib import Path

from luodi.cli.common import page
from luodi.engine.source import Fault, Refused, Said, refuse


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the commands."""
    backup = commands.add_parser("backup", parents=[shared], help="备份，不用停机 · back up, while it runs")
    backup.add_argument("file", type=Path, metavar="FILE.tar")
    backup.add_argument("--without-key", action="store_true", help="不放密钥；密钥要另存 · without the secret key, to be kept elsewhere")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", parents=[shared], help="从备份恢复到空库 · restore a backup into an empty database")
    restore.add_argument("file", type=Path, metavar="FILE.tar")
    restore.add_argument("--broken-chain", action="store_true", help="台账在备份时就有断裂，仍要恢复 · take a ledger that was broken when it was backed up")
    restore.set_defaults(run=run_restore)
    doctor = commands.add_parser("doctor", parents=[shared], help="检查整个系统 · check the whole installation")
    doctor.add_argument("--json", action="store_true", help="给程序看的结果 · for programs")
    doctor.add_argument("--full", action="store_true", help="核对台账的每一条 · verify every ledger entry")
    doctor.set_defaults(run=run_doctor)


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    import django
    django.setup()


def run_backup(args: argparse.Namespace) -> int:
    """Write a backup, note it in the ledger, and say what to keep with it."""
    _set_up()
    from django.db import DatabaseError
    from django.utils import timezone

    from luodi.operations.actions import note_backup
    from luodi.operations.backup import backup
    from luodi.operations.restore import refuse_unfinished
    from luodi.rights.kernel import MACHINE
    out = page(args)
    try:
        refuse_unfinished()
        made = backup(args.file, timezone.now(), not args.without_key)
        note_backup(MACHINE, made)
    except DatabaseError as problem:
        refuse(None, f"备份没有做完：{problem}", f"the backup was not finished: {problem}")
    held = made.manifest
    rows = sum(table.rows for table in held.tables)
    out.say(Said(f"已备份到 {args.file}：{len(held.tables)} 张表 {rows:,} 行，{len(held.uploads)} 个上传的文件，{made.bytes:,} 字节",
                 f"backed up to {args.file}: {len(held.tables)} tables, {rows:,} rows, {len(held.uploads)} uploads, {made.bytes:,} bytes"))
    out.say(f"SHA-256 {made.sha256}")
    for end in held.ends:
        out.say(Said(f"链尾 {end}", f"end {end}"))
    if held.key:
        out.say(Said("注意：备份里有密钥 secret.key，谁拿到备份谁就能读加密的内容。只给该看的人，或加 --without-key 分开保存",
                     "Take care: the secret key is in the backup; whoever has it reads what is encrypted. Keep it from others, or use --without-key"), "yellow")
    else:
        out.say(Said("注意：备份里没有密钥。没有密钥，恢复后读不了加密的内容，请另外保存 secret.key 或 LUODI_SECRET",
                     "Take care: the secret key is not in the backup; without it, what is encrypted cannot be read. Keep it elsewhere"), "yellow")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Restore a backup, note it in the ledger, and say what to look at."""
    _set_up()
    from django.db import DatabaseError

    from luodi.operations.actions import note_restore
    from luodi.operations.restore import restore, unfinished
    from luodi.rights.kernel import MACHINE
    out = page(args)
    try:
        done = restore(args.file, args.broken_chain)
        note_restore(MACHINE, done)
    except Refused as refused:
        with suppress(DatabaseError):
            if unfinished():
                refused.faults.append(Fault(None, Said("恢复没有完成，数据库现在不能用；再运行一次 luodi restore 会从头开始",
                                                       "the restore did not finish and the database cannot be used; luodi restore begins anew")))
        raise
    except DatabaseError as problem:
        refuse(None, f"恢复没有做完：{problem}", f"the restore was not finished: {problem}")
    held = done.manifest
    out.say(Said(f"已恢复：{held.made_at} 由 {held.version} 版在 {held.database} 上做的备份，{len(held.tables)} 张表 {done.rows:,} 行，"
                 f"台账 {len(held.ends)} 条链完整",
                 f"restored: a backup of {held.made_at}, made by version {held.version} on {held.database}; {len(held.tables)} tables, {done.rows:,} rows, "
                 f"{len(held.ends)} ledger chains, whole"))
    for said in done.warnings:
        out.say(said, "yellow")
    out.say(Said("请启动后运行 luodi doctor；所有人要重新登录", "Start it and run luodi doctor; everybody signs in again"))
    return 0


MARKS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "broken": ("✗", "red")}


def run_doctor(args: argparse.Namespace) -> int:
    """Print a line for everything that was looked at. 1 when something is broken."""
    _set_up()
    from django.utils import timezone

    from luodi.operations import checks, doctor
    if args.full:
        checks.CHECKS["ledger"] = checks.Check("ledger", lambda now: doctor.ledger(full=True), slow=True)
    found = list(checks.findings(timezone.now()))
    if args.json:
        print(json.dumps([{"check": one.check, "level": one.level.value, "said": one.said.to(args.lang)} for one in found], ensure_ascii=False, indent=1))
    else:
        out = page(args)
        for one in found:
            mark, style = MARKS[one.level.value]
            out.say(f"{mark} {one.said.to(args.lang)}", "" if style == "green" else style)
    return 1 if any(one.level is checks.Level.BROKEN for one in found) else 0
