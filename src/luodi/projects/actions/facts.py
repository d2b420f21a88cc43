"""What is known of a project: stated, changed, taken back; each with its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from luodi.engine.source import refuse
from luodi.ledger.actions import Act, action
from luodi.people.rules import Rulebook, rulebook
from luodi.projects import telling, verbs
from luodi.projects.actions.shared import kept as keep
from luodi.projects.actions.shared import locked, of
from luodi.projects.models import Fact, Project
from luodi.projects.rules import derived, kept, mechanism_of
from luodi.rights.permissions import Right

COLUMNS: Final = {"project_category": "category", "total_investment_wan": "investment_wan", "land_area_mu": "land_area_mu"}
"""Facts that stand in a column of their own too."""


@action(verb=verbs.FACTS, needs=Right.PROJECT_CHANGE, subject=of)
def state_facts(act: Act, project: Project, facts: Mapping[str, Any], seen: Mapping[str, Any], today: date) -> Project:
    """State facts of a project; None takes one back. `seen`: what each was when it was shown.

    Raises Refused for values that cannot be, or not together, and for facts that somebody else has changed since.
    """
    project, book = locked(project), rulebook()
    table = mechanism_of(book, project.region_id, today).table
    for key, value in seen.items():
        now = project.facts.get(key)
        if now != kept(key, value, table):
            name = table[key].name("zh-Hans")
            refuse(None, f"“{name}”刚才被别人改过，请看过再改", f'"{table[key].name("en")}" was changed by somebody else just now; look again')
    before = {key: project.facts.get(key) for key in facts}
    changed = state(act, project, facts, book, today)
    act.note(facts=tuple(sorted(changed)))
    act.change({key: before[key] for key in changed}, {key: project.facts.get(key) for key in changed})
    telling.facts(act, project, before, changed, table)
    return project


def state(act: Act, project: Project, facts: Mapping[str, Any], book: Rulebook, today: date) -> list[str]:
    """Keep facts in the row of a project and in its history; those that changed. Within an action. Two statements."""
    mechanism = mechanism_of(book, project.region_id, today)
    new = {key: kept(key, value, mechanism.table) for key, value in facts.items()}
    changed = [key for key, value in new.items() if project.facts.get(key) != value]
    merged = {key: value for key, value in ({**project.facts, **new}).items() if value is not None}
    derived(merged, mechanism)
    project.facts = merged
    for key, column in COLUMNS.items():
        value = merged.get(key)
        setattr(project, column, (Decimal(value).quantize(Decimal("0.01")) if value is not None else None) if column != "category" else value or "")
    keep(act, project, "facts", *COLUMNS.values())
    Fact.objects.bulk_create([Fact(project=project, attribute=key, value=new[key], at=act.at, by_id=act.person.account_id) for key in changed])
    return changed
