"""Reads of what is confidential, and data that leaves the system: entries like everything else that is done."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from luodi.ledger.actions import Act, By, Subject, action
from luodi.ledger.models import Entry
from luodi.ledger.values import canonical
from luodi.rights.kernel import Matter, Person
from luodi.rights.permissions import Right

READ_ONCE_IN: Final = timedelta(minutes=10)


def _of(region_id: int, subject_type: str, subject_id: int | None, matter: Matter, *rest: Any, **named: Any) -> Subject:
    return Subject(region_id, subject_type, subject_id, matter)


@action(verb="record.read", needs=Right.ACCESS_NOTED, subject=_of)
def _read(act: Act, region_id: int, subject_type: str, subject_id: int | None, matter: Matter, what: str) -> None:
    act.note(what=what)


@action(verb="record.export", needs=Right.ACCESS_NOTED, subject=_of)
def exported(act: Act, region_id: int, subject_type: str, subject_id: int | None, matter: Matter, what: str, form: str, rows: int) -> None:
    """Note that data leaves the system: what, as which kind of file, how many rows. To be called before the file is handed out."""
    act.note(what=what, form=form, rows=rows)


def read_confidential(by: Person | By, region_id: int, subject_type: str, subject_id: int | None, matter: Matter, what: str) -> None:
    """Note that somebody looks at something confidential, once for each person, thing and ten minutes: a page that is loaded again is the same look.

    Whether they may look is asked before. One statement, and those of an action when the look is a new one.
    """
    by, now = by if isinstance(by, By) else By(by), timezone.now()
    seen = Entry.objects.filter(region_id=region_id, subject_type=subject_type, subject_id=subject_id, person_id=by.person.account_id, verb="record.read",
                                at__gt=now - READ_ONCE_IN, outcome="done", payload__what=what, confidential=matter.confidential)
    if not seen.exists():
        # Two pages opened at once find nothing and come with one key.
        thing = canonical([subject_type, subject_id, what, matter.confidential])
        key = f"read.{now.timestamp() // READ_ONCE_IN.total_seconds():.0f}.{hashlib.sha256(thing.encode(errors='replace')).hexdigest()}"
        _read(replace(by, key=key), region_id, subject_type, subject_id, Matter(confidential=matter.confidential), what)
