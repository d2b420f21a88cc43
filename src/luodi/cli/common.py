"""What the commands share: reading options, loading a place, finding a project."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from luodi.cli.show import Page
from luodi.engine.conditions import Facts
from luodi.engine.mechanism import Mechanism, load
from luodi.engine.plan import Plan, Planner, ProjectFile, read_project
from luodi.engine.promises import example, examples
from luodi.engine.source import near, refuse

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


def page(args: argparse.Namespace) -> Page:
    """Where output goes."""
    return Page(args.lang)
