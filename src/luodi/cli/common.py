"""What the commands share: reading options, loading a place, finding a project."""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import date
from pathlib import Path

from luodi.cli.show import Page
from luodi.engine.conditions import Facts
from luodi.engine.mechanism import Mechanism, load
from luodi.engine.plan import Plan, Planner, ProjectFile, read_project
from luodi.engine.promises import example, examples
from luodi.engine.source import Said, near, refuse

LANGS = ("zh-Hans", "en")


def day(text: str) -> date:
    """A date from the command line. Raises Refused when it is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(None, f"“{text}”不是日期，请写成 2026-11-23", f'"{text}" is not a date; write it as 2026-11-23')


def project(text: str) -> ProjectFile:
    """A facts file, or one of the examples by name."""
    path = Path(text)
    if not path.exists() and text in examples():
        return example(text)
    if not path.exists() and not path.suffix:
        hint = near(text, examples())
        refuse(None, f"没有文件“{text}”，也没有这个示例{hint.zh or '，示例有：' + '、'.join(examples())}",
               f'there is no file "{text}" and no example of that name{hint.en or "; examples: " + ", ".join(examples())}')
    return read_project(path, text)


def mechanism(args: argparse.Namespace, start: date) -> Mechanism:
    """The place asked for, on the day the project starts."""
    root = Path(args.mechanisms) if getattr(args, "mechanisms", None) else None
    return load(args.region, start, root)


def make_plan(args: argparse.Namespace) -> tuple[Plan, ProjectFile, Facts, Planner]:
    """The map that the options ask for."""
    start = day(args.start)
    file = project(args.facts)
    planner = Planner(mechanism(args, start), getattr(args, "basis", "promised"))
    facts = planner.read_facts(file.facts)
    return planner.plan(facts, start, getattr(args, "with_levers", None) or (), file.own_days), file, facts, planner


def plan_options(parser: argparse.ArgumentParser, today: str) -> None:
    """The options that say which project, where, and from when."""
    parser.add_argument("facts", metavar="FACTS.yaml", help="项目情况文件，或示例名 · a facts file or the name of an example")
    parser.add_argument("--region", default="national", help="用哪个地方的机制 · whose mechanism")
    parser.add_argument("--start", default=today, metavar="DATE", help="从哪天开始 · from which day")
    parser.add_argument("--mechanisms", metavar="FOLDER", help="机制所在的文件夹 · where mechanisms are kept")
    parser.add_argument("--basis", choices=("promised", "statutory"), default="promised", help="按承诺时限或法定期限 · promised or statutory limits")


def lever_option(parser: argparse.ArgumentParser) -> None:
    """The option that puts a relaxation to use."""
    parser.add_argument("--with", dest="with_levers", action="append", metavar="LEVER", help="再用哪个提速办法，可重复 · a lever to use, repeatable")


def page(args: argparse.Namespace) -> Page:
    """Where output goes."""
    return Page(args.lang)


def output_options(parser: argparse.ArgumentParser) -> None:
    """The options of a command that makes a file."""
    parser.add_argument("--output", metavar="FILE", help="写到哪个文件，- 为标准输出 · the file to write, - for standard output")
    parser.add_argument("--force", action="store_true", help="已有的文件也覆盖 · overwrite a file that exists")


def deliver(data: bytes, args: argparse.Namespace, name: str) -> int:
    """Write a document: to the file asked for, to a pipe, or to a file of a fitting name in this folder.

    Raises Refused where the file exists and may not be overwritten, or cannot be written.
    """
    asked = args.output
    if asked == "-" or (not asked and not sys.stdout.isatty()):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return 0
    path = Path(asked or name)
    if path.is_dir():
        path /= name
    try:
        # Made in one step with the check: two commands at once do not overwrite each other's file.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if args.force else os.O_EXCL), 0o666), "wb") as file:
            file.write(data)
    except FileExistsError:
        refuse(None, f"“{path}”已存在；换个名字，或加 --force 覆盖", f'"{path}" exists; choose another name, or overwrite it with --force')
    except OSError as problem:
        refuse(None, f"写不了“{path}”：{problem.strerror}", f'cannot write "{path}": {problem.strerror}')
    page(args).say(Said(f"已写到 {path}", f"written to {path}"))
    return 0


def file_name(title: str, what: str, suffix: str) -> str:
    """A file name that every system takes: the project's name without signs that paths and shells read, and what the file is."""
    bare = re.sub(r"[^\w（）-]+", "-", title).strip("-_")[:40].rstrip("-_")
    return f"{bare or 'luodi'}-{what}.{suffix}"
