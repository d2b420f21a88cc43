"""What the gates of a project ask promotion: for which projects it was done. One statement each, and three for the place's data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from luodi.engine.conditions import evaluate
from luodi.engine.mechanism import Lifecycle
from luodi.engine.mechanism.promotion import Node
from luodi.engine.source import Refused
from luodi.people.rules import Rulebook, rulebook
from luodi.projects.gates import Check
from luodi.projects.models import Paper, Project
from luodi.projects.rules import derived, lifecycle_of, mechanism_of
from luodi.promotion.models import Agreement, Assessment, Briefing, Decision, HandOver, Review
from luodi.promotion.queries.reviews import said_by, standing_vetoes, unasked
from luodi.promotion.rules import promotion_of

CLEARED: Final = ("checked", "decided", "signed")
DECIDED: Final = ("decided", "signed")


def assessed(projects: Sequence[Project], today: date) -> Collection[int]:
    """Those that were assessed, and taken over by who is to receive them."""
    return set(HandOver.objects.filter(project__in=[one.pk for one in projects], taken_on__isnull=False, assessment__state=Assessment.State.AGREED)
               .values_list("project_id", flat=True))


def briefed(projects: Sequence[Project], today: date) -> Collection[int]:
    """Those of which nothing that had to be told up to the next stage was left untold, or skipped without a reason."""
    book, keys = rulebook(), [one.pk for one in projects]
    told = set(Briefing.objects.filter(project__in=keys).values_list("project_id", "node"))
    papers = set(Paper.objects.filter(project__in=keys).values_list("project_id", "kind"))
    kinds = {key: {kind for owner, kind in papers if owner == key} for key in keys}
    return {one.pk for one in projects if all((one.pk, node.id) in told for node in due(one, kinds[one.pk], book, today))}


def due(project: Project, papers: Collection[str], book: Rulebook, today: date) -> list[Node]:
    """The nodes that a project has reached and that hold it back from its next stage or an earlier one. No statement."""
    course = lifecycle_of(book, project.region_id)
    following = course.after(project.stage)
    upto = course.order[following.id] if following else len(course.stages)
    return [node for node in reached(project, papers, book, today) if course.order[node.holds] <= upto]


def reached(project: Project, papers: Collection[str], book: Rulebook, today: date) -> list[Node]:
    """The nodes that a project has reached, in the order of the data. What may concern it, nobody knows yet, concerns it. No statement."""
    course, rules = lifecycle_of(book, project.region_id), promotion_of(book, project.region_id)
    try:
        facts = derived(project.facts, mechanism_of(book, project.region_id, today))
    except Refused:  # what was stated can no longer be true together: the project's page says so
        facts = {}
    return [node for node in rules.nodes.values() if _there(node, project, papers, course) and evaluate(node.when.node, facts) is not False]


def _there(node: Node, project: Project, papers: Collection[str], course: Lifecycle) -> bool:
    return course.order[project.stage] >= course.order[node.stage] if node.stage else node.paper in papers


def joint_opinion(projects: Sequence[Project], today: date) -> Collection[int]:
    """Those with a joint pre-review that was closed, none that is open, and no department left that they concern by what is known now."""
    book, rows = rulebook(), list(Review.objects.filter(project__in=[one.pk for one in projects]).values_list("project_id", "closed_on"))
    there = {key for key, closed in rows if closed} - {key for key, closed in rows if not closed}
    said = said_by(there)
    return {one.pk for one in projects
            if one.pk in there and not unasked(one, said.get(one.pk, ()), promotion_of(book, one.region_id), book, today)}


def no_veto(projects: Sequence[Project], today: date) -> Collection[int]:
    """Those against which no veto stands."""
    keys = {one.pk for one in projects}
    return keys - standing_vetoes(keys).keys()


def cleared(projects: Sequence[Project], today: date) -> Collection[int]:
    """Those whose agreement was looked through: its changed clauses, and fair competition."""
    return _agreements(projects, CLEARED)


def decided(projects: Sequence[Project], today: date) -> Collection[int]:
    """Those whose agreement was agreed to by who must decide as the project is known now, and those about which nobody must. One statement more, for the
    levels that agreed.
    """
    book, there = rulebook(), _agreements(projects, DECIDED)
    rows = Decision.objects.filter(agreement__project__in=there, agreement__state=Agreement.State.DECIDED, agreed=True).order_by("id")
    agreed = dict(rows.values_list("agreement__project_id", "level"))
    return {one.pk for one in projects if _decided(one, one.pk in there, agreed.get(one.pk, ""), book, today)}


def _decided(project: Project, there: bool, agreed: str, book: Rulebook, today: date) -> bool:
    """`agreed`: the level that did; empty for an agreement that is signed already: what becomes known later takes nothing back."""
    rules = promotion_of(book, project.region_id)
    if not rules.levels or (there and not agreed):
        return True
    try:
        level, sure = rules.level(derived(project.facts, mechanism_of(book, project.region_id, today)))
    except Refused:
        return False
    if level is None:
        return sure
    return there and sure and rules.order.get(agreed, -1) >= rules.order[level.id]


def _agreements(projects: Sequence[Project], states: Sequence[str]) -> set[int]:
    return set(Agreement.objects.filter(project__in=[one.pk for one in projects], state__in=states).values_list("project_id", flat=True))


ALL: Final = {
    "assessed": Check(assessed, "promotion_assessment"), "briefed": Check(briefed, "promotion_briefings"),
    "joint_opinion": Check(joint_opinion, "promotion_review"), "no_veto": Check(no_veto, "promotion_review"),
    "agreement_cleared": Check(cleared, "promotion_agreement"), "level_decided": Check(decided, "promotion_agreement"),
}
