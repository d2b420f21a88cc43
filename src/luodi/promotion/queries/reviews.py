"""What is read of joint pre-reviews."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.clocks.shown import Mark, mark
from luodi.engine.conditions import Facts, missing, sentence
from luodi.engine.mechanism import Promotion
from luodi.engine.mechanism.promotion import Department
from luodi.engine.source import Refused, Said
from luodi.people.models import Unit
from luodi.people.rules import Rulebook, Rules
from luodi.projects.models import Project
from luodi.projects.rules import derived, lifecycle_of, mechanism_of
from luodi.promotion.actions.shared import asked_matter
from luodi.promotion.models import Opinion, Review
from luodi.promotion.opinions import ANSWERS, Answer, department, name_of, there
from luodi.promotion.steps import Asks, Step
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, may

CHECK: Final = "joint_opinion"
EARLIER: Final = 20
"""Earlier reviews that a page shows."""


@dataclass(frozen=True)
class Asked:
    """A department that a project concerns. `unit`: who answers there, None for nobody yet; `why`: the rule in words; `open`: the facts that decide, by key,
    name and the group in which they are stated; empty where it is certain.
    """

    department: Department
    unit: Unit | None
    why: str
    open: tuple[tuple[str, str, str], ...]

    @property
    def certain(self) -> bool:
        """Whether it is asked whatever else becomes known."""
        return not self.open


@dataclass(frozen=True)
class Row:
    """An opinion as a page shows it. `light`: how far it is; `said`: what was said, empty where the reader may not know it yet; `told`: whether they may.

    `mine`: whether the reader answers it; `stands`: it ends the matter.
    """

    opinion: Opinion
    name: str
    asks: str
    light: Mark
    said: str
    told: bool
    mine: bool

    @property
    def stands(self) -> bool:
        """Whether it is a veto that was not lifted."""
        return self.opinion.stands_against

    def lines(self) -> list[tuple[str, str]]:
        """What was said, line by line, label and words: the same on the page and on paper."""
        one = self.opinion
        label = {Answer.CONDITIONAL: _("要满足的条件"), Answer.MORE: _("缺什么")}.get(Answer(one.answer), _("说明")) if one.answer else _("缺什么")
        found = [(label, one.text), (_("依据"), one.basis), (_("解除条件"), one.lifting), (_("已补充"), one.supplied), (_("怎样解除的"), one.lifted),
                 (_("附件"), one.paper.name if one.paper else "")]
        return [(name, words) for name, words in found if words]


def concerned(rules: Promotion, facts: Facts, units: Mapping[str, Unit], lang: str) -> list[Asked]:
    """The departments whose opinion a project needs, or may need. No statement."""
    found, groups = [], {key: group for group, _name, keys in rules.table.groups for key in keys}
    for one, holds in rules.concerned(facts):
        keys = missing(one.when.node, facts, rules.table) if holds is None else ()
        facts_open = tuple((key, rules.table[key].name(lang), groups[key]) for key in keys)
        found.append(Asked(one, units.get(one.duty), sentence(one.when.node, rules.table, lang), facts_open))
    return found


def newest(project: Project) -> Review | None:
    """The last review of a project, with who asked. One statement."""
    return Review.objects.filter(project=project).select_related("by").order_by("-id").first()


def earlier(project: Project, review: Review) -> list[Review]:
    """The reviews before one, the newest first. One statement."""
    return list(Review.objects.filter(project=project, pk__lt=review.pk).select_related("by").order_by("-id")[:EARLIER])


def review_of(project: Project, review: int) -> Review | None:
    """A review of a project. One statement."""
    return Review.objects.filter(project=project, pk=review).select_related("by").first()


def opinions_of(review: Review) -> list[Opinion]:
    """The opinions in a review, in the order in which they were asked for, with all that a page shows of them. One statement."""
    rows = Opinion.objects.filter(review=review).select_related("unit__region", "account", "clock__standing", "given_by", "lifted_by", "paper")
    return list(rows.order_by("pk"))


def opinion_of(project: Project, opinion: int) -> Opinion | None:
    """An opinion on a project, with its review. One statement."""
    rows = Opinion.objects.select_related("review__by", "review__project__region", "review__project__unit", "review__project__enterprise", "unit__region",
                                          "account", "clock__standing", "given_by", "lifted_by", "paper")
    return rows.filter(review__project=project, pk=opinion).first()


def standing_vetoes(projects: Collection[int]) -> dict[int, list[Opinion]]:
    """The vetoes that stand against some projects. What a department said last counts, in whichever review; its silence takes nothing back. One statement."""
    last: dict[tuple[int, str], Opinion] = {}
    given = Opinion.objects.filter(review__project__in=projects, given_on__isnull=False, silent=False).select_related("review", "unit")
    for one in given.order_by("review_id"):
        last[one.review.project_id, one.department] = one
    found: dict[int, list[Opinion]] = {}
    for (project, _key), one in last.items():
        if one.stands_against:
            found.setdefault(project, []).append(one)
    return found


def rows(person: Person, review: Review, opinions: Sequence[Opinion], rules: Promotion, clock: Rules, whole: bool, today: date, lang: str) -> list[Row]:
    """Opinions as somebody sees them. `whole`: whether they see all that was said though it is not closed. No statement."""
    out = []
    for one in opinions:
        asked = department(rules, one.department)
        mine = may(person, Right.ASKED_ANSWER, asked_matter(review.project, one.unit, one.account)).allowed
        told = whole or mine or review.closed_on is not None
        said = ANSWERS[one.answer].to(lang) if one.answer and told else ""
        shown = Mark("red", _("一票否决")) if told and one.stands_against else light(one, clock, today)
        out.append(Row(one, name_of(rules, one.department).to(lang), asked.asks if asked else "", shown, said, told, mine))
    return out


def unasked(project: Project, said: Collection[str], rules: Promotion, book: Rulebook, today: date) -> list[Said]:
    """The departments that a project concerns by what is known now and that are not among those that said something: facts have changed since. No statement."""
    try:
        facts = derived(project.facts, mechanism_of(book, project.region_id, today))
    except Refused:  # what was stated can no longer be true together: the project's page says so
        facts = {}
    return [name_of(rules, one.id) for one, holds in rules.concerned(facts) if holds and one.id not in said]


def said_by(projects: Collection[int]) -> dict[int, set[str]]:
    """The departments that said something in reviews that are closed, by project. One statement."""
    found: dict[int, set[str]] = {}
    rows = Opinion.objects.filter(review__project__in=projects, review__closed_on__isnull=False, given_on__isnull=False)
    for project, key in rows.values_list("review__project_id", "department"):
        found.setdefault(project, set()).add(key)
    return found


def light(opinion: Opinion, clock: Rules, today: date) -> Mark:
    """How far an opinion is: there, taken from silence, or due. Of what it says this tells nothing."""
    if opinion.silent:
        return Mark("yellow", _("逾期未答复，按规则算同意"))
    if there(opinion):
        return Mark("green", _("已收到"))
    if opinion.answer == Answer.MORE:
        return Mark("paused", _("等补充材料"))
    return mark(opinion.clock.standing, clock, today) if opinion.clock else Mark("paused", _("没有计时"))


def step(asks: Asks) -> Step | None:
    """How far the joint pre-review is. Three statements, two while none was asked for; none where the place asks nobody."""
    if not asks.rules.review.departments:
        return None
    title, url = Said("联合预审", "Joint pre-review"), reverse("promotion_review", args=[asks.project.code])
    review = newest(asks.project)
    if vetoes := standing_vetoes([asks.project.pk]).get(asks.project.pk):
        names = [name_of(asks.rules, one.department) for one in vetoes]
        said = Said(f"一票否决没有解除：{'、'.join(one.zh for one in names)}", f"a veto stands: {', '.join(one.en for one in names)}")
        return Step(title, "stuck", said, url)
    if review is None:
        course = lifecycle_of(asks.book, asks.project.region_id)
        following = course.after(asks.project.stage)
        wanted = following is not None and CHECK in course.asked(following.id)
        return Step(title, "now" if wanted else "", Said("还没有请部门预审", "no department was asked yet"), url)
    if review.closed_on:
        said_before = said_by([asks.project.pk]).get(asks.project.pk, set())
        if more := unasked(asks.project, said_before, asks.rules, asks.book, asks.today):
            return Step(title, "now", Said(f"情况变了，还要问：{'、'.join(one.zh for one in more)}",
                                           f"facts changed, still to be asked: {', '.join(one.en for one in more)}"), url)
        return Step(title, "done", Said(f"联合意见 {review.closed_on} 形成", f"the joint opinion is of {review.closed_on}"), url)
    given = list(Opinion.objects.filter(review=review).values_list("given_on", flat=True))
    here = sum(day is not None for day in given)
    return Step(title, "now", Said(f"{here} / {len(given)} 收到", f"{here} of {len(given)} received"), url)
