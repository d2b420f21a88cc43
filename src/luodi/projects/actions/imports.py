"""A part of a table of projects is saved: all of its rows that are right, in one action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from luodi.engine.source import refuse
from luodi.frame.middleware import local_today
from luodi.frame.paths import ids
from luodi.frame.sheets import Row
from luodi.ledger.actions import Act, Subject, action
from luodi.people.models import Region, Unit
from luodi.people.queries import unit_matter
from luodi.people.rules import rulebook
from luodi.projects import telling, verbs
from luodi.projects.actions.facts import COLUMNS
from luodi.projects.actions.numbers import codes
from luodi.projects.actions.shared import head
from luodi.projects.intake.judge import Judged, judging
from luodi.projects.models import Enterprise, Fact, Move, Note, Part, Project, Sight
from luodi.projects.rules import lifecycle_of
from luodi.projects.search import index_all
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right

STOCK: Final = "存量导入"
"""What the ledger says of how these projects came: as they stood, at their stage, without what gates ask for."""


def _of(region: Region, unit: Unit | None, *_: object) -> Subject:
    return Subject(region.pk, "project", None, unit_matter(unit) if unit else Matter(region_path=ids(region.path)))


@action(verb=verbs.IMPORT, needs=Right.PROJECT_ADD, subject=_of)
def import_part(act: Act, region: Region, unit: Unit | None, file: str, part: int, rows: Sequence[Row]) -> dict[str, int]:
    """Save a part of what was sent for a unit, or a region, looked at once more. Wrong rows are left; how many of each were saved.

    New projects stand at the stage that their row says, since its day; no gate is asked, no task begins. As many statements for 100 as for 2.
    Each project has an entry of its own that names the row.
    Raises Refused when somebody kept the same enterprise at the same instant.
    """
    today = local_today()
    judged = judging(region, unit, act.person, today)(rows)
    new, changed = ([one for one in judged if one.kind == kind] for kind in ("new", "changed"))
    before = {one.project.code: _seen(one.project) for one in changed if one.project}
    for one, code in zip(new, codes(region, today, len(new)) if new else (), strict=True):
        one.project = _made(act, one, code, today)
    projects = [one.project for one in (*new, *changed) if one.project]
    try:
        with transaction.atomic():
            _enterprises(region, [*new, *changed])
            _add(act, new, today)
            _change(act, changed)
    except IntegrityError:
        refuse(None, "刚才有人在登记同一家企业；这一部分没有保存，请再确认一次",
               "somebody registered the same enterprise just now; nothing of this part was saved, confirm once more")
    if projects:
        index_all(projects, _notes(act, unit, [*new, *changed]))
    for one in (*new, *changed):
        if one.project:
            row = {"file": file, "row": one.row.number, "how": STOCK}
            act.each(verbs.IMPORTED, one.project.pk, row, before.get(one.project.code), _seen(one.project), one.project.confidential)
    # What is confidential has its own entries only: the part's own one tells and counts what everybody may know who reads it.
    act.confidential = bool(projects) and all(project.confidential for project in projects)
    added, altered = (sum(one.project.confidential is act.confidential for one in some if one.project) for some in (new, changed))
    act.note(file=file, part=part, added=added, changed=altered, how=STOCK)
    telling.imported(act, file, projects)
    return {"added": len(new), "changed": len(changed), "left": sum(one.kind == "faulty" for one in judged)}


def _made(act: Act, one: Judged, code: str, today: date) -> Project:
    value, unit = one.row.value, one.unit
    assert unit is not None
    return Project(
        region=unit.region, unit=unit, code=code, name=value["name"], national_code=value.get("national_code", ""), stage=one.stage, way=f" {one.stage} ",
        stage_since=one.row.day("since") or today, target_on=one.row.day("target_on"), confidential=value.get("confidential") == "yes",
        created_at=act.at, changed_at=act.at)


def _seen(project: Project) -> dict[str, Any]:
    return head(project) | {"unit_id": project.unit_id, "stage_since": project.stage_since.isoformat(), "facts": dict(project.facts)}


def _enterprises(region: Region, judged: Sequence[Judged]) -> None:
    """Those that projects are to have, made where there are none yet. Two statements at most."""
    wanted = {one.enterprise for one in judged if one.enterprise}
    if not wanted:
        return
    coded = Q(uscc__in=[code for _, code in wanted if code])
    named = Q(uscc="", name__in=[name for name, code in wanted if not code])
    there = {(held.name, held.uscc): held for held in Enterprise.objects.filter(coded | named, region=region)}
    made = [Enterprise(region=region, name=name, uscc=code) for name, code in sorted(wanted - there.keys())]
    there |= {(held.name, held.uscc): held for held in Enterprise.objects.bulk_create(made)}
    for one in judged:
        if one.enterprise and one.project:
            one.project.enterprise = there[one.enterprise]


def _add(act: Act, new: Sequence[Judged], today: date) -> None:
    """New projects with their first move, their facts and their owner. Four statements."""
    projects = [one.project for one in new if one.project]
    for one in new:
        _state(one)
    Project.objects.bulk_create(projects)
    Move.objects.bulk_create([Move(region=project.region, project=project, stage=project.stage, on=project.stage_since, at=act.at) for project in projects])
    Fact.objects.bulk_create([fact for one in new for fact in _facts(act, one)])
    owned = [one for one in new if one.owner and one.project]
    kind = lifecycle_of(rulebook(), projects[0].region_id).parts["owner"] if owned else None
    Part.objects.bulk_create([Part(project=one.project, kind=kind.id, right=kind.part, first=today, account=one.owner) for one in owned if kind])


def _change(act: Act, changed: Sequence[Judged]) -> None:
    """Projects that are there already. Two statements."""
    for one in changed:
        if one.project is None:
            continue
        value, project = one.row.value, one.project
        project.name = value.get("name") or project.name
        project.national_code = value.get("national_code") or project.national_code
        project.target_on = one.row.day("target_on") or project.target_on
        project.changed_at = act.at
        _state(one)
    Project.objects.bulk_update([one.project for one in changed if one.project],
                                ["name", "enterprise", "national_code", "target_on", "facts", "changed_at", *COLUMNS.values()])
    Fact.objects.bulk_create([fact for one in changed for fact in _facts(act, one)])


def _state(one: Judged) -> None:
    """Facts in the row of a project."""
    project = one.project
    assert project is not None
    project.facts = {**project.facts, **one.facts}
    project.category = project.facts.get("project_category", "")
    for key, column in COLUMNS.items():
        if column != "category" and key in project.facts:
            setattr(project, column, Decimal(project.facts[key]).quantize(Decimal("0.01")))


def _facts(act: Act, one: Judged) -> list[Fact]:
    return [Fact(project=one.project, attribute=key, value=value, at=act.at, by_id=act.person.account_id) for key, value in one.facts.items()]


def _notes(act: Act, unit: Unit | None, judged: Sequence[Judged]) -> list[Note]:
    """Remarks become notes for the officials in a project, of the unit that the table was sent for. One statement."""
    by = act.person.account_id
    return Note.objects.bulk_create([
        Note(project=one.project, unit=unit or one.project.unit, by_id=by, sight=Sight.OFFICIALS, text=one.note, at=act.at)
        for one in judged if one.note and one.project and by])
