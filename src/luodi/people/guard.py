"""The door of every page: who asks, and whether they may. Public pages never look at who asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from luodi.frame.middleware import Handler, Request
from luodi.people.kernel import ANONYMOUS, Matter, Person, Verdict
from luodi.people.models import Account
from luodi.people.permissions import Right, may, public
from luodi.people.queries import person_of

View = Callable[..., HttpResponse]
OWN = frozenset({Right.SIGN_IN, Right.OWN_ACCOUNT})
"""What is still open to somebody who must first change their password."""


class Signed(Request):
    """A request behind the door. `person`: who acts today; reading it costs nothing for those who have not signed in."""

    person: Person


class Denied(Exception):
    """Raised where a matter turns out not to be for this person; the door turns it into 403 or 404."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.why.zh)
        self.verdict = verdict


def person_here(get_response: Handler) -> Handler:
    """Put the person on the request; nobody is looked up before somebody asks."""
    def handle(request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: _person(request))  # type: ignore[attr-defined]
        return get_response(request)
    return handle


def account_here(request: HttpRequest) -> Account | None:
    """The account that is signed in."""
    user = request.user
    return user if isinstance(user, Account) else None


def _person(request: HttpRequest) -> Person:
    user = get_user(request) if not hasattr(request, "user") else request.user
    return person_of(user, request.today) if isinstance(user, Account) else ANONYMOUS  # type: ignore[attr-defined]


def needs(right: Right) -> Callable[[View], View]:
    """A view that asks for a right. A view that goes on to one matter calls `require` with it.

    Nobody signed in: to the sign-in page and back. Signed in and not allowed: 403 with the reason, or 404 for what may not be known to exist.
    """
    def door(view: View) -> View:
        @wraps(view)
        def through(request: Signed, *args: Any, **kwargs: Any) -> HttpResponse:
            if public(right):
                return view(request, *args, **kwargs)
            response = _behind(request, right, lambda: view(request, *args, **kwargs))
            patch_cache_control(response, no_cache=True, no_store=True, private=True)
            return response
        through.needs = right  # type: ignore[attr-defined]
        return through
    return door


def require(request: Signed, right: Right, matter: Matter) -> Verdict:
    """The verdict on one matter, when it is yes. Raises Denied otherwise."""
    verdict = may(request.person, right, matter)
    if not verdict.allowed:
        raise Denied(verdict)
    return verdict


def _behind(request: Signed, right: Right, view: Callable[[], HttpResponse]) -> HttpResponse:
    if not request.person.known:
        return HttpResponseRedirect(f"{reverse('people_sign_in')}?{urlencode({'next': request.get_full_path()})}")
    account = account_here(request)
    if account and account.must_change_password and right not in OWN:
        return HttpResponseRedirect(reverse("people_password"))
    verdict = may(request.person, right)
    if verdict.allowed:
        try:
            return view()
        except Denied as denied:
            verdict = denied.verdict
    if verdict.hidden:
        raise Http404
    return render(request, "people/refused.html", {"why": verdict.why}, status=403)
