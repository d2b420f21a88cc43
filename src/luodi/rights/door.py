"""The door of every page: who asks, and whether they may. Public pages never look at who asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from luodi.frame.middleware import Request
from luodi.rights.kernel import Denied, Matter, Person, Verdict
from luodi.rights.permissions import Right, may, public

View = Callable[..., HttpResponse]
OWN = frozenset({Right.SIGN_IN, Right.OWN_ACCOUNT})
"""What is still open to somebody who must do something first, such as change a password."""


class Signed(Request):
    """A request behind the door. `person`: who acts today; reading it costs nothing for those who have not signed in."""

    person: Person


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
    if request.person.first and right not in OWN:
        return HttpResponseRedirect(reverse(request.person.first))
    verdict = may(request.person, right)
    if verdict.allowed:
        try:
            return view()
        except Denied as denied:
            verdict = denied.verdict
    if verdict.hidden:
        raise Http404
    return render(request, "refused.html", {"why": verdict.why}, status=403)
