"""What the pages of an agreement share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.engine.mechanism import Lifecycle, Mechanism
from luodi.engine.mechanism.promotion import Promotion, Template
from luodi.ledger.records import read_confidential
from luodi.people.manage.page import Page, form_page
from luodi.people.models import Account
from luodi.people.rules import Rulebook, rulebook
from luodi.projects.models import Project
from luodi.projects.rules import lifecycle_of, mechanism_of
from luodi.projects.views.shared import Here, account_named, here
from luodi.promotion.models import Agreement
from luodi.promotion.queries.agreements import Held, agreement_of, held_of
from luodi.promotion.rules import promotion_of
from luodi.promotion.wording import values_of
from luodi.rights.door import Signed, require
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right


@dataclass(frozen=True)
class At:
    """The agreement of a project that somebody may do something to."""

    request: Signed
    there: Here
    agreement: Agreement | None

    @property
    def project(self) -> Project:
        """The project."""
        return self.there.project

    @property
    def home(self) -> str:
        """The page of the agreement."""
        return reverse("promotion_agreement", args=[self.project.code])

    @cached_property
    def book(self) -> Rulebook:
        """What the places say. Two statements."""
        return rulebook()

    @cached_property
    def rules(self) -> Promotion:
        """What the place says of promotion."""
        return promotion_of(self.book, self.project.region_id)

    @cached_property
    def mechanism(self) -> Mechanism:
        """The mechanism of the place today."""
        return mechanism_of(self.book, self.project.region_id, self.request.today)

    @cached_property
    def course(self) -> Lifecycle:
        """The stages of the place."""
        return lifecycle_of(self.book, self.project.region_id)

    @cached_property
    def held(self) -> Held:
        """The agreement with its newest draft. Four statements. Raises Http404 where there is none."""
        return held_of(self.there_is)

    @property
    def there_is(self) -> Agreement:
        """The agreement. Raises Http404 where there is none."""
        if self.agreement is None:
            raise Http404
        return self.agreement

    @property
    def template(self) -> Template | None:
        """The template, if the place still has it."""
        return self.rules.templates.get(self.there_is.template)

    @property
    def title(self) -> str:
        """What the agreement is called, in the reader's language."""
        return self.template.title(self.request.lang) if self.template else _("投资协议")

    @property
    def values(self) -> dict[str, str]:
        """What blanks are filled with. Raises Refused for facts that cannot be true together."""
        return values_of(self.project, self.mechanism)


def at(request: Signed, code: str, right: Right) -> At:
    """The agreement of a project by its code, which somebody has a right to. Three statements. Raises Http404 and Denied."""
    there = here(request, code, right)
    _noted(request, there)
    return At(request, there, agreement_of(there.project))


def asked_at(request: Signed, code: str, asked: Callable[[At], Matter | None]) -> At:
    """The same for somebody who is to answer. `asked`: what the answer is about, as rights see it; None where nothing is asked any more.
    Raises Http404 and Denied.
    """
    there = here(request, code, Right.PROJECT_INSIDE)
    where = At(request, there, agreement_of(there.project))
    matter = asked(where)
    if matter:
        require(request, Right.ASKED_ANSWER, matter)
    _noted(request, there)
    return where


def _noted(request: Signed, there: Here) -> None:
    """That somebody looked at the agreement of a confidential project."""
    if there.project.confidential:
        read_confidential(request.person, there.project.region_id, "project", there.project.pk, there.look.matter, "投资协议 agreement")


def form(where: At, page: tuple[str, str, str], asks: forms.Form, do: Callable[[dict[str, Any]], object], said: str, template: str = "projects/form.html",
         **more: Any) -> HttpResponse:
    """A page with one form about the agreement. `page`: its title, the words of its button, what it says first; `said`: when it was done."""
    title, submit, lead = page

    def done(data: dict[str, Any]) -> HttpResponse:
        do(data)
        messages.success(where.request, said)
        return HttpResponseRedirect(where.home)
    crumbs = [(where.project.name, where.there.home), (_("投资协议"), where.home)]
    return form_page(where.request, Page(title, submit, where.home, crumbs, lead), asks, done, template, project=where.project, **more)


def over(where: At, said: str) -> HttpResponse:
    """Nothing is asked here any more: back to the page of the agreement."""
    messages.info(where.request, said)
    return HttpResponseRedirect(where.home)


def named(where: At, typed: str) -> Account | None:
    """Who was typed, if anybody. Raises Refused."""
    return account_named(where.there, typed) if typed else None
