"""What is told when a project comes in, enters a stage, goes back, stops, goes on, is hidden, or is known better."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from luodi.engine.conditions import AttributeTable
from luodi.engine.mechanism import Lifecycle
from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.projects.models import Enterprise, Project, Status, Task
from luodi.projects.rules import value_words
from luodi.projects.telling import kinds
from luodi.projects.telling.around import seats
from luodi.projects.telling.send import Word, send
from luodi.projects.telling.words import by, cut, joined, reason, task_words

CHANGES: Final = 8
"""Facts that a notice writes out."""
_STATUS: Final = {Status.ACTIVE: ("恢复推进", "goes on again"), Status.STALLED: ("停滞", "is stalled"), Status.PAUSED: ("暂停", "is paused"),
                  Status.ENDED: ("终止", "has ended")}
_HEAD: Final = {"name": Said("项目名称", "name"), "enterprise": Said("企业", "enterprise"), "national_code": Said("投资项目统一代码", "national project code"),
                "target_on": Said("计划开工日", "planned start of works")}
Line = tuple[Said, Said, Said]
"""A thing, what it was, what it is."""


def added(act: Act, project: Project, course: Lifecycle, tasks: Sequence[Task]) -> None:
    """A project was registered: whoever answers for it and who heads its unit learn of it."""
    stage = course.stage(project.stage)
    said = joined(by(act, "登记", "registered"), Said(f"现在在“{stage.title('zh-Hans')}”。", f'It is in "{stage.title("en")}".'), task_words(tasks, course))
    send(act, project, Word(kinds.STAGE, "add", Said(f"新项目：{project.name}", f"new project: {project.name}"), said), seats(act, project, [project.unit]))


def entered(act: Act, project: Project, course: Lifecycle, tasks: Sequence[Task] = (), back: bool = False) -> None:
    """A project entered a stage, or went back to it. Everybody with a part is told, the enterprise without the reason."""
    stage = course.stage(project.stage)
    zh, en = stage.title("zh-Hans"), stage.title("en")
    to = Said(f"退回到“{zh}”", f'back to "{en}"') if back else Said(f"进入“{zh}”", f'entered "{en}"')
    since = Said(f"从 {project.stage_since} 起。", f"As of {project.stage_since}.")
    said = joined(by(act, "退回", "moved back") if back else by(act, "推进", "moved on"), since, reason(act), task_words(tasks, course))
    title = Said(f"{to.zh}：{project.name}", f"{to.en}: {project.name}")
    send(act, project, Word(kinds.STAGE, "stage", title, said, since), seats(act, project, None))


def status(act: Act, project: Project) -> None:
    """A project stopped, or goes on."""
    zh, en = _STATUS[Status(project.status)]
    said = joined(by(act, "改变状态", "changed its status"), reason(act))
    send(act, project, Word(kinds.STATUS, "status", Said(f"{zh}：{project.name}", f"{en}: {project.name}"), said), seats(act, project, None))


def hidden(act: Act, project: Project) -> None:
    """A project was made confidential, or opened again."""
    if project.confidential:
        title = Said(f"改为保密：{project.name}", f"made confidential: {project.name}")
        means = Said("现在只有项目里的人看得到。", "Only those in it see it now.")
    else:
        title = Said(f"不再保密：{project.name}", f"no longer confidential: {project.name}")
        means = Said("有权看本单位、本区域项目的人又看得到了。", "Whoever may see the projects of its unit and region sees it again.")
    _tell_workers(act, project, Word(kinds.HIDDEN, "hidden", title, joined(by(act, "改的", "changed"), reason(act), means)))


def facts(act: Act, project: Project, before: dict[str, Any], changed: Sequence[str], table: AttributeTable) -> None:
    """Facts were stated; all that were saved in one go are told in one notice."""
    def words(key: str, value: Any) -> Said:
        return Said(value_words(table, key, value, "zh-Hans"), value_words(table, key, value, "en"))
    names = {key: Said(table[key].name("zh-Hans"), table[key].name("en")) for key in changed}
    _changes(act, project, "#facts", [(names[key], words(key, before.get(key)), words(key, project.facts.get(key))) for key in changed])


def changed(act: Act, project: Project, before: dict[str, Any], firm: Enterprise | None) -> None:
    """A project has another name, enterprise, code or planned day. `before`: its entry before; `firm`: its enterprise before."""
    was = before | {"enterprise": firm.name if firm else ""}
    now = {"name": project.name, "enterprise": project.enterprise.name if project.enterprise else "", "national_code": project.national_code,
           "target_on": project.target_on}
    _changes(act, project, "", [(said, _plain(was[key]), _plain(now[key])) for key, said in _HEAD.items() if _plain(was[key]) != _plain(now[key])])


def _changes(act: Act, project: Project, at: str, lines: Sequence[Line]) -> None:
    if not lines:
        return
    first, more = lines[0][0], len(lines) - CHANGES
    title = (Said(f"“{first.zh}”改了：{project.name}", f"{first.en} changed: {project.name}") if len(lines) == 1
             else Said(f"项目情况改了 {len(lines)} 项：{project.name}", f"{len(lines)} facts changed: {project.name}"))
    zh = [f"{name.zh}：{cut(was.zh, 120)} → {cut(now.zh, 120)}" for name, was, now in lines[:CHANGES]]
    en = [f"{name.en}: {cut(was.en, 120)} → {cut(now.en, 120)}" for name, was, now in lines[:CHANGES]]
    if more > 0:
        zh.append(f"还有 {more} 项。")
        en.append(f"And {more} more.")
    who = by(act, "填写", "stated")
    said = Said("\n".join((*zh, who.zh)), "\n".join((*en, who.en)))
    _tell_workers(act, project, Word(kinds.FACTS, "facts" if at else "head", title, said, at=at))


def _tell_workers(act: Act, project: Project, word: Word) -> None:
    send(act, project, word, [seat for seat in seats(act, project) if seat.works])


def _plain(value: date | str | None) -> Said:
    return Said(str(value or "—"), str(value or "—"))
