"""Signing in to a demonstration with one click."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from luodi.demo import queries
from luodi.people.signing.actions import NotNow
from luodi.people.signing.views.door import entered, onward
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right


@never_cache
@require_POST
@needs(Right.SIGN_IN)
def enter(request: Signed) -> HttpResponse:
    """Be one of those who are offered. Anywhere but in a demonstration there is no such page."""
    if not queries.shown():
        raise Http404
    account = next((account for offer, account in queries.offered() if offer.login == request.POST.get("login")), None)
    if account is None:
        raise Http404
    try:
        return entered(request, account, "demo", onward(request, request.POST.get("next", "")), timezone.now())
    except NotNow:
        raise Http404 from None
