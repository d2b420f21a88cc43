"""What a project has, as gates look at it, and what it lacks, in words."""

from __future__ import annotations

from datetime import date

from luodi.engine.mechanism import Have, Lifecycle, Need
from luodi.engine.source import Said
from luodi.people.rules import Rulebook
from luodi.projects.models import Project
from luodi.projects.queries import kinds_on
from luodi.projects.rules import held, mechanism_of


def have(project: Project, book: Rulebook, today: date) -> Have:
    """What a project has, as gates look at it. Two statements; the enterprise must have been read with it."""
    parts, papers = kinds_on([project.pk])
    return held(project, parts.get(project.pk, set()), papers.get(project.pk, set()), mechanism_of(book, project.region_id, today))


def words(need: Need, course: Lifecycle) -> Said:
    """What is missing, in words."""
    if need.kind == "fact":
        zh, en = course.table[need.key].name("zh-Hans"), course.table[need.key].name("en")
    elif need.kind == "code":
        zh, en = {"uscc": ("统一社会信用代码", "unified social credit code"), "national": ("投资项目统一代码", "national project code")}[need.key]
    else:
        named = course.parts[need.key] if need.kind == "part" else course.papers[need.key]
        zh, en = named.title("zh-Hans"), named.title("en")
    do = {"fact": ("填写", "state"), "part": ("确定", "name"), "code": ("填写", "give"), "paper": ("上传", "add")}[need.kind]
    return Said(f"{do[0]}{zh}", f"{do[1]} the {en[:1].lower() + en[1:]}")
