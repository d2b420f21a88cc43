"""What is kept of a chain: leader, adviser, team, its links and their ties."""

from __future__ import annotations

import re
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi.engine.source import refuse
from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import Page, asked, form_page
from luodi.people.manage.page import there as or_404
from luodi.people.models import Account, Region
from luodi.people.queries import units_near
from luodi.projects.views.shared import saved, typed
from luodi.promotion.actions import chains as actions
from luodi.promotion.forms.chains import ChainForm, LinkForm, NewChain, TieForm
from luodi.promotion.models import Adviser, Chain, Link, LinkTie
from luodi.promotion.queries import chains as queries
from luodi.promotion.views.chains.shared import BOTH, chain_form, here, home
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right

_APART: Final = re.compile(r"[、，,;；\n]")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def add(request: Signed) -> HttpResponse:
    """Set up a chain."""
    units = units_near(request.person, Right.PROMOTION_KEEP)
    advisers = queries.advisers_for(units[0].region) if units else []
    people = queries.people_of(units[0].region) if units else []
    asks = NewChain(unit_choices(units), _choices(advisers), typed(request), initial={"unit": str(units[0].pk) if units else "", "since": request.today})

    def do(data: dict[str, Any]) -> HttpResponse:
        unit = next(one for one in units if str(one.pk) == data["unit"])
        made = actions.add_chain(request.person, unit, _about(unit.region, data, advisers), data["since"], request.today)
        messages.success(request, _("“%(name)s”设好了，接着加环节。") % {"name": made.name})
        return HttpResponseRedirect(home(made))
    back = reverse("promotion_chains")
    page = Page(_("设立产业链"), _("设立"), back, [(_("产业链"), back)], _("一条产业链一位链长、一位顾问、一个专班；环节设好以后再加。"))
    return form_page(request, page, asks, do, "projects/form.html", people=people)


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def change(request: Signed, chain: int) -> HttpResponse:
    """Say something else of a chain."""
    found = here(request, chain, Right.PROMOTION_KEEP)
    advisers = queries.advisers_for(found.region)
    if found.adviser and found.adviser not in advisers:
        advisers.append(found.adviser)
    shows = {"name": found.name, "leader": _typed(found.leader) if found.leader else "", "adviser": str(found.adviser_id or ""),
             "team": "、".join(_typed(one) for one in found.team.order_by("pk"))}
    asks = ChainForm(_choices(advisers), typed(request), initial=shows)
    return chain_form(request, found, (_("修改“%(name)s”") % {"name": found.name}, _("保存"), _("例会的起算日不变。")), asks,
                      lambda data: actions.change_chain(request.person, found, _about(found.region, data, advisers)), saved(),
                      people=queries.people_of(found.region))


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def link_add(request: Signed, chain: int) -> HttpResponse:
    """Add a link."""
    found = here(request, chain, Right.PROMOTION_KEEP)
    asks = LinkForm(typed(request), initial={"place": request.GET.get("place", Link.Place.UP)})
    return chain_form(request, found, (_("加环节"), _("加上"), _("没有的环节也加上，标“缺失”，招商才知道要补什么。")), asks,
                      lambda data: actions.add_link(request.person, found, _about_link(data)), saved())


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def link_change(request: Signed, chain: int, link: int) -> HttpResponse:
    """Say something else of a link."""
    found, row = _link(request, chain, link)
    asks = LinkForm(typed(request), initial={"name": row.name, "place": row.place, "strength": row.strength, "note": row.note})
    return chain_form(request, found, (_("修改“%(name)s”") % {"name": row.name}, _("保存"), ""), asks,
                      lambda data: actions.change_link(request.person, row, _about_link(data)), saved(), f"#link-{row.pk}")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def link_remove(request: Signed, chain: int, link: int) -> HttpResponse:
    """Ask once, then remove a link."""
    found, row = _link(request, chain, link)
    return chain_form(request, found, (_("去掉“%(name)s”") % {"name": row.name}, _("去掉"), _("它和别的环节的连线一起去掉；上面有企业时要先把企业拿下。")),
                      asked(request), lambda data: actions.remove_link(request.person, row), saved(), danger=True)


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def tie_add(request: Signed, chain: int, link: int) -> HttpResponse:
    """Say to which other link this one delivers."""
    found, row = _link(request, chain, link)
    others = {str(one.pk): one for one in queries.links_of(found) if one.pk != row.pk}
    asks = TieForm([(key, f"{one.get_place_display()} · {one.name}") for key, one in others.items()], typed(request))
    lead = "" if others else _("这条链上还没有别的环节，先加一个。")
    return chain_form(request, found, (_("“%(name)s”供给谁") % {"name": row.name}, _("连上"), lead), asks,
                      lambda data: actions.tie(request.person, row, others[data["taker"]]), saved(), f"#link-{row.pk}", stuck=not others)


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def tie_remove(request: Signed, chain: int, tie: int) -> HttpResponse:
    """Ask once, then untie two links."""
    found = here(request, chain, Right.PROMOTION_KEEP)
    row: LinkTie = or_404(queries.tie_of(found, tie))
    title = _("断开“%(giver)s”到“%(taker)s”") % {"giver": row.giver.name, "taker": row.taker.name}
    return chain_form(request, found, (title, _("断开"), _("两个环节都留着。")), asked(request), lambda data: actions.untie(request.person, row), saved(),
                      f"#link-{row.giver_id}", danger=True)


def _link(request: Signed, chain: int, link: int) -> tuple[Chain, Link]:
    found = here(request, chain, Right.PROMOTION_KEEP)
    row: Link = or_404(queries.link_of(found, link))
    return found, row


def _about_link(data: dict[str, Any]) -> actions.AboutLink:
    return actions.AboutLink(data["name"], data["place"], data["strength"], data["note"])


def _about(region: Region, data: dict[str, Any], advisers: list[Adviser]) -> actions.About:
    """What was typed of a chain. One statement. Raises Refused for people who are not found, and for those who are several."""
    leader = _named(data["leader"])
    team = [name for one in _APART.split(data["team"]) if (name := _named(one))]
    found = queries.accounts_called(region, [*([leader] if leader else []), *team])
    people = {name: _one(name, some) for name, some in found.items()}
    return actions.About(data["name"], people.get(leader), next((one for one in advisers if str(one.pk) == data["adviser"]), None),
                         list({people[name].pk: people[name] for name in team}.values()))


def _typed(account: Account) -> str:
    return f"{account.name}（{account.login}）"


def _named(said: str) -> str:
    """The login name of somebody who was written with both, else what was written."""
    name, _mark, rest = said.strip().partition("（")
    return rest.partition("）")[0].strip() or name.strip()


def _one(said: str, found: list[Account]) -> Account:
    if not found:
        refuse(None, f"本区域没有叫“{said[:40]}”的账号，请从提示里选，或写登录名",
               f'no account "{said[:40]}" in this region; choose from the list, or write the login name')
    if len(found) > 1:
        refuse(None, f"叫“{said[:40]}”的不止一个，请写登录名", f'there are several called "{said[:40]}"; write the login name')
    return found[0]


def _choices(advisers: list[Adviser]) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.name}（{one.from_where}）" if one.from_where else one.name) for one in advisers]
