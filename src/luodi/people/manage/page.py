"""A page with one form on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render

from luodi.engine.source import Refused
from luodi.frame.templatetags.luodi import lang_here
from luodi.rights.door import Signed


@dataclass(frozen=True)
class Page:
    """What stands around a form. `crumbs`: the way here, words with addresses."""

    title: str
    submit: str
    back: str
    crumbs: Sequence[tuple[str, str]] = ()
    lead: str = ""


def form_page(request: Signed, page: Page, form: forms.Form, do: Callable[[dict[str, Any]], HttpResponse], template: str = "people/manage_form.html",
              **more: Any) -> HttpResponse:
    """Show a form; do what it asks for. What cannot be done is said above it, what was typed is kept, status 422."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return do(form.cleaned_data)
            except Refused as refused:
                for fault in refused.faults:
                    form.add_error(None, fault.to(lang_here()))
    return render(request, template, {"page": page, "form": form, **more}, status=status)


def asked(request: Signed) -> forms.Form:
    """A form that only asks whether."""
    return forms.Form(request.POST if request.method == "POST" else None)


def there(row: Any) -> Any:
    """The row, or 404."""
    if row is None:
        raise Http404
    return row
