"""What is done from the list with several projects at once, and the list as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.source import Refused
from luodi.frame.templatetags.luodi import lang_here, words
from luodi.frame.words import number
from luodi.ledger.actions import By
from luodi.ledger.records import exported
from luodi.people.here import own_account
from luodi.people.models import Account, Unit
from luodi.projects import actions, telling
from luodi.projects.actions.hands import EXPORT_JOB
from luodi.projects.library import files, queries
from luodi.projects.library.columns import chosen, in_file
from luodi.projects.library.job import path_of
from luodi.projects.library.opened import opened
from luodi.projects.models import Project, Status
from luodi.projects.queries import visible
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Denied, Matter, Person, PostHeld
from luodi.rights.permissions import Right, may
from luodi.work.queries import job_by_id, job_matter

MOST: Final = 200
"""Projects that something is done to at once."""
AT_ONCE: Final = 1_000
"""Rows of a file that is made while one waits."""
WHAT: Final = ("owner", "task", "status")


@dataclass(frozen=True)
class Came:
    """What came of it for one project: done, or why not."""

    project: Project
    done: bool
    why: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.LIBRARY_READ)
def bulk(request: Signed) -> HttpResponse:
    """Do one thing to the projects that were ticked, or to all that fit: first what it is, then what came of it for each."""
    what = request.GET.get("what", "")
    if what not in WHAT:
        raise Http404
    picked = [key for text in (request.POST if request.method == "POST" else request.GET).getlist("pick")[:MOST] if (key := number(text)) is not None]
    if request.method == "POST" or "all" not in request.GET:
        rows, more = queries.chosen(visible(request.person), picked, MOST), False
    else:
        library = opened(request.person, request.today, request.GET)
        found = queries.first_of(library.rows, MOST + 1)
        rows, more, picked = found[:MOST], len(found) > MOST, []
    units = queries.places(request.person, Right.PROJECT_READ)
    people = queries.people_in(units)
    page: dict[str, Any] = {"what": what, "rows": rows, "more": more, "most": MOST, "lost": max(0, len(set(picked)) - len(rows)), "units": units,
                            "people": people, "statuses": Status.choices, "heading": _headings()[what], "back": f"{reverse('projects_list')}?sort=due"}
    if request.method != "POST":
        return render(request, "projects/library/bulk.html", page)
    typed = {name: request.POST.get(name, "")[:500] for name in ("account", "unit", "name", "days", "status", "reason")}
    try:
        work = _work(request, what, typed, units, people)
    except ValueError as wrong:
        return render(request, "projects/library/bulk.html", page | {"typed": typed, "wrong": str(wrong)}, status=422)
    with telling.at_once(By(request.person, typed["reason"]), {row.region_id for row in rows}) as many:
        came = [_tried(row, work, many) for row in rows]
    return render(request, "projects/library/came.html", page | {"came": came, "good": sum(one.done for one in came)})


@require_POST
@needs(Right.PROJECT_EXPORT)
def export(request: Signed) -> HttpResponse:
    """The projects that fit, as a file; a long list is made in the background. That is an entry too."""
    account, query, form = own_account(request), QueryDict(request.POST.get("query", "")[:2000]), request.POST.get("form", "")
    library, post = opened(request.person, request.today, query, Right.PROJECT_EXPORT), _post(request.person)
    back = HttpResponseRedirect(f"{reverse('projects_list')}?{query.urlencode() or 'sort=due'}")
    if form not in files.FORMS or library.wanted is None or post is None:
        messages.error(request, _("没有导出：筛选条件不对，请改好再导出。"))
        return back
    keys = queries.layout(account).columns
    rows = queries.first_of(library.rows, AT_ONCE + 1)
    if len(rows) > AT_ONCE:
        job = actions.ask_export(request.person, post, library.wanted.query, keys, form, get_language() or "")
        return HttpResponseRedirect(reverse("work_job", args=[job.pk]))
    columns, reading, by = in_file(chosen(keys)), library.reading(queries.owners(rows)), By(request.person)
    out = BytesIO()
    files.write(out, form, columns, ([column.value(row, reading) for column in columns] for row in rows),
                files.Water(request.person.name, timezone.now(), by.request_id))
    exported(by, post.region_id, "project", None, Matter(post.region_path, confidential=any(row.confidential for row in rows)), _("项目"), form, len(rows))
    return _file(request, out.getvalue(), form)


@require_safe
@needs(Right.PROJECT_EXPORT)
def exported_file(request: Signed, job: int) -> HttpResponse:
    """A file that was made in the background, for the one who asked for it. Each time it is taken is an entry."""
    found, post = job_by_id(job), _post(request.person)
    if found is None:
        raise Http404
    require(request, Right.WORK_READ, job_matter(found))
    # Whoever looks after the jobs of a region sees that there is one, not what is in it.
    if found.asked_by_id != request.person.account_id or found.kind != EXPORT_JOB or post is None or "rows" not in found.result:
        raise Http404
    form = found.params["form"]
    path = path_of(found.params["file"], form)
    if path is None or not path.is_file():
        messages.error(request, _("文件已经过期，请在项目库里重新导出。"))
        return HttpResponseRedirect(reverse("projects_list"))
    exported(request.person, post.region_id, "project", None, Matter(post.region_path, confidential=bool(found.result["confidential"])), _("项目"), form,
             found.result["rows"])
    return _file(request, path.read_bytes(), form)


def _post(person: Person) -> PostHeld | None:
    """The post through which somebody may export."""
    return next((post for post in person.posts if may(person, Right.PROJECT_EXPORT, Matter(post.region_path, post.unit_path)).allowed), None)


def _file(request: Signed, content: bytes, form: str) -> HttpResponse:
    return HttpResponse(content, files.FORMS[form], headers={"Content-Disposition": f'attachment; filename="projects-{request.today.isoformat()}.{form}"'})


def _headings() -> dict[str, str]:
    return {"owner": _("转交给别人负责"), "task": _("加一项待办"), "status": _("改变状态")}


def _work(request: Signed, what: str, typed: dict[str, str], units: list[Unit], people: list[Account]) -> Callable[[Project], object]:
    """What is done to each project. Raises ValueError, in words, for what is typed wrong."""
    by, today = By(request.person, typed["reason"]), request.today
    account = next((one for one in people if str(one.pk) == typed["account"]), None)
    if what == "owner":
        if account is None:
            raise ValueError(_("选一个接手的人。"))
        return lambda project: actions.hand_project(by, project, account, today)
    if what == "status":
        if typed["status"] not in Status.values:
            raise ValueError(_("选一个状态。"))
        return lambda project: actions.set_status(by, project, Status(typed["status"]))
    unit, days = next((one for one in units if str(one.pk) == typed["unit"]), None), number(typed["days"])
    if unit is None or days is None or not typed["name"].strip():
        raise ValueError(_("写明待办、选一个单位、填几个工作日。"))
    return lambda project: actions.add_task(by, project, typed["name"], unit, account, days, today)


def _tried(project: Project, work: Callable[[Project], object], many: telling.Together) -> Came:
    try:
        with many.one():
            work(project)
    except Refused as refused:
        return Came(project, False, "；".join(fault.said.to(lang_here()) for fault in refused.faults))
    except Denied as denied:
        return Came(project, False, words(denied.verdict.why))
    return Came(project, True)
