"""How far a project is on its way to being signed: each house of promotion says one thing about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from luodi.engine.mechanism import Promotion
from luodi.engine.source import Said
from luodi.people.rules import Rulebook
from luodi.projects.models import Project


@dataclass(frozen=True)
class Asks:
    """A project about which something is asked, with what its place says. Region, unit and enterprise have been read with it."""

    project: Project
    rules: Promotion
    book: Rulebook
    today: date


@dataclass(frozen=True)
class Step:
    """One thing on the way. `state`: done, now, stuck (something stands against it) or "" for one to come; `said`: how far it is, in words; `url`: its page."""

    title: Said
    state: str
    said: Said
    url: str


STEPS: Final[list[Callable[[Asks], Step | None]]] = []
"""In the order in which they come; None where a place does not have it. Each says how many statements it takes."""
