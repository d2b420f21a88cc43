"""Who asks: the account of a request, and the person it is today."""

from __future__ import annotations

from django.contrib.auth import get_user
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from luodi.frame.middleware import Handler
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.people.signing.sessions import seen
from luodi.rights.kernel import ANONYMOUS, Person


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


def own_account(request: HttpRequest) -> Account:
    """The account that is signed in, of a view behind the door. Raises Http404 without one."""
    account = account_here(request)
    if account is None:
        raise Http404
    return account


def _person(request: HttpRequest) -> Person:
    user = get_user(request) if not hasattr(request, "user") else request.user
    if not isinstance(user, Account):
        return ANONYMOUS
    seen(request.session, timezone.now())
    return person_of(user, request.today)  # type: ignore[attr-defined]
