"""What units were asked for and have not answered yet: each house of promotion that asks puts its own kind on the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from luodi.clocks.models import Clock
from luodi.clocks.queries import Place
from luodi.engine.source import Said
from luodi.projects.models import Project
from luodi.rights.kernel import Person

PAGE: Final = 30


@dataclass(frozen=True)
class Waiting:
    """Something that somebody was asked for. `what`: in words; `url`: where it is answered. Unit and account, and the standing of the clock, have been read."""

    project: Project
    what: Said
    who: str
    clock: Clock | None
    url: str


@dataclass(frozen=True)
class Kind:
    """A kind of what is asked. `page`: a page of what waits for the units of a person and for themselves, the first due first, after a place, and the place
    where the next page begins; it says how many statements it takes.
    """

    key: str
    title: Said
    page: Callable[[Person, Place | None, int], tuple[list[Waiting], Place | None]]


ASKED: Final[list[Kind]] = []
"""In the order in which they are shown; set by `AppConfig.ready`."""
