"""What the place of a project says about its course: stages, gates, parts, tasks; and its attributes on a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from luodi.engine.conditions import AttributeTable, Facts
from luodi.engine.mechanism import Have, Lifecycle, Mechanism, load, load_lifecycle
from luodi.engine.source import Refused, refuse
from luodi.people.rules import NATIONAL, Rulebook
from luodi.projects.models import Project


@lru_cache(maxsize=64)
def lifecycle(slug: str) -> Lifecycle:
    """The course of a project in a place. Raises Refused when its data cannot be read."""
    return load_lifecycle(slug)


def lifecycle_of(book: Rulebook, region_id: int) -> Lifecycle:
    """The course of a project in a region."""
    return lifecycle(book.slugs.get(region_id, NATIONAL))


@lru_cache(maxsize=64)
def mechanism_on(slug: str, day: date) -> Mechanism:
    """A place's mechanism on a day. Raises Refused when it is not in force then."""
    return load(slug, day)


def mechanism_of(book: Rulebook, region_id: int, day: date) -> Mechanism:
    """The mechanism of a region on a day; that of the country where its own is not in force then."""
    return _in_force(book.slugs.get(region_id, NATIONAL), day)


@lru_cache(maxsize=64)
def _in_force(slug: str, day: date) -> Mechanism:
    try:
        return mechanism_on(slug, day)
    except Refused:
        return mechanism_on(NATIONAL, day)


def stated(kept: Mapping[str, Any], table: AttributeTable) -> dict[str, Any]:
    """What was stated of a project, as the engine reads it. What the table no longer knows is left out."""
    return {key: _number(value) if table[key].type == "number" else value for key, value in kept.items() if key in table and value is not None}


def derived(kept: Mapping[str, Any], mechanism: Mechanism) -> Facts:
    """All that is known of a project: stated, decided by the place, and what follows. Raises Refused for what cannot be true together."""
    return mechanism.read_facts(stated(kept, mechanism.table))


def kept(key: str, value: Any, table: AttributeTable) -> Any:
    """A fact as it is kept: numbers as text, so that both databases and the ledger give them back exactly. Raises Refused for no such attribute."""
    if key not in table:
        refuse(None, f"项目情况里没有“{key}”这一项", f'there is no fact "{key}"')
    if value is None or isinstance(value, bool):
        return value
    if table[key].type == "number":
        return format(Decimal(str(value)).normalize(), "f")
    return sorted(value) if isinstance(value, set | frozenset | list | tuple) else value


def value_words(table: AttributeTable, key: str, value: Any, lang: str) -> str:
    """A value of an attribute in words, as it was kept or as the engine has it."""
    if value is None or key not in table:
        return "—" if value is None else str(value)
    if table[key].type == "number" and isinstance(value, str):
        value = float(value)
    return table[key].value_name(frozenset(value) if isinstance(value, list) else value, lang)


def _number(text: Any) -> int | float:
    number = Decimal(str(text))
    return int(number) if number == number.to_integral_value() else float(number)


def held(project: Project, parts: Collection[str], papers: Collection[str], mechanism: Mechanism, checks: Collection[str] = ()) -> Have:
    """What a project has, as gates look at it, from the kinds of its parts and papers and the checks that hold; the
    enterprise must have been read with it. No statement.
    """
    codes = {key for key, there in (("uscc", project.enterprise and project.enterprise.uscc), ("national", project.national_code)) if there}
    return Have(derived(project.facts, mechanism), frozenset({*parts, "lead_unit"}), frozenset(codes), frozenset(papers), frozenset(checks))
