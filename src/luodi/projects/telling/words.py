"""Words that notices about projects share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luodi.engine.mechanism import Lifecycle
from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.projects.models import Task

LONGEST = 200
"""Characters of what somebody wrote that a notice repeats."""
HEADLINE = 200


def joined(*said: Said) -> Said:
    """Sentences one after the other."""
    return Said("".join(one.zh for one in said), " ".join(one.en for one in said if one.en))


def by(act: Act, zh: str, en: str) -> Said:
    """Who did it."""
    name = "系统" if act.person.machine else act.person.name
    return Said(f"{name}{zh}。", f"{en[:1].upper()}{en[1:]} by {'the product itself' if act.person.machine else name}.")


def reason(act: Act) -> Said:
    """Why, as far as it was said."""
    why = cut(" ".join(act.by.reason.split()), LONGEST)
    return Said(f"理由：{why}。" if why and why[-1] not in "。！？…" else f"理由：{why}", f"Reason: {why}") if why else Said("", "")


def cut(text: str, most: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= most else f"{text[:most - 1]}…"


def headline(said: Said) -> Said:
    """As much of a headline as a notice holds: names may be long."""
    return Said(cut(said.zh, HEADLINE), cut(said.en, HEADLINE))


def task_words(tasks: Sequence[Task], course: Lifecycle) -> Said:
    """What is to be done next, by whom, until when. Clocks must have been read with the tasks, with their standing, and accounts and units."""
    if not tasks:
        return Said("", "")
    english = {task.id: task.title("en") for task in course.tasks}
    zh = "；".join(f"{cut(task.name, 60)}（{_whose(task)}{_due(task, '，{} 到期')}）" for task in tasks)
    en = "; ".join(f"{cut(english.get(task.key, task.name), 60)} ({_whose(task)}{_due(task, ', due on {}')})" for task in tasks)
    return Said(f"接下来：{zh}。", f"Next: {en}.")


def due_of(task: Task) -> date | None:
    """When it is due, if it is."""
    return task.clock.standing.due_on if task.clock else None


def _whose(task: Task) -> str:
    return task.account.name if task.account else task.unit.name


def _due(task: Task, words: str) -> str:
    due = due_of(task)
    return words.format(due) if due else ""
