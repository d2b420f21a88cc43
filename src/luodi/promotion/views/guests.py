"""Who is invited to an event: by choice with a preview, by hand; what they answer, whether they come, what comes of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from luodi.engine.source import Refused, Said, refuse
from luodi.frame.templatetags.luodi import lang_here
from luodi.frame.words import number
from luodi.people.here import own_account
from luodi.people.manage.page import Page, asked, form_page
from luodi.people.manage.page import there as or_404
from luodi.people.rules import rulebook
from luodi.projects.models import Project
from luodi.projects.queries import project_by_code, visible
from luodi.projects.rules import mechanism_of
from luodi.projects.views.shared import saved, typed
from luodi.promotion.actions import events as actions
from luodi.promotion.forms.events import ChoiceForm, HandForm, JoinForm
from luodi.promotion.models import Event, Invitation
from luodi.promotion.queries import events as queries
from luodi.promotion.queries.firms import projects_of
from luodi.promotion.rules import promotion_of
from luodi.promotion.views.events import crumbs, home, kept
from luodi.promotion.views.leading import lead_page
from luodi.promotion.views.packaged import categories
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right

BOTH = ["GET", "HEAD", "POST"]
CAME = {"yes": True, "no": False, "": None}
"""What a form says of whether a firm came."""


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def invite(request: Signed, event: int) -> HttpResponse:
    """Choose firms, look at who that is, and invite those that stay ticked. The choice is posted along with whom."""
    found, book = kept(request, event), rulebook()
    rules, table = promotion_of(book, found.region_id), mechanism_of(book, found.region_id, request.today).table
    chains = {str(one.pk): one for one in queries.chains(request.person)}
    asks = ChoiceForm([(key, one.title(request.lang)) for key, one in rules.tags.items()], [(key, one.name) for key, one in chains.items()],
                      categories(table, request.lang), (request.POST if request.method == "POST" else request.GET) or None)
    choice, faults = queries.Choice(), []
    if asks.is_valid():
        data = asks.cleaned_data
        choice = queries.Choice(tuple(data["tags"]), chains.get(data["chain"]), tuple(data["places"]), data["category"])
    brings = queries.Found() if choice.empty or found.dropped else queries.candidates(request.person, found, choice, rules, table)
    ticked = set(request.POST.getlist("who")) if request.method == "POST" else {one.key for one in brings.new}
    if request.method == "POST":
        try:
            count = actions.invite(request.person, found, [actions.Guest(one.name, one.why, one.enterprise) for one in brings.new if one.key in ticked])
        except Refused as refused:
            faults = [fault.to(lang_here()) for fault in refused.faults]
        else:
            messages.success(request, _invited(count))
            return HttpResponseRedirect(home(found))
    return render(request, "promotion/events/invite.html", {
        "event": found, "form": asks, "brings": brings, "rows": [(one, one.key in ticked) for one in brings.new], "asked": not choice.empty,
        "faults": faults}, status=422 if faults else 200)


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def hand(request: Signed, event: int) -> HttpResponse:
    """Invite firms by name."""
    found = kept(request, event)
    asks = HandForm(typed(request))

    def do(data: dict[str, Any]) -> HttpResponse:
        why = data["why"].strip() or "手工添加"
        firms = queries.called(request.person, found, asks.listed())
        count = actions.invite(request.person, found, [actions.Guest(name, why, firms.get(name)) for name in asks.listed()])
        messages.success(request, _invited(count))
        return HttpResponseRedirect(home(found))
    page = Page(_("手工添加企业"), _("添加"), home(found), crumbs(found), _("名录里没有的企业、现场来的企业，写名称就能加；已经邀请过的不会重复。"))
    return form_page(request, page, asks, do, "projects/form.html")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def answers(request: Signed, event: int) -> HttpResponse:
    """Tick what firms answered and who came. Only what was changed here is written: two who tick at once do not undo one another's ticks."""
    found = kept(request, event)
    words, after = request.GET.get("q", "").replace("\x00", "").strip()[:60], number(request.GET.get("after", ""))
    rows, onward = queries.guest_page(request.person, found, words, after)
    past, faults = found.on <= request.today, []
    if request.method == "POST":
        changed = {row.pk: mark for row in rows if (mark := _marked(request, row)) is not None}
        try:
            if changed:
                actions.note_answers(request.person, found, changed, request.today)
        except Refused as refused:
            faults = [fault.to(lang_here()) for fault in refused.faults]
        else:
            messages.success(request, ngettext("记下了 %(n)d 家。", "记下了 %(n)d 家。", len(changed)) % {"n": len(changed)} if changed else _("没有要改的。"))
            return HttpResponseRedirect(request.get_full_path())
    return render(request, "promotion/events/answers.html", {
        "event": found, "rows": [(row, _came(row)) for row in rows], "onward": onward, "later": after is not None, "q": words, "past": past,
        "tally": queries.tally(request.person, found), "faults": faults, "options": Invitation.Answer.choices}, status=422 if faults else 200)


@require_http_methods(BOTH)
@needs(Right.PROJECT_ADD)
def lead(request: Signed, event: int, guest: int) -> HttpResponse:
    """Make a lead of an invited firm."""
    found, row = _guest_of(request, event, guest)
    ways = promotion_of(rulebook(), found.region_id).ways
    shows = {"firm": row.enterprise.name if row.enterprise else row.name, "uscc": row.enterprise.uscc if row.enterprise else ""}
    shows |= {"way": "event"} if "event" in ways else {}
    page = Page(_("转为线索"), _("查重并登记"), home(found), crumbs(found), _("“%(name)s”在活动上有了投资意向：登记为线索，首接归您。") % {"name": row.name})
    return lead_page(request, found.region, page, shows, {},
                     lambda new: actions.lead_of_invitation(request.person, row, new, own_account(request), request.today), _stuck(request, row))


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def join(request: Signed, event: int, guest: int) -> HttpResponse:
    """Say which project came of an invitation."""
    found, row = _guest_of(request, event, guest)
    there = projects_of(request.person, row.enterprise) if row.enterprise else []
    asks = JoinForm(typed(request), initial={"code": there[0].code if there else ""})

    def do(data: dict[str, Any]) -> HttpResponse:
        project: Project | None = project_by_code(data["code"].strip().upper())
        if project is None or not visible(request.person).filter(pk=project.pk).exists():
            refuse(None, "没有找到这个项目，请核对项目码", "there is no such project; check the code")
        actions.join_project(request.person, row, project)
        messages.success(request, saved())
        return HttpResponseRedirect(home(found))
    page = Page(_("关联项目"), _("关联"), home(found), crumbs(found), _("“%(name)s”已经有项目了：写项目码，活动的成效里就有它。") % {"name": row.name})
    return form_page(request, page, asks, do, "projects/form.html")


@require_http_methods(BOTH)
@needs(Right.PROMOTION_KEEP)
def withdraw(request: Signed, event: int, guest: int) -> HttpResponse:
    """Ask once, then take an invitation back."""
    found, row = _guest_of(request, event, guest)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw(request.person, row)
        messages.success(request, _("邀请撤回了。"))
        return HttpResponseRedirect(home(found))
    page = Page(_("撤回邀请"), _("撤回"), home(found), crumbs(found), _("不再邀请“%(name)s”；已经通知的请另行说明。") % {"name": row.name})
    return form_page(request, page, asked(request), do, "projects/form.html", danger=True)


def _guest_of(request: Signed, event: int, guest: int) -> tuple[Event, Invitation]:
    """An invitation of an event that somebody keeps, of a firm that they see. Raises Denied and Http404."""
    found = kept(request, event)
    row: Invitation = or_404(queries.guest_by_id(request.person, found, guest))
    return found, row


def _stuck(request: Signed, row: Invitation) -> Said | None:
    """Why no lead can be made of an invitation: one that the reader may see, or that is no secret, came of it."""
    project = row.project
    if project is None or (project.confidential and project.pk not in queries.projects_seen(request.person, [row])):
        return None
    return Said("这家企业已经记过带来的项目了", "a project that came of it was noted already")


def _invited(count: int) -> str:
    return ngettext("邀请了 %(n)d 家。", "邀请了 %(n)d 家。", count) % {"n": count}


def _came(row: Invitation) -> str:
    return next(key for key, value in CAME.items() if value is row.came)


def _marked(request: Signed, row: Invitation) -> actions.Mark | None:
    """What was ticked of an invitation where it is not what was shown; None for no change, and for what is no answer."""
    was, _colon, had = request.POST.get(f"was-{row.pk}", ":").partition(":")
    answer, came = request.POST.get(f"answer-{row.pk}", was), request.POST.get(f"came-{row.pk}", had)
    if (answer, came) == (was, had) or came not in CAME or answer not in Invitation.Answer.values:
        return None
    # What was not touched here may have been ticked by somebody else meanwhile.
    return actions.Mark(answer if answer != was else row.answer, CAME[came] if came != had else row.came)
