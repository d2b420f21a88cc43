"""Visits to an enterprise, and all that came of them, on one page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.source import refuse
from luodi.people.here import own_account
from luodi.people.manage.page import Page, form_page
from luodi.people.rules import rulebook
from luodi.projects import store, thread
from luodi.projects.sniff import safe_name
from luodi.projects.views.heads import BOTH
from luodi.projects.views.papers import WHOLE
from luodi.projects.views.shared import here, typed
from luodi.promotion.actions.visits import PHOTOS, Photo, add_visit
from luodi.promotion.forms.visits import VisitForm
from luodi.promotion.models import Visit
from luodi.promotion.queries import visits as queries
from luodi.promotion.rules import promotion_of
from luodi.promotion.views.reports import answerable
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right, may


@require_safe
@needs(Right.PROJECT_INSIDE)
def visits(request: Signed, code: str) -> HttpResponse:
    """What was seen, what leaders were told, what they said."""
    there, book = here(request, code, Right.PROJECT_INSIDE), rulebook()
    project = there.project
    reports = [(one, queries.light_of(one, book, request.today)) for one in queries.reports_of(project)]
    said = answerable(request, queries.instructions_of(project, book, request.today))
    return render(request, "promotion/visits/visits.html", {
        "project": project, "visits": queries.visits_of(project), "reports": reports, "instructions": said,
        "draft": next((one for one, _light in reports if one.sent_on is None), None), "waiting": [one for one in said if one.row.done_on is None],
        "days": promotion_of(book, project.region_id).report.days, "may_change": may(request.person, Right.PROJECT_CHANGE, there.look.matter),
        "may_decide": may(request.person, Right.LEADER_DECIDE, there.look.matter)})


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def add(request: Signed, code: str) -> HttpResponse:
    """Write a visit down, with photographs."""
    there = here(request, code, Right.PROJECT_CHANGE)
    home, project = reverse("promotion_visits", args=[code]), there.project
    me = own_account(request)
    form = VisitForm(_("最多 %(n)s 张，每张不超过 %(most)s MB。") % {"n": PHOTOS, "most": settings.FILE_MB}, typed(request), request.FILES or None,
                     initial={"on": request.today, "who": me.name})

    def do(data: dict[str, Any]) -> HttpResponse:
        if WHOLE not in request.POST:
            refuse(None, "上传中断了，拜访没有记下，请再传一次", "the upload broke off and the visit was not written down; send it again")
        if len(data["photos"]) > PHOTOS:
            refuse(None, f"一次最多传 {PHOTOS} 张照片，这里有 {len(data['photos'])} 张",
                   f"at most {PHOTOS} photographs at a time; there are {len(data['photos'])}")
        photos = [Photo(store.receive(one.chunks(), safe_name(one.name), timezone.now()), safe_name(one.name)) for one in data["photos"]]
        visit = Visit(on=data["on"], place=data["place"], who=data["who"], met=data["met"], text=data["text"], by=me,
                      unit=thread.unit_for(request.person, me, project, there.parts))
        add_visit(request.person, project, visit, photos, data["reports"], request.today)
        messages.success(request, _("拜访记下了。"))
        return HttpResponseRedirect(home)
    page = Page(_("记拜访"), _("记下"), home, [(project.name, there.home), (_("拜访、专报、批示"), home)], _("写下就不能改，写错了再记一条。"))
    return form_page(request, page, form, do, "projects/form.html", whole=WHOLE)
