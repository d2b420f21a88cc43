"""Visits to an enterprise, reports to leaders and what they said to them; a report drafted from what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypedDict

from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse

from luodi.clocks.models import Standing
from luodi.clocks.shown import Mark, mark
from luodi.engine.source import Refused, Said
from luodi.frame.paths import within
from luodi.frame.templatetags.luodi import long_day
from luodi.people.models import Account
from luodi.people.queries import posts_on
from luodi.people.rules import Rulebook
from luodi.projects.gates import have, words
from luodi.projects.models import Paper, Part, Project, Version
from luodi.projects.queries import visible
from luodi.projects.rules import lifecycle_of, mechanism_of, stated, value_words
from luodi.promotion.models import Assessment, Contact, Instruction, Opinion, Profile, Report, Review, Visit
from luodi.promotion.steps import Asks, Step
from luodi.rights.kernel import Person, Role, Verdict
from luodi.rights.permissions import Right

LAST: Final = 5
"""Visits and talks that a report tells of."""
DECIDED: Final = (Assessment.State.AGREED, Assessment.State.REFUSED)
"""An assessment on which a leader decided."""
NUMBERS: Final = (*"一二三四五六七八九十", *(f"十{one}" for one in "一二三四五六七八九"), "二十")
"""What stands before the headings of a report; it has as many sections at most."""
MOST: Final = 200
"""Open instructions that a list shows."""
DONE: Final = 50


class Section(TypedDict):
    """A part of a report."""

    heading: str
    text: str


@dataclass(frozen=True)
class Seen:
    """A visit with its photographs, each its file and the newest version."""

    visit: Visit
    photos: Sequence[tuple[Paper, Version]]


NO = Verdict(False)


@dataclass(frozen=True)
class Open:
    """An instruction as a list shows it. `mark`: until when it is to be followed up; None once it was. `verdict`: whether whoever looks may say what came of
    it.
    """

    row: Instruction
    mark: Mark | None
    verdict: Verdict = NO


def visits_of(project: Project) -> list[Seen]:
    """The visits of a project, the newest first. Three statements."""
    versions = Version.objects.select_related("blob").order_by("-number")
    photos = Paper.objects.prefetch_related(Prefetch("versions", versions)).order_by("id")
    rows = Visit.objects.filter(project=project).select_related("unit", "by").prefetch_related(Prefetch("photos", photos)).order_by("-on", "-id")
    return [Seen(one, [(paper, newest) for paper in one.photos.all() if (newest := next(iter(paper.versions.all()), None))]) for one in rows]


def reports_of(project: Project) -> list[Report]:
    """The reports about a project, the newest first, each with its clock. One statement."""
    return list(Report.objects.filter(project=project).select_related("by", "clock__standing").order_by("-id"))


def report_of(project: Project, report: int) -> Report | None:
    """A report about a project. One statement."""
    return Report.objects.filter(project=project, pk=report).select_related("by", "unit", "clock__standing").first()


def instructions_of(project: Project, book: Rulebook, today: date, report: Report | None = None) -> list[Open]:
    """What leaders said about a project, or to one report, the newest first. One statement."""
    rows = _with_all(Instruction.objects.filter(project=project).order_by("-id"))
    return [_opened(one, book, today) for one in (rows.filter(report=report) if report else rows)]


def instruction_of(project: Project, instruction: int) -> Instruction | None:
    """An instruction about a project. One statement."""
    found: Instruction | None = _with_all(Instruction.objects.filter(project=project, pk=instruction)).first()
    return found


def instructions(person: Person, whose: str, book: Rulebook, today: date) -> tuple[list[Open], list[Open]]:
    """The instructions that somebody may see: those that are open, the most urgent first, and the last that were followed up.

    `whose`: "ours" for those of the own units and of oneself, "mine" for those that one gave, "" for all. Two statements, and one for the units below.
    """
    accounts = [one for one in (person.account_id, *(post.for_account for post in person.posts)) if one is not None]
    rows = _with_all(Instruction.objects.filter(project__in=visible(person, Right.PROJECT_INSIDE)))
    if whose == "ours":
        units = {post.unit_path for post in person.posts if post.unit_path and post.role is not Role.ENTERPRISE}
        rows = rows.filter(within("unit__path", units) | Q(clock__assignee__in=accounts))
    elif whose == "mine":
        rows = rows.filter(by__in=accounts)
    waiting = rows.filter(done_on__isnull=True).order_by(F("clock__standing__due_on").asc(nulls_last=True), "id")[:MOST]
    over = rows.filter(done_on__isnull=False).order_by("-done_on", "-id")[:DONE]
    return [_opened(one, book, today) for one in waiting], [_opened(one, book, today) for one in over]


def light_of(report: Report, book: Rulebook, today: date) -> Mark | None:
    """Until when a report is to be sent; None once it was. No statement."""
    return _mark(report.clock.standing, book, today) if report.clock and report.sent_on is None else None


def leaders_of(project: Project, today: date) -> list[Account]:
    """The leaders to whom reports go: those of the region, of a confidential project those who have a part in it. One statement."""
    if project.confidential:
        parts = Part.objects.filter(project=project, last__isnull=True, right="leader", account__is_active=True).select_related("account__unit").order_by("id")
        return list({part.account.pk: part.account for part in parts if part.account}.values())
    posts = posts_on(today).filter(role=Role.LEADER, unit__region=project.region_id, account__is_active=True).select_related("account__unit")
    return list({post.account_id: post.account for post in posts}.values())


def drafted(asks: Asks) -> list[Section]:
    """A report from what is known of a project, in sections that can be edited. At most eleven statements, and those of the gate's checks."""
    return [Section(heading=heading, text="\n".join(said)) for heading, said in (
        ("项目概况", _project(asks)), ("企业情况", _enterprise(asks)), ("洽谈进展", _talks(asks)), ("评估情况", _assessed(asks)),
        ("部门意见", _opinions(asks)), ("下一步", _next(asks)), ("需要领导支持的事", ["无。"]))]


def step(asks: Asks) -> Step | None:
    """Whether it was visited and reported. Three statements."""
    project, title, url = asks.project, Said("拜访、专报、批示", "Visits, reports, instructions"), reverse("promotion_visits", args=[asks.project.code])
    visits = Visit.objects.filter(project=project).count()
    reports = list(Report.objects.filter(project=project).values_list("sent_on", flat=True))
    waiting = Instruction.objects.filter(project=project, done_on__isnull=True).count()
    if waiting:
        return Step(title, "now", Said(f"{waiting} 条领导批示还没有办结", f"{waiting} instructions to follow up"), url)
    if None in reports:
        return Step(title, "now", Said("招商专报起草了，还没有发出", "the report is drafted and not sent yet"), url)
    zh, en = f"拜访 {visits} 次，专报 {len(reports)} 份", f"{visits} visits, {len(reports)} reports"
    return Step(title, "done" if visits or reports else "", Said(zh, en) if visits or reports else Said("还没有记拜访", "no visit written down yet"), url)


def _project(asks: Asks) -> list[str]:
    """The project and all that was stated of it. One statement."""
    project, mechanism = asks.project, mechanism_of(asks.book, asks.project.region_id, asks.today)
    course = lifecycle_of(asks.book, project.region_id)
    owner = Part.objects.filter(project=project, right="owner", last__isnull=True).select_related("account").order_by("id").first()
    out = [f"{project.name}（项目码 {project.code}），现在在“{course.stage(project.stage).title('zh-Hans')}”阶段（自 {_day(project.stage_since)}）。",
           f"牵头单位：{project.unit.name}；项目负责人：{owner.account.name if owner and owner.account else '还没有定'}。"]
    known = stated(project.facts, mechanism.table)
    facts = [f"{mechanism.table[key].name('zh-Hans')}：{value_words(mechanism.table, key, known[key], 'zh-Hans')}"
             for _group, _name, keys in mechanism.table.groups for key in keys if key in known]
    return [*out, f"{'；'.join(facts)}。" if facts else "项目情况还没有填。"]


def _enterprise(asks: Asks) -> list[str]:
    """Who invests. One statement, or none."""
    firm = asks.project.enterprise
    if firm is None:
        return ["投资方还没有登记。"]
    out = [f"{firm.name}（统一社会信用代码 {firm.uscc}）。" if firm.uscc else f"{firm.name}（还没有统一社会信用代码）。"]
    profile = Profile.objects.filter(enterprise=firm).select_related("group").first()
    if profile:
        tags = [asks.rules.tags[key].title("zh-Hans") for key in profile.tags if key in asks.rules.tags]
        out += [f"{'、'.join(tags)}。"] if tags else []
        out += [f"所属集团：{profile.group.name}。"] if profile.group else []
        out += [profile.background] if profile.background else []
    return out


def _talks(asks: Asks) -> list[str]:
    """The last visits and talks, the oldest of them first. Two statements."""
    told: list[tuple[date, str]] = [
        (one.on, f"到{one.place}拜访（{one.who}{f'，见到{one.met}' if one.met else ''}）：{one.text}")
        for one in Visit.objects.filter(project=asks.project).order_by("-on", "-id")[:LAST]]
    for one in Contact.objects.filter(project=asks.project).order_by("-on", "-id")[:LAST]:
        way = asks.rules.ways[one.way].title("zh-Hans") if one.way in asks.rules.ways else one.way
        told.append((one.on, f"{way}{f'（{one.whom}）' if one.whom else ''}：{one.text}"))
    return [f"{_day(on)}，{said}" for on, said in sorted(told)[-LAST:]] or ["还没有记下拜访和洽谈。"]


def _assessed(asks: Asks) -> list[str]:
    """What the last assessment came to. One statement."""
    found = Assessment.objects.filter(project=asks.project).select_related("park").order_by("-id").first()
    if found is None:
        return ["还没有评估。"]
    scheme = asks.rules.schemes.get(found.scheme)
    came = f"{found.result} 分（最低 {found.lowest}，最高 {found.highest}）" if found.result is not None else ""
    state = "" if came and found.state in DECIDED else str(Assessment.State(found.state).label)
    out = [f"{scheme.title('zh-Hans') if scheme else found.scheme}：{'，'.join(filter(None, (came, state)))}。"]
    if found.park:
        out.append(_sentence(f"推荐由{found.park.name}承接", found.advice))
    if found.state in DECIDED:
        out.append(_sentence(f"领导{Assessment.State(found.state).label}", found.decision))
    return out


def _sentence(said: str, why: str) -> str:
    """What was said, and in which words if there are any more."""
    whole = f"{said}：{why}" if why.strip() and not said.endswith(why.strip()) else said
    return whole if whole.endswith(("。", "！", "？")) else f"{whole}。"


def _day(day: date) -> str:
    return long_day(day, "zh-Hans")


def _opinions(asks: Asks) -> list[str]:
    """What departments said in the last joint pre-review. Two statements, or one."""
    review = Review.objects.filter(project=asks.project).order_by("-id").first()
    if review is None:
        return ["还没有联合预审。"]
    out, rows = [], list(Opinion.objects.filter(review=review).select_related("unit").order_by("id"))
    for one in rows:
        named = next((each for each in asks.rules.review.departments if each.id == one.department), None)
        what = named.title("zh-Hans") if named else one.department
        said = f"{Opinion.Answer(one.answer).label}{f'，{one.text}' if one.text else ''}" if one.answer else "还没有意见"
        lifting = f"（解除条件：{one.lifting}{'，已解除' if one.lifted_on else ''}）" if one.lifting else ""
        out.append(f"{one.unit.name}（{what}）：{said}{lifting}")
    return out or ["还没有部门意见。"]


def _next(asks: Asks) -> list[str]:
    """What is missing for the next stage. Two statements and those of its checks."""
    course = lifecycle_of(asks.book, asks.project.region_id)
    stage = course.after(asks.project.stage)
    if stage is None:
        return ["项目已经在最后一个阶段。"]
    try:
        lacks = [words(need, course).zh for need in course.missing(stage.id, have(asks.project, course, asks.book, asks.today))]
    except Refused:
        return ["项目情况前后对不上，先改好。"]
    name = stage.title("zh-Hans")
    return [f"进入“{name}”还差：{'；'.join(lacks)}。"] if lacks else [f"条件都有了，可以进入“{name}”。"]


def _with_all(rows: QuerySet[Instruction]) -> QuerySet[Instruction]:
    return rows.select_related("project__region", "project__unit", "unit__region", "by", "report", "clock__standing", "clock__assignee", "done_by")


def _opened(one: Instruction, book: Rulebook, today: date) -> Open:
    return Open(one, _mark(one.clock.standing, book, today) if one.clock and one.done_on is None else None)


def _mark(row: Standing, book: Rulebook, today: date) -> Mark:
    return mark(row, book.of(row.region_id), today)


def numbered(kept: Sequence[Mapping[str, str]]) -> list[tuple[str, list[str]]]:
    """The sections of a report as they are read, the same for a page and for paper: headings with their numbers, words paragraph by paragraph."""
    return [(f"{NUMBERS[place]}、{one['heading']}", [line.strip() for line in one["text"].splitlines() if line.strip()])
            for place, one in enumerate(sections(kept))]


def sections(kept: Sequence[Mapping[str, str]]) -> list[Section]:
    """The sections of a report as they are kept."""
    return [Section(heading=str(one["heading"]), text=str(one["text"])) for one in kept]
