"""Signing in, by password and code, and signing out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from luodi.frame.sealing import opened, seal
from luodi.people.here import account_here
from luodi.people.models import Account
from luodi.people.queries import nobody
from luodi.people.signing import actions, oidc, queries
from luodi.people.signing.forms import Code, SignIn
from luodi.people.signing.origin import origin
from luodi.people.signing.sessions import ORIGIN, SINCE, key_here
from luodi.rights.door import Signed, needs
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
HALF: Final = "luodi_half"
"""The cookie of somebody whose password was right and whose code is yet to come."""
HALF_LASTS: Final = timedelta(minutes=5)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SIGN_IN)
def sign_in(request: Signed) -> HttpResponse:
    """Name and password. The same words whatever was wrong."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    if request.method != "POST":
        if account_here(request):
            return HttpResponseRedirect(onward(request, asked))
        return render(request, "people/sign_in.html", {"onward": asked, "provider": oidc.provider(), "nobody": nobody()})
    form, now = SignIn(request.POST), timezone.now()
    account = actions.try_sign_in(form.cleaned_data["login"], form.cleaned_data["password"], now, origin(request)) if form.is_valid() else None
    answer = proceed(request, account, "password", onward(request, asked), now) if account else None
    if answer is None:
        again = {"wrong": True, "login": request.POST.get("login", "")[:64], "onward": asked, "provider": oidc.provider()}
        return render(request, "people/sign_in.html", again, status=403)
    return answer


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SIGN_IN)
def code(request: Signed) -> HttpResponse:
    """The second step: a code of the authenticator or a recovery code."""
    now = timezone.now()
    half = opened("half", request.COOKIES.get(HALF, ""), now, HALF_LASTS)
    account = queries.account_by_id(half["account"]) if half else None
    if half is None or account is None or account.get_session_auth_hash() != half["hash"]:
        messages.warning(request, _("超过了 5 分钟，请从头登录。"))
        response: HttpResponse = HttpResponseRedirect(reverse("people_sign_in"))
        response.delete_cookie(HALF)
        return response
    form = Code(request.POST)
    if request.method == "POST" and form.is_valid() and actions.try_code(account, form.cleaned_data["code"], now, origin(request)):
        try:
            return entered(request, account, half["how"], half["onward"], now, form.cleaned_data["code"])
        except actions.NotNow:  # the same code, or the lock, came first
            pass
    wrong = request.method == "POST"
    return render(request, "people/code.html", {"wrong": wrong}, status=403 if wrong else 200)


@never_cache
@require_POST
@needs(Right.SIGN_IN)
def sign_out(request: Signed) -> HttpResponse:
    """End the session."""
    account = account_here(request)
    if account and request.person.known:
        actions.sign_out(request.person, account, key_here(request.session))
    logout(request)
    messages.success(request, _("已经退出。"))
    return HttpResponseRedirect(reverse("people_sign_in"))


def proceed(request: HttpRequest, account: Account, how: str, then: str, now: datetime) -> HttpResponse | None:
    """The first step was right: sign in, or ask for the code; None when the account was locked or closed meanwhile."""
    if queries.factor_of(account):
        half = {"account": account.pk, "hash": account.get_session_auth_hash(), "how": how, "onward": then}
        response = HttpResponseRedirect(reverse("people_code"))
        keep(response, HALF, seal("half", half, now), HALF_LASTS)
        return response
    try:
        return entered(request, account, how, then, now)
    except actions.NotNow:
        return None


def entered(request: HttpRequest, account: Account, how: str, then: str, now: datetime, typed: str = "") -> HttpResponse:
    """Sign in and go on. Raises NotNow."""
    place = origin(request)
    actions.enter(Person(account.pk, account.name), account, how, now, place, typed)
    login(request, account, backend=BACKEND)
    request.session[SINCE], request.session[ORIGIN] = now.isoformat(), (place.address, place.device)
    response = HttpResponseRedirect(reverse("people_password") if account.must_change_password else then)
    response.delete_cookie(HALF)
    return response


def onward(request: HttpRequest, asked: str) -> str:
    """Where to go after signing in: an address of ours only."""
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()) else reverse(settings.LOGIN_REDIRECT_URL)


def keep(response: HttpResponse, name: str, sealed: Any, lasts: timedelta) -> None:
    """A cookie that no script reads, and that comes back from a provider too."""
    response.set_cookie(name, sealed, max_age=int(lasts.total_seconds()), secure=settings.HTTPS, httponly=True, samesite="Lax")
