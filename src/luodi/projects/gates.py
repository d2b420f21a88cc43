"""What a project has, as gates look at it, and what it lacks, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from luodi.engine.mechanism import Have, Lifecycle, Need
from luodi.engine.source import Said
from luodi.people.rules import Rulebook
from luodi.projects.models import Project
from luodi.projects.queries import kinds_on
from luodi.projects.rules import held, mechanism_of


@dataclass(frozen=True)
class Check:
    """Something that another house says of projects. `holds`: for which of some projects it does, by id; `url`: the name of the address where it is seen to,
    which takes the project's code.
    """

    holds: Callable[[Sequence[Project], date], Collection[int]]
    url: str


CHECKS: Final[dict[str, Check]] = {}
"""The checks that gates may ask for, by the key that the data gives them; set by the house that knows (`AppConfig.ready`)."""


def passed(asked: Mapping[int, Collection[str]], projects: Sequence[Project], today: date) -> dict[int, set[str]]:
    """Which of the checks that are asked for hold for each of some projects. Statements: those of each check that any of them is asked for."""
    found: dict[int, set[str]] = {project.pk: set() for project in projects}
    for key in sorted({key for keys in asked.values() for key in keys}):
        concerned = [project for project in projects if key in asked.get(project.pk, ())]
        for one in CHECKS[key].holds(concerned, today):
            found[one].add(key)
    return found


def have(project: Project, course: Lifecycle, book: Rulebook, today: date) -> Have:
    """What a project has, as gates look at it. Two statements and those of the checks; the enterprise must have been read with it."""
    parts, papers = kinds_on([project.pk])
    following = course.after(project.stage)
    asked = course.asked(following.id) if following else frozenset()
    return held(project, parts.get(project.pk, set()), papers.get(project.pk, set()), mechanism_of(book, project.region_id, today),
                passed({project.pk: asked}, [project], today)[project.pk])


def words(need: Need, course: Lifecycle) -> Said:
    """What is missing, in words."""
    if need.kind == "fact":
        zh, en = course.table[need.key].name("zh-Hans"), course.table[need.key].name("en")
    elif need.kind == "code":
        zh, en = {"uscc": ("统一社会信用代码", "unified social credit code"), "national": ("投资项目统一代码", "national project code")}[need.key]
    elif need.kind == "check":
        return Said(f"办成：{course.checks[need.key].title('zh-Hans')}", f"still to be done: {course.checks[need.key].title('en')}")
    else:
        named = course.parts[need.key] if need.kind == "part" else course.papers[need.key]
        zh, en = named.title("zh-Hans"), named.title("en")
    do = {"fact": ("填写", "state"), "part": ("确定", "name"), "code": ("填写", "give"), "paper": ("上传", "add")}[need.kind]
    return Said(f"{do[0]}{zh}", f"{do[1]} the {en[:1].lower() + en[1:]}")
