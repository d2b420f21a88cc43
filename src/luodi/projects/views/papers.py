"""What is put on a project's thread: notes, files, relations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.source import refuse
from luodi.ledger.records import read_confidential
from luodi.people.here import own_account
from luodi.people.manage.page import asked
from luodi.people.manage.page import there as or_404
from luodi.people.models import Unit
from luodi.projects import actions, store, thread
from luodi.projects.forms import FileForm, NewVersion, NoteForm, RelateForm
from luodi.projects.models import Blob, Paper, Sight
from luodi.projects.queries import visible
from luodi.projects.sniff import INLINE, TAKEN, safe_name
from luodi.projects.views.heads import BOTH
from luodi.projects.views.shared import Here, form, here, saved, typed
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right

WHOLE = "whole"
"""The last field of the form with a file: without it the connection broke."""
SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
PDF = "default-src 'none'; object-src 'self'; plugin-types application/pdf; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
"""A browser's own viewer does not start in a sandbox; a PDF's scripts never run in the page's name."""


@require_http_methods(BOTH)
@needs(Right.PROJECT_WRITE)
def note(request: Signed, code: str) -> HttpResponse:
    """Write something down."""
    there = here(request, code, Right.PROJECT_WRITE)
    return form(request, there, (_("写记录"), _("写好了"), _("写下就不能改，写错了再写一条。")), NoteForm(there.look.inside, typed(request)),
                lambda data: actions.add_note(request.person, there.project, data["text"], Sight(data["sight"]), _unit(request, there), own_account(request)),
                saved())


@require_http_methods(BOTH)
@needs(Right.PROJECT_WRITE)
def file_add(request: Signed, code: str) -> HttpResponse:
    """Put a file on the thread."""
    there = here(request, code, Right.PROJECT_WRITE)
    course = there.course()
    kinds = [(key, paper.title(request.lang)) for key, paper in course.papers.items()]
    wanted = request.GET.get("kind", "")
    asks = FileForm(there.look.inside, kinds, _taken(), typed(request), request.FILES or None, initial={"kind": wanted if wanted in course.papers else "other"})

    def do(data: dict[str, Any]) -> None:
        blob, name = _stored(request, data)
        actions.add_file(request.person, there.project, blob, name, data["kind"], Sight(data["sight"]), _unit(request, there))
    return form(request, there, (_("传文件"), _("上传"), ""), asks, do, _("文件收好了。"), whole=WHOLE)


@require_http_methods(BOTH)
@needs(Right.PROJECT_WRITE)
def file_again(request: Signed, code: str, paper: int) -> HttpResponse:
    """Put another version of a file on the thread; the ones before stay."""
    there = here(request, code, Right.PROJECT_WRITE)
    found: Paper = or_404(thread.paper_of(there.look, paper))

    def do(data: dict[str, Any]) -> None:
        blob, name = _stored(request, data)
        actions.add_file(request.person, there.project, blob, name, found.kind, Sight(found.sight), found.unit, found)
    return form(request, there, (_("传新版：%(name)s") % {"name": found.name}, _("上传"), _("以前的版本都留着。")),
                NewVersion(_taken(), typed(request), request.FILES or None), do, _("文件收好了。"), whole=WHOLE)


@require_safe
@needs(Right.PROJECT_READ)
def file(request: Signed, code: str, paper: int, number: int) -> HttpResponse:
    """The bytes of a version: shown where a browser may do that by itself, else (or when asked) downloaded. A look at a confidential one is an entry."""
    there = here(request, code, Right.PROJECT_READ)
    found = or_404(thread.version_of(there.look, paper, number))
    path = store.path_of(found.blob_id)
    if not path.is_file():
        raise Http404
    if there.project.confidential:
        read_confidential(request.person, there.project.region_id, "project", there.project.pk, there.look.matter, f"文件 file {found.paper_id}.{found.number}")
    kind = found.blob.kind
    shown = kind in INLINE and "download" not in request.GET
    as_text = kind in ("text/plain", "text/csv")
    answer: Any = FileResponse(path.open("rb"), content_type="text/plain; charset=utf-8" if as_text and shown else kind)
    answer["Content-Disposition"] = content_disposition_header(not shown, found.name) or ""
    answer["Content-Security-Policy"] = PDF if kind == "application/pdf" and shown else SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Encoding"] = "identity"  # packed already, or to be shown as it is
    streamed: HttpResponse = answer
    return streamed


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def relate(request: Signed, code: str) -> HttpResponse:
    """Say that another project belongs together with this one."""
    there = here(request, code, Right.PROJECT_CHANGE)

    def do(data: dict[str, Any]) -> None:
        wanted = "".join(data["code"].split()).upper()
        other = visible(request.person).filter(code=wanted).first()
        if other is None:
            refuse(None, f"没有您能看的项目“{wanted[:40]}”，请核对项目码", f'there is no project "{wanted[:40]}" that you may see; check the code')
        actions.relate(request.person, there.project, other, data["why"])
    return form(request, there, (_("关联项目"), _("关联"), ""), RelateForm(typed(request)), do, saved())


@require_http_methods(BOTH)
@needs(Right.PROJECT_CHANGE)
def unrelate(request: Signed, code: str, other: str) -> HttpResponse:
    """Ask once, then take a relation away."""
    there = here(request, code, Right.PROJECT_CHANGE)
    found = next((one for one, _why in thread.relations(there.look) if one.code == other), None)
    if found is None:
        raise Http404
    return form(request, there, (_("取消关联"), _("取消关联"), found.name), asked(request),
                lambda data: actions.unrelate(request.person, there.project, found), saved(), danger=True)


def _stored(request: Signed, data: dict[str, Any]) -> tuple[Blob, str]:
    """What was sent, in the store, and its name. Raises Refused."""
    if WHOLE not in request.POST:
        refuse(None, "上传中断了，文件没有收下，请再传一次", "the upload broke off and the file was not taken; send it again")
    name = safe_name(data["file"].name)
    return store.receive(data["file"].chunks(), name, timezone.now()), name


def _unit(request: Signed, there: Here) -> Unit:
    return thread.unit_for(request.person, own_account(request), there.project, there.parts)


def _taken() -> str:
    return _("可以传 %(kinds)s，最大 %(most)s MB") % {"kinds": _("、").join(TAKEN), "most": settings.FILE_MB}


