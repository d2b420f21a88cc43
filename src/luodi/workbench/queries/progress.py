"""How far a project is, as everybody may know: its name, its stages and their days. No people, no enterprise, nothing that was written or filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luodi.engine.mechanism import Lifecycle
from luodi.people.rules import rulebook
from luodi.projects.models import Move, Project, Status
from luodi.projects.queries import public_progress
from luodi.projects.rules import lifecycle_of


@dataclass(frozen=True)
class Stage:
    """A stage with when it was entered last, and the working days that it took, or has taken so far. `state`: done, now or later."""

    name: str
    state: str
    since: date | None = None
    days: int | None = None


@dataclass(frozen=True)
class Progress:
    """A project's progress. `onward`: the next stage, "" after the last one; `needs`: what every project needs for it, in general words."""

    code: str
    name: str
    region: str
    status: Status
    stages: list[Stage]
    now: Stage
    onward: str
    needs: list[str]

    @property
    def done(self) -> list[Stage]:
        """The stages that are behind."""
        return [stage for stage in self.stages if stage.state == "done"]


def progress(code: str, today: date, lang: str) -> Progress | None:
    """The progress of a project; None for one that is not there, confidential, or still negotiated. Four statements, one for what is not there."""
    project = public_progress(code)
    if project is None:
        return None
    book = rulebook()
    course, calendar = lifecycle_of(book, project.region_id), book.or_national(project.region_id).calendar
    if not course.stage(project.stage).public:
        return None
    moves = {move.stage: move for move in Move.objects.filter(project=project).order_by("pk")}
    place = course.order[project.stage]
    stages = []
    for number, stage in enumerate(course.stages):
        move = moves.get(stage.id)
        state = "now" if number == place else "done" if number < place else "later"
        since = move.on if move and state != "later" else None
        days = max(calendar.count(since, (move.left_on if move and state == "done" else None) or today), 0) if since else None
        stages.append(Stage(stage.title(lang), state, since, days))
    following = course.after(project.stage)
    return Progress(project.code, project.name, project.region.name, Status(project.status), stages, stages[place],
                    following.title(lang) if following else "", _needs(project, course, lang))


def _needs(project: Project, course: Lifecycle, lang: str) -> list[str]:
    """The papers that the place asks every project for at the next gate: what it asks for in general, not what this one lacks."""
    following = course.after(project.stage)
    gates = course.gates.get(following.id, ()) if following else ()
    return [course.papers[need.key].title(lang) for need in gates if need.kind == "paper"]
