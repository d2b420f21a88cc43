"""`luodi workdays is|add|count|list`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from luodi.cli.common import day, page
from luodi.engine.mechanism import shipped
from luodi.engine.source import Said, refuse
from luodi.engine.workdays import Calendar, DayKind

KINDS = {"workday": Said("工作日", "working day"), "weekend": Said("周末", "weekend"), "holiday": Said("放假", "holiday"),
         "makeup": Said("补班", "make-up day")}
WEEKDAYS = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the commands of this file."""
    top = commands.add_parser("workdays", help="工作日历 · the working-day calendar")
    kinds = top.add_subparsers(dest="what", required=True, metavar="is|add|count|list")
    one = argparse.ArgumentParser(add_help=False, parents=[shared])
    one.add_argument("--format", choices=("table", "json"), default="table")
    is_ = kinds.add_parser("is", parents=[one], help="是不是工作日 · is it a working day")
    is_.add_argument("day", nargs="?", default=today)
    add = kinds.add_parser("add", parents=[one], help="第几个工作日是哪天（当日不计）· the n-th working day after")
    add.add_argument("day")
    add.add_argument("n", help="工作日数，可为负 · working days, may be negative")
    count = kinds.add_parser("count", parents=[one], help="两日之间几个工作日（起日不计）· working days after the first, up to the second")
    count.add_argument("first")
    count.add_argument("last")
    every = kinds.add_parser("list", parents=[one], help="逐日列出 · every day and why")
    every.add_argument("first")
    every.add_argument("last")
    top.set_defaults(run=run)
    for part in (is_, add, count, every):
        part.set_defaults(run=run)


def _calendar() -> Calendar:
    return Calendar.read(Path(shipped()) / "national" / "calendar.yaml")


def _as_dict(kind: DayKind) -> dict[str, object]:
    return {"day": kind.day.isoformat(), "works": kind.works, "kind": kind.kind, "name": kind.name or None, "notice": kind.notice,
            "provisional": kind.provisional}


def _why(kind: DayKind, lang: str) -> str:
    name = f" {kind.name}" if kind.name else ""
    notice = f"（{kind.notice}）" if kind.notice else ""
    doubt = Said("（暂定，通知未发布）", " (provisional: no notice yet)").to(lang) if kind.provisional else ""
    return f"{KINDS[kind.kind].to(lang)}{name}{notice}{doubt}"


def run(args: argparse.Namespace) -> int:
    """Answer one question about working days."""
    calendar, out = _calendar(), page(args)
    as_json = args.format == "json"
    if args.what == "is":
        kind = calendar.explain(day(args.day))
        out.say(json.dumps(_as_dict(kind), ensure_ascii=False) if as_json else f"{kind.day} {_why(kind, args.lang)}")
        return 0 if kind.works else 1
    if args.what == "add":
        try:
            n = int(args.n)
        except ValueError:
            refuse(None, f"“{args.n}”不是整数", f'"{args.n}" is not a whole number')
        if abs(n) > 20000:
            refuse(None, f"{n} 超出日历，最多 20000 个工作日", f"{n} is beyond the calendar; at most 20000 working days")
        kind = calendar.explain(calendar.add(day(args.day), n))
        out.say(json.dumps(_as_dict(kind), ensure_ascii=False) if as_json else f"{kind.day} {_why(kind, args.lang)}")
        return 0
    first, last = day(args.first), day(args.last)
    if args.what == "count":
        n = calendar.count(first, last)
        doubt = calendar.is_provisional(first, last)
        if as_json:
            print(json.dumps({"first": first.isoformat(), "last": last.isoformat(), "working_days": n, "provisional": doubt}))
        else:
            out.say(Said(f"{n} 个工作日{'（暂定）' if doubt else ''}", f"{n} working days{' (provisional)' if doubt else ''}"))
        return 0
    if last < first:
        refuse(None, f"止日 {last} 早于起日 {first}", f"the last day {last} is before the first {first}")
    kinds = list(calendar.list(first, last))
    if as_json:
        print(json.dumps([_as_dict(kind) for kind in kinds], ensure_ascii=False, indent=1))
        return 0
    names = WEEKDAYS[0 if args.lang == "zh-Hans" else 1]
    out.table([Said("日期", "day"), Said("星期", "weekday"), Said("班", "works"), Said("为什么", "why")],
              [[k.day.isoformat(), names[k.day.weekday()], "●" if k.works else "", _why(k, args.lang)] for k in kinds])
    return 0
