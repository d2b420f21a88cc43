"""The kinds of project that can be taken as a beginning: the examples that ship with the product."""

from __future__ import annotations

from datetime import date
from functools import cache

from luodi.engine.mechanism import Mechanism
from luodi.engine.plan.project import ProjectFile
from luodi.engine.promises import example, examples
from luodi.maps.asked import WORKS
from luodi.maps.places import mechanism_today
from luodi.portal.forms import Answers

ORDER = ("factory-100mu", "leased-plant", "low-risk-workshop", "warehouse", "food-plant", "foreign-pharma", "chemical-plant", "data-centre",
         "government-hospital", "road")


@cache
def kinds() -> tuple[tuple[str, ProjectFile], ...]:
    """Every kind with its file, the most common first."""
    return tuple((name, example(name)) for name in sorted(examples(), key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)))


def answers_of(kind: str, place: str, start: date) -> Answers:
    """The answers of a kind of project in a place. Raises KeyError for no such kind."""
    file = dict(kinds())[kind]
    return Answers(place, start, stated=_stated(file, mechanism_today(place)), works=(file.own_days or {}).get(WORKS))


def _stated(file: ProjectFile, mechanism: Mechanism) -> dict[str, object]:
    """What the file itself says, without what follows from it or what the place decides."""
    listed = {key: word == "yes" for word in ("yes", "no") for key in file.facts.get(word, [])}
    plain = {key: frozenset(value) if isinstance(value, list) else value for key, value in file.facts.items() if key not in ("yes", "no")}
    found = {**plain, **listed}
    return {key: found[key] for key in mechanism.table if key in found}
