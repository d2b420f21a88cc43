"""`luodi ledger verify`: is what the ledger says still what was written?"""

from __future__ import annotations

import argparse
import os
import re
from collections import defaultdict

from luodi.cli.common import page
from luodi.engine.source import Said, refuse

_KNOWN = re.compile(r"([0-9]{1,18}):([0-9]{1,18}):([0-9a-f]{64})\Z")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the command."""
    ledger = commands.add_parser("ledger", help="台账 · the ledger").add_subparsers(dest="what", required=True, metavar="what")
    verify = ledger.add_parser("verify", parents=[shared], help="核对台账有没有被改过 · check that the ledger was not tampered with")
    verify.add_argument("--region", type=int, action="append", metavar="ID", help="只核对这个区域，可重复 · only this region, repeatable")
    verify.add_argument("--known", action="append", default=[], metavar="REGION:NUMBER:HASH",
                        help="先前抄存的校验值，可重复 · a hash noted earlier, repeatable")
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print each region with its end, and each break. 1 when there is one."""
    known: dict[int, dict[int, str]] = defaultdict(dict)
    for text in args.known:
        if not (read := _KNOWN.match(text)):
            refuse(None, f"“{text}”应写成 区域:编号:校验值，照 luodi ledger verify 打印的抄",
                   f'"{text}": write REGION:NUMBER:HASH as luodi ledger verify prints it')
        known[int(read[1])][int(read[2])] = read[3]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    import django
    from django.db import DatabaseError
    django.setup()
    from luodi.ledger import chain
    out, found = page(args), 0
    try:
        for region in args.region or sorted({*chain.regions(), *known}):
            broken = 0
            for one in chain.walk(region, known[region]):
                broken += 1
                out.say(Said(f"区域 {region} 第 {one.number} 条：{one.said.zh}", f"region {region}, entry {one.number}: {one.said.en}"), "red")
            end = chain.end(region)
            if not broken:
                out.say(Said(f"区域 {region}：{end.number} 条，完整。链尾 {region}:{end.number}:{end.hash}",
                             f"region {region}: {end.number} entries, whole. End {region}:{end.number}:{end.hash}"))
            found += broken
    except DatabaseError as problem:
        refuse(None, f"读不了台账：{problem}", f"cannot read the ledger: {problem}")
    return 1 if found else 0
