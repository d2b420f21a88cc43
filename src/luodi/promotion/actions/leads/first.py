"""The first contact: whoever speaks first has the lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError

from luodi.engine.source import Fault, Refused, Said, refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.people.actions.shared import inside as of_same
from luodi.people.models import Account, Unit
from luodi.people.queries import unit_matter
from luodi.people.rules import rulebook
from luodi.projects.actions import New, add_project
from luodi.projects.actions.shared import kept, line, locked, of
from luodi.projects.models import Project
from luodi.promotion.actions.leads.shared import first, owner_of, rules_of, seen
from luodi.promotion.models import Lead
from luodi.promotion.queries.alike import Hit, alike, area_of, first_taken
from luodi.promotion.rules import promotion_of
from luodi.promotion.verbs import leads as verbs
from luodi.rights.permissions import Right


@dataclass(frozen=True)
class NewLead:
    """A lead to be registered by a unit. `way`: how the firm was met; `sure`: whether whoever registers has looked at what is alike."""

    unit: Unit
    name: str
    firm: str
    way: str
    uscc: str = ""
    contact: tuple[str, str] = ("", "")
    facts: Mapping[str, Any] = field(default_factory=dict)
    confidential: bool = False
    sure: bool = False


class Alike(Refused):
    """Somebody may court the firm already. `hits`: what was found; `taken`: whether nobody else may register it."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self.hits, self.taken = hits, first_taken(hits)
        if self.taken is None:
            said = Said("有相近的项目：请看过下面列出的，确认不是同一家、同一个项目再登记",
                        "there are projects that are alike; look at them, and confirm that yours is another")
        elif self.taken.pool:
            said = Said("这家企业的线索在公开池里，可以直接领取，不用再登记", "the lead of this firm lies in the pool; take it from there")
        elif self.taken.unit is None:
            said = confidential(self.taken)
        else:
            said = Said(f"这家企业已由“{self.taken.unit.name}”登记。有异议可以提出争议",
                        f'the firm is registered by "{self.taken.unit.name}"; you may dispute that')
        super().__init__([Fault(None, said)])


def confidential(hit: Hit) -> Said:
    """What is said to whoever meets what is confidential to them: never whose it is, nor by what it was found."""
    return Said(f"这家企业{hit.said.zh}", f"the firm is {hit.said.en}")


@action(verb=verbs.ADD, needs=Right.PROJECT_ADD, subject=lambda new, *rest: Subject(new.unit.region_id, "project", None, unit_matter(new.unit)))
def add_lead(act: Act, new: NewLead, by: Account, today: date) -> Project:
    """Register a lead: a project of `by`, protected from today on, and the firm is taken.

    Raises Alike where somebody has the firm, or may have it and `sure` is not said; Refused for what cannot be.
    """
    firm = line(new.firm, "企业名称", "enterprise", 120, 2)
    area, rules = area_of(new.unit.region), promotion_of(rulebook(), new.unit.region_id)
    hits = alike(act.person, area, firm, new.uscc, new.name)
    if first_taken(hits) or (hits and not new.sure):
        raise Alike(hits)
    project = add_project(of_same(act), New(new.unit, new.name, by, firm, new.uscc, facts=new.facts, confidential=new.confidential), today)
    act.about(project.pk)
    act.confidential = project.confidential
    try:
        lead = first(act, project, rules, area, by, new.way, new.contact, today)
    except IntegrityError:
        raise Alike(alike(act.person, area, firm, new.uscc, new.name)) from None
    act.change(None, {**seen(lead), "way": rules.ways[lead.way].title("zh-Hans"), "first_unit": new.unit.name})
    return project


@action(verb=verbs.FIRST, needs=Right.PROJECT_CHANGE, subject=of)
def register_first(act: Act, project: Project, way: str, contact: tuple[str, str], today: date) -> Lead:
    """Register the first contact of a project that came in another way. Raises Refused for one that has it, without an enterprise or an owner, and where
    somebody else has the firm.
    """
    project = locked(project)
    if Lead.objects.filter(project=project).exists():
        refuse(None, "首接已经登记过了", "the first contact was registered already")
    by = owner_of(project)
    if by is None or project.enterprise is None:
        refuse(None, "先确定负责人、填好企业，再登记首接", "name an owner and the enterprise first")
    rules, area = rules_of(project), area_of(project.region)
    try:
        lead = first(act, project, rules, area, by, way, contact, today)
    except IntegrityError:
        raise Alike([hit for hit in alike(act.person, area, project.enterprise.name, project.enterprise.uscc) if hit.key != project.pk]) from None
    kept(act, project)
    act.change(None, {**seen(lead), "way": rules.ways[lead.way].title("zh-Hans"), "first_unit": project.unit.name})
    return lead

