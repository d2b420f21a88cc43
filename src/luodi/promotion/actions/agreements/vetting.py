"""An agreement is looked through: what was changed in it, fair competition; and decided on at the level that the place's rule says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from luodi.engine.mechanism.promotion import Vetting
from luodi.engine.source import Fault, Refused, Said, refuse
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import kept, line
from luodi.projects.models import Project
from luodi.projects.rules import mechanism_of
from luodi.promotion.actions.agreements.shared import held_now, of_agreement, settle, stands, words
from luodi.promotion.actions.shared import asked_of, begin, end, let_in
from luodi.promotion.models import Agreement, ClauseCheck, Decision, FairReview
from luodi.promotion.queries.agreements import Lack, blank_lacks, held_of, level_of, level_title, open_facts, vetting_lacks
from luodi.promotion.rules import promotion_of, unit_for, units_of
from luodi.promotion.telling import agreements as telling
from luodi.promotion.verbs.agreements import CLAUSES_ASK, CLAUSES_SAY, DECISION_PUT, DECISION_SAY, FAIR_ASK, FAIR_SAY
from luodi.rights.permissions import Right

LONGEST_WORDS: Final = 2000
Row = TypeVar("Row", FairReview, Decision)
MEETING_AHEAD: Final = 366
"""Calendar days within which a meeting is to be held."""


@dataclass(frozen=True)
class OnClause:
    """What is said of a clause."""

    passed: bool
    text: str = ""


@action(verb=CLAUSES_ASK, needs=Right.PROJECT_CHANGE, subject=of_agreement)
def ask_clauses(act: Act, agreement: Agreement, account: Account | None, today: date) -> list[ClauseCheck]:
    """Have all clauses looked at that are not as the library has them and of whose words nothing was said yet; one clock for all of them.

    Raises Refused where there are none, while blanks are left, and where nobody answers for it.
    """
    held, book = held_now(agreement), rulebook()
    found, project = held.agreement, held.agreement.project
    mechanism, rules = mechanism_of(book, project.region_id, today), promotion_of(book, project.region_id)
    open_ones = [one.clause for one in held.looked if one.state == "open"]
    if not open_ones:
        refuse(None, "没有要送审的条款：照库里写的不用审，改过的都送了",
               "no clause waits to be sent: those of the library pass, those that were changed have been sent")
    _whole(blank_lacks(held, mechanism))
    unit = _unit(project, rules.clauses, found, account)
    rows = [ClauseCheck(agreement=found, clause=one.key, mark=one.mark, unit=unit, account=account, asked_on=today) for one in open_ones]
    ClauseCheck.objects.bulk_create(rows)
    first = ClauseCheck.objects.filter(agreement=found, passed__isnull=True, clock__isnull=True).order_by("pk").values_list("pk", flat=True)[0]
    clock = begin(act, project, unit, account, ("clause_check", first), "审协议里改动的条款", rules.clauses.days, f"{_home(project)}/clauses", today)
    ClauseCheck.objects.filter(agreement=found, passed__isnull=True, clock__isnull=True).update(clock=clock)
    let_in(project, unit, account, today)
    kept(act, project)
    names = "、".join(one.name for one in open_ones)
    act.note(agreement=found.pk, number=held.draft.number, clauses=tuple(one.key for one in open_ones))
    act.change(None, {"unit": unit.name, "clauses": names[:200]})
    telling.asked(act, project, unit, account, Said("审协议里改动的条款", "check the changed clauses of the agreement"), "/clauses")
    return rows


def _of_clauses(agreement: Agreement, unit: Unit, account: Account | None, *_rest: object) -> Subject:
    return asked_of(agreement.project, unit, account)


@action(verb=CLAUSES_SAY, needs=Right.ASKED_ANSWER, subject=_of_clauses)
def answer_clauses(act: Act, agreement: Agreement, unit: Unit, account: Account | None, said: Mapping[str, OnClause], today: date) -> None:
    """Say of clauses that a unit, or somebody in it, was asked about whether they pass; by their keys.

    Raises Refused for clauses that were not asked or have changed since, for one that does not pass without words, and for none at all.
    """
    held = held_now(agreement)
    project = held.agreement.project
    asked = {one.clause.key: one for one in held.looked if one.check and one.state == "asked"
             and (one.check.unit_id, one.check.account_id) == (unit.pk, account.pk if account else None)}
    if not said or said.keys() - asked.keys():
        refuse(None, "这些条款刚刚改过，或者已经有结果，请刷新再看", "these clauses have just been changed, or were answered already; reload the page")
    for key, one in said.items():
        row = asked[key].check
        if row is None:
            continue
        row.passed, row.by_id, row.on = one.passed, act.person.account_id, today
        row.text = line(one.text, f"条款“{asked[key].clause.name}”的意见", f'words on the clause "{asked[key].clause.name}"', 500, 0 if one.passed else 1)
        row.save(update_fields=["passed", "by", "on", "text"])
    for clock in {one.check.clock_id: one.check.clock for one in asked.values() if one.check}.values():
        if clock and not ClauseCheck.objects.filter(clock=clock, passed__isnull=True).exists():
            end(act, clock, today)
    settle(held_of(held.agreement))
    kept(act, project)
    names = "；".join(f"{asked[key].clause.name}：{'通过' if one.passed else '不通过'}" for key, one in said.items())
    act.note(agreement=held.agreement.pk, number=held.draft.number, clauses=tuple(said))
    act.change(None, {"unit": unit.name, "result": names[:300], "words": "；".join(one.text for one in said.values() if one.text)[:300]})
    good = all(one.passed for one in said.values())
    telling.answered(act, project, Said("改动的条款审过了", "the changed clauses passed") if good else
                     Said("改动的条款没有都通过", "not all changed clauses passed"), names)


@action(verb=FAIR_ASK, needs=Right.PROJECT_CHANGE, subject=of_agreement)
def ask_fair(act: Act, agreement: Agreement, first: str, account: Account | None, today: date) -> FairReview:
    """Have the newest version reviewed for fair competition. `first`: what the unit that drafts it says itself, needed where another one reviews.

    Raises Refused while blanks are left, for a version that was sent already, and where nobody answers for it.
    """
    held, book = held_now(agreement), rulebook()
    found, project = held.agreement, held.agreement.project
    rules = promotion_of(book, project.region_id)
    _whole(blank_lacks(held, mechanism_of(book, project.region_id, today)))
    if held.review:
        refuse(None, f"第 {held.draft.number} 版已经送过公平竞争审查", f"version {held.draft.number} has been sent for the review already")
    said = words(first, "初审意见", "opinion of the drafting unit", LONGEST_WORDS, 1 if rules.fair.duty else 0)
    unit = _unit(project, rules.fair, found, account)
    row = FairReview.objects.create(agreement=found, number=held.draft.number, unit=unit, account=account, asked_on=today, first=said)
    row.clock = begin(act, project, unit, account, ("fair_review", row.pk), "公平竞争审查", rules.fair.days, f"{_home(project)}/fair", today)
    row.save(update_fields=["clock"])
    let_in(project, unit, account, today)
    kept(act, project)
    act.note(agreement=found.pk, number=row.number)
    act.change(None, {"unit": unit.name, "words": said[:300]})
    telling.asked(act, project, unit, account, Said("作公平竞争审查", "review the agreement for fair competition"), "/fair")
    return row


@action(verb=FAIR_SAY, needs=Right.ASKED_ANSWER, subject=lambda row, *rest: asked_of(row.agreement.project, row.unit, row.account))
def answer_fair(act: Act, row: FairReview, passed: bool, basis: str, said: str, today: date) -> FairReview:
    """Say whether a version passes the fair-competition review, and on what basis. Raises Refused for one that was called off or answered, without a basis,
    and for one that does not pass without words.
    """
    held = held_now(row.agreement)
    found = _still(held.review if held.review and held.review.pk == row.pk else None, "公平竞争审查", "review")
    project = held.agreement.project
    found.basis = line(basis, "依据", "basis", 500)
    found.text = words(said, "意见", "opinion", LONGEST_WORDS, 0 if passed else 1)
    found.passed, found.by_id, found.on = passed, act.person.account_id, today
    found.save(update_fields=["passed", "basis", "text", "by", "on"])
    end(act, found.clock, today)
    settle(held)
    kept(act, project)
    act.note(agreement=held.agreement.pk, number=found.number)
    act.change(None, {"unit": found.unit.name, "result": "通过" if passed else "不通过", "basis": found.basis, "words": found.text[:300]})
    telling.answered(act, project, Said("公平竞争审查通过了", "the fair-competition review passed") if passed else
                     Said("公平竞争审查没有通过", "the fair-competition review did not pass"), found.text)
    return found


@action(verb=DECISION_PUT, needs=Right.PROJECT_CHANGE, subject=of_agreement)
def put_to_decision(act: Act, agreement: Agreement, meeting_on: date, agenda: str, account: Account | None, today: date) -> Decision:
    """Put the newest version on the agenda of who must decide by the place's rule: nobody chooses the level, and none is left out.

    Raises Refused with all that is not looked through yet, for a level that is not certain (with the facts to be stated), where no level is named, while it
    is on an agenda or agreed to already, and for a meeting that is past or too far.
    """
    held, book = held_now(agreement), rulebook()
    found, project = held.agreement, held.agreement.project
    rules, mechanism = promotion_of(book, project.region_id), mechanism_of(book, project.region_id, today)
    levelled = level_of(project, rules, mechanism)
    if not rules.levels or (levelled.level is None and not levelled.open):
        refuse(None, "本地没有规定这样的协议由哪一级决策，不用提交", "this place names nobody who must decide on such an agreement; it need not be put")
    _whole([*vetting_lacks(held, mechanism), *open_facts(held, levelled, mechanism)])
    level, last = levelled.level, held.decision
    if level is None:
        refuse(None, "现在还不知道由哪一级决策", "it is not known yet who must decide")
    if last and last.number == held.draft.number and last.on is None:
        refuse(None, f"已经在{last.meeting_on}的议程上，等结果", f"it is on the agenda of {last.meeting_on}; wait for the result")
    if last and last.number == held.draft.number and last.agreed and rules.order.get(last.level, -1) >= rules.order[level.id]:
        refuse(None, f"“{level_title(rules, last.level).zh}”已经同意", f'"{level_title(rules, last.level).en}" has agreed')
    if not 0 <= (meeting_on - today).days <= MEETING_AHEAD:
        refuse(None, f"会议日期 {meeting_on} 不对，应在今天（{today}）以后一年内", f"the meeting on {meeting_on} must be within a year from today ({today})")
    unit = _named(unit_for(units_of(project.region), rules, level.duty), account)
    row = Decision.objects.create(agreement=found, number=held.draft.number, level=level.id, unit=unit, account=account, meeting_on=meeting_on,
                                  agenda=line(agenda, "议题", "agenda item", 200, 2))
    title = level.title("zh-Hans")
    row.clock = begin(act, project, unit, account, ("decision", row.pk), f"{title}决策", (meeting_on - today).days, f"{_home(project)}/decision", today,
                      calendar=True)
    row.save(update_fields=["clock"])
    # Who decided on too low a level has decided nothing.
    stands(held, Agreement.State.CHECKED)
    let_in(project, unit, account, today)
    kept(act, project)
    act.note(agreement=found.pk, number=row.number, level=level.id)
    act.change(None, {"level": title, "meeting_on": meeting_on, "agenda": row.agenda})
    what = Said(f"把投资协议列入 {meeting_on} 的{title}", f'put the agreement on the agenda of "{level.title("en")}" on {meeting_on}')
    telling.asked(act, project, unit, account, what, "/decision")
    return row


@action(verb=DECISION_SAY, needs=Right.ASKED_ANSWER, subject=lambda row, *rest: asked_of(row.agreement.project, row.unit, row.account))
def answer_decision(act: Act, row: Decision, agreed: bool, said: str, today: date) -> Decision:
    """Say what was decided, in words. Raises Refused for one that is off the agenda or was answered, without words, and before the day of the meeting."""
    held = held_now(row.agreement)
    found = _still(held.decision if held.decision and held.decision.pk == row.pk else None, "决策", "decision")
    project, rules = held.agreement.project, promotion_of(rulebook(), held.agreement.project.region_id)
    if today < found.meeting_on:
        refuse(None, f"会议在 {found.meeting_on}，开完再填结果", f"the meeting is on {found.meeting_on}; say what came of it then")
    found.text = words(said, "会议意见", "what was decided", LONGEST_WORDS)
    found.agreed, found.by_id, found.on = agreed, act.person.account_id, today
    found.save(update_fields=["agreed", "text", "by", "on"])
    end(act, found.clock, today)
    stands(held, Agreement.State.DECIDED if agreed else Agreement.State.CHECKED)
    kept(act, project)
    title = level_title(rules, found.level)
    act.note(agreement=held.agreement.pk, number=found.number, level=found.level)
    act.change(None, {"level": title.zh, "result": "同意" if agreed else "不同意", "words": found.text[:300]})
    telling.answered(act, project, Said(f"{title.zh}{'同意' if agreed else '不同意'}投资协议",
                                        f'"{title.en}" {"agreed" if agreed else "did not agree"} to the agreement'), found.text)
    return found


def _still(row: Row | None, zh: str, en: str) -> Row:
    """What is still asked. Raises Refused."""
    if row is None or row.on is not None:
        refuse(None, f"协议刚刚改过，或者这次{zh}已经有结果，请刷新再看",
               f"the agreement has just been changed, or this {en} was answered already; reload the page")
    return row


def _whole(lacks: Sequence[Lack]) -> None:
    """Raises Refused with everything that is missing."""
    if lacks:
        raise Refused([Fault(None, one.words) for one in lacks])


def _unit(project: Project, vetting: Vetting, agreement: Agreement, account: Account | None) -> Unit:
    """Who is asked: the unit of the duty, else the one that drafts. Raises Refused."""
    rules = promotion_of(rulebook(), project.region_id)
    return _named(unit_for(units_of(project.region), rules, vetting.duty) if vetting.duty else agreement.unit, account)


def _named(unit: Unit, account: Account | None) -> Unit:
    """The unit, when whoever is named belongs to it: nobody chooses who judges their own work. Raises Refused."""
    if account and unit.pk not in ids(account.unit.path):
        refuse(None, f"{account.name}不是“{unit.name}”的人，请选那里的人", f'{account.name} does not belong to "{unit.name}"; name somebody there')
    return unit


def _home(project: Project) -> str:
    """Where the agreement is seen."""
    return f"/projects/{project.code}/promotion/agreement"
