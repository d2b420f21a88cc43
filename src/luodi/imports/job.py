"""The job that saves a table, one part after the other. A worker may be killed at any instant: the next one goes on where it was, and nothing is twice."""

from __future__ import annotations

from collections import Counter
from typing import Final

from django.urls import reverse

from luodi.engine.source import Said, refuse
from luodi.imports.keep import rows_of, sent_for
from luodi.imports.kinds import KINDS, Kind
from luodi.imports.models import Part, Upload
from luodi.ledger.actions import By
from luodi.work.jobs import Run, job

SAVE: Final = "imports.save"


@job(SAVE)
def save(run: Run) -> Said:
    """Save what is left of a table. Statements: three, and for each part one, those of its action, and one for how far it is."""
    upload = Upload.objects.select_related("region", "unit__region").filter(pk=run.params["upload"]).first()
    parts = list(upload.parts.filter(before__gte=run.done).order_by("number").values_list("pk", "number", "before", "size")) if upload else []
    if upload is None or (not parts and run.done < upload.size):
        refuse(None, "这张表过期了，已经保存的都在；请重新上传，同一份表不会重复",
               "the table has expired; what was saved is kept. Upload it again: nothing is added twice")
    kind = KINDS[upload.kind]
    came = Counter[str](run.result.get("came", {}))
    for key, number, before, size in parts:
        # The key makes it good to do a part twice that was kept when the worker died before it could say so.
        came.update(kind.save(By(run.person, key=f"import.{upload.pk}.{number}"), sent_for(upload), number, rows_of(Part.objects.get(pk=key))))
        run.result = {"url": reverse("imports_check", args=[kind.name, upload.pk]), "name": "导入结果 · Result", "came": dict(came)}
        run.progress(before + size, upload.size, _said(kind, came))
    Upload.objects.filter(pk=upload.pk).update(done=dict(came))
    return _said(kind, came)


def _said(kind: Kind, came: Counter[str]) -> Said:
    return Said("，".join(f"{said.zh} {came[key]}" for key, said in kind.came.items()), ", ".join(f"{came[key]} {said.en}" for key, said in kind.came.items()))
