"""What the pages of chains share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.people.manage.page import Page, form_page
from luodi.people.manage.page import there as or_404
from luodi.people.queries import unit_matter
from luodi.promotion.models import Chain
from luodi.promotion.queries import chains as queries
from luodi.rights.door import Signed, require
from luodi.rights.permissions import Right

BOTH = ["GET", "HEAD", "POST"]


def here(request: Signed, chain: int, right: Right) -> Chain:
    """A chain to which somebody has a right. One statement. Raises Http404 and Denied."""
    found: Chain = or_404(queries.chain_by_id(chain))
    require(request, right, unit_matter(found.unit))
    return found


def home(chain: Chain, at: str = "") -> str:
    """The page of a chain."""
    return reverse("promotion_chain", args=[chain.pk]) + at


def crumbs(chain: Chain) -> Sequence[tuple[str, str]]:
    """The way to what is below a chain."""
    return [(_("产业链"), reverse("promotion_chains")), (chain.name, home(chain))]


def chain_form(request: Signed, chain: Chain, page: tuple[str, str, str], asks: forms.Form, do: Callable[[dict[str, Any]], object], said: str, at: str = "",
               **more: Any) -> HttpResponse:
    """A page with one form about a chain. `page`: its title, the words of its button, what it says first; `said`: when it was done; `at`: where on the page of
    the chain one comes back to.
    """
    title, submit, lead = page
    back = home(chain, at)

    def done(data: dict[str, Any]) -> HttpResponse:
        do(data)
        messages.success(request, said)
        return HttpResponseRedirect(back)
    return form_page(request, Page(title, submit, back, crumbs(chain), lead), asks, done, "projects/form.html", **more)
