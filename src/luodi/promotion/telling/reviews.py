"""What is told of a joint pre-review: the asked that they were asked, the owner that somebody answered, everybody what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext_noop as _

from luodi.engine.mechanism import Promotion
from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.notices.kinds import declare
from luodi.people.models import Unit
from luodi.projects.models import Project
from luodi.projects.telling.around import Seat, heads_of, seats
from luodi.projects.telling.send import Word, send
from luodi.projects.telling.words import LONGEST, by, cut, joined
from luodi.promotion.models import Opinion, Review
from luodi.promotion.opinions import ANSWERS, counted, name_of

REVIEW: Final = declare("project.review", _("联合预审"), "joint pre-review")
AT: Final = "/promotion/review"


def asked(act: Act, project: Project, review: Review, opinions: Sequence[Opinion], rules: Promotion) -> None:
    """Departments were asked: those who are to answer by name, and the heads of the other units, are told once for all that their unit was asked."""
    units = {one.unit_id: one.unit for one in opinions}
    around = seats(act, project, units.values(), [one.account for one in opinions if one.account])
    for unit in units.values():
        theirs = [one for one in opinions if one.unit_id == unit.pk]
        names = [name_of(rules, one.department) for one in theirs]
        to = Said(f"要看：{'、'.join(one.zh for one in names)}。", f"To be looked at: {', '.join(one.en for one in names)}.")
        said = joined(by(act, "请求", "asked"), to, Said(cut(review.text, LONGEST), cut(review.text, LONGEST)))
        title = Said(f"请{unit.name}提预审意见：{project.name}", f"{unit.name} is asked for an opinion: {project.name}")
        send(act, project, Word(REVIEW, f"review.{review.pk}.{unit.pk}", title, said, at=AT), _asked_of(around, theirs, unit))


def given(act: Act, opinion: Opinion, rules: Promotion) -> None:
    """A department said something: the owner is told what. Nobody else is before it is closed, not even the group of the owner's unit."""
    name, answer = name_of(rules, opinion.department), ANSWERS[opinion.answer]
    veto = Said("，一票否决", ", a veto") if opinion.stands_against else Said("", "")
    words = cut(" ".join((opinion.lifting or opinion.text or opinion.basis).split()), LONGEST)
    said = joined(by(act, "提的", "given"), Said(words, words))
    _to_owner(act, opinion, "given", Said(f"{name.zh}：{answer.zh}{veto.zh}", f"{name.en}: {answer.en}{veto.en}"), said, personal=True)


def lifted(act: Act, opinion: Opinion, rules: Promotion) -> None:
    """A veto was lifted: the owner is told."""
    name, words = name_of(rules, opinion.department), cut(opinion.lifted, LONGEST)
    _to_owner(act, opinion, "lifted", Said(f"{name.zh}解除了一票否决", f"{name.en} lifted its veto"), joined(by(act, "解除", "lifted"), Said(words, words)))


def supplied(act: Act, opinion: Opinion, rules: Promotion) -> None:
    """What was missing was added: whoever is to answer is told."""
    name, project = name_of(rules, opinion.department), opinion.review.project
    words = cut(" ".join(opinion.supplied.split()), LONGEST)
    around = seats(act, project, [opinion.unit], [opinion.account] if opinion.account else [])
    title = Said(f"{name.zh}要的材料补上了：{project.name}", f"what {name.en} missed was added: {project.name}")
    word = Word(REVIEW, f"opinion.{opinion.pk}.supplied", title, joined(by(act, "补充", "added"), Said(words, words)), at=f"{AT}/{opinion.pk}")
    send(act, project, word, _asked_of(around, [opinion], opinion.unit))


def silent(act: Act, project: Project, opinions: Sequence[Opinion], rules: Promotion) -> None:
    """Silence was taken as support: the owner is told, and those who were silent."""
    names = [name_of(rules, one.department) for one in opinions]
    around = seats(act, project, [one.unit for one in opinions], [one.account for one in opinions if one.account])
    meant = {seat.account.pk for one in opinions for seat in _asked_of(around, [one], one.unit)}
    title = Said(f"逾期没有意见，按规则算同意：{project.name}", f"silence was taken as support: {project.name}")
    said = Said(f"{'、'.join(one.zh for one in names)}。联合意见形成以前还可以提意见。",
                f"{', '.join(one.en for one in names)}. An opinion can still be given until the review is closed.")
    send(act, project, Word(REVIEW, f"silence.{opinions[0].pk}", title, said, at=AT), [seat for seat in around if seat.owns or seat.account.pk in meant])


def closed(act: Act, review: Review, opinions: Sequence[Opinion]) -> None:
    """The joint opinion is there: whoever works on the project is told, and those who were asked."""
    project = review.project
    around = seats(act, project, {one.unit_id: one.unit for one in opinions}.values(), [one.account for one in opinions if one.account])
    meant = {seat.account.pk for one in opinions for seat in _asked_of(around, [one], one.unit)}
    numbers = counted(opinions)
    came = Said("，".join(f"{one.zh} {n}" for one, n in numbers) + "。", ", ".join(f"{one.en} {n}" for one, n in numbers) + ".")
    said = joined(by(act, "形成", "closed"), came)
    title = Said(f"联合预审意见形成了：{project.name}", f"the joint opinion is there: {project.name}")
    send(act, project, Word(REVIEW, f"review.{review.pk}.closed", title, said, at=AT), [seat for seat in around if seat.works or seat.account.pk in meant])


def _to_owner(act: Act, opinion: Opinion, what: str, title: Said, said: Said, personal: bool = False) -> None:
    project = opinion.review.project
    word = Word(REVIEW, f"opinion.{opinion.pk}.{what}", Said(f"{title.zh}：{project.name}", f"{title.en}: {project.name}"), said, at=AT, personal=personal)
    send(act, project, word, [seat for seat in seats(act, project) if seat.owns])


def _asked_of(around: Sequence[Seat], opinions: Sequence[Opinion], unit: Unit) -> list[Seat]:
    """Those who answer for a unit: who was named, or stands in for them; its heads where nobody was."""
    named = {one.account_id for one in opinions if one.account_id}
    heads = heads_of(around, unit) if any(one.account_id is None for one in opinions) else []
    return [seat for seat in around if seat.accounts & named or seat in heads]
