"""One morning of one person: what is to be done, whom one waits for, how one's projects are.

What is shown follows from rights and parts: each section asks for what is the reader's and is left out when there is nothing that it could hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luodi.clocks import queries as clocks
from luodi.clocks import shown
from luodi.clocks.models import Clock, Excuse, Standing
from luodi.clocks.shown import Mark
from luodi.engine.source import Refused
from luodi.imports import queries as imports
from luodi.imports.models import Upload
from luodi.notices import queries as notices
from luodi.notices.models import Notice
from luodi.people.rules import Rulebook
from luodi.projects import queries as projects
from luodi.projects.gates import passed
from luodi.projects.lights import WORST
from luodi.projects.models import Project
from luodi.projects.rules import held, lifecycle_of, mechanism_of
from luodi.rights.addresses import URLS
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, may
from luodi.workbench.queries import addresses

FIRST: Final = 3
"""How much one is asked to do first."""
MOST: Final = 10
"""Clocks in hand that are shown."""
FEW: Final = 5
"""Rows of every other kind."""
ASKED: Final = 30
"""Notices to be answered that are looked at: what is over by now asks for nothing."""
MOVES: Final = 3
"""Projects that are said to be ready."""
MINE: Final = 2000
"""Own projects whose lights are counted."""
LOOKED: Final = 20
"""Own projects that are looked at whether they can move on."""
NO_LIGHT: Final = "none"
"""How the library calls projects without a running clock."""
SHORTCUTS: Final = ("promotion_lead_add", "promotion_asked", "projects_add", "projects_list", "projects_board", "projects_funnel", "clocks_list",
                    "people_units", "people_absences", "ledger_entries", "operations_state")
"""Names of addresses; those that are there and that somebody may enter are offered."""


@dataclass(frozen=True)
class Row:
    """What, whose, until when, and the one button that moves it: `post` is where it is sent, `go` where it leads, `do` what it says.

    `idle`: nothing moves there now.
    """

    mark: Mark
    what: str
    url: str
    whose: str
    do: str
    until: date | None = None
    since: date | None = None
    post: str = ""
    go: str = ""
    main: bool = False
    idle: bool = False


@dataclass(frozen=True)
class Lights:
    """How many of the own projects show a light. `url`: the list of them."""

    kind: str
    words: str
    count: int
    url: str


@dataclass(frozen=True)
class Desk:
    """All of it. `more`: whether more clocks are in hand than are shown; `inside`: whether there are projects for which one sees who has what in hand."""

    rows: list[Row]
    more: bool
    waiting: list[Row]
    lights: list[Lights]
    mine: int
    notices: list[Notice]
    inside: bool
    shortcuts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def pressing(self) -> int:
        """How many rows there are that move."""
        return sum(not row.idle for row in self.rows)

    @property
    def late(self) -> int:
        """Own projects that are late."""
        return next((one.count for one in self.lights if one.kind == "red"), 0)

    @property
    def first(self) -> list[Row]:
        """What is done first."""
        return self.rows[:FIRST]

    @property
    def rest(self) -> list[Row]:
        """What comes after it."""
        return self.rows[FIRST:]


def greeting(now: datetime) -> str:
    """Good morning, as long as it is one."""
    hour = localtime(now).hour
    return _("上午好") if 4 <= hour < 12 else _("下午好") if 12 <= hour < 18 else _("晚上好")


def headline(rows: int, now: datetime, late: int = 0) -> str:
    """The answer in words: how much comes first; where that is nothing, how many of one's projects are late."""
    few = min(rows, FIRST)
    hello = greeting(now)
    if not few and late:
        # No spaces about the figure: a heading on a phone would end its line there; the browser leaves the gap.
        return ngettext("%(hello)s，您有%(n)s个项目超期，卡在别人那里", "%(hello)s，您有%(n)s个项目超期，卡在别人那里", late) % {"hello": hello, "n": late}
    if not few:
        return _("%(hello)s，今天没有等您办的事") % {"hello": hello}
    return ngettext("%(hello)s，今天先办这 %(n)s 件", "%(hello)s，今天先办这 %(n)s 件", few) % {"hello": hello, "n": few}


def desk_of(person: Person, account_id: int, book: Rulebook, today: date, now: datetime, lang: str) -> Desk:
    """The workbench of somebody. At most eleven statements, whatever there is; one or two less for those without clocks of a unit, or excuses to decide."""
    mine = projects.lights_of(person, MINE)
    inside = [(key, region) for key, region, _light, opens in mine if opens]
    threads, regions = [key for key, _region in inside], {region for _key, region in inside}
    accounts = {person.account_id, *(post.for_account for post in person.posts)}
    # Who of the units works on what is theirs to see; the enterprise's own tasks stand in the list of what it has to do.
    running = clocks.on_threads(threads, regions, MOST * 3)
    others = [row for row in running if row.clock.assignee_id not in accounts][:FEW]
    found = clocks.in_hand(person, MOST + 1)
    rows = sorted(_to_do(person, account_id, found[:MOST], book, today, now, lang), key=lambda pair: pair[0])
    return Desk([row for _key, row in rows], len(found) > MOST, [_waiting(row, book, today) for row in others], _lights(Counter(one[2] for one in mine)),
                len(mine), notices.newest(account_id, FEW), bool(inside), shortcuts(person))


def shortcuts(person: Person) -> list[tuple[str, str]]:
    """Pages that somebody may enter, with their words."""
    words = {"promotion_lead_add": _("登记线索"), "promotion_asked": _("等我们答复的"), "projects_add": _("登记项目"), "projects_list": _("项目库"),
             "projects_board": _("项目看板"), "projects_funnel": _("项目漏斗"), "clocks_list": _("全部时限"), "people_units": _("单位和人员"),
             "people_absences": _("登记不在岗"), "ledger_entries": _("查台账"), "operations_state": _("系统状态")}
    return [(reverse(name), words[name]) for name in SHORTCUTS if name in URLS and may(person, URLS[name]).allowed]


Key = tuple[date, int]


def _to_do(person: Person, account_id: int, found: list[Standing], book: Rulebook, today: date, now: datetime, lang: str) -> Iterator[tuple[Key, Row]]:
    """Rows with what they are sorted by: their day, then what kind of thing they are."""
    for row in found:
        yield (row.due_on or date.max, 0), _clock(row, person, book, today)
    held_clocks = {row.pk for row in found}
    asked = [notice for notice in notices.to_answer(account_id, ASKED) if notice.subject_type != "clock" or notice.subject_id not in held_clocks]
    over = clocks.ended(notice.subject_id for notice in asked if notice.subject_type == "clock" and notice.subject_id)
    for notice in [one for one in asked if one.subject_type != "clock" or one.subject_id not in over][:FEW]:
        yield (localdate(notice.created_at), 1), _answer(notice, lang)
    for excuse in clocks.to_decide(person, FEW):
        yield (localdate(excuse.asked_at), 2), _decide(excuse)
    for row in clocks.of_nobody(person, FEW):
        yield (row.due_on or date.max, 3), _nobody(row, book, today)
    for upload in imports.unconfirmed(account_id, now, FEW):
        yield (localdate(upload.expires), 4), _upload(upload)
    for project in _ready(person, book, today):
        yield (date.max, 5), _move(project, book, today, lang)


def _clock(row: Standing, person: Person, book: Rulebook, today: date) -> Row:
    clock, mark = row.clock, shown.mark(row, book.or_national(row.region_id), today)
    url = reverse("clocks_clock", args=[clock.pk])
    whose = clock.unit.name
    if clock.assignee_id != person.account_id and clock.assignee:
        whose = _("代 %(name)s") % {"name": clock.assignee.name} + " · " + whose
    free = row.hold_until is None or row.hold_until < today
    if free and shown.answerable(clock, book.or_national(row.region_id)):
        return Row(mark, clock.name, url, whose, _("收到，在办"), row.due_on, post=reverse("clocks_answer", args=[clock.pk]), main=True)
    return Row(mark, clock.name, url, whose, _("去办"), row.due_on, go=_place(clock, url), main=row.light == "red", idle=row.light == "paused")


def _place(clock: Clock, url: str) -> str:
    """Where what a clock counts is done: a task among those of its project, else its own page."""
    return f"{addresses.here(clock.url)}{'#tasks' if clock.subject_type == 'task' else ''}" if clock.url else url


def _answer(notice: Notice, lang: str) -> Row:
    url = reverse("notices_open", args=[notice.pk]) if notice.url else reverse("notices_inbox") + "?tab=answer"
    mark = Mark("red", _("等您回应")) if notice.urgent or notice.kind.endswith(".red") else Mark("yellow", _("等您回应"))
    return Row(mark, notice.title.to(lang), url, _("发给您的消息"), _("收到"), since=localdate(notice.created_at),
               post=reverse("notices_acknowledge", args=[notice.pk]))


def _decide(excuse: Excuse) -> Row:
    clock = excuse.clock
    url = reverse("clocks_clock", args=[clock.pk])
    return Row(Mark("yellow", _("等您批")), _("正当理由：%(what)s") % {"what": clock.name}, url, f"{excuse.asked_by.name} · {clock.unit.name}", _("去批"),
               since=localdate(excuse.asked_at), go=url)


def _nobody(row: Standing, book: Rulebook, today: date) -> Row:
    url = reverse("clocks_clock", args=[row.pk])
    # What a unit is asked about a project, any of them answers where it is asked; a task is first given to somebody.
    asked = row.clock.thread_id is not None and row.clock.subject_type != "task" and row.clock.url
    return Row(shown.mark(row, book.or_national(row.region_id), today), row.clock.name, url, _("%(unit)s，还没有经办人") % {"unit": row.clock.unit.name},
               _("去办") if asked else _("看看给谁"), row.due_on, go=_place(row.clock, url))


def _upload(upload: Upload) -> Row:
    url = reverse("imports_check", args=[upload.kind, upload.pk])
    return Row(Mark("paused", _("等您确认")), _("导入：%(file)s") % {"file": upload.file}, url,
               ngettext("您传的表，%(n)s 行", "您传的表，%(n)s 行", upload.size) % {"n": upload.size}, _("核对后保存"), localdate(upload.expires), go=url)


def _move(project: Project, book: Rulebook, today: date, lang: str) -> Row:
    following = lifecycle_of(book, project.region_id).after(project.stage)
    url = addresses.project(project.code)
    stage = following.title(lang) if following else ""
    return Row(Mark("green", _("可以推进")), _("%(project)s：可以进入“%(stage)s”") % {"project": project.name, "stage": stage}, url, _("您的项目，要的都齐了"),
               _("去推进"), since=project.stage_since, go=url)


def _ready(person: Person, book: Rulebook, today: date) -> list[Project]:
    """Own projects in which nothing is missing for the next stage, though one of them lay still for longer. Three statements and those of the checks, or
    one.
    """
    found = [one for one in projects.movable(person, LOOKED) if lifecycle_of(book, one.region_id).after(one.stage)]
    parts, papers = projects.kinds_on([one.pk for one in found])
    stages = {one.pk: lifecycle_of(book, one.region_id).after(one.stage) for one in found}
    asked = {one.pk: lifecycle_of(book, one.region_id).asked(stage.id) for one in found if (stage := stages[one.pk])}
    checks = passed(asked, found, today)
    return [one for one in found if _complete(one, (parts.get(one.pk, set()), papers.get(one.pk, set()), checks[one.pk]), book, today)][:MOVES]


def _complete(project: Project, there: tuple[set[str], set[str], set[str]], book: Rulebook, today: date) -> bool:
    """Whether nothing is missing for the next stage; `there`: its parts, papers and checks."""
    parts, papers, checks = there
    course = lifecycle_of(book, project.region_id)
    following = course.after(project.stage)
    try:
        have = held(project, parts, papers, mechanism_of(book, project.region_id, today), checks)
    except Refused:  # what was stated can no longer be true together: its own page says so
        return False
    return following is not None and not course.missing(following.id, have)


def _waiting(row: Standing, book: Rulebook, today: date) -> Row:
    """What somebody else has to do for an own project. Of a confidential one its own page is open, the clock's is not."""
    clock: Clock = row.clock
    url = addresses.here(clock.url) if clock.url else reverse("clocks_clock", args=[clock.pk])
    who = clock.assignee.name + " · " + clock.unit.name if clock.assignee else _("%(unit)s，还没有经办人") % {"unit": clock.unit.name}
    return Row(shown.mark(row, book.or_national(row.region_id), today), clock.name, url, who, _("去催"), row.due_on, clock.opened_on, go=url)


def _lights(counts: Counter[str]) -> list[Lights]:
    words = shown.lights() | {"": _("没有在走的时限")}
    return [Lights(shown.KINDS.get(light, "paused"), words[light], counts[light], addresses.projects(mine="part", light=light or NO_LIGHT))
            for light in (*WORST, "") if counts[light]]


def may_burn(person: Person) -> bool:
    """Whether somebody may see what is on fire."""
    return may(person, Right.FIRE_READ).allowed
