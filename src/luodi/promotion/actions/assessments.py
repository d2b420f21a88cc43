"""A project is judged: by several who do not know of each other, then recommended to who is to receive it, decided by a leader, handed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from luodi.clocks.models import Clock
from luodi.engine.mechanism.promotion import Scheme
from luodi.engine.source import Fault, Refused, Said, refuse
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action
from luodi.people.actions.shared import open_unit
from luodi.people.models import Account, Unit, UnitKind
from luodi.people.rules import rulebook
from luodi.projects.actions.parts import put
from luodi.projects.actions.shared import kept, line, locked, of
from luodi.projects.models import Part, Project, Status
from luodi.projects.rules import derived, lifecycle_of, mechanism_of
from luodi.promotion.actions.shared import asked_of, begin, end, give_up, let_in
from luodi.promotion.judging import HUNDREDTH, Rules, begun, fitting, judged, packed, result, rounded, unpacked
from luodi.promotion.models import Assessment, HandOver, Scoring
from luodi.promotion.queries.assessments import leaders_for
from luodi.promotion.rules import promotion_of, units_of
from luodi.promotion.telling import assessments as telling
from luodi.promotion.verbs import assessments as verbs
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right

State = Assessment.State
OPEN: Final = (State.OPEN, State.SCORED, State.PROPOSED)
PARK: Final = "park"
"""The duty of who receives projects."""
LONGEST: Final = 1000
"""Characters of advice, of a decision, of a reason."""


@dataclass(frozen=True)
class Says:
    """What an assessor says so far. `points`: from 0 to 100, by dimension; `against`: of each question that can end the matter whether it does."""

    points: Mapping[str, Decimal] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    against: Mapping[str, bool] = field(default_factory=dict)


def scoring_matter(project: Project, account: int) -> Matter:
    """What one assessor says, as rights see it: theirs alone, and of no unit."""
    return Matter(ids(project.region.path), (), frozenset({("assignee", account)}), project.confidential)


def _judged(scoring: Scoring, *_rest: Any) -> Subject:
    project = scoring.assessment.project
    return Subject(project.region_id, "project", project.pk, scoring_matter(project, scoring.account_id))


def _of(assessment: Assessment, *_rest: Any) -> Subject:
    return of(assessment.project)


def _take(handover: HandOver, *_rest: Any) -> Subject:
    return asked_of(handover.project, handover.taker, handover.clock.assignee if handover.clock else None)


@action(verb=verbs.BEGIN, needs=Right.PROJECT_CHANGE, subject=of)
def begin_assessment(act: Act, project: Project, scheme: str, assessors: Sequence[Account], today: date) -> Assessment:
    """Have a project judged by several, each on their own, by a scheme of its place. The scheme and the facts are kept as they are today.

    Raises Refused for a project that does not go on, one that is being assessed or was agreed to, a scheme that does not fit it, too few assessors, its
    owner among them, accounts that are closed or of another region.
    """
    project, book = locked(project), rulebook()
    _may_begin(project)
    mechanism, rules = mechanism_of(book, project.region_id, today), promotion_of(book, project.region_id)
    facts = derived(project.facts, mechanism)
    chosen = next((one for one in fitting(rules, facts, mechanism.table)[0] if one.id == scheme), None)
    if chosen is None:
        refuse(None, "这个评估方案不适用于这个项目，请刷新再选", "this scheme is not for this project; reload the page")
    people, owner = _people(project, chosen, assessors), _owner(project)
    held = begun(chosen, facts)
    made = Assessment.objects.create(project=project, scheme=chosen.id, rules=packed(held), begun_on=today, by_id=_by(act, owner))
    scorings = Scoring.objects.bulk_create([Scoring(assessment=made, account=one, unit=one.unit) for one in people])
    for one in scorings:
        let_in(project, one.unit, one.account, today)
        begin(act, project, one.unit, one.account, ("scoring", one.pk), f"{chosen.title('zh-Hans')}：打分", chosen.days, url_of(one, project), today)
    made.clock = begin(act, project, project.unit, owner, ("assessment", made.pk), f"{chosen.title('zh-Hans')}：出结果、提推荐意见", chosen.days,
                       f"/projects/{project.code}/promotion/assessment", today)
    made.save(update_fields=["clock"])
    kept(act, project)
    act.note(assessment=made.pk, scheme=chosen.id, accounts=tuple(one.pk for one in people))
    act.change(None, {"scheme": chosen.title("zh-Hans"), "assessors": "、".join(one.name for one in people)})
    telling.asked(act, project, chosen, [(one.account, url_of(one, project)) for one in scorings], made.clock)
    return made


@action(verb=verbs.DRAFT, needs=Right.SCORE_GIVE, subject=_judged)
def save_scoring(act: Act, scoring: Scoring, says: Says) -> Scoring:
    """Keep what an assessor says so far, for nobody but them. Raises Refused for points that cannot be, and once it was handed in."""
    _project, found = _locked(scoring)
    _keep(found, unpacked(found.assessment.rules), says, whole=False)
    act.note(assessment=found.assessment_id)
    return found


@action(verb=verbs.HAND_IN, needs=Right.SCORE_GIVE, subject=_judged)
def hand_in(act: Act, scoring: Scoring, says: Says, today: date) -> Scoring:
    """Hand in what an assessor says, for good. With the last one there is a result, and everybody inside sees what each said.

    Raises Refused with everything that is missing, for points that cannot be, and for what was handed in already.
    """
    project, found = _locked(scoring)
    rules, assessment = unpacked(found.assessment.rules), found.assessment
    found.total = rounded(rules.total(_keep(found, rules, says, whole=True)))
    found.handed_in_at = act.at
    found.save(update_fields=["total", "handed_in_at"])
    for clock in _clocks(project, [found.pk]):
        end(act, clock, today)
    there = list(Scoring.objects.filter(assessment=assessment).order_by("pk"))
    handed = [one for one in there if one.handed_in_at]
    came = _conclude(act, assessment, rules, handed, today) if len(handed) == len(there) else {}
    kept(act, project)
    act.change(None, {"handed": f"{len(handed)}/{len(there)}"} | came)
    act.note(assessment=assessment.pk, handed=len(handed), all=len(there))
    telling.handed_in(act, project, assessment, found, len(handed), len(there))
    return found


@action(verb=verbs.PROPOSE, needs=Right.PROJECT_CHANGE, subject=_of)
def propose(act: Act, assessment: Assessment, park: Unit, receiver: Account | None, leader: Account, advice: str, today: date) -> Assessment:
    """Recommend who is to receive a project that was judged, to a leader. `receiver`: who there; of a confidential project somebody must be named.

    Raises Refused before there is a result, for a unit that receives no projects, somebody of another unit, and somebody who may not decide.
    """
    project, found = _current(assessment, State.SCORED, "要先有评估结果，才能推荐承接单位", "there must be a result before a unit is recommended")
    _receives(project, park, receiver)
    if all(one.pk != leader.pk for one in leaders_for(project, today)):
        refuse(None, f"{leader.name}不能决定这个项目，请从领导里选" if not project.confidential else "保密项目由包联领导决定，请先定包联领导",
               f"{leader.name} cannot decide on this project; choose a leader" if not project.confidential
               else "on a confidential project the leader in charge decides; name one first")
    scheme = unpacked(found.rules).scheme
    end(act, found.clock, today)
    found.park, found.receiver, found.state = park, receiver, State.PROPOSED
    found.advice = line(advice, "推荐意见", "advice", LONGEST)
    found.clock = begin(act, project, leader.unit, leader, ("assessment", found.pk), "定由谁承接", scheme.decide_days,
                        f"/projects/{project.code}/promotion/assessment/decide", today)
    found.save(update_fields=["park", "receiver", "state", "advice", "clock"])
    kept(act, project)
    act.note(assessment=found.pk, unit=park.pk, account=leader.pk)
    act.change(None, {"unit_id": park.pk, "advice": found.advice, "account_id": leader.pk})
    telling.proposed(act, project, found, leader)
    return found


@action(verb=verbs.DECIDE, needs=Right.LEADER_DECIDE, subject=_of)
def decide(act: Act, assessment: Assessment, agree: bool, words: str, today: date) -> Assessment:
    """Agree that the unit that was recommended receives the project, or not. With a yes it is asked to take it over; where it leads already, it has it.

    Raises Refused where nothing waits for a decision, and for a no without a reason.
    """
    project, found = _current(assessment, State.PROPOSED, "现在没有等您决定的推荐", "nothing waits for a decision")
    said = words.strip() or ("同意" if agree else "")
    found.decision = line(said, "决定意见", "decision", LONGEST)
    found.state, found.decided_by_id, found.decided_on = State.AGREED if agree else State.REFUSED, act.person.account_id, today
    end(act, found.clock, today)
    found.save(update_fields=["decision", "state", "decided_by", "decided_on"])
    if agree and found.park:
        _hand_over(act, project, found, found.park, today)
    kept(act, project)
    act.note(assessment=found.pk)
    act.change(None, {"unit_id": found.park_id, "agreed": agree, "decision": found.decision})
    telling.decided(act, project, found, agree)
    return found


@action(verb=verbs.TAKE, needs=Right.ASKED_ANSWER, subject=_take)
def take_over(act: Act, handover: HandOver, answer: str, today: date) -> HandOver:
    """Say that a project has arrived: from now on the unit that received it leads, and the one that gave it takes part. Whoever owns it goes on owning it.

    Raises Refused for what was taken already or is handed over no more.
    """
    project = locked(handover.project)
    found = HandOver.objects.select_for_update(of=("self",)).select_related("taker__region", "giver__region", "clock__unit", "clock__region").filter(
        pk=handover.pk).first()
    if found is None:
        refuse(None, "这次移交已经撤回", "this hand-over was withdrawn")
    if found.taken_on:
        refuse(None, f"“{found.taker.name}”已于 {found.taken_on} 接收", f'"{found.taker.name}" took it over on {found.taken_on}')
    found.answer = line(answer.strip() or "已接收", "答复", "answer", 500)
    found.taken_on, found.taken_by_id = today, act.person.account_id
    found.save(update_fields=["answer", "taken_on", "taken_by"])
    end(act, found.clock, today)
    before, course = project.unit, lifecycle_of(rulebook(), project.region_id)
    project.unit = found.taker
    for part in Part.objects.filter(project=project, kind="unit", unit=found.taker, last__isnull=True):
        part.last = max(part.first, today - timedelta(days=1))
        part.save(update_fields=["last"])
    if before.pk != found.taker_id and not Part.objects.filter(project=project, kind="unit", unit=before, last__isnull=True).exists() and not before.closed:
        put(project, course.parts["unit"], before, today)
    kept(act, project, "unit")
    act.note(handover=found.pk, giver=found.giver_id, unit=found.taker_id)
    act.change({"unit_id": before.pk}, {"unit_id": found.taker_id, "answer": found.answer})
    telling.taken(act, project, found)
    return found


@action(verb=verbs.WITHDRAW, needs=Right.PROJECT_CHANGE, subject=_of)
def withdraw_assessment(act: Act, assessment: Assessment, today: date) -> Assessment:
    """Take an assessment back, for a reason; nobody is asked any more, and what was not handed in by all is never shown.

    Raises Refused without a reason, and for one that has ended or whose project was taken over.
    """
    project = locked(assessment.project)
    found = _found(assessment)
    handover = HandOver.objects.select_related("clock__unit", "clock__region").filter(assessment=found).first()
    if found.state not in OPEN and not (found.state == State.AGREED and handover and not handover.taken_on):
        refuse(None, f"评估已经结束（{State(found.state).label}），不能撤回", f"the assessment has ended ({found.state}); it cannot be withdrawn")
    if not act.by.reason.strip():
        refuse(None, "撤回要写明原因", "say why it is withdrawn")
    scorings = list(Scoring.objects.filter(assessment=found, handed_in_at__isnull=True).select_related("account__unit"))
    running = [*_clocks(project, [one.pk for one in scorings]), *([found.clock] if found.clock and not found.clock.ended_on else []),
               *([handover.clock] if handover and handover.clock else [])]
    for clock in running:
        give_up(act, clock, today)
    if handover:
        handover.delete()
    found.state = State.WITHDRAWN
    found.save(update_fields=["state"])
    kept(act, project)
    act.note(assessment=found.pk)
    telling.withdrawn(act, project, [clock.assignee for clock in running if clock.assignee])
    return found


def url_of(scoring: Scoring, project: Project) -> str:
    """Where an assessor says what they think."""
    return f"/projects/{project.code}/promotion/assessment/scores/{scoring.pk}"


def _may_begin(project: Project) -> None:
    if project.status != Status.ACTIVE:
        refuse(None, f"项目现在是“{Status(project.status).label}”，先恢复推进", f"the project is {project.status}; have it go on first")
    last = Assessment.objects.filter(project=project).order_by("-pk").first()
    if last and last.state in OPEN:
        refuse(None, "已经在评估了，请刷新", "it is being assessed already; reload the page")
    if last and last.state == State.AGREED:
        refuse(None, "已经评估通过，不用再评", "it was assessed and agreed to already")


def _people(project: Project, scheme: Scheme, assessors: Sequence[Account]) -> list[Account]:
    wanted = list(dict.fromkeys(one.pk for one in assessors))
    there = {one.pk: one for one in Account.objects.filter(pk__in=wanted).select_related("unit__region")}
    people = [there[key] for key in wanted]
    if len(wanted) < len(assessors):
        refuse(None, "同一个人写了两次", "somebody stands there twice")
    if len(people) < scheme.assessors:
        refuse(None, f"至少要 {scheme.assessors} 个评审人，现在是 {len(people)} 个", f"at least {scheme.assessors} assessors are needed, not {len(people)}")
    for one in people:
        if not one.is_active:
            refuse(None, f"{one.name}的账号已停用，请选别人", f"the account of {one.name} is closed; choose somebody else")
        if one.unit.kind == UnitKind.ENTERPRISE:
            refuse(None, f"{one.name}是企业的人，不能当评审人", f"{one.name} is of an enterprise and cannot be an assessor")
    if Part.objects.filter(project=project, account__in=wanted, right="owner", last__isnull=True).exists():
        refuse(None, "项目负责人不能评自己的项目", "the owner of a project cannot judge it")
    return people


def _owner(project: Project) -> Account | None:
    part = Part.objects.filter(project=project, kind="owner", last__isnull=True).select_related("account").order_by("pk").first()
    return part.account if part else None


def _by(act: Act, owner: Account | None) -> int:
    """Who did it: what the product does is done for the owner. Raises Refused where there is neither."""
    who = act.person.account_id or (owner.pk if owner else None)
    if who is None:
        refuse(None, "先定项目负责人", "name the owner of the project first")
    return who


def _found(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_for_update(of=("self",)).select_related("clock__unit", "clock__region", "clock__assignee__unit", "park__region",
                                                                             "receiver").get(pk=assessment.pk)


def _current(assessment: Assessment, state: str, zh: str, en: str) -> tuple[Project, Assessment]:
    """An assessment in one state, its project locked. Raises Refused in another."""
    project = locked(assessment.project)
    found = _found(assessment)
    if found.state != state:
        refuse(None, f"{zh}（现在是“{State(found.state).label}”）", f"{en} (it is {found.state})")
    return project, found


def _locked(scoring: Scoring) -> tuple[Project, Scoring]:
    """What somebody says, as it is now, its project locked. Raises Refused once it cannot be changed."""
    project = locked(scoring.assessment.project)
    found = Scoring.objects.select_for_update(of=("self",)).select_related("assessment__clock__unit", "assessment__clock__region", "account").get(pk=scoring.pk)
    if found.handed_in_at:
        refuse(None, "您已经交了，交了不能改", "you have handed this in; it cannot be changed")
    if found.assessment.state != State.OPEN:
        refuse(None, f"这次评估已经结束（{State(found.assessment.state).label}），不用打分了", f"this assessment has ended ({found.assessment.state})")
    return project, found


def _clocks(project: Project, scorings: Iterable[int]) -> list[Clock]:
    """The running clocks of what assessors were asked. One statement."""
    return list(Clock.objects.filter(region=project.region_id, subject_type="scoring", subject_id__in=list(scorings), ended_on__isnull=True)
                .select_related("unit", "region", "assignee__unit").order_by("pk"))


def _keep(scoring: Scoring, rules: Rules, says: Says, whole: bool) -> dict[str, Decimal]:
    """Keep what was said. `whole`: nothing may be missing. Raises Refused with every fault."""
    points, faults = {}, []
    for one in rules.by_hand:
        given = says.points.get(one.id)
        if given is None:
            faults += [_fault(one.name, "还没有打分", "no points yet")] if whole else []
        elif not 0 <= given <= 100 or given != given.quantize(HUNDREDTH):
            faults.append(_fault(one.name, f"{given} 分不对，写 0 到 100，最多两位小数", f"{given}: from 0 to 100, at most two decimals"))
        else:
            points[one.id] = given
        if whole and not says.reasons.get(one.id, "").strip():
            faults.append(_fault(one.name, "写一句理由", "say why"))
    for one in rules.vetoes:
        if whole and one.id not in says.against:
            faults.append(_fault(one.name, "选“是”或“否”", "say yes or no"))
        if whole and says.against.get(one.id) and not says.reasons.get(one.id, "").strip():
            faults.append(_fault(one.name, "选“否”就是一票否决，要写理由", "a no ends the matter; say why"))
    if faults:
        raise Refused(faults)
    known = {one.id for one in (*rules.by_hand, *rules.vetoes)}
    scoring.points = {key: format(value, "f") for key, value in points.items()}
    scoring.reasons = {key: line(said, "理由", "reason", LONGEST, 0) for key, said in says.reasons.items() if key in known and said.strip()}
    # What was answered with yes stands there without a reason: a draft knows what was answered.
    scoring.reasons |= {key: scoring.reasons.get(key, "") for key in says.against if key in known}
    scoring.vetoes = [one.id for one in rules.vetoes if says.against.get(one.id)]
    scoring.save(update_fields=["points", "reasons", "vetoes"])
    return points


def _fault(name: Mapping[str, str], zh: str, en: str) -> Fault:
    return Fault(None, Said(f"{name['zh-Hans']}：{zh}", f"{name.get('en') or name['zh-Hans']}: {en}"))


def _conclude(act: Act, assessment: Assessment, rules: Rules, handed: Sequence[Scoring], today: date) -> dict[str, str]:
    """All have handed theirs in; what the ledger notes of the result."""
    came = result(rules, [judged(one.points, one.vetoes) for one in handed])
    assessment.state = State.VETOED if came.vetoed else State.SCORED
    assessment.result, assessment.lowest, assessment.highest = came.all.mean, came.all.lowest, came.all.highest
    assessment.save(update_fields=["state", "result", "lowest", "highest"])
    if came.vetoed:
        end(act, assessment.clock, today)
    names = "、".join(one.title("zh-Hans") for one in rules.vetoes if one.id in came.vetoed)
    return {"result": str(came.all.mean), "lowest": str(came.all.lowest), "highest": str(came.all.highest)} | ({"vetoed": names} if names else {})


def _receives(project: Project, park: Unit, receiver: Account | None) -> None:
    """Raises Refused for a unit that cannot receive a project, and for somebody who is not of it."""
    open_unit(park)
    duty = units_of(project.region).get(PARK)
    if park.region_id != project.region_id or not (park.kind == UnitKind.PARK or (duty and duty.pk == park.pk)):
        refuse(None, f"“{park.name}”不承接项目，请选本区域的园区", f'"{park.name}" receives no projects; choose a park of the region')
    if receiver and park.pk not in ids(receiver.unit.path):
        refuse(None, f"{receiver.name}不是“{park.name}”的人", f'{receiver.name} is not of "{park.name}"')
    if project.confidential and receiver is None:
        refuse(None, f"这个项目保密，请指定“{park.name}”由谁接收", f'this project is confidential; name who in "{park.name}" receives it')


def _hand_over(act: Act, project: Project, assessment: Assessment, park: Unit, today: date) -> None:
    """Ask the unit to take it over; the one that leads already has it."""
    made = HandOver(project=project, assessment=assessment, giver=project.unit, taker=park, handed_on=today)
    if park.pk == project.unit_id:
        made.taken_on, made.answer = today, "本来就由它牵头"
        made.save()
        return
    made.save()
    let_in(project, park, assessment.receiver, today)
    made.clock = begin(act, project, park, assessment.receiver, ("handover", made.pk), "接收项目", unpacked(assessment.rules).scheme.take_days,
                       f"/projects/{project.code}/promotion/assessment/take", today)
    made.save(update_fields=["clock"])
