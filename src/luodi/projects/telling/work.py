"""What is told when somebody is given a part or a task, or loses it, and when something is put on the thread of a project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db.models import F

from luodi.engine.mechanism import Lifecycle
from luodi.engine.mechanism import Part as Kind
from luodi.engine.source import Refused, Said
from luodi.ledger.actions import Act
from luodi.people.models import Account, Unit
from luodi.people.rules import Rulebook, rulebook
from luodi.projects.gates import have, words
from luodi.projects.models import Note, Project, Relation, Sight, Task, Version
from luodi.projects.rules import lifecycle_of
from luodi.projects.telling import kinds
from luodi.projects.telling.around import Seat, heads_of, matter_now, seats, sees
from luodi.projects.telling.send import Word, send, send_away
from luodi.projects.telling.words import LONGEST, by, cut, due_of, joined, reason, task_words

LACKS: Final = 4
"""Of what is missing for the next stage, and of tasks, what a notice names."""
Who = Account | Unit


def given(act: Act, project: Project, part: Kind, who: Who, course: Lifecycle, book: Rulebook, today: date) -> None:
    """Somebody, or a unit, has a part from now on: they are told what they are and what comes next, and whoever answers for the project."""
    title = Said(f"{who.name}成为{part.title('zh-Hans')}：{project.name}", f"{who.name} is now {part.title('en').lower()}: {project.name}")
    around = seats(act, project, [who] if isinstance(who, Unit) else ())
    _to_whom(act, project, Word(kinds.PART, f"part.{part.id}.{who.pk}", title, by(act, "安排", "assigned")), [who], around, course, book, today)


def handed(act: Act, project: Project, part: Kind, new: Account, old: Sequence[Account], course: Lifecycle, book: Rulebook, today: date) -> None:
    """Somebody has a part in place of others; all of them are told."""
    names = "、".join(one.name for one in old) or "—"
    zh, en = f"{part.title('zh-Hans')}由{names}换成{new.name}", f"{new.name} is {part.title('en').lower()} in place of {names}"
    said, around = joined(by(act, "转交", "handed over"), reason(act)), seats(act, project, more=old)
    word = Word(kinds.PART, f"part.{part.id}", Said(f"{zh}：{project.name}", f"{en}: {project.name}"), said)
    _to_whom(act, project, word, [new], around, course, book, today, old)


def ended(act: Act, project: Project, kind: str, who: Who) -> None:
    """A part has ended: those who had it are told, and whoever answers for the project; of a confidential one those who see it still."""
    around = seats(act, project, [who] if isinstance(who, Unit) else (), [who] if isinstance(who, Account) else ())
    if not around:
        return
    part = lifecycle_of(rulebook(), project.region_id).parts.get(kind)
    zh, en = (part.title("zh-Hans"), part.title("en").lower()) if part else (kind, kind)
    title = Said(f"{who.name}不再是{zh}：{project.name}", f"{who.name} is no longer {en}: {project.name}")
    word = Word(kinds.PART, f"end.{kind}.{who.pk}", title, joined(by(act, "安排", "assigned"), reason(act)), by(act, "安排", "assigned"), "#people")
    send(act, project, word, [seat for seat in around if seat.owns or seat in _meant(around, [who])])
    _away(act, project, word, around, [who] if isinstance(who, Account) else [])


def tasked(act: Act, task: Task, before: Account | None = None) -> None:
    """A task was given to somebody, or to a unit; `before`: who had it. They are told, and whoever answers for the project."""
    project, due = task.project, due_of(task)
    new: Who = task.account or task.unit
    name, days = cut(task.name, 60), Said(f"{due} 到期。", f"Due on {due}.") if due else Said("", "")
    if before:
        title = Said(f"待办“{name}”转给{new.name}：{project.name}", f'task "{name}" goes to {new.name}: {project.name}')
        said = joined(by(act, "转交", "handed over"), Said(f"原来是{before.name}，期限不变。", f"It was with {before.name}; the due day stays."), days)
    else:
        title = Said(f"待办“{name}”交给{new.name}：{project.name}", f'task "{name}" for {new.name}: {project.name}')
        said = joined(by(act, "交办", "given"), days)
    around = seats(act, project, [new] if isinstance(new, Unit) else (), [one for one in (task.account, before) if one])
    meant = _meant(around, [new, *([before] if before else [])])
    word = Word(kinds.TASK, f"task.{task.pk}", title, said, said, "#tasks")
    send(act, project, word, [seat for seat in around if seat.owns or seat in meant])
    if not project.confidential:
        send_away(act, project, word, [seat for seat in meant if new.pk in seat.accounts], f"/clocks/{task.clock_id}" if task.clock_id else "")


def done(act: Act, task: Task) -> None:
    """A task is done: whoever answers for the project is told what came of it, and who had it."""
    project, name, result = task.project, cut(task.name, 60), cut(task.result, LONGEST)
    around = seats(act, project)
    who = by(act, "办完", "done")
    word = Word(kinds.TASK, f"task.{task.pk}.done", Said(f"待办“{name}”办完了：{project.name}", f'task "{name}" is done: {project.name}'),
                joined(who, Said(f"结果：{result}", f"Result: {result}")), who, "#tasks")
    send(act, project, word, [seat for seat in around if seat.owns or task.account_id in seat.accounts])


def noted(act: Act, project: Project, note: Note) -> None:
    """A note was written: told to those who see it."""
    text, name = cut(" ".join(note.text.split()), LONGEST), note.by.name
    said, title = Said(text, text), Said(f"{name}写了记录：{project.name}", f"{name} wrote a note: {project.name}")
    send(act, project, Word(kinds.NOTE, f"note.{note.pk}", title, said, said, "#notes", note.sight == Sight.UNIT),
         _seeing(seats(act, project), Sight(note.sight), note.unit))


def filed(act: Act, project: Project, version: Version) -> None:
    """A file or a new version of one was added: told to those who see it."""
    paper, name = version.paper, cut(version.name, 60)
    around = _seeing(seats(act, project), Sight(paper.sight), paper.unit)
    if not around:
        return
    kind = lifecycle_of(rulebook(), project.region_id).papers.get(paper.kind)
    if version.number == 1:
        title = Said(f"新文件“{name}”：{project.name}", f'new file "{name}": {project.name}')
    else:
        title = Said(f"“{name}”有了第 {version.number} 版：{project.name}", f'version {version.number} of "{name}": {project.name}')
    what = Said(f"类别：{kind.title('zh-Hans')}。", f"Kind: {kind.title('en')}.") if kind else Said("", "")
    said = joined(by(act, "上传", "added"), what)
    send(act, project, Word(kinds.FILE, f"file.{paper.pk}", title, said, said, "#papers", paper.sight == Sight.UNIT), around)


def related(act: Act, project: Project, other: Project, relation: Relation, still: bool) -> None:
    """Two projects belong together, or no longer: told to those who work on one of them and see the other, too."""
    said = joined(by(act, "改的", "changed"), Said(f"关系：{cut(relation.why, 120)}", f"Relation: {cut(relation.why, 120)}"))
    heard: set[int] = set()
    for one, another in ((project, other), (other, project)):
        name = cut(another.name, 60)
        title = (Said(f"和“{name}”关联了：{one.name}", f'related to "{name}": {one.name}') if still
                 else Said(f"和“{name}”不再关联：{one.name}", f'no longer related to "{name}": {one.name}'))
        working = [seat for seat in seats(act, one) if seat.works and seat.account.pk not in heard]
        matter = matter_now(another) if working else None
        told = [seat for seat in working if matter and sees(seat, matter)]
        heard |= {seat.account.pk for seat in told}
        # What the group of a unit hears names both.
        send(act, one, Word(kinds.RELATED, _related(another), title, said, at="#relations", personal=True), told)


def related_key(project: Project) -> str:
    """What stands in the key of every notice about another project that tells of a relation to this one."""
    return f".{_related(project)}."


def _related(project: Project) -> str:
    return f"related.{project.pk}"


def _to_whom(act: Act, project: Project, word: Word, to: Sequence[Who], around: Sequence[Seat], course: Lifecycle, book: Rulebook, today: date,
             old: Sequence[Account] = ()) -> None:
    meant = _meant(around, [*to, *old])
    told = [seat for seat in around if seat.owns or seat in meant]
    if told:
        inside, outside = _next(project, to[0], course, book, today)
        send(act, project, Word(word.kind, word.what, word.title, joined(word.inside, inside), outside, "#people"), told)
    _away(act, project, word, around, old)


def _away(act: Act, project: Project, word: Word, around: Sequence[Seat], old: Sequence[Account]) -> None:
    """Those who had a part and see the project no more. From a confidential one they go without a word: what is hidden leaves no trace with outsiders."""
    if not project.confidential:
        gone = {account.pk for account in old}
        send_away(act, project, Word(word.kind, word.what, word.title, word.inside), [seat for seat in around if seat.account.pk in gone])


def _meant(around: Sequence[Seat], to: Sequence[Who]) -> list[Seat]:
    """Those who are some people, or stand in for them, or head some units."""
    people = {who.pk for who in to if isinstance(who, Account)}
    heads = [seat.account.pk for who in to if isinstance(who, Unit) for seat in heads_of(around, who)]
    return [seat for seat in around if seat.accounts & people or seat.account.pk in heads]


def _next(project: Project, who: Who, course: Lifecycle, book: Rulebook, today: date) -> tuple[Said, Said]:
    """What comes next in a project: for those who see what is inside, and for those who do not. Three statements."""
    stage, after = course.stage(project.stage), course.after(project.stage)
    now = Said(f"现在在“{stage.title('zh-Hans')}”。", f'It is in "{stage.title("en")}".')
    mine = Task.objects.filter(project=project, done_on__isnull=True).select_related("clock__standing", "account", "unit")
    mine = mine.filter(account=who) if isinstance(who, Account) else mine.filter(account__isnull=True, unit=who)
    todo = task_words(list(mine.order_by(F("clock__standing__due_on").asc(nulls_last=True), "pk")[:LACKS]), course)
    if after is None:
        return joined(now, todo), joined(now, todo)
    try:
        lacks = [words(need, course) for need in course.missing(after.id, have(project, course, book, today))]
    except Refused:
        lacks = []
    if not lacks:
        return joined(now, todo), joined(now, todo)
    zh, en = "、".join(one.zh for one in lacks[:LACKS]), ", ".join(one.en for one in lacks[:LACKS])
    more = Said(f"等 {len(lacks)} 项", f" and {len(lacks) - LACKS} more") if len(lacks) > LACKS else Said("", "")
    missing = Said(f"进入“{after.title('zh-Hans')}”还差：{zh}{more.zh}。", f'Missing for "{after.title("en")}": {en}{more.en}.')
    return joined(now, todo, missing), joined(now, todo)


def _seeing(around: Sequence[Seat], sight: Sight, unit: Unit) -> list[Seat]:
    """Those who see something of a unit by its sight."""
    if sight is Sight.UNIT:
        return [seat for seat in around if seat.works and seat.within(unit)]
    return [seat for seat in around if seat.works or (sight is Sight.ENTERPRISE and seat.reads and not seat.inside)]
