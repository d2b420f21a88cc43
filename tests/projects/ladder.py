"""A project legally at a stage, in one call: it climbs through the real actions, with everything that each gate asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from luodi.engine.identifiers import uscc_with_check
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.projects import actions
from luodi.projects.actions import New
from luodi.projects.models import Blob, Project, Sight
from luodi.projects.rules import lifecycle_of
from luodi.rights.kernel import MACHINE, Person
from tests.people.country import TODAY

FACTORY: Final = {
    "investor_type": "social", "project_category": "industrial", "construction_nature": "new", "land_mode": "grant_auction", "total_investment_wan": "52000",
    "floor_area_m2": "66000", "land_area_mu": "100"}
"""A plant of 100 mu, as far as gates ask."""
PAPERS: Final = {"signed": ("agreement",), "construction": ("construction_permit",), "completion": ("completion_report",), "production": ("acceptance",)}


def uscc(number: int) -> str:
    """An invented code with valid check characters."""
    return uscc_with_check(f"91990101MA{number:06}")


def blob(text: str = "a paper") -> Blob:
    """A file that is in the store, as far as rows go."""
    import hashlib
    hashed = hashlib.sha256(text.encode()).hexdigest()
    return Blob.objects.get_or_create(hash=hashed, defaults={"size": len(text), "kind": "text/plain", "at": datetime(2026, 11, 23, tzinfo=ZoneInfo("UTC"))})[0]


def project(unit: Unit, owner: Account, stage: str = "lead", *, name: str = "海川装备制造基地", by: Person = MACHINE, navigator: Account | None = None,
            facts: Mapping[str, Any] | None = None, number: int = 1, today: date = TODAY, **more: Any) -> Project:
    """A project of a unit at a stage."""
    made = actions.add_project(by, New(unit, name, owner, f"某某装备{number}有限公司", uscc(number), facts=FACTORY | dict(facts or {}), **more), today)
    course = lifecycle_of(rulebook(), unit.region_id)
    from tests.promotion.climb import climb, sign  # which knows this one, too
    for one in course.stages[1:course.order[stage] + 1]:
        made = climb(made, one.id, today)
        if one.id == "approval":
            actions.give_part(MACHINE, made, "navigator", navigator or owner, today)
        if one.id == "construction":
            actions.change_project(MACHINE, made, {}, name=made.name, enterprise=made.enterprise.name if made.enterprise else "", uscc=uscc(number),
                                   national_code=f"2603-990101-04-01-{number:06}", target_on=None)
        if one.id == "signed" and (signed := sign(made, blob(), today)):
            made = signed
            continue
        for kind in PAPERS.get(one.id, ()):
            actions.add_file(MACHINE, made, blob(), f"{kind}.txt", kind, Sight.OFFICIALS, unit)
        made = actions.move_on(by, made, one.id, today, today)
    return made
