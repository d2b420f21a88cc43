"""The pages of a table: template, upload, what would come of it, confirming, how far it is, what came of it, and the marked file. One set for all kinds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.middleware import HtmxDetails

from luodi.engine.source import Refused, Said
from luodi.frame.sheets import Row, Wrong, marked, read, template
from luodi.frame.sheets.guard import MAX_BYTES
from luodi.frame.templatetags.luodi import lang_here
from luodi.imports import actions
from luodi.imports.forms import UploadForm
from luodi.imports.keep import ROWS_LAST, SHOWN, find, judged_again, store
from luodi.imports.kinds import KINDS, Kind, Sent
from luodi.imports.models import Upload
from luodi.people.here import own_account
from luodi.people.manage.forms import unit_choices
from luodi.people.models import Region, Unit
from luodi.people.queries import regions_near, units_near
from luodi.rights.door import Signed, needs
from luodi.rights.kernel import Denied
from luodi.rights.permissions import Right, may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@needs(Right.IMPORTS_OWN)
def template_file(request: Signed, kind: str) -> HttpResponse:
    """The table to fill in."""
    found = _kind(request, kind)
    return _file(template(found.sheets(request.person), found.told), f"luodi-{found.name}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORTS_OWN)
def start(request: Signed, kind: str) -> HttpResponse:
    """Send a table in."""
    found, status = _kind(request, kind), 200
    regions, units = regions_near(request.person, found.right), units_near(request.person, found.right)
    where = [(f"region-{region.pk}", _("整个%(name)s") % {"name": region.name}) for region in regions]
    where += [(f"unit-{key}", name) for key, name in unit_choices(units) if int(key) not in {unit.pk for unit in units if unit.region in regions}]
    form = UploadForm(where, _(".xlsx 或 .csv，最多 10 MB、%(rows)s 行") % {"rows": f"{found.most:,}"}, request.POST or None, request.FILES or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _taken(request, found, form.cleaned_data, regions, units)
            except Refused as refused:
                for fault in refused.faults:
                    form.add_error(None, fault.to(lang_here()))
    return render(request, "imports/start.html", {"kind": found, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORTS_OWN)
def check(request: Signed, kind: str, upload: UUID) -> HttpResponse:
    """What would come of it; when confirmed, how far it is and what came of it. Confirmed twice, it is saved once."""
    which = _kind(request, kind)
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    found = _mine(request, which, upload)
    here = HttpResponseRedirect(reverse("imports_check", args=[kind, upload]))
    wrong, status = [], 200
    if request.method == "POST":
        if found.job or found.done is not None:
            return here
        try:
            actions.confirm(request.person, found)
            return here
        except Refused as refused:
            if _mine(request, which, upload).job:
                return here  # confirmed at the same instant in another window
            wrong, status = [fault.to(lang_here()) for fault in refused.faults], 422
    live = bool(found.job and found.job.live)
    if htmx:
        return render(request, "imports/_progress.html", {"upload": found, "kind": which}) if live else HttpResponse(headers={"HX-Refresh": "true"})
    if found.done is not None:
        came = [(said, found.done.get(key, 0)) for key, said in which.came.items()]
        return render(request, "imports/done.html", {"upload": found, "kind": which, "came": came, "rows_kept": _rows_kept(found), **_rows(found)})
    if found.job:
        return render(request, "imports/progress.html", {"upload": found, "kind": which})
    saves = found.count["new"] + found.count["changed"]
    return render(request, "imports/check.html", {
        "upload": found, "kind": which, "saves": saves, "button": ngettext("保存这 %(n)d 行", "保存这 %(n)d 行", saves) % {"n": saves}, "wrong": wrong,
        **_rows(found)}, status=status)


@require_safe
@needs(Right.IMPORTS_OWN)
def marked_file(request: Signed, kind: str, upload: UUID) -> HttpResponse:
    """The table as it was sent, with what is wrong today in red."""
    which = _kind(request, kind)
    found = _mine(request, which, upload)
    if not _rows_kept(found):
        raise Http404
    rows: dict[str, list[Row]] = {}
    for one in sorted(judged_again(found, which, request.person, request.today), key=lambda one: one.row.number):
        rows.setdefault(one.row.sheet, []).append(one.row)
    return _file(marked(which.sheets(request.person), rows, lang_here()), f"luodi-{which.name}-marked.xlsx")


def _taken(request: Signed, kind: Kind, data: dict[str, Any], regions: list[Region], units: list[Unit]) -> HttpResponse:
    """Read and keep a table. Raises Refused."""
    file, now = data["file"], timezone.now()
    book = read(file.read(MAX_BYTES + 1), file.name, kind.sheets(request.person))
    place, key = data["where"].split("-")
    unit = next((unit for unit in units if place == "unit" and unit.pk == int(key)), None)
    region = unit.region if unit else next(region for region in regions if region.pk == int(key))
    sent = Sent(region, unit, "".join(c for c in file.name if c.isprintable())[:120])
    kept = store(own_account(request), kind, sent, book, request.person, request.today, now)
    return HttpResponseRedirect(reverse("imports_check", args=[kind.name, kept.pk]))


def _rows(upload: Upload) -> dict[str, Any]:
    """The rows that a page shows, and how many it does not."""
    lang, shown = lang_here(), upload.shown
    faulty = [(at, [Wrong(*one).to(lang) for one in said]) for at, _name, _more, said in shown["faulty"]]
    changed = [(at, name, [Said(*one) for one in said]) for at, name, _more, said in shown["changed"]]
    return {"faulty": faulty, "changed": changed, "new": shown["new"], "notes": [Said(*note) for note in upload.notes],
            "rest": {name: max(0, upload.count[name] - most) for name, most in SHOWN.items()}}


def _rows_kept(upload: Upload) -> bool:
    return upload.confirmed is None or upload.confirmed + ROWS_LAST > timezone.now()


def _kind(request: Signed, name: str) -> Kind:
    """The kind of an address, for whoever has its right somewhere."""
    kind = KINDS.get(name)
    if kind is None:
        raise Http404
    verdict = may(request.person, kind.right)
    if not verdict.allowed:
        raise Denied(verdict)
    return kind


def _mine(request: Signed, kind: Kind, upload: UUID) -> Upload:
    found = find(kind, upload, own_account(request), timezone.now())
    if found is None:
        raise Http404
    return found


def _file(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
