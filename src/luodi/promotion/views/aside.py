"""A form about a project that comes back to a page of promotion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from luodi.people.manage.page import Page, form_page
from luodi.projects.models import Project
from luodi.rights.door import Signed


def form_beside(request: Signed, project: Project, home: str, page: tuple[str, str, str], asks: forms.Form, do: Callable[[dict[str, Any]], object], said: str,
                **more: Any) -> HttpResponse:
    """`home`: the name of the address to come back to; `page`: its title, the words of its button, what it says first; `said`: when it was done."""
    back = reverse(home, args=[project.code])
    title, submit, lead = page

    def done(data: dict[str, Any]) -> HttpResponse:
        do(data)
        messages.success(request, said)
        return HttpResponseRedirect(back)
    crumbs = [(project.name, reverse("projects_project", args=[project.code]))]
    return form_page(request, Page(title, submit, back, crumbs, lead), asks, done, "projects/form.html", **more)
