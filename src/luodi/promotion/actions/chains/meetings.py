"""The meetings of a chain: they fall due by the place's cadence, each with a clock, and are noted when they were held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from luodi.clocks.actions import New as NewClock
from luodi.clocks.actions import note_event, open_clock
from luodi.engine.source import Said, refuse
from luodi.engine.timelimit import Accepted, Decided, Limit, Received, Withdrawn
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action
from luodi.ledger.values import text
from luodi.people.models import Account
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import inside, line, not_later
from luodi.promotion.actions.chains.shared import locked, of
from luodi.promotion.models import Chain, ChainMeeting
from luodi.promotion.rules import promotion_of
from luodi.promotion.telling import chains as telling
from luodi.promotion.verbs import chains as verbs
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right

KIND: Final = "chain_meeting"
"""What clocks call a meeting of a chain."""
LONGEST: Final = 10_000


@action(verb=verbs.RAISE, needs=Right.PROMOTION_KEEP, subject=of)
def raise_meetings(act: Act, chain: Chain, turns: Mapping[str, date], today: date) -> list[ChainMeeting]:
    """Have meetings of a chain begin, by their cadence and the first day of its span: each once, with a clock of the unit that keeps the chain, in the hands
    of its leader. Leader, adviser and team are told.

    Statements: whatever the chain, one for its team and one for what is there; for each meeting two and those of a clock; those of `notify`.
    """
    chain, book = locked(chain), rulebook()
    rules = promotion_of(book, chain.region_id).cadences
    there = set(ChainMeeting.objects.filter(chain=chain, turn__in=list(turns.values())).values_list("cadence", "turn"))
    made, told = [], []
    leader = chain.leader if chain.leader and chain.leader.is_active else None
    for key, turn in turns.items():
        if key not in rules or (key, turn) in there:
            continue
        cadence = rules[key]
        row = ChainMeeting.objects.create(chain=chain, cadence=key, turn=turn)
        row.clock = open_clock(inside(act), NewClock(
            chain.unit, (KIND, row.pk), f"{chain.name} · {cadence.title('zh-Hans')}", [Received(today), Accepted(today)], Limit(cadence.ahead, "working"),
            assignee=leader, url=f"/promotion/chains/{chain.pk}"), today)
        row.save(update_fields=["clock"])
        made.append(row)
        told.append((Said(cadence.title("zh-Hans"), cadence.title("en")), cadence.ahead))
    act.note(meetings=tuple(row.pk for row in made))
    if made:
        around = {*chain.team.values_list("pk", flat=True), *([leader.pk] if leader else []),
                  *([chain.adviser.account_id] if chain.adviser and chain.adviser.account_id else [])}
        telling.due(act, chain, told, around, ".".join(str(row.pk) for row in made))
    return made


def meeting_matter(chain: Chain) -> Matter:
    """The meetings of a chain as rights see them: the unit that keeps it is asked to hold them, and by name its leader."""
    held = frozenset({("assignee", chain.leader_id)}) if chain.leader_id else frozenset()
    return Matter(ids(chain.region.path), ids(chain.unit.path), held)


def _asked(meeting: ChainMeeting, *_rest: Any, **_named: Any) -> Subject:
    return Subject(meeting.chain.region_id, "chain", meeting.chain_id, meeting_matter(meeting.chain))


@action(verb=verbs.MET, needs=Right.ASKED_ANSWER, subject=_asked)
def note_meeting(act: Act, meeting: ChainMeeting, on: date, words: str, by: Account, today: date) -> ChainMeeting:
    """Write the minutes of a meeting that was held; its clock ends. Raises Refused for a day before its span or to come, nothing written, and a second time."""
    found = _open(meeting)
    not_later(on, today, "开会日期", "the day of the meeting")
    if on < found.turn:
        refuse(None, f"开会日期 {on} 早于这一期的第一天 {found.turn}", f"the day of the meeting, {on}, is before its span began, {found.turn}")
    said = text(words.strip(), "纪要 minutes", LONGEST)
    if not said:
        refuse(None, "纪要：没有写", "minutes: nothing was written")
    found.held_on, found.text, found.by = on, said, by
    found.save(update_fields=["held_on", "text", "by"])
    if found.clock:
        note_event(inside(act), found.clock, Decided(today, "approved"), today)
    act.note(meeting=found.pk)
    act.change(None, {"meeting": _name(meeting), "held_on": on.isoformat(), "text": " ".join(said.split())[:200]})
    return found


@action(verb=verbs.SKIPPED, needs=Right.ASKED_ANSWER, subject=_asked)
def skip_meeting(act: Act, meeting: ChainMeeting, reason: str, by: Account, today: date) -> ChainMeeting:
    """Say that a meeting was not held, and why; its clock ends, and everybody reads it. Raises Refused without a reason, and for one that was noted."""
    found = _open(meeting)
    found.text, found.by = line(reason, "理由", "reason", 300), by
    found.save(update_fields=["text", "by"])
    if found.clock:
        note_event(inside(act), found.clock, Withdrawn(today), today)
    act.note(meeting=found.pk)
    act.change(None, {"meeting": _name(meeting), "text": found.text})
    return found


def _open(meeting: ChainMeeting) -> ChainMeeting:
    """A meeting as it is now, its chain locked. Raises Refused for one that was noted. Two statements."""
    locked(meeting.chain)
    found = ChainMeeting.objects.select_for_update(of=("self",)).select_related("clock").get(pk=meeting.pk)
    if found.by_id:
        refuse(None, "这次会已经记过了，请刷新", "this meeting was noted already; reload the page")
    return found


def _name(meeting: ChainMeeting) -> str:
    rules = promotion_of(rulebook(), meeting.chain.region_id).cadences
    return rules[meeting.cadence].title("zh-Hans") if meeting.cadence in rules else meeting.cadence
