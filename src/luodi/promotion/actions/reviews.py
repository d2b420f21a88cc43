"""The joint pre-review: departments are asked, say what they think, lift what they vetoed; the owner makes one opinion of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import QuerySet

from luodi.clocks.actions import assign, note_event
from luodi.engine.mechanism import Promotion
from luodi.engine.mechanism.promotion import Department
from luodi.engine.source import Fault, Refused, refuse
from luodi.engine.source import Said as Words
from luodi.engine.timelimit import Paused, Resumed
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action
from luodi.ledger.values import text
from luodi.people.models import Account, Unit
from luodi.people.rules import Rulebook, rulebook
from luodi.projects.actions.shared import inside, kept, line, locked, of
from luodi.projects.actions.tasks import forgotten
from luodi.projects.models import Paper, Project, Sight
from luodi.projects.rules import derived, mechanism_of
from luodi.promotion.actions.shared import asked_of, begin, end, let_in
from luodi.promotion.models import Opinion, Review
from luodi.promotion.opinions import ANSWERS, Answer, department, mark_of, name_of, there
from luodi.promotion.rules import promotion_of, unit_for, units_of
from luodi.promotion.telling import reviews as telling
from luodi.promotion.verbs import reviews as verbs
from luodi.rights.permissions import Right

LONGEST: Final = 5000
"""Characters of what is asked, of an opinion, of a joint opinion."""


@dataclass(frozen=True)
class Asking:
    """What departments are asked. `people`: who is to answer, by department; `left`: those that it may concern and that are not asked, with the reason."""

    text: str = ""
    people: Mapping[str, Account] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What a department says. `answer`: a value of Opinion.Answer; `text`: the condition, or what is missing; `lifting`: what would lift a veto."""

    answer: str
    text: str = ""
    basis: str = ""
    lifting: str = ""


def _asked(opinion: Opinion, *_rest: object) -> Subject:
    return asked_of(opinion.review.project, opinion.unit, opinion.account)


def _owned(opinion: Opinion, *_rest: object) -> Subject:
    return of(opinion.review.project)


@action(verb=verbs.ASK, needs=Right.PROJECT_CHANGE, subject=of)
def ask_review(act: Act, project: Project, by: Account, asking: Asking, today: date) -> Review:
    """Ask all departments that a project concerns, or may concern as far as anybody knows, each with a clock of its own.

    Raises Refused while another review is open, for a duty that no unit answers for, for a department that is left out though it is concerned or without a
    reason, and for somebody who is not of the unit.
    """
    project, book = locked(project), rulebook()
    rules = promotion_of(book, project.region_id)
    if Review.objects.filter(project=project, closed_on__isnull=True).exists():
        refuse(None, "已经有一次预审在进行，形成联合意见以后才能再请一次", "a review is going on already; another one can be asked for once it is closed")
    departments, left = _chosen(project, rules, book, asking, today)
    units = units_of(project.region)
    whose = {one.id: unit_for(units, rules, one.duty) for one in departments}
    review = Review.objects.create(project=project, text=_words(asking.text, "请各部门看什么", "what is asked", 0), left=left, asked_on=today, by=by)
    opinions = []
    for one in departments:
        unit, account = whose[one.id], asking.people.get(one.id)
        _of_unit(unit, account)
        opinion = Opinion.objects.create(review=review, department=one.id, unit=unit, account=account, veto=one.veto)
        _begin(act, project, opinion, one, today)
        let_in(project, unit, account, today)
        opinions.append(opinion)
    kept(act, project)
    act.note(review=review.pk, departments=tuple(one.id for one in departments), left=tuple(left))
    act.change({}, {"departments": [one.title("zh-Hans") for one in departments]})
    telling.asked(act, project, review, opinions, rules)
    return review


@action(verb=verbs.OPINION, needs=Right.ASKED_ANSWER, subject=_asked)
def give_opinion(act: Act, opinion: Opinion, said: Said, seen: str, today: date) -> Opinion:
    """Say what a department thinks, or something else than before, until the review is closed. The clock ends with it; it stands still while something is
    missing, where the place's time limits allow that.

    `seen`: `mark_of` the opinion as it was shown. Raises Refused for what is not complete, and when somebody else has said something since.
    """
    opinion, book = _open(opinion), rulebook()
    project = opinion.review.project
    rules = promotion_of(book, project.region_id)
    if seen != mark_of([opinion]):
        refuse(None, "刚才有人改过这条意见，请看过再提", "this opinion was changed just now; look at it again")
    words = _complete(opinion, said)
    again = there(opinion)
    opinion.answer, opinion.text, opinion.basis, opinion.lifting = words.answer, words.text, words.basis, words.lifting
    opinion.silent, opinion.supplied, opinion.given_by_id = False, "", act.person.account_id
    opinion.lifted, opinion.lifted_by, opinion.lifted_on, opinion.paper = "", None, None, None
    opinion.given_on = None if words.answer == Answer.MORE else today
    _run(act, opinion, rules, book, today)
    opinion.save()
    kept(act, project)
    name = name_of(rules, opinion.department)
    act.note(opinion=opinion.pk, unit=opinion.unit_id, answer=words.answer, text=words.text, basis=words.basis, lifting=words.lifting)
    act.change({}, {"department": f"{name.zh}（改）" if again else name.zh})
    telling.given(act, opinion, rules)
    return opinion


@action(verb=verbs.SUPPLY, needs=Right.PROJECT_CHANGE, subject=_owned)
def supply(act: Act, opinion: Opinion, words: str, today: date) -> Opinion:
    """Answer what a department missed; its clock goes on. Raises Refused when nothing is missing."""
    opinion = _open(opinion)
    if opinion.answer != Answer.MORE:
        refuse(None, "这个部门现在没有要补充的材料，请刷新", "nothing is missing for this department now; reload the page")
    opinion.supplied, opinion.answer = _words(words, "补充了什么", "what was added", 1), ""
    if opinion.clock and opinion.clock.state == "paused":
        opinion.clock = note_event(inside(act), opinion.clock, Resumed(today), today)
    opinion.save(update_fields=["supplied", "answer"])
    project = opinion.review.project
    kept(act, project)
    rules = promotion_of(rulebook(), project.region_id)
    act.note(opinion=opinion.pk, unit=opinion.unit_id, text=opinion.supplied)
    act.change({}, {"department": name_of(rules, opinion.department).zh})
    telling.supplied(act, opinion, rules)
    return opinion


@action(verb=verbs.LIFT, needs=Right.ASKED_ANSWER, subject=_asked)
def lift_veto(act: Act, opinion: Opinion, words: str, paper: Paper | None, today: date) -> Opinion:
    """Say how the condition was met that lifts a veto, perhaps with a file of the project. Only the department itself does, also after the review was closed.

    Raises Refused when there is no veto that stands, without words, and for a file of another project or one that others do not see.
    """
    opinion = _locked(opinion)
    project = opinion.review.project
    if not opinion.stands_against:
        refuse(None, "这里没有要解除的一票否决，请刷新", "there is no veto to be lifted here; reload the page")
    if paper and paper.project_id != project.pk:
        refuse(None, "这个文件不在本项目里", "this file is not one of the project")
    if paper and paper.sight == Sight.UNIT:
        refuse(None, "这个文件只有本单位看得到，请选大家都看得到的", "this file is seen by your unit alone; choose one that the others see as well")
    opinion.lifted, opinion.lifted_on, opinion.paper = line(words, "条件怎样满足的", "how it was met", 500, 2), today, paper
    opinion.lifted_by_id = act.person.account_id
    opinion.save(update_fields=["lifted", "lifted_by", "lifted_on", "paper"])
    kept(act, project)
    rules = promotion_of(rulebook(), project.region_id)
    act.note(opinion=opinion.pk, unit=opinion.unit_id, text=opinion.lifted)
    act.change({}, {"department": name_of(rules, opinion.department).zh})
    telling.lifted(act, opinion, rules)
    return opinion


@action(verb=verbs.NAME, needs=Right.PROJECT_CHANGE, subject=_owned)
def name_person(act: Act, opinion: Opinion, account: Account, today: date) -> Opinion:
    """Say who of the unit gives an opinion. Raises Refused for somebody of another unit, a closed account, and an opinion that is there."""
    opinion = _open(opinion)
    project, before = opinion.review.project, opinion.account
    if there(opinion):
        refuse(None, "意见已经提了", "the opinion was given already")
    _of_unit(opinion.unit, account)
    opinion.account = account
    opinion.save(update_fields=["account"])
    let_in(project, opinion.unit, account, today)
    if opinion.clock:
        assign(inside(act), opinion.clock, account)
    if before and project.confidential:
        forgotten(project, [before.pk])
    kept(act, project)
    rules = promotion_of(rulebook(), project.region_id)
    act.note(opinion=opinion.pk, unit=opinion.unit_id, account=account.pk)
    act.change({}, {"department": name_of(rules, opinion.department).zh})
    telling.asked(act, project, opinion.review, [opinion], rules)
    return opinion


@action(verb=verbs.SILENCE, needs=Right.PROJECT_CHANGE, subject=of)
def take_silence(act: Act, project: Project, today: date) -> Sequence[Opinion]:
    """Take the silence of departments that are overdue as support, where the place says so. Those whose clock stands still are not silent."""
    project = locked(project)
    rules = promotion_of(rulebook(), project.region_id)
    late = overdue(today).filter(review__project=project).select_for_update(of=("self",)).select_related("clock", "unit", "account__unit")
    found = list(late) if rules.review.silence == "support" else []
    for one in found:
        one.answer, one.silent, one.given_on = Answer.SUPPORT, True, today
        end(act, one.clock, today)
        one.save(update_fields=["answer", "silent", "given_on"])
    if found:
        kept(act, project)
        act.change({}, {"departments": [name_of(rules, one.department).zh for one in found]})
        telling.silent(act, project, found, rules)
    act.note(opinions=tuple(one.pk for one in found))
    return found


def overdue(today: date) -> QuerySet[Opinion]:
    """The opinions in open reviews that are overdue and were not even begun. No statement of its own."""
    late = Opinion.objects.filter(given_on__isnull=True, answer="", review__closed_on__isnull=True, clock__ended_on__isnull=True)
    return late.filter(clock__standing__due_on__lt=today).order_by("pk")


@action(verb=verbs.CLOSE, needs=Right.PROJECT_CHANGE, subject=lambda review, *rest: of(review.project))
def close_review(act: Act, review: Review, conclusion: str, seen: str, today: date) -> Review:
    """Make one opinion of all. `seen`: `mark_of` the opinions that it builds on.

    Raises Refused while any is missing, and when one has changed since it was looked at.
    """
    project = locked(review.project)
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    review.project = project
    if review.closed_on:
        refuse(None, f"联合意见已于 {review.closed_on} 形成", f"it was closed on {review.closed_on}")
    opinions = list(Opinion.objects.filter(review=review).select_related("unit", "account__unit").order_by("pk"))
    rules = promotion_of(rulebook(), project.region_id)
    if missing := [name_of(rules, one.department) for one in opinions if not there(one)]:
        refuse(None, f"还差 {len(missing)} 个部门的意见：{'、'.join(one.zh for one in missing)}", f"still missing: {', '.join(one.en for one in missing)}")
    if seen != mark_of(opinions):
        refuse(None, "刚才有部门改了意见，请看过再形成联合意见", "an opinion was changed just now; look at it before the review is closed")
    review.conclusion, review.closed_on = _words(conclusion, "联合意见", "joint opinion", 1), today
    review.save(update_fields=["conclusion", "closed_on"])
    kept(act, project)
    act.note(review=review.pk, text=review.conclusion)
    telling.closed(act, review, opinions)
    return review


def _chosen(project: Project, rules: Promotion, book: Rulebook, asking: Asking, today: date) -> tuple[list[Department], dict[str, str]]:
    """The departments that are asked, and those that are not with the reasons."""
    concerned = list(rules.concerned(derived(project.facts, mechanism_of(book, project.region_id, today))))
    perhaps = {one.id: one for one, holds in concerned if holds is None}
    left = {}
    for key, reason in asking.left.items():
        if key not in perhaps:
            name = name_of(rules, key)
            refuse(None, f"“{name.zh}”按规则一定要问，不能不问", f'"{name.en}" is asked by rule; it cannot be left out')
        title = perhaps[key].title("zh-Hans")
        left[key] = line(reason, f"不问“{title}”的理由", f"why {perhaps[key].title('en')} is not asked", 300, 2)
    departments = [one for one, _ in concerned if one.id not in left]
    if not departments:
        refuse(None, "按现在的项目情况没有要问的部门，请先把项目情况填全", "by what is known of the project no department is concerned; state its facts first")
    return departments, left


def _of_unit(unit: Unit, account: Account | None) -> None:
    if account and unit.pk not in ids(account.unit.path):
        refuse(None, f"{account.name}不在“{unit.name}”，请选这个单位的人", f'{account.name} is not in "{unit.name}"; choose somebody there')
    if account and not account.is_active:
        refuse(None, f"{account.name}的账号已停用，请选别人", f"the account of {account.name} is closed; choose somebody else")


def _begin(act: Act, project: Project, opinion: Opinion, one: Department | None, today: date) -> None:
    """The clock of an opinion; nobody knows any more how long one takes whose department the place's data has no longer."""
    if one is None:
        return
    url = f"/projects/{project.code}/promotion/review/{opinion.pk}"
    opinion.clock = begin(act, project, opinion.unit, opinion.account, ("opinion", opinion.pk), f"预审意见：{one.title('zh-Hans')}", one.days, url, today)
    opinion.save(update_fields=["clock"])


def _run(act: Act, opinion: Opinion, rules: Promotion, book: Rulebook, today: date) -> None:
    """The clock of an opinion after what was just said: over, or standing still; begun anew where it had been over and something is missing after all."""
    over = opinion.clock is None or opinion.clock.ended_on is not None
    if opinion.answer != Answer.MORE:
        if not over:
            end(act, opinion.clock, today)
        return
    if over:
        _begin(act, opinion.review.project, opinion, department(rules, opinion.department), today)
    reason = rules.review.pause
    if opinion.clock and opinion.clock.state != "paused" and reason in book.or_national(opinion.review.project.region_id).clock.pauses:
        opinion.clock = note_event(inside(act), opinion.clock, Paused(today, reason, f"预审意见：{' '.join(opinion.text.split())[:200]}"), today)


def _complete(opinion: Opinion, said: Said) -> Said:
    """An opinion with all that its kind needs, on its way into the ledger. Raises Refused with everything that is missing."""
    if said.answer not in ANSWERS:
        refuse(None, "选一种意见", "choose an opinion")
    words, basis = _words(said.text, "内容", "the text", 0), line(said.basis, "依据", "basis", 500, 0)
    lifting = line(said.lifting, "解除条件", "condition", 500, 0)
    faults = []
    if said.answer == Answer.CONDITIONAL and not words:
        faults.append(Fault(None, Words("有条件同意：写明要满足的条件", "support on a condition: say which")))
    if said.answer == Answer.MORE and not words:
        faults.append(Fault(None, Words("要补充材料：写明缺什么", "something is missing: say what")))
    if said.answer == Answer.AGAINST and not basis:
        faults.append(Fault(None, Words("不同意：写明依据哪条规定", "against: say by which rule")))
    if said.answer == Answer.AGAINST and opinion.veto and not lifting:
        faults.append(Fault(None, Words("一票否决：写明满足什么条件可以解除", "a veto: say which condition lifts it")))
    if faults:
        raise Refused(faults)
    return Said(said.answer, words, basis, lifting if said.answer == Answer.AGAINST else "")


def _words(typed: str, zh: str, en: str, least: int) -> str:
    """Words of several lines. Raises Refused."""
    found = text(typed.strip(), f"{zh} {en}", LONGEST)
    if len(found) < least:
        refuse(None, f"{zh}：没有写", f"{en}: nothing was written")
    return found


def _locked(opinion: Opinion) -> Opinion:
    """The opinion as it is now, its project locked."""
    project = locked(opinion.review.project)
    found = Opinion.objects.select_for_update(of=("self",)).select_related("review__by", "unit__region", "account__unit", "clock__standing").get(pk=opinion.pk)
    found.review.project = project
    return found


def _open(opinion: Opinion) -> Opinion:
    """The opinion as it is now. Raises Refused when its review is closed."""
    found = _locked(opinion)
    if found.review.closed_on:
        refuse(None, f"联合意见已于 {found.review.closed_on} 形成，这里不能再改；有变化请再请一次预审",
               f"the review was closed on {found.review.closed_on}; ask for another one if something has changed")
    return found
