"""Long exports: made in the background, kept for a day beside the database for the one who asked, and then removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from luodi.engine.source import Said, refuse
from luodi.frame.middleware import local_today
from luodi.projects.actions.hands import EXPORT_JOB
from luodi.projects.library import files, queries
from luodi.projects.library.columns import Value, chosen, in_file
from luodi.projects.library.opened import Opened, opened
from luodi.projects.models import Project
from luodi.rights.permissions import Right
from luodi.work.jobs import Run, job

BATCH: Final = 1_000
KEPT: Final = timedelta(days=1)
_NAME: Final = re.compile(r"[0-9a-f]{32}\Z")


def path_of(file: str, form: str) -> Path | None:
    """Where a file lies; None for a name that is none of ours."""
    return settings.DATA / "exports" / f"{file}.{form}" if _NAME.match(file) and form in files.FORMS else None


def batches(rows: QuerySet[Project]) -> Iterator[list[Project]]:
    """Projects by a thousand, in the order of their making. One statement each."""
    last, some = 0, list(rows.select_related("region", "unit", "enterprise").order_by("pk")[:BATCH])
    while some:
        yield some
        last = some[-1].pk
        some = list(rows.filter(pk__gt=last).select_related("region", "unit", "enterprise").order_by("pk")[:BATCH]) if len(some) == BATCH else []


@job(EXPORT_JOB)
def make(run: Run) -> Said:
    """Make the file anew from the first row on, with the rights of today. Statements: five, and three for each thousand projects."""
    params = run.params
    path = path_of(params["file"], params["form"])
    with translation.override(params["lang"]):
        library = opened(run.person, local_today(), QueryDict(params["query"]), Right.PROJECT_EXPORT)
        if path is None or library.wanted is None:
            refuse(None, "条件读不懂了，请在项目库里重新导出", "the conditions cannot be read any more; export again from the library")
        held = columns_of(params["columns"])
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part = path.with_suffix(".part")
        made: dict[str, Any] = {"rows": 0, "confidential": False}
        with part.open("wb") as file:
            files.write(file, params["form"], held, _lines(run, library, made), files.Water(run.person.name, run.now, params["request"]))
        part.replace(path)
    run.result = {"url": reverse("projects_exported", args=[run.job_id]), "name": "导出的项目 · Projects", **made}
    # Whoever looks after the jobs of a region reads this, and need not know how many there are.
    return Said("导出好了，文件保留一天", "exported; the file is kept for a day")


def columns_of(keys: list[str]) -> list[Any]:
    """The columns of a file."""
    return in_file(chosen(keys))


def swept(now: datetime) -> int:
    """Remove the files that are over a day old; how many."""
    folder, count = settings.DATA / "exports", 0
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < (now - KEPT).timestamp():
                path.unlink()
                count += 1
    return count


def _lines(run: Run, library: Opened, made: dict[str, Any]) -> Iterator[list[Value]]:
    total, columns = library.rows.count(), columns_of(run.params["columns"])
    for some in batches(library.rows):
        reading = library.reading(queries.owners(some))
        for row in some:
            made["confidential"] = made["confidential"] or row.confidential
            yield [column.value(row, reading) for column in columns]
        made["rows"] += len(some)
        run.progress(100 * made["rows"] // max(total, made["rows"], 1), 100)
