"""Firms on the links of a chain: those that are there, those that are wanted, and leads that are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from luodi.engine.identifiers import check_uscc
from luodi.engine.source import refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.people.actions.shared import inside
from luodi.people.models import Account, Region
from luodi.people.queries import unit_matter
from luodi.projects.actions.shared import line
from luodi.projects.models import Enterprise, Project, Status
from luodi.projects.queries import visible
from luodi.promotion.actions.chains.shared import link_now, locked, of_link
from luodi.promotion.actions.leads import NewLead, add_lead
from luodi.promotion.models import FirmName, Link, LinkFirm
from luodi.promotion.names import plain
from luodi.promotion.verbs import chains as verbs
from luodi.rights.permissions import Right


@dataclass(frozen=True)
class OnLink:
    """A firm on a link. `kind`: there or target; `why`: why it is there, or wanted."""

    kind: str
    name: str
    uscc: str = ""
    why: str = ""


@action(verb=verbs.PUT, needs=Right.PROMOTION_KEEP, subject=of_link)
def put_firm(act: Act, link: Link, about: OnLink) -> LinkFirm:
    """Put a firm on a link; one that was wanted there may be there now, and the other way round.

    It is tied to the enterprise with its code, or to the one that is known by its name; whether there is one is not told. Raises Refused for a wrong code,
    and for a firm that stands there already.
    """
    link = link_now(link)
    if about.kind not in LinkFirm.Kind.values:
        refuse(None, f"没有“{about.kind}”这一项", f'there is no such thing as "{about.kind}"')
    name, why = line(about.name, "企业名称", "enterprise", 120, 2), line(about.why, "理由", "reason", 300, 0)
    code = check_uscc(about.uscc).code if about.uscc.strip() else ""
    found = LinkFirm.objects.filter(link=link, name=name).first()
    if found and found.kind == about.kind:
        refuse(None, f"“{name}”已经在“{link.name}”上了", f'"{name}" is on "{link.name}" already')
    before = _shown(link, found) if found else None
    row = found or LinkFirm(link=link, name=name)
    row.kind, row.why = about.kind, why or row.why
    row.enterprise = known(link.chain.region, name, code) or row.enterprise
    row.save()
    act.note(link=link.pk)
    act.change(before, _shown(link, row))
    return row


@action(verb=verbs.TAKE_OFF, needs=Right.PROMOTION_KEEP, subject=lambda firm: of_link(firm.link))
def take_off(act: Act, firm: LinkFirm) -> None:
    """Take a firm off a link. A lead that came of it goes on. Raises Refused for one that is not there any more."""
    link = link_now(firm.link)
    found = LinkFirm.objects.filter(pk=firm.pk, link=link).first()
    if found is None:
        refuse(None, f"“{firm.name}”已经不在这个环节上了，请刷新", f'"{firm.name}" is not on this link any more; reload the page')
    act.note(link=link.pk)
    act.change(_shown(link, found), None)
    found.delete()


def _courting(firm: LinkFirm, *_rest: Any, **_named: Any) -> Subject:
    """A lead that is yet to be made, by the unit that keeps the chain. What it becomes stands on its own timeline, and is as secret as it is."""
    unit = firm.link.chain.unit
    return Subject(unit.region_id, "project", None, unit_matter(unit))


@action(verb=verbs.COURT, needs=Right.PROJECT_ADD, subject=_courting)
def court(act: Act, firm: LinkFirm, new: NewLead, by: Account, today: date) -> Project:
    """Register a lead of a target enterprise for the unit that keeps the chain, as any lead is registered: with its check for duplicates.

    Raises Alike as that does; Refused for another unit, a firm that is no target, and one of which a lead came that whoever asks sees and that goes on.
    """
    chain = locked(firm.link.chain)
    found = LinkFirm.objects.select_related("link").filter(pk=firm.pk, link__chain=chain).first()
    if found is None or found.kind != LinkFirm.Kind.TARGET:
        refuse(None, f"“{firm.name}”不在目标企业里了，请刷新", f'"{firm.name}" is no target any more; reload the page')
    if new.unit.pk != chain.unit_id:
        refuse(None, f"这条链由“{chain.unit.name}”管，线索也登记在那里", f'the chain is kept by "{chain.unit.name}"; the lead is registered there')
    # One that whoever asks does not see may be confidential: they are told nothing of it.
    seen = Project.objects.all() if act.person.machine else visible(act.person, Right.PROJECT_INSIDE)
    if there := seen.filter(pk=found.project_id or 0).exclude(status=Status.ENDED).first():
        refuse(None, f"已经转成线索了：{there.name}（{there.code}）", f"a lead was made of it already: {there.name} ({there.code})")
    project = add_lead(inside(act), new, by, today)
    found.project, found.enterprise = project, found.enterprise or project.enterprise
    found.save(update_fields=["project", "enterprise"])
    act.about(project.pk)
    act.confidential = project.confidential
    act.change(None, {"chain": chain.name, "link": found.link.name})
    return project


def known(region: Region, name: str, code: str) -> Enterprise | None:
    """The enterprise of a region with a code, made where there is none, or the only one that is called so. One statement, or up to four."""
    if code:
        found = Enterprise.objects.filter(region=region, uscc=code).order_by("pk").first()
        return found or Enterprise.objects.get_or_create(region=region, name=name, uscc=code)[0]
    rows = FirmName.objects.filter(region=region, plain=plain(name)).values_list("enterprise", flat=True).order_by("enterprise").distinct()[:2]
    some = list(Enterprise.objects.filter(pk__in=list(rows)))
    return some[0] if len(some) == 1 else None


def _shown(link: Link, firm: LinkFirm) -> dict[str, Any]:
    return {"link": link.name, "firm": firm.name, "kind": str(LinkFirm.Kind(firm.kind).label), "why": firm.why}
