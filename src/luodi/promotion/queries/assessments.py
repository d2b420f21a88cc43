"""What is read of assessments. What assessors said is not read before all have handed theirs in, but by the one who said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q
from django.urls import reverse

from luodi.clocks.models import Clock, Standing
from luodi.clocks.shown import Mark, mark
from luodi.engine.conditions import AttributeTable
from luodi.engine.source import Said
from luodi.frame.paths import ids
from luodi.people.models import Account, Unit, UnitKind
from luodi.people.queries import posts_on
from luodi.people.rules import Rulebook
from luodi.projects.models import Part, Project
from luodi.projects.rules import mechanism_of, value_words
from luodi.promotion.judging import Line, Result, Rules, judged, result, unpacked
from luodi.promotion.models import Assessment, HandOver, Scoring
from luodi.promotion.steps import Asks, Step
from luodi.rights.kernel import Role

State = Assessment.State
EARLIER = 20
"""Assessments of one project that its page names."""


@dataclass(frozen=True)
class Assessor:
    """Who judges. `mark`: their light while they are asked; `total`: once all have handed in."""

    name: str
    unit: str
    handed_in_at: datetime | None
    mark: Mark | None
    total: Decimal | None
    scoring: int
    account: int


@dataclass(frozen=True)
class Opinion:
    """What one assessor said of one dimension. `points`: None where the facts said it, or where it is a question of yes and no."""

    name: str
    points: Decimal | None
    against: bool
    reason: str


@dataclass(frozen=True)
class Row:
    """A dimension with what came of it. `fact`: what it read, in words; `how`: how that became points."""

    name: str
    weight: str
    ask: str
    source: str
    fact: str
    how: Said | None
    mean: Decimal | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    by_hand: bool = True
    against: int = 0
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """An assessment with everything that its page and its report say. `result`: None before all have handed in."""

    assessment: Assessment
    rules: Rules
    assessors: tuple[Assessor, ...]
    vetoes: tuple[Row, ...]
    rows: tuple[Row, ...]
    result: Result | None
    mark: Mark | None
    handover: HandOver | None
    handover_mark: Mark | None

    @property
    def handed(self) -> int:
        """How many have handed in."""
        return sum(one.handed_in_at is not None for one in self.assessors)

    @property
    def passed(self) -> bool:
        """Whether it reaches the pass mark, and nothing ended it."""
        return self.result is not None and not self.result.vetoed and self.result.all.mean >= self.rules.scheme.passing

    @property
    def going(self) -> bool:
        """Whether something is still to be done about it."""
        open_one = self.handover is not None and self.handover.taken_on is None
        return self.assessment.state in (State.OPEN, State.SCORED, State.PROPOSED) or open_one


def latest(project: Project, which: int | None = None) -> Assessment | None:
    """The last assessment of a project, or one of its others. One statement."""
    found = Assessment.objects.filter(project=project).select_related("clock__standing", "clock__unit", "clock__assignee", "park__region", "receiver", "by",
                                                                      "decided_by")
    if which is not None:
        found = found.filter(pk=which)
    one = found.order_by("-pk").first()
    if one:
        one.project = project
    return one


def earlier(project: Project) -> list[Assessment]:
    """The assessments of a project, the newest first. One statement."""
    return list(Assessment.objects.filter(project=project).order_by("-pk")[:EARLIER])


def handover_of(project: Project) -> HandOver | None:
    """The last hand-over of a project, with who is asked to take it. One statement."""
    found = HandOver.objects.filter(project=project).select_related("taker__region", "giver", "clock__assignee", "clock__standing", "taken_by", "assessment")
    one = found.order_by("-pk").first()
    if one:
        one.project = project
    return one


def scoring_of(project: Project, scoring: int) -> Scoring | None:
    """What one assessor says, with the assessment. One statement."""
    found = Scoring.objects.filter(pk=scoring, assessment__project=project).select_related("assessment", "account__unit", "unit").first()
    if found:
        found.assessment.project = project
    return found


def clock_of(scoring: Scoring) -> Clock | None:
    """The clock of what an assessor was asked. One statement."""
    return Clock.objects.filter(region=scoring.assessment.project.region_id, subject_type="scoring", subject_id=scoring.pk).select_related("standing").first()


def sheet(assessment: Assessment, book: Rulebook, today: date, lang: str) -> Sheet:
    """An assessment with everything that is shown of it. Three statements, however far it is."""
    project, rules = assessment.project, unpacked(assessment.rules)
    over = assessment.result is not None
    scorings = Scoring.objects.filter(assessment=assessment).select_related("account", "unit").order_by("pk")
    rows = list(scorings if over else scorings.defer("points", "reasons", "vetoes", "total"))
    clocks = {one.subject_id: one for one in Clock.objects.filter(
        region=project.region_id, subject_type="scoring", subject_id__in=[one.pk for one in rows]).select_related("standing")}
    came = result(rules, [judged(one.points, one.vetoes) for one in rows]) if over else None
    table = mechanism_of(book, project.region_id, today).table
    handover = HandOver.objects.filter(assessment=assessment).select_related("taker", "giver", "taken_by", "clock__standing").first()

    def light(clock: Clock | None) -> Mark | None:
        return light_of(clock, book, project, today) if clock else None
    return Sheet(
        assessment, rules, tuple(Assessor(one.account.name, one.unit.name, one.handed_in_at, light(clocks.get(one.pk)), one.total if over else None, one.pk,
                                          one.account_id) for one in rows),
        tuple(Row(one.title(lang), "", one.ask, one.source, "", None, against=sum(one.id in some.vetoes for some in rows) if over else 0,
                  opinions=tuple(Opinion(some.account.name, None, one.id in some.vetoes, some.reasons.get(one.id, "")) for some in rows) if over else ())
              for one in rules.vetoes),
        tuple(_row(line, rows, came, table, lang) for line in rules.lines), came, light(assessment.clock), handover,
        light(handover.clock) if handover else None)


def _row(line: Line, rows: Sequence[Scoring], came: Result | None, table: AttributeTable, lang: str) -> Row:
    one, by_hand = line.dimension, line.points is None
    among = came.by[one.id] if came else None
    opinions = tuple(Opinion(some.account.name, Decimal(some.points[one.id]), False, some.reasons.get(one.id, "")) for some in rows) if came and by_hand else ()
    mean, lowest, highest = (among.mean, among.lowest, among.highest) if among else (line.points,) * 3
    return Row(one.title(lang), format(one.weight, "f"), one.ask, one.source, fact_words(line, table, lang), how(line, table, lang), mean, lowest, highest,
               by_hand, opinions=opinions)


def fact_words(line: Line, table: AttributeTable, lang: str) -> str:
    """The fact that a dimension reads, with its value as it was known; "" for one that reads none."""
    key = line.dimension.attribute
    return f"{table[key].name(lang) if key in table else key}：{value_words(table, key, line.value, lang)}" if key else ""


def how(line: Line, table: AttributeTable, lang: str) -> Said | None:
    """How a fact becomes points, in words; None for what people judge."""
    one = line.dimension
    if one.kind == "banded":
        bands = [(_said(table, one.attribute, band.at_least, lang), format(band.points, "f")) for band in one.bands]
        return Said("、".join(f"{value} 起 {points} 分" for value, points in bands), ", ".join(f"from {value}: {points}" for value, points in bands))
    if one.kind == "linear" and one.span:
        low, high = (_said(table, one.attribute, end, lang) for end in one.span)
        return Said(f"{low} 得 0 分，{high} 得 100 分，中间按比例", f"{low}: 0, {high}: 100, in proportion between")
    if one.kind == "categorical":
        chosen = [(_said(table, one.attribute, choice, lang), format(points, "f")) for choice, points in one.points.items()]
        return Said("、".join(f"{value} {points} 分" for value, points in chosen), ", ".join(f"{value}: {points}" for value, points in chosen))
    return None


def _said(table: AttributeTable, attribute: str, value: Decimal | str, lang: str) -> str:
    """A value of an attribute in words; what the place does not know any more as it is."""
    if isinstance(value, Decimal):
        return value_words(table, attribute, format(value, "f"), lang)
    return value_words(table, attribute, {"True": True, "False": False}.get(value, value), lang)


def leaders_for(project: Project, today: date) -> list[Account]:
    """Who may decide on a project: the leader in charge first; of a confidential one nobody else. Two statements, or one."""
    own = [part.account for part in Part.objects.filter(project=project, right="leader", last__isnull=True, account__is_active=True)
           .select_related("account__unit__region").order_by("pk") if part.account]
    if project.confidential:
        return own
    posts = posts_on(today).filter(role=Role.LEADER, account__is_active=True, account__unit__region=project.region_id).select_related("account__unit__region")
    high = sorted(posts, key=lambda post: (post.unit.kind != UnitKind.LEADERSHIP, post.pk))
    return list({one.pk: one for one in (*own, *(post.account for post in high))}.values())


def parks_for(project: Project, duty: Unit | None) -> list[Unit]:
    """Who may receive a project: the unit that answers for it first, then the parks of the region. One statement."""
    wanted = Q(kind=UnitKind.PARK) | Q(pk=duty.pk if duty else 0)
    found = list(Unit.objects.filter(wanted, region=project.region_id, closed__isnull=True).select_related("region"))
    return sorted(found, key=lambda unit: (duty is None or unit.pk != duty.pk, ids(unit.path)))


def light_of(clock: Clock, book: Rulebook, project: Project, today: date) -> Mark | None:
    """The light of a running clock. No statement."""
    return mark(clock.standing, book.or_national(project.region_id), today) if clock.ended_on is None else None


def due_of(row: Standing | None) -> date | None:
    """When a clock is due, if it is."""
    return row.due_on if row else None


def step(asks: Asks) -> Step | None:
    """How far the assessment is. Two statements, none where the place has no scheme."""
    if not asks.rules.schemes:
        return None
    found = Assessment.objects.filter(project=asks.project).annotate(
        n=Count("scorings"), handed=Count("scorings", filter=Q(scorings__handed_in_at__isnull=False))).select_related("park").order_by("-pk").first()
    handover = HandOver.objects.filter(assessment=found).select_related("taker").first() if found else None
    state, said = _told(found, handover)
    return Step(Said("评估、推荐、移交", "assessment, recommendation, hand-over"), state, said, reverse("promotion_assessment", args=[asks.project.code]))


def _told(found: Assessment | None, handover: HandOver | None) -> tuple[str, Said]:
    if found is None:
        return "", Said("还没有开始", "not begun")
    park = found.park.name if found.park else ""
    points = Said(f"{found.result} 分", f"{found.result} points")
    match found.state:
        case State.OPEN:
            n, handed = getattr(found, "n", 0), getattr(found, "handed", 0)
            return "now", Said(f"{n} 人中 {handed} 人已交", f"{handed} of {n} have handed in")
        case State.SCORED:
            return "now", Said(f"{points.zh}，待推荐承接单位", f"{points.en}; a unit is to be recommended")
        case State.PROPOSED:
            return "now", Said(f"{points.zh}，推荐“{park}”，等领导决定", f'{points.en}; "{park}" is recommended, a leader is to decide')
        case State.AGREED if handover and handover.taken_on:
            return "done", Said(f"{points.zh}，“{handover.taker.name}”已于 {handover.taken_on} 接收", f'{points.en}; "{handover.taker.name}" took it over')
        case State.AGREED:
            return "now", Said(f"{points.zh}，同意由“{park}”承接，等它接收", f'{points.en}; "{park}" is to take it over')
        case State.VETOED:
            return "stuck", Said("一票否决", "vetoed")
        case State.REFUSED:
            return "stuck", Said(f"领导不同意由“{park}”承接", f'a leader said no to "{park}"')
        case _:
            return "", Said("上一次评估撤回了，可以重新开始", "the last one was withdrawn; another can begin")

