"""The ledger for those who oversee: the list, an entry, the check, files, and messages that did not arrive."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.source import Refused
from luodi.frame.templatetags.luodi import lang_here
from luodi.frame.words import number
from luodi.ledger import chain, export, forms, outbox, queries, words
from luodi.ledger.models import Entry
from luodi.ledger.queries import Place
from luodi.ledger.records import exported, read_confidential
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right, may

IN_PAGE: Final = 50_000
"""Entries of a chain that a page checks; a longer one is checked by the command."""
BREAKS: Final = 200
WHAT: Final = "台账"


@require_safe
@needs(Right.LEDGER_READ)
def entries(request: Signed) -> HttpResponse:
    """The list, newest first."""
    near, here = _regions(request, Right.LEDGER_READ)
    form = forms.Filter(request.GET)
    page: dict[str, Any] = _page(request, near, here) | {
        "form": form, "groups": forms.groups(), "things": forms.things(request.GET.get("thing", "")[:80]), "most": export.MOST}
    if here is None or not form.is_valid():
        return render(request, "ledger/entries.html", page, status=200 if here is None else 422)
    before, after = number(request.GET.get("before", "")), number(request.GET.get("after", ""))
    sheet = queries.sheet(queries.entries(here.id, _confidential(request, here), form.wanted), before, after)
    names = queries.names(words.things_in(sheet.entries), here)
    if any(entry.confidential for entry in sheet.entries):
        one = form.wanted.subject_id is not None and form.wanted.subject_type
        _looked(request, here, (form.wanted.subject_type, form.wanted.subject_id) if one else ("ledger", None))
    asked = {name: value for name in form.fields if (value := request.GET.get(name, ""))} | {"region": str(here.id)}
    return render(request, "ledger/entries.html", page | {
        "lines": [words.line(entry, names) for entry in sheet.entries], "sheet": sheet, "asked": asked, "query": urlencode(asked), "narrowed": len(asked) > 1})


@require_safe
@needs(Right.LEDGER_READ)
def entry(request: Signed, region: int, number: int) -> HttpResponse:
    """One entry, and on request whether it is as it was written."""
    here, there = queries.place(region), queries.entry(region, number)
    if here is None:
        raise Http404
    require(request, Right.LEDGER_READ, here.matter())
    if there is None:
        raise Http404
    found, secret = there
    require(request, Right.LEDGER_READ, here.matter(secret))
    if secret:
        _looked(request, here, (found.subject_type, found.subject_id))
    names = queries.names(words.things_in([found], inside=True), here)
    checks = may(request.person, Right.LEDGER_VERIFY, here.matter(secret)).allowed
    return render(request, "ledger/entry.html", _page(request, [], here) | {
        "line": words.line(found, names), "entry": found, "noted": words.noted(found, names), "changes": words.changes(found, names), "others": _others(found),
        "checks": checks, "stands": queries.stands(found) if checks and "check" in request.GET else None})


@require_POST
@needs(Right.LEDGER_READ)
def as_file(request: Signed) -> HttpResponse:
    """The entries that fit, as a file; that is an entry too."""
    here = _region(request, request.POST.get("region", ""), Right.LEDGER_READ)
    form, kind = forms.Filter(request.POST), request.POST.get("form", "")
    if kind not in export.FORMS or not form.is_valid():
        messages.error(request, _("没有导出：筛选条件不对，请改好再导出。"))
        return HttpResponseRedirect(f"{reverse('ledger_entries')}?{urlencode({'region': here.id})}")
    made = export.made(queries.entries(here.id, _confidential(request, here), form.wanted), kind)
    exported(request.person, here.id, "ledger", None, Matter(region_path=here.path, confidential=made.confidential), WHAT, kind, made.rows)
    if made.cut:
        messages.warning(request, _("只导出了最近的 %(n)s 条，还有更早的没有导出；请缩小日期范围再导出。") % {"n": f"{export.MOST:,}"})
    name = f"ledger-{here.id}-{request.today.isoformat()}.{kind}"
    return HttpResponse(made.content, export.FORMS[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.LEDGER_VERIFY)
def verify(request: Signed) -> HttpResponse:
    """Whether the chain of a region is whole, and its end to be noted down."""
    near, here = _regions(request, Right.LEDGER_VERIFY)
    page = _page(request, near, here) | {"most": IN_PAGE}
    if request.method != "POST" or here is None:
        return render(request, "ledger/verify.html", page)
    text = request.POST.get("known", "")[:200]
    known = forms.known(text, here.id)
    if known is None:
        return render(request, "ledger/verify.html", page | {"typed": text, "fault": _(
            "请照抄先前的链尾，写成 区域:编号:校验值，例如 %(sample)s。") % {"sample": f"{here.id}:12:{'0' * 8}…"}}, status=422)
    end = chain.end(here.id)
    if end.number > IN_PAGE:
        return render(request, "ledger/verify.html", page | {"typed": text, "long": end.number})
    broken = chain.verify(here.id, known)
    return render(request, "ledger/verify.html", page | {
        "typed": text, "end": end, "noted": f"{end.region_id}:{end.number}:{end.hash}", "checked_at": timezone.now(), "count": len(broken),
        "broken": [(one.number, words.in_words(one.said)) for one in broken[:BREAKS]]})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.OUTBOX_RESEND)
def dead(request: Signed) -> HttpResponse:
    """Messages that were given up; to have them tried again."""
    near, here = _regions(request, Right.OUTBOX_RESEND)
    if here is None:
        return render(request, "ledger/dead.html", _page(request, near, here))
    if request.method == "POST":
        chosen = set(request.POST.getlist("message"))
        keys = [row.key for row in queries.dead(here.id) if "all" in request.POST or f"{row.number}.{row.place}" in chosen]
        if not keys:
            return _dead(request, near, here, _("没有选中消息，请先勾选要重发的。"))
        try:
            count = outbox.resend(request.person, here.id, here.path, keys)
        except Refused as refused:
            return _dead(request, near, here, " ".join(fault.to(lang_here()) for fault in refused.faults))
        messages.success(request, ngettext("%(n)s 条消息会重新发送。", "%(n)s 条消息会重新发送。", count) % {"n": count})
        return HttpResponseRedirect(f"{reverse('outbox_dead')}?{urlencode({'region': here.id})}")
    return _dead(request, near, here)


def _dead(request: Signed, near: list[Place], here: Place, fault: str = "") -> HttpResponse:
    rows, now = queries.dead(here.id), timezone.now()
    of = queries.of_messages(rows)
    reads = may(request.person, Right.LEDGER_READ, here.matter()).allowed
    secret = may(request.person, Right.OUTBOX_RESEND, here.matter(confidential=True)).allowed
    shown = [_letter(row, of.get(row.number), secret) for row in rows]
    return render(request, "ledger/dead.html", _page(request, near, here) | {
        "rows": shown, "reads": reads, "full": len(rows) == queries.DEAD_PAGE, "waiting": queries.waiting(here.id, now), "fault": fault},
        status=422 if fault else 200)


def _letter(row: Any, entry: Entry | None, secret: bool) -> dict[str, Any]:
    """A dead message. Of a confidential matter it is only said that there is one, and in what way it failed."""
    hidden = entry is not None and entry.confidential and not secret
    return {"row": row, "hidden": hidden, "entry": entry, "did": words.verb_said(entry.verb) if entry and not hidden else "",
            "error": row.error.split(":")[0] if hidden else row.error, "value": f"{row.number}.{row.place}"}


def _regions(request: Signed, right: Right) -> tuple[list[Place], Place | None]:
    """The regions to choose from, and the chosen one, the first unless another is named. Raises Http404 or Denied for one that is none of theirs."""
    near = queries.places(request.person, right)
    asked = request.POST.get("region", "") or request.GET.get("region", "")
    if not asked:
        return near, near[0] if near else None
    return near, next((place for place in near if str(place.id) == asked), None) or _region(request, asked, right)


def _region(request: Signed, asked: str, right: Right) -> Place:
    key = number(asked)
    found = queries.place(key) if key is not None else None
    if found is None:
        raise Http404
    require(request, right, found.matter())
    return found


def _confidential(request: Signed, here: Place) -> bool:
    return may(request.person, Right.LEDGER_READ, here.matter(confidential=True)).allowed


def _looked(request: Signed, here: Place, thing: tuple[str, int | None]) -> None:
    read_confidential(request.person, here.id, *thing, Matter(region_path=here.path, confidential=True), WHAT)


def _others(entry: Entry) -> list[dict[str, Any]]:
    """The counterparts in other regions, by name."""
    return [one | {"name": there.name if (there := queries.place(one["region"])) else one["region"]} for one in entry.others or ()]


def _page(request: Signed, near: list[Place], here: Place | None) -> dict[str, Any]:
    """What all pages have: the regions, and which of the three rooms are open."""
    return {"regions": near, "here": here, "tabs": [(name, label) for name, label, right in (
        ("ledger_entries", _("台账"), Right.LEDGER_READ), ("ledger_verify", _("核验"), Right.LEDGER_VERIFY),
        ("outbox_dead", _("未送达的消息"), Right.OUTBOX_RESEND))
        if may(request.person, right).allowed], "tab": request.resolver_match.url_name if request.resolver_match else ""}
