"""A project is registered, named, given its codes; whether it goes on, and whether it is confidential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luodi.clocks.models import Clock
from luodi.engine.identifiers import check_national_project_code, check_uscc
from luodi.engine.source import refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.people.actions.shared import unchanged
from luodi.people.models import Account, Region, Unit
from luodi.people.queries import unit_matter
from luodi.people.rules import rulebook
from luodi.projects import telling, verbs
from luodi.projects.actions.facts import state
from luodi.projects.actions.numbers import codes
from luodi.projects.actions.parts import put
from luodi.projects.actions.shared import head, kept, line, locked, not_later, of
from luodi.projects.actions.tasks import begin, forgotten
from luodi.projects.models import Enterprise, Move, Project, Status
from luodi.projects.queries import visible
from luodi.projects.rules import lifecycle_of
from luodi.projects.search import index
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right

_SEEN = {"name": ("名称", "the name"), "national_code": ("投资项目统一代码", "the national project code"), "enterprise_name": ("企业", "the enterprise"),
         "enterprise_code": ("统一社会信用代码", "the unified social credit code"),
         "target_on": ("计划开工日", "the planned start of works"), "status": ("状态", "the status"), "confidential": ("保密", "confidentiality")}


@dataclass(frozen=True)
class New:
    """A project to be registered by a unit. `owner`: who answers for it; `stage`: where it stands, the first one if not said; `since`: since when."""

    unit: Unit
    name: str
    owner: Account | None = None
    enterprise: str = ""
    uscc: str = ""
    national_code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    stage: str = ""
    since: date | None = None
    confidential: bool = False


@action(verb=verbs.ADD, needs=Right.PROJECT_ADD, subject=lambda new, today: Subject(new.unit.region_id, "project", None, unit_matter(new.unit)))
def add_project(act: Act, new: New, today: date) -> Project:
    """Register a project, give it its code, and begin what its stage brings. Raises Refused for what cannot be, before anything is kept."""
    book = rulebook()
    course = lifecycle_of(book, new.unit.region_id)
    stage = new.stage or course.stages[0].id
    if stage not in course.order:
        refuse(None, f"没有阶段“{stage}”，可用：{'、'.join(one.id for one in course.stages)}", f'there is no stage "{stage}"')
    since = not_later(new.since or today, today, "进入阶段的日子", "the day on which the stage was entered")
    project = Project(
        region=new.unit.region, unit=new.unit, name=line(new.name, "项目名称", "project name", 120, 2), stage=stage, stage_since=since, way=f" {stage} ",
        confidential=new.confidential, national_code=national(new.national_code), created_at=act.at, changed_at=act.at)
    project.enterprise = enterprise_of(act.person, new.unit.region, new.enterprise, new.uscc)
    project.code = codes(new.unit.region, today, 1)[0]
    _free(act.person, project)
    project.save()
    act.about(project.pk)
    act.confidential = new.confidential
    Move.objects.create(region=project.region, project=project, stage=stage, on=since, at=act.at)
    if new.facts:
        state(act, project, new.facts, book, today)
    if new.owner:
        put(project, course.parts["owner"], new.owner, today)
    index(project)
    act.change(None, head(project))
    telling.added(act, project, course, begin(act, project, course, today))
    return project


@action(verb=verbs.CHANGE, needs=Right.PROJECT_CHANGE, subject=of)
def change_project(act: Act, project: Project, seen: Mapping[str, Any], *, name: str, enterprise: str, uscc: str, national_code: str,
                   target_on: date | None) -> Project:
    """Name a project anew, give it its enterprise and national code, and the day on which works are to begin.

    `seen`: the fields as they were shown. Raises Refused when they have changed since, and for codes that are wrong or belong to another project.
    """
    project = locked(project)
    unchanged(project, seen, _SEEN)
    before, firm = head(project), project.enterprise
    project.name = line(name, "项目名称", "project name", 120, 2)
    project.enterprise = enterprise_of(act.person, project.region, enterprise, uscc)
    project.national_code, project.target_on = national(national_code), target_on
    _free(act.person, project)
    kept(act, project, "name", "enterprise", "national_code", "target_on")
    index(project)
    act.change(before, head(project))
    telling.changed(act, project, before, firm)
    return project


@action(verb=verbs.STATUS, needs=Right.PROJECT_CHANGE, subject=of)
def set_status(act: Act, project: Project, status: Status) -> Project:
    """Say whether a project goes on. Raises Refused without a reason for one that does not, and for one that is so already."""
    project = locked(project)
    if project.status == status:
        refuse(None, f"项目已经是“{Status(status).label}”", f"the project is {Status(status).value} already")
    if status != Status.ACTIVE and not act.by.reason.strip():
        refuse(None, "要写明原因", "say why")
    before = head(project)
    project.status = status
    kept(act, project, "status")
    act.change(before, head(project))
    telling.status(act, project)
    return project


@action(verb=verbs.HIDE, needs=Right.PROJECT_STAFF, subject=of)
def set_confidential(act: Act, project: Project, confidential: bool) -> Project:
    """Keep a project from everybody who has no part in it, or open it again; its clocks with it.

    Raises Refused where it is so already, and for one with the national code of another: while one of them was hidden, nobody could be told.
    """
    project = locked(project)
    if project.confidential == confidential:
        refuse(None, "已经是这样了", "it is so already")
    before = head(project)
    if not confidential:
        _free(act.person, project)
    project.confidential = confidential
    kept(act, project, "confidential")
    act.confidential = True
    Clock.objects.filter(region=project.region, thread_id=project.pk).update(confidential=confidential)
    if confidential:
        forgotten(project)
    act.change(before, head(project))
    telling.hidden(act, project)
    return project


def national(typed: str) -> str:
    """A national project code as it is kept, or none. Raises Refused."""
    return check_national_project_code(typed).code if typed.strip() else ""


def enterprise_of(person: Person, region: Region, name: str, uscc: str) -> Enterprise | None:
    """The enterprise of a name and a code in a region, made when there is none yet.

    Raises Refused for a code that stands with another name in a project that `person` may see; of others nobody learns.
    """
    name, code = line(name, "企业名称", "enterprise", 120, 0), check_uscc(uscc).code if uscc.strip() else ""
    if not name:
        if code:
            refuse(None, "企业名称：填了统一社会信用代码，也要填名称", "enterprise: with a code there must be a name")
        return None
    there = Enterprise.objects.filter(region=region, name=name, uscc=code).first()
    if there is None and code and (other := visible(person).filter(region=region, enterprise__uscc=code).select_related("enterprise").first()):
        refuse(None, f"统一社会信用代码 {code} 在“{other.name}”里登记的是“{other.enterprise}”，请核对名称",
               f'code {code} stands as "{other.enterprise}" in "{other.name}"; check the name')
    return there or Enterprise.objects.create(region=region, name=name, uscc=code)


def _free(person: Person, project: Project) -> None:
    """No other project that somebody may see has the national code. Of others nobody learns, not even that they are there."""
    if project.national_code and (other := visible(person).filter(national_code=project.national_code).exclude(pk=project.pk).first()):
        refuse(None, f"投资项目统一代码 {project.national_code} 已在另一个项目“{other.name}”（{other.code}）上，请核对",
               f'national code {project.national_code} is that of another project, "{other.name}" ({other.code}); check it')
