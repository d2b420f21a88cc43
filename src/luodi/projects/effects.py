"""What changed facts of a project change in its approval map, before they are saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from luodi.people.rules import Rulebook
from luodi.projects.models import Project


@dataclass(frozen=True)
class Effects:
    """What becomes different, in words, a line each."""

    lines: tuple[str, ...] = ()


def effects(project: Project, new_facts: Mapping[str, Any], book: Rulebook, today: date) -> Effects:
    """What the map would have that it has not now. Nothing is saved."""
    return Effects()
