"""The only writers of clocks that a person can ask for. What turns by itself is in `sweep`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from luodi.clocks import kinds, verbs
from luodi.clocks.derive import DERIVED, STANDING, derive, ladder_of, limits_packed, packed, unpacked
from luodi.clocks.models import Clock, Event, Excuse, Standing, Turn
from luodi.clocks.queries import Circle, circle, clock_by_id
from luodi.engine import timelimit
from luodi.engine.source import Refused, Said, refuse
from luodi.engine.timelimit import Limit
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action, snapshot
from luodi.ledger.values import text
from luodi.notices import actions as notices
from luodi.notices.actions import notify, settle
from luodi.notices.models import Notice
from luodi.people.models import Account, Unit
from luodi.people.queries import unit_matter
from luodi.people.rules import rulebook
from luodi.rights.kernel import Matter, Person
from luodi.rights.permissions import Right, may

LONGEST_EXCUSE = 60
"""Working days for which an excuse may hold; it is asked for anew then."""


@dataclass(frozen=True)
class New:
    """A clock to be started. `subject`: what it belongs to, as (type, id); `name`: what is due, in words; `url`: where that is seen.

    `promised` and `statutory`: the limits; `ladder`: who is told, by its key in the mechanism.
    """

    unit: Unit
    subject: tuple[str, int]
    name: str
    events: Sequence[timelimit.Event]
    promised: Limit | None = None
    statutory: Limit | None = None
    assignee: Account | None = None
    url: str = ""
    confidential: bool = False
    ladder: str = "standard"
    thread: int | None = None
    """The project on whose thread it runs."""


CHANGED: Final[list[Callable[[Act, Clock], None]]] = []
"""Told of every clock that was opened or derived anew, within the action: for houses above that keep something that follows from it."""


def matter_of(clock: Clock) -> Matter:
    """A clock as rights see it. Its unit and its region must have been read with it."""
    return Matter(ids(clock.region.path), ids(clock.unit.path), _parts(clock.assignee_id), clock.confidential)


def _parts(assignee: int | None) -> frozenset[tuple[str, int]]:
    return frozenset() if assignee is None else frozenset({("assignee", assignee)})


def _of_unit(unit: Unit) -> Subject:
    return Subject(unit.region_id, "clock", None, unit_matter(unit))


def _of(clock: Clock) -> Subject:
    return Subject(clock.region_id, "clock", clock.pk, matter_of(clock))


def _locked(clock: Clock) -> Clock:
    """The clock with its standing as they are, locked. One statement."""
    standing = Standing.objects.select_related("clock__region", "clock__unit").select_for_update(of=("self", "clock")).get(pk=clock.pk)
    return standing.clock


def _shown(clock: Clock) -> dict[str, Any]:
    """What an entry says of a clock before and after."""
    return snapshot(clock, "state", "statutory_due_on", "ended_on") | snapshot(clock.standing, "light", "due_on", "rung", "hold_until", "next_on")


def _derived(act: Act, clock: Clock, events: Sequence[timelimit.Event], today: date) -> None:
    """Derive a clock anew and keep it. Five statements."""
    # A day that a sweep has seen is over, though the request began before midnight or the machine's clock jumped back: no rung is climbed twice.
    seen = Turn.objects.filter(clock=clock).order_by("-id").values_list("day", flat=True).first() or today
    derive(rulebook().of(clock.region_id), clock, clock.standing, events, max(today, seen))
    clock.save(update_fields=DERIVED)
    clock.standing.save(update_fields=STANDING)
    _changed(act, clock)


def _changed(act: Act, clock: Clock) -> None:
    for follow in CHANGED:
        follow(act, clock)


@action(verb=verbs.OPEN, needs=Right.CLOCK_RUN, subject=lambda new, today: _of_unit(new.unit))
def open_clock(act: Act, new: New, today: date) -> Clock:
    """Start a clock. Raises Refused for limits, events or a ladder that cannot be."""
    if not new.events:
        refuse(None, "时限没有起点：至少要有收到材料的日子", "a clock needs a beginning: at least the day on which papers were received")
    if new.url and (not new.url.startswith("/") or new.url.startswith("//")):
        refuse(None, f"“{new.url}”不是本系统的地址，应以 / 开头", f'"{new.url}" is no address of ours; it must begin with /')
    clock = Clock(region=new.unit.region, unit=new.unit, assignee=new.assignee, subject_type=new.subject[0], subject_id=new.subject[1],
                  name=text(new.name, "名称 name", 200), url=new.url, confidential=new.confidential,
                  thread_id=new.thread, limits=limits_packed(new.promised, new.statutory), opened_on=new.events[0].day)
    standing = Standing(clock=clock, region_id=clock.region_id, ladder=new.ladder)
    derive(rulebook().of(clock.region_id), clock, standing, new.events, today)
    clock.save()
    standing.clock = clock
    standing.save(force_insert=True)
    Event.objects.bulk_create([Event(clock=clock, place=place, **packed(event)) for place, event in enumerate(new.events)])
    act.about(clock.pk)
    act.confidential = new.confidential
    act.note(**packed(new.events[-1]))
    act.change(None, _shown(clock))
    _changed(act, clock)
    return clock


@action(verb=verbs.EVENT, needs=Right.CLOCK_RUN, subject=lambda clock, event, today: _of(clock))
def note_event(act: Act, clock: Clock, event: timelimit.Event, today: date) -> Clock:
    """Note that something happened: acceptance, a pause, an extension, a decision … Raises Refused for an order of events that cannot be."""
    clock = _locked(clock)
    before, events = _shown(clock), events_of(clock)
    _derived(act, clock, [*events, event], today)
    Event.objects.create(clock=clock, place=len(events), **packed(event))
    act.note(**packed(event))
    act.change(before, _shown(clock))
    return clock


def events_of(clock: Clock) -> list[timelimit.Event]:
    """The events of a clock, in order. One statement."""
    return [unpacked(*row) for row in Event.objects.filter(clock=clock).order_by("place").values_list("kind", "day", "data")]


@action(verb=verbs.ASSIGN, needs=Right.CLOCK_RUN, subject=lambda clock, assignee: _of(clock))
def assign(act: Act, clock: Clock, assignee: Account | None) -> Clock:
    """Give a clock to somebody, or to nobody in particular."""
    clock = _locked(clock)
    before = snapshot(clock, "assignee_id")
    clock.assignee = assignee
    clock.save(update_fields=["assignee"])
    act.note(account=assignee.pk if assignee else None)
    act.change(before, snapshot(clock, "assignee_id"))
    return clock


@action(verb=verbs.ANSWER, needs=Right.CLOCK_ANSWER, subject=lambda clock, today: _of(clock))
def answer(act: Act, clock: Clock, today: date) -> Clock:
    """Say that one has heard: nobody climbs on for as many working days as the ladder says. Raises Refused when there is nothing to answer."""
    clock = _locked(clock)
    rules, at = rulebook().of(clock.region_id), clock.standing
    ladder = ladder_of(rules, at.ladder)
    if clock.ended_on or not at.rung or not ladder.step(at.rung).answer:
        refuse(None, "现在没有要回应的催办", "there is no chase to answer now")
    until = rules.calendar.add(today, ladder.holds)
    if at.hold_until and at.hold_until >= until:
        refuse(None, f"已经回应过，{at.hold_until} 以前不再催", f"already answered; nobody is chased until {at.hold_until}")
    _hold(act, clock, until, today)
    settle(act, "clock", clock.pk)
    act.note(until=until)
    return clock


def heard(person: Person, notice: Notice, today: date) -> bool:
    """Answer the chase that a notice tells of; whether there was one to answer for this person."""
    clock = clock_by_id(notice.subject_id or 0)
    if clock is None or not may(person, Right.CLOCK_ANSWER, matter_of(clock)).allowed:
        return False
    try:
        answer(person, clock, today)
    except Refused:
        return False
    return True


def _hold(act: Act, clock: Clock, until: date, today: date) -> None:
    """Hold the ladder until a day."""
    before = _shown(clock)
    clock.standing.hold_until = until
    _derived(act, clock, events_of(clock), today)
    act.change(before, _shown(clock))


@action(verb=verbs.EXCUSE_ASK, needs=Right.CLOCK_ANSWER, subject=lambda clock, *rest: _of(clock))
def ask_excuse(act: Act, clock: Clock, reason: str, until: date, today: date) -> Excuse:
    """Ask a supervisor to accept a good reason until a day. Raises Refused for a day that is past or too far, no reason, or a second one at once."""
    clock = _locked(clock)
    reason = " ".join(text(reason, "理由 reason", 500).split())
    if not reason:
        refuse(None, "没有写理由：写明为什么不能按时办结", "no reason was given; say why it cannot be done in time")
    last = rulebook().of(clock.region_id).calendar.add(today, LONGEST_EXCUSE)
    if not today < until <= last:
        refuse(None, f"有效期到 {until} 不行：应在明天到 {last} 之间（{LONGEST_EXCUSE} 个工作日）",
               f"it cannot hold until {until}; choose a day from tomorrow to {last} ({LONGEST_EXCUSE} working days)")
    if clock.ended_on:
        refuse(None, "已经办结，不需要理由", "it is done; no excuse is needed")
    if clock.confidential and clock.thread_id is not None:
        refuse(None, "保密项目的时限不报督查员：请项目负责人把这件事转交或重新安排",
               "time limits of a confidential project do not go to a supervisor; ask the project's owner to hand it over or plan it anew")
    if Excuse.objects.filter(clock=clock, state=Excuse.State.ASKED).exists():
        refuse(None, "已有一条理由在等督查员批，请等结果", "an excuse is waiting for the supervisor already; wait for the answer")
    excuse = Excuse.objects.create(clock=clock, asked_by_id=_who(act), asked_at=act.at, reason=reason, until=until)
    act.note(excuse=excuse.pk, until=until)
    around = circle([clock], today)
    notify(act, [_told(clock, around, account, excuse, "正当理由待批", "an excuse waits for you", reason) for account in around.found(clock, "supervisor")])
    return excuse


def _told(clock: Clock, around: Circle, account: int, excuse: Excuse, zh: str, en: str, words: str) -> notices.New:
    """A notice about an excuse. Of a confidential clock only its assignee learns the name and the words."""
    name, url = around.told(clock, account)
    words = "" if clock.confidential and account != clock.assignee_id else words
    return notices.New(account, kinds.EXCUSE.name, f"excuse.{excuse.pk}.{excuse.state}", Said(f"{zh}：{name.zh}", f"{en}: {name.en}"),
                       Said(words or "没有附言。", words or "no words added."), url, "clock", clock.pk,
                       personal=clock.confidential)


_NOBODY: Final = Circle({}, {}, {}, {})


def _who(act: Act) -> int:
    """The account that acts; the product itself asks for no excuses and decides none."""
    if act.person.account_id is None:
        refuse(None, "要由人来办", "this is for a person to do")
    return act.person.account_id


def _of_excuse(excuse: Excuse, *rest: object) -> Subject:
    return _of(excuse.clock)


def _open_excuse(act: Act, excuse: Excuse, words: str, state: Excuse.State) -> Excuse:
    """Decide an excuse that is still open, and not one's own."""
    excuse = Excuse.objects.select_for_update(of=("self",)).get(pk=excuse.pk)
    if excuse.state != Excuse.State.ASKED:
        refuse(None, "这条理由已经有结果了，刷新看看", "this excuse has been decided already; reload the page")
    if act.person.account_id == excuse.asked_by_id or act.on_behalf_of_id == excuse.asked_by_id:
        refuse(None, "不能批自己的理由，请别的督查员批", "nobody decides their own excuse; ask another supervisor")
    excuse.state, excuse.decided_by_id, excuse.decided_at = state, _who(act), act.at
    excuse.answer = " ".join(text(words, "答复 answer", 500).split())
    excuse.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    act.note(excuse=excuse.pk, until=excuse.until)
    return excuse


@action(verb=verbs.EXCUSE_APPROVE, needs=Right.CLOCK_EXCUSE, subject=_of_excuse)
def approve_excuse(act: Act, excuse: Excuse, words: str, today: date) -> Excuse:
    """Accept a reason: nobody is chased until its last day, then the ladder goes on by itself."""
    clock, excuse = _locked(excuse.clock), _open_excuse(act, excuse, words, Excuse.State.APPROVED)
    notify(act, [_told(clock, _NOBODY, excuse.asked_by_id, excuse, "正当理由批准了", "the excuse was approved", excuse.answer)])
    _hold(act, clock, max(excuse.until, clock.standing.hold_until or excuse.until), today)
    return excuse


@action(verb=verbs.EXCUSE_REFUSE, needs=Right.CLOCK_EXCUSE, subject=_of_excuse)
def refuse_excuse(act: Act, excuse: Excuse, words: str) -> Excuse:
    """Not accept a reason; the ladder goes on. Raises Refused without an answer in words."""
    if not words.strip():
        refuse(None, "不批准要写明为什么", "say why it is refused")
    clock, excuse = _locked(excuse.clock), _open_excuse(act, excuse, words, Excuse.State.REFUSED)
    notify(act, [_told(clock, _NOBODY, excuse.asked_by_id, excuse, "正当理由没有批准", "the excuse was refused", excuse.answer)])
    return excuse
