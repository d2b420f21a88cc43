"""The demonstration, smaller than `luodi demo` makes it, and in it a project for each day's work. `python -m tests.browser.district` fills LUODI_DATA.

Prints JSON: `cookies` (a session of everybody, by login) and `ids`: the codes of the projects, by the day that they are for, and what hangs on `whole`.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import django
from django.core.management import call_command

from tests.seed import TODAY, session

if TYPE_CHECKING:
    from luodi.demo.town import Town

PROJECTS: Final = 10
DAYS: Final = 25
LATE: Final = TODAY - timedelta(days=20)
"""When something began that is the most urgent of all today."""


@dataclass
class Made:
    """What was made besides the demonstration itself."""

    town: Town
    ids: dict[str, int | str] = field(default_factory=dict)

    def project(self, key: str, name: str, owner: str, stage: str, *, tidy: bool = True, **more: Any) -> Any:
        """A project of somebody's unit at a stage; what the stages asked to be done is done, unless it is left as it is."""
        from luodi.projects import actions
        from luodi.projects.models import Task
        from luodi.rights.kernel import MACHINE
        from tests.projects.ladder import project
        made = project(self.town.unit_of(owner), self.town.people[owner], stage, name=name, number=len(self.ids) + 1,
                       navigator=self.town.people["guide1"], today=LATE, **more)
        for task in Task.objects.filter(project=made, done_on=None).select_related("project") if tidy else ():
            actions.finish_task(MACHINE, task, "已办妥，企业确认。", LATE)
        self.ids[key] = made.code
        return made

    def give(self, project: Any, kind: str, who: str) -> None:
        """Somebody, or a unit, has a part in a project; a unit that was asked about it has one already."""
        from luodi.projects import actions
        from luodi.projects.models import Part
        from luodi.rights.kernel import MACHINE
        if kind == "unit" and Part.objects.filter(project=project, unit=self.town.units[who], last__isnull=True).exists():
            return
        actions.give_part(MACHINE, project, kind, self.town.people.get(who) or self.town.units[who], LATE)

    def task(self, project: Any, name: str, login: str, days: int, begun: int) -> Any:
        """Something that somebody has to do, begun so many days ago."""
        from luodi.projects import actions
        from luodi.rights.kernel import MACHINE
        return actions.add_task(MACHINE, project, name, self.town.unit_of(login), self.town.people[login], days, TODAY - timedelta(days=begun))

    def note(self, project: Any, login: str, text: str, sight: str) -> None:
        """Something that somebody wrote."""
        from luodi.projects import actions
        from luodi.projects.models import Sight
        actions.add_note(self.town.person(login, TODAY), project, text, Sight(sight), self.town.unit_of(login), self.town.people[login])


def days(made: Made) -> None:
    """A project for the day of each role."""
    guided = made.project("guided", "星港冷链物流中心", "invest2", "approval")
    made.give(guided, "contact", "firm2")
    made.task(guided, "补齐立项材料", "guide1", 2, 11)
    reviewed = made.project("reviewed", "临岳精密轴承厂", "invest2", "approval")
    made.give(reviewed, "unit", "filing")
    made.task(reviewed, "出具备案意见", "review1", 5, 3)
    made.task(reviewed, "核对能耗数据", "review1", 2, 20)
    burning = made.project("burning", "望川新能源电池厂", "invest3", "approval")
    made.give(burning, "unit", "planning")
    excuse(made, made.task(burning, "出具用地意见", "review3", 2, 20))
    contacted = made.project("contacted", "百合乳品加工厂", "invest2", "signed")
    made.give(contacted, "contact", "firm1")
    made.note(contacted, "invest2", "请周三带营业执照和公章到综合窗口。", "enterprise")
    made.note(contacted, "invest2", "企业资金紧张，付款节点先不要催。", "officials")
    made.task(contacted, "盖好章的承诺书寄回", "firm1", 3, 1)


def excuse(made: Made, task: Any) -> None:
    """Whoever is late with something has asked for time."""
    from luodi.clocks.actions import ask_excuse
    from luodi.clocks.sweep import sweep
    from luodi.ledger.actions import By
    sweep(TODAY)
    task.clock.refresh_from_db()
    ask_excuse(By(made.town.person("review3", TODAY)), task.clock, "勘测定界成果要等省厅坐标转换。", TODAY + timedelta(days=4), TODAY)


def pages(made: Made) -> None:
    """A project with something in all its places, one with nothing, one that nobody may know of."""
    from luodi.ledger.actions import By
    from luodi.projects import actions
    from luodi.projects.models import Part, Sight, Status, Task
    from luodi.rights.kernel import MACHINE
    whole = made.project("whole", "云岭高端装备智能制造产业园一期标准厂房及配套设施建设项目（含地下人防工程）", "invest1", "construction",
                         facts={"foreign_invested": True, "land_area_mu": "186.35"})
    made.project("ready", "玉兰光学", "invest1", "lead", tidy=False)
    fresh = actions.add_project(MACHINE, actions.New(made.town.unit_of("invest1"), "海棠食品", made.town.people["invest1"]), TODAY)
    made.ids["fresh"] = fresh.code
    hidden = made.project("hidden", "代号三号", "invest1", "negotiation", tidy=False)
    actions.set_confidential(By(MACHINE, "谈判中"), hidden, True)
    paused = made.project("paused", "远望光电", "invest1", "negotiation", tidy=False)
    actions.set_status(By(MACHINE, "企业调整投资计划。"), paused, Status.PAUSED)
    for kind, who in (("leader", "leader"), ("contact", "firm2"), ("unit", "land"), ("member", "review1")):
        made.give(whole, kind, who)
    for sight in Sight.values:
        made.note(whole, "invest1", f"走访企业，反映夜间运渣车不好进场。\n（{sight}）", sight)
    actions.relate(MACHINE, whole, fresh, "同一集团的二期")
    paper = file(made, whole, "附件三：云岭高端装备智能制造产业园一期标准厂房总平面图及竖向设计说明（报批稿）.txt", "第一稿")
    file(made, whole, "总平面图（第二稿）.txt", "第二稿", paper)
    for name, login, begun in (("协调渣土车进场时间", "invest1", 12), ("请企业盖章", "firm2", 1)):
        task = made.task(whole, name, login, 3, begun)
        made.ids[f"task_{login}"] = task.pk
    part = Part.objects.get(project=whole, kind="member")
    made.ids |= {"part": part.pk, "paper": paper.pk, "done": Task.objects.filter(project=whole, done_on=None).first().pk}  # type: ignore[union-attr]


def file(made: Made, project: Any, name: str, text: str, paper: Any = None) -> Any:
    """A file in the store, or another version of one."""
    from django.utils import timezone

    from luodi.projects import actions
    from luodi.projects.models import Sight
    from luodi.projects.store import receive
    blob = receive([text.encode()], name, timezone.now())
    return actions.add_file(made.town.person("invest1", TODAY), project, blob, name, "plan", Sight.ENTERPRISE, made.town.unit_of("invest1"), paper).paper


def table(made: Made) -> None:
    """A table of projects with faults that waits to be confirmed."""
    from tests.projects.tables import row, uploaded
    from tests.projects.tables import table as excel
    unit = "招商发展中心/产业招商一部"
    rows = (row(1, unit=unit), row(2, unit=unit, total_investment_wan="3亿"), row(3, unit=unit, uscc="9137"), row(4, unit=unit, stage="快了", name=""))
    made.ids["upload"] = str(uploaded(made.town.people["invest1"], excel(*rows), file="招商一部-11月.xlsx").pk)


def main() -> None:
    """Fill the database that LUODI_DATA or LUODI_DATABASE names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from luodi.clocks.sweep import sweep
    from luodi.clocks.telling import tell
    from luodi.demo.life import make
    from luodi.projects.lights import follow
    from luodi.projects.store import receive
    made = Made(make(TODAY, PROJECTS, DAYS))
    receive([b"a paper"], "paper.txt", datetime.now())  # the bytes of the ladder's papers
    for step in (days, pages, table):
        step(made)
    sweep(TODAY)
    tell(TODAY)
    follow()
    sys.stdout.write(json.dumps({"cookies": {login: session(account) for login, account in made.town.people.items()}, "ids": made.ids}))


if __name__ == "__main__":
    main()
