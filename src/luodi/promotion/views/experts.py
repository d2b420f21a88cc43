"""Advisers and groups, and the advice that projects ask for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.mechanism import Promotion
from luodi.engine.source import refuse
from luodi.frame.paths import ids
from luodi.frame.templatetags.luodi import words
from luodi.frame.words import number
from luodi.people.here import own_account
from luodi.people.manage.forms import unit_choices
from luodi.people.manage.page import Page, asked, form_page
from luodi.people.manage.page import there as or_404
from luodi.people.models import Account, Region, Unit
from luodi.people.queries import unit_by_id, unit_matter, units_near
from luodi.people.rules import rulebook
from luodi.projects.forms import Reason
from luodi.projects.views.shared import Here, here, saved, typed
from luodi.promotion.actions import experts as actions
from luodi.promotion.forms.experts import AdviceForm, AdviserForm, AskForm, MemberForm, TalkForm
from luodi.promotion.models import Adviser, Consultation
from luodi.promotion.queries import experts as queries
from luodi.promotion.rules import promotion_of
from luodi.promotion.views.aside import form_beside
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right, may

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.PROMOTION_READ)
def listed(request: Signed) -> HttpResponse:
    """The advisers of one's regions by skill, and the groups."""
    book, skill = rulebook(), request.GET.get("skill", "")[:40]
    found = queries.advisers(request.person, skill)
    rows = [(one, _skills(promotion_of(book, one.region_id), one.skills, request.lang)) for one in found]
    groups = [(group, [(one, _skills(promotion_of(book, group.region_id), [one.skill], request.lang)) for one in members])
              for group, members in queries.groups(request.person)]
    own = units_near(request.person, Right.PROMOTION_KEEP)
    skills = _choices(promotion_of(book, own[0].region_id if own else found[0].region_id if found else 0), request.lang)
    return render(request, "promotion/experts/list.html", {
        "rows": rows, "groups": groups, "skill": skill, "skills": skills, "own": own, "keep": may(request.person, Right.PROMOTION_KEEP)})


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def add(request: Signed) -> HttpResponse:
    """Another adviser."""
    units = units_near(request.person, Right.PROMOTION_KEEP)
    return _adviser(request, units, None)


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def change(request: Signed, adviser: int) -> HttpResponse:
    """What is known of an adviser."""
    found: Adviser = or_404(queries.adviser_by_id(adviser))
    units = [unit for unit in units_near(request.person, Right.PROMOTION_KEEP) if unit.region_id == found.region_id]
    if not units:
        require(request, Right.PROMOTION_KEEP, Matter(region_path=ids(found.region.path)))
    return _adviser(request, units, found)


def _adviser(request: Signed, units: list[Unit], found: Adviser | None) -> HttpResponse:
    home, region = reverse("promotion_experts"), found.region if found else units[0].region if units else None
    skills = _choices(promotion_of(rulebook(), region.pk if region else 0), request.lang)
    shows: dict[str, Any] = {"unit": str(units[0].pk)} if units else {}
    if found:
        shows |= {"name": found.name, "from_where": found.from_where, "skills": found.skills, "active": found.active,
                  "who": f"{found.account.name}（{found.account.login}）" if found.account else ""}
    asks = AdviserForm(unit_choices(units), skills, typed(request), initial=shows)

    def do(data: dict[str, Any]) -> HttpResponse:
        unit = next(one for one in units if str(one.pk) == data["unit"])
        who = _account(unit.region, data["who"]) if data["who"] else None
        made = actions.keep_adviser(request.person, unit, found, actions.About(data["name"], data["from_where"], data["skills"], who, data["active"]))
        messages.success(request, _("“%(name)s”登记好了。") % {"name": made.name})
        return HttpResponseRedirect(home)
    title = _("修改“%(name)s”") % {"name": found.name} if found else _("登记顾问")
    page = Page(title, _("保存"), home, [(_("顾问和服务组"), home)], _("全区的项目都能按专长找到这位顾问。"))
    return form_page(request, page, asks, do, "projects/form.html")


@require_safe
@needs(Right.PROMOTION_READ)
def group(request: Signed, unit: int) -> HttpResponse:
    """The group of a unit: who is in it for what, what they did."""
    found: Unit = or_404(unit_by_id(unit))
    require(request, Right.PROMOTION_READ, unit_matter(found))
    rules, members = promotion_of(rulebook(), found.region_id), queries.members_of(found)
    talks, onward = queries.talks_of(request.person, found, [one.account_id for one in members], number(request.GET.get("after", "")))
    names = {key: one.title(request.lang) for key, one in rules.skills.items()}
    return render(request, "promotion/experts/group.html", {
        "unit": found, "members": [(names.get(one.skill, one.skill), one) for one in members],
        "talks": [(names.get(one.skill, one.skill), one) for one in talks], "onward": onward, "later": "after" in request.GET,
        "keep": may(request.person, Right.PROMOTION_KEEP, unit_matter(found))})


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def member_add(request: Signed, unit: int) -> HttpResponse:
    """Somebody more in a group."""
    found: Unit = or_404(unit_by_id(unit))
    require(request, Right.PROMOTION_KEEP, unit_matter(found))
    home = reverse("promotion_group", args=[found.pk])
    asks = MemberForm(_choices(promotion_of(rulebook(), found.region_id), request.lang), typed(request))

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.join(request.person, found, _account(found.region, data["who"]), data["skill"])
        messages.success(request, saved())
        return HttpResponseRedirect(home)
    page = Page(_("加服务组成员"), _("加上"), home, [(found.name, home)], _("审批和规划等部门派来的人；一个人有几项专长就加几次。"))
    return form_page(request, page, asks, do, "projects/form.html", people=queries.lendable(found.region))


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def member_end(request: Signed, unit: int, member: int) -> HttpResponse:
    """Ask once, then take somebody out of a group."""
    found: Unit = or_404(unit_by_id(unit))
    require(request, Right.PROMOTION_KEEP, unit_matter(found))
    one = or_404(queries.member_by_id(found, member))
    home = reverse("promotion_group", args=[found.pk])

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.leave(request.person, one)
        messages.success(request, saved())
        return HttpResponseRedirect(home)
    page = Page(_("请“%(name)s”离开服务组") % {"name": one.account.name}, _("离开"), home, [(found.name, home)], _("已经谈过的、出过的主意都留着。"))
    return form_page(request, page, asked(request), do, "projects/form.html", danger=True)


@require_safe
@needs(Right.PROJECT_INSIDE)
def advice(request: Signed, code: str) -> HttpResponse:
    """Who was asked about a project, and what they said."""
    there = here(request, code, Right.PROJECT_INSIDE)
    rules, rows = promotion_of(rulebook(), there.project.region_id), queries.advice_of(there.project)
    names = {key: one.title(request.lang) for key, one in rules.skills.items()}
    return render(request, "promotion/experts/advice.html", {
        "project": there.project, "rows": [(names.get(one.skill, one.skill), one) for one in rows], "skills": list(names.items()),
        "waits": sum(one.held_on is None for one in rows), "change": may(request.person, Right.PROJECT_CHANGE, there.look.matter),
        "me": request.person.account_id})


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def ask(request: Signed, code: str, skill: str) -> HttpResponse:
    """Whoever knows, ranked; ask one of them."""
    there = here(request, code, Right.PROJECT_CHANGE)
    named = _skill(there, skill, request.lang)
    found = queries.matches(there.project, skill)
    choices = [(one.key, _("、").join(filter(None, (one.name, one.where))) + " · " + " · ".join(words(why) for why in one.why)) for one in found]
    asks = AskForm(choices, typed(request), initial={"whom": found[0].key} if found else {})

    def do(data: dict[str, Any]) -> None:
        one = next(one for one in found if one.key == data["whom"])
        actions.ask_advice(request.person, there.project, actions.Question(skill, data["text"], own_account(request), one.adviser, one.member, data["days"]),
                           request.today)
    lead = _("对方收到后开始计时，答复了告诉您。") if found else _("还没有人登记这项专长。到“顾问和服务组”登记一位，或请别的专长的人。")
    page = (_("请教“%(skill)s”") % {"skill": named}, _("请教"), lead)
    return form_beside(request, there.project, "promotion_advice", page, asks, do, _("已经请教，正在等答复。"), stuck=not found)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def talk(request: Signed, code: str, skill: str) -> HttpResponse:
    """A negotiation to which somebody of a group came along."""
    there = here(request, code, Right.PROJECT_CHANGE)
    named = _skill(there, skill, request.lang)
    found = {str(one.member.pk): one for one in queries.matches(there.project, skill) if one.member}
    asks = TalkForm([(key, f"{one.name}（{one.where}）") for key, one in found.items()], typed(request), initial={"on": request.today})

    def do(data: dict[str, Any]) -> None:
        member = found[data["whom"]].member
        assert member
        actions.note_talk(request.person, there.project, skill, member, actions.Talk(data["on"], data["text"], data["together"]), own_account(request),
                          request.today)
    lead = "" if found else _("服务组里还没有人有这项专长，先到服务组加成员。")
    page = (_("记联合洽谈：%(skill)s") % {"skill": named}, _("记下"), lead)
    return form_beside(request, there.project, "promotion_advice", page, asks, do, saved(), stuck=not found)


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def note(request: Signed, code: str, consultation: int) -> HttpResponse:
    """Write down what somebody said who was asked."""
    there = here(request, code, Right.PROJECT_CHANGE)
    row: Consultation = or_404(queries.consultation_of(there.project, consultation))
    return _answer(request, row, lambda talk: actions.note_advice(request.person, row, talk, request.today), "promotion_advice")


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def drop(request: Signed, code: str, consultation: int) -> HttpResponse:
    """Take a question back."""
    there = here(request, code, Right.PROJECT_CHANGE)
    row: Consultation = or_404(queries.consultation_of(there.project, consultation))
    return form_beside(request, there.project, "promotion_advice", (_("撤回咨询"), _("撤回"), row.question), Reason(typed(request)),
                       lambda data: actions.drop_advice(request.person, row, data["reason"], request.today), saved(), danger=True)


@require_http_methods(BOTH)
@needs(Right.ASKED_ANSWER)
def answer(request: Signed, code: str, consultation: int) -> HttpResponse:
    """Say what one thinks. Whoever was asked sees this page alone, or the project as well where they have a part in it."""
    row = queries.consultation_by_code(code, consultation)
    if row is None:
        raise Http404
    require(request, Right.ASKED_ANSWER, actions.asked_about(row).matter)
    return _answer(request, row, lambda talk: actions.answer_advice(request.person, row, talk, request.today), "promotion_advice")


def _answer(request: Signed, row: Consultation, do: Any, home: str) -> HttpResponse:
    asks = AdviceForm(typed(request), initial={"on": request.today})
    lead = _("%(name)s问：%(question)s") % {"name": row.by.name, "question": row.question}
    return form_beside(request, row.project, home, (_("答复：%(name)s") % {"name": row.project.name}, _("答复"), lead), asks,
                       lambda data: do(actions.Talk(data["on"], data["text"], data["together"])), _("记下了，计时已停。"), stuck=bool(row.held_on))


def _account(region: Region, said: str) -> Account:
    """The account that somebody typed. Raises Refused for none and for several."""
    found = queries.account_in(region, said)
    if not found:
        refuse(None, f"本区域没有叫“{said[:40]}”的账号，请从提示里选，或写登录名",
               f'no account "{said[:40]}" in this region; choose from the list, or write the login name')
    if len(found) > 1:
        refuse(None, f"叫“{said[:40]}”的不止一个，请写登录名", f'there are several called "{said[:40]}"; write the login name')
    return found[0]


def _skill(there: Here, key: str, lang: str) -> str:
    skills = promotion_of(rulebook(), there.project.region_id).skills
    if key not in skills:
        raise Http404
    return skills[key].title(lang)


def _choices(rules: Promotion, lang: str) -> list[tuple[str, str]]:
    return [(key, one.title(lang)) for key, one in rules.skills.items()]


def _skills(rules: Promotion, keys: list[str], lang: str) -> list[str]:
    return [rules.skills[key].title(lang) if key in rules.skills else key for key in keys]
