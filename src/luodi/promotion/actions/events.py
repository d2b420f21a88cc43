"""Promotion events: registered, changed, held or called off; firms invited, what they answered, who came, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from luodi.engine.source import refuse
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action, snapshot
from luodi.ledger.values import text
from luodi.people.actions.shared import inside as of_same
from luodi.people.actions.shared import of_unit, open_unit
from luodi.people.models import Account, Unit
from luodi.people.queries import unit_matter
from luodi.projects.actions.shared import line
from luodi.projects.models import Enterprise, Project
from luodi.projects.queries import visible
from luodi.promotion.actions.leads import NewLead, add_lead
from luodi.promotion.models import Event, Invitation
from luodi.promotion.names import plain
from luodi.promotion.queries.events import known, mark
from luodi.promotion.queries.firms import seen
from luodi.promotion.verbs import events as verbs
from luodi.rights.permissions import Right

LONGEST: Final = 5000
FARTHEST: Final = 3
"""Years by which an event may be away from today."""
AT_ONCE: Final = 500
"""Invitations of one go."""
_KEPT: Final = ("name", "on", "place", "text")


@dataclass(frozen=True)
class About:
    """What is written of an event."""

    name: str
    on: date
    place: str
    text: str = ""


@dataclass(frozen=True)
class Guest:
    """A firm to be invited. `why`: by which choice; `enterprise`: None where only the name is known."""

    name: str
    why: str = ""
    enterprise: Enterprise | None = None


@dataclass(frozen=True)
class Mark:
    """What a firm answered, and whether it came; None while nobody knows."""

    answer: str
    came: bool | None = None


def _of(event: Event, *_rest: Any) -> Subject:
    return of_unit(event.unit, "event", event.pk)


@action(verb=verbs.ADD, needs=Right.PROMOTION_KEEP, subject=lambda unit, *rest: of_unit(unit, "event", None))
def add_event(act: Act, unit: Unit, about: About, by: Account, today: date) -> Event:
    """Register an event of a unit, one to come or one that was. Raises Refused without a name or a place, and for a day far away."""
    open_unit(unit)
    event = Event(region=unit.region, unit=unit, by=by)
    _fill(event, about, today)
    event.save()
    act.about(event.pk)
    act.change(None, snapshot(event, *_KEPT))
    return event


@action(verb=verbs.CHANGE, needs=Right.PROMOTION_KEEP, subject=_of)
def change_event(act: Act, event: Event, shown: str, about: About, today: date) -> Event:
    """Say something else of one. `shown`: its mark as it was shown. Raises Refused when it was changed since, and for one that was held on a day to come."""
    found = _there(event)
    if mark(found) != shown:
        refuse(None, "这场活动刚才被别人改过，请看过再改", "somebody else has just changed this event; look again")
    if found.held and about.on > today:
        refuse(None, f"已经记为举办，日期不能改到以后（{about.on}）", f"it was held; its day cannot be one to come ({about.on})")
    before = snapshot(found, *_KEPT)
    _fill(found, about, today)
    found.save()
    act.change(before, snapshot(found, *_KEPT))
    return found


@action(verb=verbs.HOLD, needs=Right.PROMOTION_KEEP, subject=_of)
def hold_event(act: Act, event: Event, today: date) -> Event:
    """Note that it was held: it counts for the year of its day. Raises Refused before that day."""
    found = _there(event)
    if found.held:
        refuse(None, "已经记为举办了", "it was noted as held already")
    if found.on > today:
        refuse(None, f"活动在 {found.on}，到那天再记；提前办了就先改日期", f"it is on {found.on}; note it then, or change its day first")
    found.held = True
    found.save(update_fields=["held"])
    act.change({"held": False}, {"held": True})
    return found


@action(verb=verbs.DROP, needs=Right.PROMOTION_KEEP, subject=_of)
def drop_event(act: Act, event: Event, reason: str) -> Event:
    """Call it off. Raises Refused without a reason, and for one that was held."""
    found = _there(event)
    if found.held:
        refuse(None, "已经举办过了，不能取消", "it was held; it cannot be called off")
    found.dropped = line(reason, "原因", "reason", 300)
    found.save(update_fields=["dropped"])
    act.change({"dropped": ""}, {"dropped": found.dropped})
    return found


@action(verb=verbs.INVITE, needs=Right.PROMOTION_KEEP, subject=_of)
def invite(act: Act, event: Event, guests: Sequence[Guest]) -> int:
    """Invite firms; how many are new. Nobody is invited twice, whichever way their name is written.

    Raises Refused when nobody is new, for too many, and for an enterprise that the one who invites may not see.
    """
    found = _there(event)
    if len(guests) > AT_ONCE:
        refuse(None, f"一次最多邀请 {AT_ONCE} 家，这里有 {len(guests)} 家", f"at most {AT_ONCE} at a time; there are {len(guests)}")
    asked = {one.enterprise.pk for one in guests if one.enterprise}
    if not act.person.machine and asked - set(seen(act.person).filter(pk__in=asked).values_list("pk", flat=True)):
        refuse(None, "有的企业您看不到，请刷新后再选", "some of these firms you cannot see; reload the page and choose again")
    rows = list(Invitation.objects.filter(event=found).values_list("enterprise", "name"))
    firms, typed = {key for key, _name in rows if key}, {plain(name) for key, name in rows if not key}
    new = []
    for one in guests:
        name = line(one.name, "企业名称", "enterprise", 120, 2)
        # A typed name is compared with typed ones alone: who stands there as an enterprise is not for everybody to know.
        if plain(name) in typed or (one.enterprise and one.enterprise.pk in firms):
            continue
        if one.enterprise:
            firms.add(one.enterprise.pk)
        else:
            typed.add(plain(name))
        new.append(Invitation(event=found, name=name, enterprise=one.enterprise, why=line(one.why, "为什么邀请", "why", 200, 0)))
    if not new:
        refuse(None, "都已经邀请过了" if guests else "还没有选企业", "all of them were invited already" if guests else "no firm was chosen")
    made = Invitation.objects.bulk_create(new)
    act.note(invitations=known([one.pk for one in made]))
    return len(made)


@action(verb=verbs.WITHDRAW, needs=Right.PROMOTION_KEEP, subject=lambda row: _of(row.event))
def withdraw(act: Act, row: Invitation) -> None:
    """Take an invitation back. Raises Refused for a firm that came, and where something came of it."""
    _there(row.event)
    found = Invitation.objects.select_for_update(of=("self",)).select_related("project").filter(pk=row.pk).first()
    if found is None:
        refuse(None, "邀请已经撤回了，请刷新", "it was withdrawn already; reload the page")
    if found.came or (found.project and not found.project.confidential):
        refuse(None, "已经到会或带来线索，不能撤回", "it came, or a lead came of it: it cannot be withdrawn")
    act.note(invitations=known([found.pk]))
    found.delete()


@action(verb=verbs.ANSWERS, needs=Right.PROMOTION_KEEP, subject=_of)
def note_answers(act: Act, event: Event, marks: Mapping[int, Mark], today: date) -> int:
    """Note what firms answered and who came, by invitation; how many were noted. Raises Refused for whoever is said to have come before the day."""
    found = _there(event)
    if found.on > today and any(one.came is not None for one in marks.values()):
        refuse(None, f"活动在 {found.on}，还没有到，不能记到会", f"the event is on {found.on}: nobody has come yet")
    if odd := next((one for one in marks.values() if one.answer not in Invitation.Answer.values), None):
        refuse(None, f"没有答复“{odd.answer[:20]}”", f'there is no answer "{odd.answer[:20]}"')
    rows = list(Invitation.objects.select_for_update(of=("self",)).filter(event=found, pk__in=marks).order_by("pk"))
    for row in rows:
        row.answer, row.came = marks[row.pk].answer, marks[row.pk].came
    if rows:
        Invitation.objects.bulk_update(rows, ["answer", "came"])
    act.note(invitations=known([row.pk for row in rows]))
    return len(rows)


@action(verb=verbs.LEAD, needs=Right.PROJECT_ADD, subject=lambda row, new, *rest: _leading(row, new))
def lead_of_invitation(act: Act, row: Invitation, new: NewLead, by: Account, today: date) -> Project:
    """Make a lead of an invited firm, for a unit of the event's region or of one above: first contact, duplicate check and all.

    Raises Alike as `add_lead` does, Refused where a lead came of it already.
    """
    _there(row.event)
    found = _free(row)
    if new.unit.region_id not in ids(row.event.region.path):
        refuse(None, f"“{row.event.name}”在别的区域，请选本区域的单位", f'"{row.event.name}" is in another region; choose a unit there')
    project = add_lead(of_same(act), new, by, today)
    _came(act, found, project)
    return project


@action(verb=verbs.JOIN, needs=Right.PROMOTION_KEEP, subject=lambda row, *rest: _of(row.event))
def join_project(act: Act, row: Invitation, project: Project) -> Invitation:
    """Say that a project came of an invitation. Raises Refused for one that is not seen, and where another one came of it."""
    _there(row.event)
    found = _free(row)
    if not act.person.machine and not visible(act.person).filter(pk=project.pk).exists():
        refuse(None, "没有找到这个项目，请核对项目码", "there is no such project; check the code")
    _came(act, found, project)
    return found


def _leading(row: Invitation, new: NewLead) -> Subject:
    """The lead is of the unit that registers it; the chain of the event's region says the same."""
    also = () if row.event.region_id == new.unit.region_id else (row.event.region_id,)
    return Subject(new.unit.region_id, "event", row.event_id, unit_matter(new.unit), also=also)


def _free(row: Invitation) -> Invitation:
    """An invitation as it is now, of which nothing has come. Raises Refused."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("project").filter(pk=row.pk).first()
    if found is None:
        refuse(None, "邀请已经撤回了，请刷新", "it was withdrawn already; reload the page")
    # What was made confidential since is not there for others: to refuse would tell them of it.
    if found.project and not found.project.confidential:
        refuse(None, "这家企业已经记过带来的项目了", "a project that came of it was noted already")
    return found


def _came(act: Act, row: Invitation, project: Project) -> None:
    row.project = project
    firm = project.enterprise
    if row.enterprise_id is None and firm and not project.confidential and plain(firm.name) == plain(row.name):
        row.enterprise = firm  # a typed name that has become a firm: whoever sees the project sees that it was invited
    row.save(update_fields=["project", "enterprise"])
    act.confidential = project.confidential
    act.note(invitation=row.pk, project=project.pk)


def _there(event: Event) -> Event:
    """An event as it is now, with nobody else changing it. Raises Refused for one that was called off."""
    found = Event.objects.select_for_update(of=("self",)).select_related("region", "unit").get(pk=event.pk)
    if found.dropped:
        refuse(None, f"活动已经取消：{found.dropped}", f"the event was called off: {found.dropped}")
    return found


def _fill(event: Event, about: About, today: date) -> None:
    if abs(about.on.year - today.year) > FARTHEST:
        refuse(None, f"日期 {about.on} 离今天太远，请核对", f"the day {about.on} is far from today; check it")
    event.name, event.on = line(about.name, "活动名称", "name", 120, 2), about.on
    event.place = line(about.place, "地点", "place", 120)
    event.text = text(about.text.strip(), "内容 what it is about", LONGEST)
