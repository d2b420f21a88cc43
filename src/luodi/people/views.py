"""Signing in and out, the own account, the table of rights, units and their people."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi.engine.source import Said
from luodi.people import actions, queries
from luodi.people.forms import ChangePassword, SignIn
from luodi.people.here import account_here
from luodi.people.models import Account, Post
from luodi.rights.door import Signed, needs
from luodi.rights.kernel import Person, Role
from luodi.rights.permissions import PARTS, PLACES, RESERVED, RIGHTS, ROLES, TABLE, Place, Right, Row, grants, may

BACKEND = "django.contrib.auth.backends.ModelBackend"


def in_words(said: Said) -> str:
    """Words of the table in the reader's language."""
    return _(said.zh)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@needs(Right.SIGN_IN)
def sign_in(request: Signed) -> HttpResponse:
    """Name and password. The same words whatever was wrong."""
    onward = _onward(request)
    if request.method == "GET":
        return HttpResponseRedirect(onward) if account_here(request) else render(request, "people/sign_in.html", {"onward": request.GET.get("next", "")})
    form = SignIn(request.POST)
    account = actions.try_sign_in(form.cleaned_data["login"], form.cleaned_data["password"], timezone.now()) if form.is_valid() else None
    if account is None:
        again = {"wrong": True, "login": request.POST.get("login", "")[:64], "onward": request.POST.get("next", "")}
        return render(request, "people/sign_in.html", again, status=403)
    login(request, account, backend=BACKEND)
    return HttpResponseRedirect(reverse("people_password") if account.must_change_password else onward)


@never_cache
@require_POST
@needs(Right.SIGN_IN)
def sign_out(request: Signed) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.success(request, _("已经退出。"))
    return HttpResponseRedirect(reverse("people_sign_in"))


@require_GET
@needs(Right.OWN_ACCOUNT)
def own(request: Signed) -> HttpResponse:
    """Who I am here, and what I may do."""
    account = _account(request)
    rights = [in_words(RIGHTS[right]) for right in RIGHTS if may(request.person, right).allowed]
    return render(request, "people/own.html", {
        "account": account, "posts": [(post, _role(post)) for post in queries.posts_of(account, request.today)],
        "stands_in": queries.stood_in_for(account, request.today), "absences": queries.absences_of(account, request.today), "rights": rights})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@needs(Right.OWN_ACCOUNT)
def password(request: Signed) -> HttpResponse:
    """Change the own password. A wrong present one counts as a failed sign-in."""
    account = _account(request)
    if request.method == "GET":
        return render(request, "people/password.html", {"account": account})
    form = ChangePassword(account, request.POST)
    if form.is_valid():
        if found := actions.try_sign_in(account.login, form.cleaned_data["old"], timezone.now()):
            actions.change_password(found, form.cleaned_data["new"])
            update_session_auth_hash(request, found)
            messages.success(request, _("密码已经改好，其他地方的登录已退出。"))
            return HttpResponseRedirect(reverse("people_own"))
        form.add_error("old", _("现在的密码不对，或者账号暂时锁定。连错 5 次会锁 15 分钟。"))
    errors = {name: list(map(str, found)) for name, found in form.errors.items()}
    for name in form.fields:
        if errors.get(name) == [""]:
            errors[name] = [_("这一栏还没有填。")]
    return render(request, "people/password.html", {"account": account, "errors": errors}, status=422)


@dataclass(frozen=True)
class Line:
    """A line of the table in words: who, how far, on what condition."""

    who: str
    place: str
    condition: str
    mine: bool


@require_GET
@needs(Right.RIGHTS_READ)
def rights(request: Signed) -> HttpResponse:
    """The whole table, in words, with what it says of oneself."""
    return render(request, "people/rights.html", {
        "table": [{"what": in_words(RIGHTS[right]), "lines": _lines(rows, request.person)} for right, rows in TABLE.items()],
        "reserved": _("、").join(in_words(ROLES[role]) for role in ROLES if role in RESERVED)})


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not ours or has become too old."""
    return render(request, "error.html", {"code": 403}, status=403)


def _account(request: Signed) -> Account:
    account = account_here(request)
    if account is None:
        raise Http404
    return account


def _role(post: Post) -> str:
    return in_words(ROLES[Role(post.role)])


def _onward(request: HttpRequest) -> str:
    """Where to go after signing in: an address of ours only."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()) else reverse("people_own")


def _lines(rows: tuple[Row, ...], person: Person) -> list[Line]:
    """Rows that differ in the role only make one line."""
    alike: dict[tuple[Place, frozenset[str], bool, bool], list[Row]] = {}
    for row in rows:
        alike.setdefault((row.place, row.parts, row.confidential, row.own), []).append(row)
    return [Line(_("、").join(in_words(ROLES[row.who]) for row in found), in_words(PLACES[place]), _condition(parts, confidential, own),
                 not parts and any(grants(person, row) for row in found)) for (place, parts, confidential, own), found in alike.items()]


def _condition(parts: frozenset[str], confidential: bool, own: bool) -> str:
    said = []
    if parts:
        said.append(_("在这件事里是：%(parts)s") % {"parts": _("、").join(in_words(PARTS[key]) for key in PARTS if key in parts)})
    elif confidential:
        said.append(_("涉密的也可以"))
    if own:
        said.append(_("代理人不行"))
    return " · ".join(said)
