"""The inbox, how notices arrive, and the robots of units."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from luodi.engine.source import Refused
from luodi.engine.timelimit import Quiet
from luodi.frame.words import number
from luodi.notices import actions, queries
from luodi.notices.channels import mail
from luodi.notices.forms import AddEndpoint, Preferences
from luodi.notices.here import unread_here
from luodi.notices.kinds import ANSWERS, by_group
from luodi.notices.models import Channel, Choice, Endpoint, Notice
from luodi.people.here import own_account
from luodi.people.queries import unit_matter, units_near
from luodi.people.rules import rulebook
from luodi.rights.door import Signed, needs, require
from luodi.rights.permissions import Right, may

CHANNELS = ("mail", "robot")


@require_safe
@needs(Right.NOTICES_OWN)
def inbox(request: Signed) -> HttpResponse:
    """What I am told: unread, all, to be acknowledged."""
    account = own_account(request)
    tab = request.GET.get("tab", "unread")
    tab = tab if tab in queries.TABS else "unread"
    found, onward = queries.page(account.pk, tab, number(request.GET.get("before", "")))
    return render(request, "notices/inbox.html", {
        "tab": tab, "notices": found, "onward": onward, "first": "before" not in request.GET, "unread": unread_here(request),
        "unanswered": queries.unanswered(account.pk), "newest": found[0].pk if found else None,
        "manages": may(request.person, Right.NOTICES_ENDPOINTS).allowed})


@require_GET
@needs(Right.NOTICES_OWN)
def open_notice(request: Signed, notice: int) -> HttpResponse:
    """On to what it is about; it counts as read."""
    found = _notice(request, notice)
    actions.mark_read(found.account_id, found.pk, timezone.now())
    return HttpResponseRedirect(found.url or f"{reverse('notices_inbox')}?tab=all")


@require_POST
@needs(Right.NOTICES_OWN)
def read(request: Signed, notice: int) -> HttpResponse:
    """Mark one as read."""
    found = _notice(request, notice)
    actions.mark_read(found.account_id, found.pk, timezone.now())
    return _back(request)


@require_POST
@needs(Right.NOTICES_OWN)
def read_all(request: Signed) -> HttpResponse:
    """Mark everything as read that the page could show."""
    upto = number(request.POST.get("upto", ""))
    if upto is not None:
        actions.mark_all_read(own_account(request).pk, upto, timezone.now())
        messages.success(request, _("都标为已读了。"))
    return HttpResponseRedirect(reverse("notices_inbox"))


@require_POST
@needs(Right.NOTICES_OWN)
def acknowledge(request: Signed, notice: int) -> HttpResponse:
    """收到."""
    found = _notice(request, notice)
    try:
        said = ANSWERS.get(found.kind)
        if not (said and found.waits and said(request.person, found, request.today)):
            actions.acknowledge(request.person, found)
    except Refused as refused:
        messages.error(request, refused.faults[0].to(request.lang))
    else:
        messages.success(request, _("已经确认收到。"))
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.NOTICES_OWN)
def preferences(request: Signed) -> HttpResponse:
    """How notices arrive, by kind and channel; quiet hours; the hour of the digest."""
    account = own_account(request)
    groups, held = by_group(), queries.preference_of(account.pk)
    names = [f"{key}.{channel}" for key, _said, _kinds in groups for channel in CHANNELS]
    errors: list[str] = []
    if request.method == "POST":
        form = Preferences(names, request.POST)
        if form.is_valid():
            given = form.cleaned_data
            kept = held.choices | {name: given[name] for name in names}
            actions.prefer(request.person, account, {name: kept[name] for name in kept if name in names}, form.quiet, given["digest_hour"])
            messages.success(request, _("接收方式已经保存。"))
            return HttpResponseRedirect(reverse("notices_preferences"))
        errors = [_("有一项不在可选的范围里，请重新选。")]
    wish, region = queries.wish_of(held), rulebook().or_national(account.unit.region_id).clock.quiet
    rows = [{"key": key, "said": said, "kinds": kinds, "ways": [(f"{key}.{channel}", channel, wish.of(key, channel).value) for channel in CHANNELS]}
            for key, said, kinds in groups]
    return render(request, "notices/preferences.html", {
        "rows": rows, "choices": Choice.choices, "held": held, "own": wish.quiet, "quiet": wish.quiet or region, "region": _hours(region),
        "hours": range(24), "errors": errors, "email": account.email, "mail": mail.possible()},
        status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.NOTICES_ENDPOINTS)
def endpoints(request: Signed) -> HttpResponse:
    """The robots of the units that one manages; and a new one."""
    units = units_near(request.person, Right.NOTICES_ENDPOINTS)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        form = AddEndpoint(units, request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.add_endpoint(request.person, given["unit"], Channel(given["channel"]), given["name"], given["url"], given["secret"], given["login"])
            except Refused as refused:
                errors = {"": [fault.to(request.lang) for fault in refused.faults]}
            else:
                messages.success(request, _("机器人已经添加，先试发一条看看。"))
                return HttpResponseRedirect(reverse("notices_endpoints"))
        else:
            errors = {name: list(map(str, found)) for name, found in form.errors.items()}
    typed = {name: request.POST.get(name, "")[:1000] for name in ("unit", "login", "channel", "name", "url")}
    return render(request, "notices/endpoints.html", {
        "units": units, "robots": queries.endpoints_in(units), "channels": Channel.choices, "typed": typed, "errors": errors}, status=422 if errors else 200)


@require_POST
@needs(Right.NOTICES_ENDPOINTS)
def test(request: Signed, endpoint: int) -> HttpResponse:
    """Send a test message."""
    actions.test_endpoint(request.person, _endpoint(request, endpoint))
    messages.success(request, _("测试消息已经排队，几秒后刷新本页看结果。"))
    return HttpResponseRedirect(reverse("notices_endpoints"))


@require_POST
@needs(Right.NOTICES_ENDPOINTS)
def switch(request: Signed, endpoint: int) -> HttpResponse:
    """On or off."""
    active = request.POST.get("active") == "1"
    actions.switch_endpoint(request.person, _endpoint(request, endpoint), active)
    messages.success(request, _("机器人已经启用。") if active else _("机器人已经停用。"))
    return HttpResponseRedirect(reverse("notices_endpoints"))


def _notice(request: Signed, notice: int) -> Notice:
    found = queries.notice_of(own_account(request).pk, notice)
    if found is None:
        raise Http404
    return found


def _endpoint(request: Signed, endpoint: int) -> Endpoint:
    found = queries.endpoint_by_id(endpoint)
    if found is None:
        raise Http404
    require(request, Right.NOTICES_ENDPOINTS, unit_matter(found.unit))
    return found


def _hours(quiet: Quiet) -> str:
    """When nothing is sent, in words."""
    if quiet.start == quiet.end:
        return _("休息日不发") if quiet.days_off else _("什么时候都发")
    said = _("%(first)s 到 %(last)s 和休息日不发") if quiet.days_off else _("%(first)s 到 %(last)s 不发")
    return said % {"first": f"{quiet.start:%H:%M}", "last": f"{quiet.end:%H:%M}"}


def _back(request: Signed) -> HttpResponse:
    """To the list one came from."""
    onward: Any = request.POST.get("back", "")
    return HttpResponseRedirect(onward if url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()) else reverse("notices_inbox"))
