"""Confirming a table: from then on it is saved in the background."""

from __future__ import annotations

from luodi.engine.source import Said, refuse
from luodi.frame.paths import ids
from luodi.imports import job, verbs
from luodi.imports.keep import KEPT, rows_of
from luodi.imports.kinds import KINDS
from luodi.imports.models import Upload
from luodi.ledger.actions import Act, Subject, action
from luodi.people.queries import unit_matter
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right
from luodi.work.jobs import enqueue


def _of(upload: Upload) -> Subject:
    matter = unit_matter(upload.unit) if upload.unit else Matter(region_path=ids(upload.region.path))
    return Subject(upload.region_id, "import", None, matter, needs=KINDS[upload.kind].right)


@action(verb=verbs.IMPORT_CONFIRM, needs=Right.IMPORTS_OWN, subject=_of)
def confirm(act: Act, upload: Upload) -> None:
    """Have a table saved. Asks for the right of its kind. Raises Refused when that was done before."""
    kind = KINDS[upload.kind]
    secret = any(kind.secret(row) for part in upload.parts.order_by("number") for row in rows_of(part))
    # Whoever looks after the jobs of a region reads their titles.
    title = kind.said if secret else Said(f"导入 {upload.file}", f"import of {upload.file}")
    asked = enqueue(act, job.SAVE, {"upload": str(upload.pk)}, title, key=str(upload.pk))
    if not Upload.objects.filter(pk=upload.pk, job__isnull=True).update(job=asked, confirmed=act.at, expires=act.at + KEPT):
        refuse(None, "这张表已经确认过了", "this table was confirmed before")
    act.confidential = secret
    act.note(table=upload.kind, file=upload.file, rows=upload.size)
