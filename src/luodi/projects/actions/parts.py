"""Who is in a project: people and units, given and ended."""

from __future__ import annotations

from datetime import date, timedelta

from luodi.engine.mechanism import Part as Kind
from luodi.engine.source import refuse
from luodi.ledger.actions import Act, action
from luodi.people.actions.shared import open_unit
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.projects import telling, verbs
from luodi.projects.actions.shared import head, kept, locked, of
from luodi.projects.actions.tasks import forgotten, left
from luodi.projects.models import Part, Project
from luodi.projects.rules import lifecycle_of
from luodi.rights.permissions import Right

LEAD = "lead_unit"


@action(verb=verbs.PART_GIVE, needs=Right.PROJECT_STAFF, subject=of)
def give_part(act: Act, project: Project, kind: str, who: Account | Unit, today: date) -> Project:
    """Give somebody, or a unit, a part in a project from today on. The one lead unit changes by this too.

    Raises Refused for a part that does not exist, is not for them, is full, or that they have already.
    """
    project, book = locked(project), rulebook()
    course = lifecycle_of(book, project.region_id)
    if kind not in course.parts:
        refuse(None, f"没有“{kind}”这种参与方", f'there is no part "{kind}"')
    part = course.parts[kind]
    if kind == LEAD and isinstance(who, Unit):
        open_unit(who)
        if who.region_id != project.region_id:
            refuse(None, f"牵头单位要在项目所在的区域“{project.region.name}”里", f'the lead unit must be of the region "{project.region.name}"')
        before, old = head(project) | {"unit_id": project.unit_id}, project.unit
        project.unit = who
        kept(act, project, "unit")
        act.change(before, head(project) | {"unit_id": who.pk})
        if old.pk != who.pk:
            telling.ended(act, project, kind, old)
    else:
        put(project, part, who, today)
        kept(act, project)
    act.note(part=kind, account=who.pk if isinstance(who, Account) else None, unit=who.pk if isinstance(who, Unit) else None)
    telling.given(act, project, part, who, course, book, today)
    return project


@action(verb=verbs.PART_END, needs=Right.PROJECT_STAFF, subject=lambda project, *rest: of(project))
def end_part(act: Act, project: Project, part: int, today: date) -> Project:
    """End a part; its last day was yesterday, or today when it began today. Whoever has no other one leaves their open tasks to the owner.

    Raises Refused for one that is not there any more.
    """
    project = locked(project)
    found = Part.objects.select_related("account__unit", "unit").filter(pk=part, project=project, last__isnull=True).first()
    if found is None:
        refuse(None, "这个人或单位已经不在项目里了，请刷新", "this part has ended already; reload the page")
    found.last = max(found.first, today - timedelta(days=1))
    found.save(update_fields=["last"])
    there = list(Part.objects.filter(project=project, last__isnull=True, account__isnull=False).select_related("account").order_by("id"))
    tasks: tuple[int, ...] = ()
    if found.account_id and all(part.account_id != found.account_id for part in there):
        tasks = left(project, found.account_id, next((part.account for part in there if part.right == "owner"), None))
        if project.confidential:
            forgotten(project, [found.account_id])
    kept(act, project)
    act.note(part=found.kind, account=found.account_id, unit=found.unit_id, tasks=tasks)
    if who := found.account or found.unit:
        telling.ended(act, project, found.kind, who)
    return project


def put(project: Project, part: Kind, who: Account | Unit, today: date) -> Part:
    """A part is given within an action. Raises Refused as `give_part` does. Two statements."""
    if (part.of == "unit") != isinstance(who, Unit):
        refuse(None, f"“{part.title('zh-Hans')}”应是{'单位' if part.of == 'unit' else '人'}",
               f'"{part.title("en")}" must be a {"unit" if part.of == "unit" else "person"}')
    if isinstance(who, Unit):
        open_unit(who)
    elif not who.is_active:
        refuse(None, f"{who.name}的账号已停用，请选别人", f"the account of {who.name} is closed; choose somebody else")
    there = list(Part.objects.filter(project=project, kind=part.id, last__isnull=True))
    if any((one.unit_id if part.of == "unit" else one.account_id) == who.pk for one in there):
        refuse(None, f"“{who.name}”已经是{part.title('zh-Hans')}", f'"{who.name}" is {part.title("en")} already')
    if part.most and len(there) >= part.most:
        refuse(None, f"{part.title('zh-Hans')}最多 {part.most} 个，请先结束原来的", f"{part.title('en')}: at most {part.most}; end the old one first")
    return Part.objects.create(project=project, kind=part.id, right=part.part, first=today, account=who if isinstance(who, Account) else None,
                               unit=who if isinstance(who, Unit) else None)
