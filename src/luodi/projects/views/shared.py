"""What the pages of a project share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.engine.mechanism import Lifecycle
from luodi.engine.source import refuse
from luodi.people.manage.page import Page, form_page
from luodi.people.models import Account
from luodi.people.rules import Rulebook, rulebook
from luodi.projects import thread
from luodi.projects.actions.shared import matter_of, parts_of
from luodi.projects.models import Part, Project
from luodi.projects.queries import project_by_code
from luodi.projects.rules import lifecycle_of
from luodi.projects.thread import Look
from luodi.rights.door import Signed, require
from luodi.rights.permissions import Right, may


@dataclass(frozen=True)
class Here:
    """A project that somebody may do something to. `home`: its page."""

    look: Look
    parts: list[Part]

    @property
    def project(self) -> Project:
        """The project itself."""
        return self.look.project

    @property
    def home(self) -> str:
        """Its page."""
        return reverse("projects_project", args=[self.project.code])

    def course(self, book: Rulebook | None = None) -> Lifecycle:
        """Its stages and what hangs on them. Two statements, or none with a book."""
        return lifecycle_of(book or rulebook(), self.project.region_id)


def here(request: Signed, code: str, right: Right) -> Here:
    """A project by its code, which somebody has a right to. Two statements. Raises Http404 and Denied."""
    project = project_by_code(code)
    # One that is not there takes as many statements as one that is not theirs.
    parts = parts_of(project or Project(pk=0))
    if project is None:
        raise Http404
    matter = matter_of(project, parts)
    require(request, right, matter)
    return Here(Look(request.person, project, matter, may(request.person, Right.PROJECT_INSIDE, matter).allowed), parts)


def form(request: Signed, there: Here, page: tuple[str, str, str], asks: forms.Form, do: Callable[[dict[str, Any]], object], said: str,
         **more: Any) -> HttpResponse:
    """A page with one form about a project. `page`: its title, the words of its button, what it says first; `said`: when it was done."""
    title, submit, lead = page

    def done(data: dict[str, Any]) -> HttpResponse:
        do(data)
        messages.success(request, said)
        return HttpResponseRedirect(there.home)
    crumbs = [(there.project.name, there.home)]
    return form_page(request, Page(title, submit, there.home, crumbs, lead), asks, done, "projects/form.html", **more)


def typed(request: Signed) -> Any:
    """What was sent, if anything was."""
    return request.POST if request.method == "POST" else None


def account_named(there: Here, said: str) -> Account:
    """The account that somebody typed. Raises Refused for none and for several."""
    found = thread.account_called(there.project, said)
    if not found:
        refuse(None, f"本区域没有叫“{said[:40]}”的账号，请从提示里选，或写登录名",
               f'no account "{said[:40]}" in this region; choose from the list, or write the login name')
    if len(found) > 1:
        refuse(None, f"叫“{said[:40]}”的不止一个，请写登录名", f'there are several called "{said[:40]}"; write the login name')
    return found[0]


def saved() -> str:
    """That it was saved."""
    return _("已保存。")
