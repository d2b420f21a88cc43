"""Signing in at a provider of identities, and the link between an account there and one here.

A form may not lead to another site (the policy forbids it), so one goes to the provider by a link.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.source import Refused
from luodi.frame.sealing import opened, seal
from luodi.people.here import account_here, own_account
from luodi.people.models import Account
from luodi.people.signing import actions, oidc, queries
from luodi.people.signing.forms import Password, told
from luodi.people.signing.origin import origin
from luodi.people.signing.views.door import keep, onward, proceed
from luodi.people.signing.views.own import wrong_password
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right

FLIGHT: Final = "luodi_flight"
"""The cookie of somebody who is at the provider."""
LASTS: Final = timedelta(minutes=10)
LINK: Final = "link"
"""What the session keeps when the password was confirmed, to link an identity."""


@never_cache
@require_safe
@needs(Right.SIGN_IN)
def go(request: Signed) -> HttpResponse:
    """To the provider: to sign in, or, with `link`, to link the account that is signed in and has confirmed its password."""
    there, now = _provider(), timezone.now()
    linking = 0
    if "link" in request.GET:
        account = account_here(request)
        linking = opened(LINK, request.session.get(LINK, ""), now, LASTS) if account else 0
        if not account or linking != account.pk:
            return HttpResponseRedirect(reverse("people_identity"))
    try:
        address, flight = oidc.begin(there, _back(request))
    except oidc.Unreachable:
        return _failed(request, there, "down")
    held = {**asdict(flight), "link": linking, "onward": onward(request, request.GET.get("next", "")), "lang": translation.get_language()}
    response = HttpResponseRedirect(address)
    keep(response, FLIGHT, seal("flight", held, now), LASTS)
    return response


@never_cache
@require_safe
@needs(Right.SIGN_IN)
def back(request: Signed) -> HttpResponse:
    """From the provider. Whatever came back wrong is said in words, and nobody is signed in."""
    there, now = _provider(), timezone.now()
    held = opened("flight", request.COOKIES.get(FLIGHT, ""), now, LASTS)
    if held:
        translation.activate(held["lang"])
    response = _arrived(request, there, held, now)
    response.delete_cookie(FLIGHT)
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.OWN_ACCOUNT)
def identity(request: Signed) -> HttpResponse:
    """Link the own account to one at the provider, or take the link away; both with the password."""
    there, account, now = _provider(), own_account(request), timezone.now()
    linked = queries.identity_of(account, there.issuer)
    page: dict[str, Any] = {"provider": there, "identity": linked}
    if request.method != "POST":
        return render(request, "people/identity.html", page)
    form = Password(request.POST)
    if form.is_valid():
        if not actions.try_sign_in(account.login, form.cleaned_data["password"], now, origin(request)):
            form.add_error("password", wrong_password())
        elif linked:
            actions.unlink(request.person, account, linked)
            messages.success(request, _("关联已经解除。"))
            return HttpResponseRedirect(reverse("people_own"))
        else:
            request.session[LINK] = seal(LINK, account.pk, now)
            return render(request, "people/identity.html", {**page, "confirmed": True})
    return render(request, "people/identity.html", {**page, "errors": told(form)}, status=422)


def _arrived(request: Signed, there: oidc.Provider, held: dict[str, Any] | None, now: datetime) -> HttpResponse:
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if held is None or not compare_digest(held["state"].encode(), state.encode(errors="replace")):
        return _failed(request, there, "stale")
    if not code or len(code) > 4000:
        return _failed(request, there, "refused")
    flight = oidc.Flight(held["state"], held["nonce"], held["verifier"])
    try:
        subject = oidc.subject(there, flight, _back(request), code, now)
    except oidc.Unreachable:
        return _failed(request, there, "down")
    except oidc.Untrusted:
        return _failed(request, there, "untrusted")
    if held["link"]:
        return _linked(request, there, subject, held["link"], now)
    account = queries.account_by_identity(there.issuer, subject)
    if account is None:
        return _failed(request, there, "unknown")
    answer = proceed(request, account, "oidc", held["onward"], now) if actions.is_open(account, now) else None
    return answer or _failed(request, there, "closed")


def _linked(request: Signed, there: oidc.Provider, subject: str, account_id: int, now: datetime) -> HttpResponse:
    account: Account | None = account_here(request)
    if account is None or account.pk != account_id:
        return _failed(request, there, "stale")
    request.session.pop(LINK, None)
    try:
        actions.link(request.person, account, there.issuer, subject, now)
    except Refused as refused:
        said = [fault.to(request.lang) for fault in refused.faults]
        return render(request, "people/identity.html", {"provider": there, "identity": queries.identity_of(account, there.issuer), "refused": said}, status=422)
    messages.success(request, _("关联好了，下次可以用统一身份登录。"))
    return HttpResponseRedirect(reverse("people_own"))


def _failed(request: Signed, there: oidc.Provider, why: str) -> HttpResponse:
    """A page that says why somebody did not get in, and what to do."""
    return render(request, "people/oidc_failed.html", {"why": why, "provider": there}, status=503 if why == "down" else 403)


def _provider() -> oidc.Provider:
    there = oidc.provider()
    if there is None:
        raise Http404
    return there


def _back(request: Signed) -> str:
    """Our address as the provider knows it: the same in every language."""
    with translation.override(settings.LANGUAGE_CODE):
        return request.build_absolute_uri(reverse("people_oidc_back"))
