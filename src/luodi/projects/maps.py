"""The approval map of a project."""

from __future__ import annotations

from datetime import date

from luodi.people.rules import Rulebook
from luodi.projects.models import Project


def map_of(project: Project, book: Rulebook, today: date, lang: str) -> object | None:
    """The map of what was stated of a project, as its page shows it."""
    return None
