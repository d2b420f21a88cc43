"""Packaged projects: registered, changed, dropped, and made a lead once somebody wants to invest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from luodi.engine.source import refuse
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action, snapshot
from luodi.ledger.values import text
from luodi.people.actions.shared import inside as of_same
from luodi.people.actions.shared import of_unit, open_unit
from luodi.people.models import Account, Unit
from luodi.people.queries import unit_matter
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import line
from luodi.projects.models import Project, Status
from luodi.projects.rules import mechanism_of
from luodi.promotion.actions.leads import NewLead, add_lead
from luodi.promotion.models import Link, Packaged
from luodi.promotion.queries.packaged import CATEGORY, KEPT, mark
from luodi.promotion.telling import packaged as telling
from luodi.promotion.verbs import packaged as verbs
from luodi.rights.permissions import Right

LONGEST: Final = 5000
MOST: Final = Decimal(10) ** 12
"""What an investment, in 10,000 yuan, stays below."""


@dataclass(frozen=True)
class About:
    """What is written of a packaged project. `year`: whose target it counts for; investment in 10,000 yuan, land in mu."""

    year: int
    name: str
    investment_wan: Decimal
    content: str
    category: str = ""
    land_area_mu: Decimal | None = None
    policy: str = ""
    supplies: str = ""
    aims: str = ""
    link: Link | None = None


@action(verb=verbs.ADD, needs=Right.PROMOTION_KEEP, subject=lambda unit, *rest: of_unit(unit, "packaged", None))
def add_packaged(act: Act, unit: Unit, about: About, by: Account, today: date) -> Packaged:
    """Register a packaged project of a unit. Raises Refused for a year that is not about now, no content, and a category that the place does not have."""
    open_unit(unit)
    row = Packaged(region=unit.region, unit=unit, by=by, at=act.at)
    _year(about.year, today)
    _fill(row, about, today)
    row.save()
    act.about(row.pk)
    act.change(None, snapshot(row, *KEPT))
    return row


@action(verb=verbs.CHANGE, needs=Right.PROMOTION_KEEP, subject=lambda row, *rest: of_unit(row.unit, "packaged", row.pk))
def change_packaged(act: Act, row: Packaged, seen: str, about: About, today: date) -> Packaged:
    """Say something else of one. `seen`: its mark as it was shown. Raises Refused when somebody else has changed it since, and for one that was dropped."""
    found = _there(row)
    if mark(found) != seen:
        refuse(None, "这个包装项目刚才被别人改过，请看过再改", "somebody else has just changed it; look again")
    before = snapshot(found, *KEPT)
    if about.year != found.year:
        _year(about.year, today)
    _fill(found, about, today)
    found.save()
    act.change(before, snapshot(found, *KEPT))
    return found


@action(verb=verbs.DROP, needs=Right.PROMOTION_KEEP, subject=lambda row, *rest: of_unit(row.unit, "packaged", row.pk))
def drop_packaged(act: Act, row: Packaged, reason: str, today: date) -> Packaged:
    """Take one out of the library; it counts no more. Raises Refused without a reason, and for one that is a lead."""
    found = _there(row)
    if _goes(found):
        refuse(None, "已经转为线索，不能撤下；线索终止以后才可以", "it became a lead; it can be dropped once that has ended")
    found.why_dropped, found.dropped_on = line(reason, "原因", "reason", 300), today
    found.save(update_fields=["why_dropped", "dropped_on"])
    act.change({"dropped_on": None, "why_dropped": ""}, snapshot(found, "dropped_on", "why_dropped"))
    return found


def _leading(row: Packaged, new: NewLead, *_rest: Any) -> Subject:
    """The lead is of the unit that registers it; the chain of the region that packaged the project says the same."""
    also = () if row.region_id == new.unit.region_id else (row.region_id,)
    return Subject(new.unit.region_id, "packaged", row.pk, unit_matter(new.unit), also=also)


@action(verb=verbs.LEAD, needs=Right.PROJECT_ADD, subject=_leading)
def lead_of_packaged(act: Act, row: Packaged, new: NewLead, by: Account, today: date) -> Project:
    """Make a lead of one, for a unit of its region or of one above: first contact, duplicate check and all.

    Raises Alike as `add_lead` does; Refused for one that is a lead already, and for a confidential lead: everybody in the region would see whose it is.
    """
    found = _there(row)
    if new.unit.region_id not in ids(found.region.path):
        refuse(None, f"“{found.name}”在别的区域，请选本区域的单位", f'"{found.name}" is in another region; choose a unit there')
    if new.confidential:
        refuse(None, "保密的线索请到“登记线索”另行登记，不从包装项目转", "register a confidential lead by itself, not from a packaged project")
    # A lead that was made confidential since is not there for others: to refuse would tell them of it.
    if _goes(found):
        assert found.project
        refuse(None, f"已由“{found.project.unit.name}”转为线索", f'"{found.project.unit.name}" made a lead of it already')
    project = add_lead(of_same(act), new, by, today)
    found.project = project
    found.save(update_fields=["project"])
    act.note(project=project.pk)
    telling.became(act, found, project)
    return project


def _there(row: Packaged) -> Packaged:
    """One as it is now, with nobody else changing it. Raises Refused for one that was dropped."""
    found = Packaged.objects.select_for_update(of=("self",)).select_related("region", "unit__region", "project__unit", "link__chain").get(pk=row.pk)
    if found.dropped_on:
        refuse(None, f"已于 {found.dropped_on} 撤下：{found.why_dropped}", f"it was dropped on {found.dropped_on}: {found.why_dropped}")
    return found


def _goes(row: Packaged) -> bool:
    return bool(row.project and row.project.status != Status.ENDED and not row.project.confidential)


def _year(year: int, today: date) -> None:
    if abs(year - today.year) > 1:
        refuse(None, f"年度 {year} 不对，可以写 {today.year - 1} 到 {today.year + 1} 年",
               f"the year {year}: write one from {today.year - 1} to {today.year + 1}")


def _fill(row: Packaged, about: About, today: date) -> None:
    table = mechanism_of(rulebook(), row.region_id, today).table
    if about.category and (CATEGORY not in table or about.category not in table[CATEGORY].values):
        refuse(None, f"没有项目类别“{about.category}”", f'there is no category "{about.category}"')
    if not 0 < about.investment_wan < MOST:
        refuse(None, "计划投资要大于 0，单位是万元", "the investment, in 10,000 yuan, must be above 0")
    if about.land_area_mu is not None and not 0 <= about.land_area_mu < Decimal(10) ** 8:
        refuse(None, "用地面积不对，单位是亩", "the land, in mu, is out of range")
    if about.link and about.link.chain.region_id not in ids(row.region.path):
        refuse(None, f"“{about.link.chain.name}”不是本区域的产业链", f'"{about.link.chain.name}" is no chain of this region')
    row.year, row.name, row.category, row.link = about.year, line(about.name, "项目名称", "project name", 120, 2), about.category, about.link
    row.investment_wan = _cents(about.investment_wan)
    row.land_area_mu = _cents(about.land_area_mu) if about.land_area_mu is not None else None
    row.content = _words(about.content, "建设内容", "content", True)
    row.policy, row.supplies = _words(about.policy, "政策支持", "policy"), _words(about.supplies, "土地和要素保障", "land and supplies")
    row.aims = _words(about.aims, "目标企业", "target enterprises")


def _cents(value: Decimal) -> Decimal:
    """What is kept of an amount: cut, for nothing is to be lifted over a target by rounding."""
    return value.quantize(Decimal("0.01"), ROUND_DOWN)


def _words(value: str, zh: str, en: str, needed: bool = False) -> str:
    found = text(value.strip(), f"{zh} {en}", LONGEST)
    if needed and not found:
        refuse(None, f"{zh}：没有写", f"{en}: nothing was written")
    return found
