"""`luodi handbook`: the handbook of a project as PDF, Word, Excel or calendar."""

from __future__ import annotations

import argparse
from importlib import import_module

from luodi.cli.common import day, deliver, file_name, lever_option, make_plan, output_options, plan_options
from luodi.engine.plan import Plan, ProjectFile
from luodi.engine.promises import examples
from luodi.engine.source import Said

WRITERS = {"pdf": "pdf", "docx": "word", "xlsx": "excel", "ics": "ics"}
"""The module of `luodi.handbook` that writes each format; loaded only when it is asked for."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the command of this file."""
    handbook = commands.add_parser("handbook", parents=[shared], help="审批服务指引手册 · the handbook of a project")
    plan_options(handbook, today)
    lever_option(handbook)
    handbook.add_argument("--format", choices=tuple(WRITERS), default="pdf")
    handbook.add_argument("--made-on", default=today, metavar="DATE", help="写在手册上的编制日期 · the day that stands on it")
    output_options(handbook)
    handbook.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write a handbook."""
    plan, file, _, _ = make_plan(args)
    return document(args, plan, file)


def document(args: argparse.Namespace, plan: Plan, file: ProjectFile) -> int:
    """Write the handbook of a plan in the format asked for."""
    from luodi.handbook.contents import handbook
    made_on = day(getattr(args, "made_on", None) or args.today)
    book = handbook(plan, file.title(args.lang), args.lang, made_on, about=file.about.get(args.lang) or file.about.get("zh-Hans", ""),
                    of_kind=args.facts in examples())
    made: bytes = import_module(f"luodi.handbook.{WRITERS[args.format]}").write(book)
    return deliver(made, args, file_name(book.title, Said("审批服务指引手册", "handbook").to(args.lang), args.format))
