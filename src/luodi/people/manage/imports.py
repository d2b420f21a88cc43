"""Units and people from a table: template, upload, what would come of it, confirming, and the marked file."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.source import Refused, Said
from luodi.frame.sheets import marked, read
from luodi.frame.sheets.guard import MAX_BYTES
from luodi.frame.templatetags.luodi import lang_here
from luodi.ledger.actions import By
from luodi.people import actions
from luodi.people.here import account_here
from luodi.people.imports.judge import Judged, counts, judge
from luodi.people.imports.keep import done, find, parts, rows_of, store
from luodi.people.imports.shape import empty, sheets
from luodi.people.manage.forms import UploadForm, unit_choices
from luodi.people.manage.page import Page, form_page, there
from luodi.people.models import Upload
from luodi.people.queries import regions_near, units_near
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100


@require_safe
@needs(Right.PEOPLE_MANAGE)
def template(request: Signed) -> HttpResponse:
    """The table to fill in."""
    return _file(empty(), "luodi-people.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def start(request: Signed) -> HttpResponse:
    """Send a table in."""
    regions = regions_near(request.person, Right.PEOPLE_MANAGE)
    units = units_near(request.person, Right.PEOPLE_MANAGE)
    where = [(f"region-{region.pk}", _("整个%(name)s") % {"name": region.name}) for region in regions]
    where += [(f"unit-{key}", name) for key, name in unit_choices(units) if int(key) not in {unit.pk for unit in units if unit.region in regions}]
    form = UploadForm(where, request.POST or None, request.FILES or None)

    def do(data: dict[str, Any]) -> HttpResponse:
        file = data["file"]
        book = read(file.read(MAX_BYTES + 1), file.name, sheets())
        kind, key = data["where"].split("-")
        unit = next((unit for unit in units if kind == "unit" and unit.pk == int(key)), None)
        region = unit.region if unit else next(region for region in regions if region.pk == int(key))
        kept = store(there(account_here(request)), region, unit, "".join(c for c in file.name if c.isprintable())[:120], book, timezone.now())
        return HttpResponseRedirect(reverse("people_import_check", args=[kept.pk]))
    page = Page(_("导入单位和人员"), _("上传并检查"), reverse("people_units"), [(_("单位和人员"), reverse("people_units"))],
                _("先下载模板，填好再上传。上传后先看结果，确认了才保存。"))
    return form_page(request, page, form, do, template=reverse("people_import_template"), multipart=True)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def check(request: Signed, upload: int) -> HttpResponse:
    """What would come of it; when confirmed, what came of it. Confirmed twice, it is saved once."""
    found = _mine(request, upload)
    wrong, status = [], 200
    if request.method == "POST" and found.done is None:
        try:
            _save(request, found)
            return HttpResponseRedirect(reverse("people_import_check", args=[found.pk]))
        except Refused as refused:
            wrong, status = [fault.to(lang_here()) for fault in refused.faults], 422
    judged = _judged(request, found)
    count = counts(judged)
    faulty = [(key, [one.to(lang_here()) for one in row.row.wrong]) for row in judged if row.kind == "faulty" for key in [f"{row.row.sheet}!{row.row.number}"]]
    some = {kind: list(rows) for kind, rows in groupby(sorted(judged, key=lambda one: one.kind), key=lambda one: one.kind)}
    return render(request, "people/import_check.html", {
        "upload": found, "count": count, "faulty": faulty[:SHOWN], "rest": max(0, len(faulty) - SHOWN), "changed": some.get("changed", [])[:SHOWN],
        "new": some.get("new", [])[:20], "more": max(0, count["new"] - 20), "notes": [Said(*note) for note in found.rows["notes"]], "wrong": wrong,
        "saves": count["new"] + count["changed"], "button": ngettext("保存这 %(n)d 行", "保存这 %(n)d 行", count["new"] + count["changed"]) % {
            "n": count["new"] + count["changed"]}}, status=status)


@require_safe
@needs(Right.PEOPLE_MANAGE)
def marked_file(request: Signed, upload: int) -> HttpResponse:
    """The table as it was sent, with what is wrong in red."""
    found = _mine(request, upload)
    rows: dict[str, list[Any]] = {}
    for one in sorted(_judged(request, found), key=lambda one: one.row.number):
        rows.setdefault(one.row.sheet, []).append(one.row)
    return _file(marked(sheets(), rows, lang_here()), "luodi-people-marked.xlsx")


def _save(request: Signed, upload: Upload) -> None:
    out = {"units": 0, "accounts": 0, "posts": 0, "changed": 0, "left": 0}
    for part in range(len(parts(rows_of(upload)))):
        for name, count in actions.import_part(By(request.person, key=f"import.{upload.pk}.{part}"), upload, part).items():
            out[name] += count
    done(upload, out)
    messages.success(request, _("已保存。"))


def _judged(request: Signed, upload: Upload) -> list[Judged]:
    return judge(rows_of(upload), upload.region, upload.unit, request.person, request.today)


def _mine(request: Signed, upload: int) -> Upload:
    found = find(upload, account_here(request), timezone.now())
    if found is None:
        raise Http404
    return found


def _file(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
