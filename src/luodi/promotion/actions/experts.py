"""Advisers and groups; advice that is asked for a project and given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from luodi.engine.mechanism import Promotion
from luodi.engine.source import refuse
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action, snapshot
from luodi.ledger.values import text
from luodi.people.actions.shared import of_unit, open_unit
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import kept, line, locked, not_later, of
from luodi.projects.models import Project
from luodi.promotion.actions.shared import asked_of, begin, end, give_up, let_in
from luodi.promotion.models import Adviser, Consultation, Group, Member
from luodi.promotion.rules import promotion_of
from luodi.promotion.telling import experts as telling
from luodi.promotion.verbs import experts as verbs
from luodi.rights.permissions import Right

LONGEST = 60
"""Working days that an answer may take."""
_KEPT = ("name", "from_where", "skills", "active")


@dataclass(frozen=True)
class About:
    """What is known of an adviser. `account`: theirs, where they have one."""

    name: str
    from_where: str
    skills: Sequence[str]
    account: Account | None = None
    active: bool = True


@dataclass(frozen=True)
class Question:
    """What is asked, of whom, by whom, and within how many working days."""

    skill: str
    text: str
    by: Account
    adviser: Adviser | None = None
    member: Account | None = None
    days: int = 5


@dataclass(frozen=True)
class Talk:
    """What was said, when, and who else was there."""

    on: date
    text: str
    together: str = ""


@action(verb=verbs.ADVISER, needs=Right.PROMOTION_KEEP, subject=lambda unit, adviser, about: of_unit(unit, "adviser", adviser.pk if adviser else None))
def keep_adviser(act: Act, unit: Unit, adviser: Adviser | None, about: About) -> Adviser:
    """Register an adviser of a unit's region, or say something else of one. Raises Refused for a name that stands already, and without a skill."""
    rules = promotion_of(rulebook(), unit.region_id)
    open_unit(unit)
    row = Adviser.objects.select_for_update(of=("self",)).get(pk=adviser.pk) if adviser else Adviser(region=unit.region)
    if row.region_id != unit.region_id:
        refuse(None, f"“{row.name}”是别的区域的顾问", f'"{row.name}" is an adviser of another region')
    before = snapshot(row, *_KEPT) if adviser else None
    row.name = line(about.name, "姓名", "name", 60, 2)
    row.from_where = line(about.from_where, "来自", "from", 120, 0)
    row.skills = sorted({_skill(rules, one) for one in about.skills})
    if not row.skills:
        refuse(None, "至少选一项专长，不然找不到这位顾问", "choose a skill, or nobody will find this adviser")
    row.account, row.active = about.account, about.active
    if Adviser.objects.filter(region=unit.region, name=row.name).exclude(pk=row.pk).exists():
        refuse(None, f"“{row.name}”已经登记过了；同名的人请在姓名后加单位", f'"{row.name}" is registered already; add where from to tell two apart')
    row.save()
    act.about(row.pk)
    act.change(before, snapshot(row, *_KEPT))
    return row


@action(verb=verbs.JOIN, needs=Right.PROMOTION_KEEP, subject=lambda unit, *rest: of_unit(unit, "group", unit.pk))
def join(act: Act, unit: Unit, account: Account, skill: str) -> Member:
    """Take somebody of an approval or other department into the group of a unit, for a skill. Raises Refused for somebody else, and for one who is in it."""
    _skill(promotion_of(rulebook(), unit.region_id), skill)
    open_unit(unit)
    if account.unit.region_id != unit.region_id or account.unit.kind not in ("approval", "department"):
        refuse(None, f"“{account.name}”不在本区域的审批部门或职能部门，服务组由这些部门派人",
               f'"{account.name}" is in no approval or other department of this region; these send the members')
    if not account.is_active:
        refuse(None, f"{account.name}的账号已停用，请选别人", f"the account of {account.name} is closed; choose somebody else")
    group, _made = Group.objects.get_or_create(unit=unit, defaults={"region": unit.region})
    member, made = Member.objects.get_or_create(group=group, account=account, skill=skill)
    if not made:
        refuse(None, f"“{account.name}”已经以这项专长在服务组里了", f'"{account.name}" is in the group for this skill already')
    act.note(account=account.pk, skill=skill)
    return member


@action(verb=verbs.LEAVE, needs=Right.PROMOTION_KEEP, subject=lambda member: of_unit(member.group.unit, "group", member.group.unit_id))
def leave(act: Act, member: Member) -> None:
    """Take somebody out of a group. What they said stays. Raises Refused for one who is not in it any more."""
    found = Member.objects.select_for_update(of=("self",)).filter(pk=member.pk).first()
    if found is None:
        refuse(None, "已经不在服务组里了，请刷新", "no longer in the group; reload the page")
    act.note(account=found.account_id, skill=found.skill)
    found.delete()


@action(verb=verbs.ASK, needs=Right.PROJECT_CHANGE, subject=of)
def ask_advice(act: Act, project: Project, ask: Question, today: date) -> Consultation:
    """Ask an adviser, or somebody in a group, about a project; a clock runs. Who has no account is asked by word of mouth, and the clock is the asker's.

    Raises Refused for somebody who has not that skill, and for one who was asked the same and has not answered.
    """
    project = locked(project)
    _skill(promotion_of(rulebook(), project.region_id), ask.skill)
    if not 1 <= ask.days <= LONGEST:
        refuse(None, f"天数 {ask.days} 不对，应是 1 到 {LONGEST} 个工作日", f"{ask.days} working days: must be from 1 to {LONGEST}")
    name = _able(project, ask)
    same = Consultation.objects.filter(project=project, skill=ask.skill, adviser=ask.adviser, member=ask.member)
    if same.filter(held_on__isnull=True, clock__isnull=False).exists():
        refuse(None, f"已经请教过“{name}”，还没有答复；可以去催", f'"{name}" was asked already and has not answered yet')
    row = Consultation.objects.create(project=project, skill=ask.skill, question=_words(ask.text, "问题", "question"), adviser=ask.adviser, member=ask.member,
                                      by=ask.by, asked_on=today)
    who = answerer(row)
    unit, account = (who.unit, who) if who else (project.unit, ask.by)
    url = f"/projects/{project.code}/promotion/advice/{row.pk}/{'answer' if who else 'note'}"
    row.clock = begin(act, project, unit, account, ("consultation", row.pk), f"请教：{name}", ask.days, url, today)
    row.save(update_fields=["clock"])
    if who:
        let_in(project, who.unit, who, today)
    kept(act, project)
    act.note(consultation=row.pk, skill=ask.skill)
    act.change({"asked": None, "question": None}, {"asked": name, "question": _short(row.question)})
    telling.asked(act, row)
    return row


def asked_about(row: Consultation, *_rest: Any) -> Subject:
    """Whom a question is put to, as rights see it. All that an answer asks for must have been read. No statement."""
    who = answerer(row) or row.by
    return asked_of(row.project, who.unit, who)


@action(verb=verbs.ANSWER, needs=Right.ASKED_ANSWER, subject=asked_about)
def answer_advice(act: Act, row: Consultation, talk: Talk, today: date) -> Consultation:
    """Give the advice that one was asked for; the clock ends. Raises Refused for what was answered already."""
    return _said(act, row, talk, today)


@action(verb=verbs.NOTE, needs=Right.PROJECT_CHANGE, subject=lambda row, *rest: of(row.project))
def note_advice(act: Act, row: Consultation, talk: Talk, today: date) -> Consultation:
    """Write down what somebody said who was asked. Raises Refused for what was answered already."""
    return _said(act, row, talk, today)


@action(verb=verbs.DROP, needs=Right.PROJECT_CHANGE, subject=lambda row, *rest: of(row.project))
def drop_advice(act: Act, row: Consultation, reason: str, today: date) -> None:
    """Take a question back; the clock ends. Raises Refused without a reason, and for what was answered already."""
    row, why = _open(row), line(reason, "理由", "reason", 300)
    give_up(act, row.clock, today)
    act.note(consultation=row.pk, skill=row.skill)
    act.change({"advice": None}, {"advice": f"不再需要：{why}"})
    row.held_on, row.advice = today, f"不再需要：{why}"
    row.save(update_fields=["held_on", "advice"])
    kept(act, row.project)


@action(verb=verbs.TALK, needs=Right.PROJECT_CHANGE, subject=of)
def note_talk(act: Act, project: Project, skill: str, member: Account, talk: Talk, by: Account, today: date) -> Consultation:
    """Write down a negotiation to which somebody of a group came along. Raises Refused for somebody who is in no group of the region."""
    project = locked(project)
    _skill(promotion_of(rulebook(), project.region_id), skill)
    _able(project, Question(skill, talk.text, by, member=member))
    on = not_later(talk.on, today, "日期", "the day")
    row = Consultation.objects.create(project=project, skill=skill, question="", member=member, by=by, asked_on=on, held_on=on,
                                      advice=_words(talk.text, "谈了什么", "what was said"),
                                      together=line(talk.together or member.name, "一起参加的", "who was there", 300))
    kept(act, project)
    act.note(consultation=row.pk, skill=skill)
    act.change({"together": None, "advice": None}, {"together": row.together, "advice": _short(row.advice)})
    return row


def answerer(row: Consultation) -> Account | None:
    """Who answers by themselves: a member, or an adviser with an account in the region of the project."""
    who = row.member or (row.adviser.account if row.adviser else None)
    return who if who and who.is_active and who.unit.region_id == row.project.region_id else None


def _said(act: Act, row: Consultation, talk: Talk, today: date) -> Consultation:
    row = _open(row)
    row.held_on = not_later(talk.on, today, "日期", "the day")
    row.advice, row.together = _words(talk.text, "意见", "advice"), line(talk.together, "一起参加的", "who was there", 300, 0)
    row.save(update_fields=["held_on", "advice", "together"])
    end(act, row.clock, today)
    kept(act, row.project)
    act.note(consultation=row.pk, skill=row.skill)
    name = row.member.name if row.member else row.adviser.name if row.adviser else ""
    act.change({"asked": name, "advice": None}, {"asked": name, "advice": _short(row.advice)})
    telling.answered(act, row)
    return row


def _open(row: Consultation) -> Consultation:
    """The question as it is now, its project locked. Raises Refused for one that was answered."""
    project = locked(row.project)
    found = Consultation.objects.select_for_update(of=("self",)).select_related("clock", "adviser__account__unit", "member__unit", "by__unit").get(pk=row.pk)
    found.project = project
    if found.held_on:
        refuse(None, f"已于 {found.held_on} 答复过了，请刷新", f"it was answered on {found.held_on}; reload the page")
    return found


def _able(project: Project, ask: Question) -> str:
    """The name of who is asked. Raises Refused for somebody who has not the skill."""
    if (ask.adviser is None) == (ask.member is None):
        refuse(None, "请选一位顾问或服务组成员", "choose an adviser or a member of a group")
    if ask.adviser:
        if not ask.adviser.active or ask.skill not in ask.adviser.skills or ask.adviser.region_id not in ids(project.region.path):
            refuse(None, f"“{ask.adviser.name}”没有登记这项专长，请选别人", f'"{ask.adviser.name}" is not registered for this skill; choose somebody else')
        return ask.adviser.name
    assert ask.member
    if not Member.objects.filter(account=ask.member, skill=ask.skill, group__region=project.region_id).exists():
        refuse(None, f"“{ask.member.name}”不在服务组的这项专长里，请选别人", f'"{ask.member.name}" is in no group for this skill; choose somebody else')
    return ask.member.name


def _skill(rules: Promotion, key: str) -> str:
    if key not in rules.skills:
        refuse(None, f"没有专长“{key}”", f'there is no skill "{key}"')
    return key


def _words(value: str, zh: str, en: str) -> str:
    found = text(value.strip(), f"{zh} {en}", 5000)
    if not found:
        refuse(None, f"{zh}：没有写", f"{en}: nothing was written")
    return found


def _short(value: str) -> str:
    """As much of it as the timeline shows."""
    plain = " ".join(value.split())
    return plain if len(plain) <= 120 else f"{plain[:119]}…"
