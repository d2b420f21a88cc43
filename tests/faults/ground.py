"""A district at work: people of several roles, clocks that are chased, notices, jobs, a table that waits to be confirmed, a message that is dead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from luodi.clocks import actions as clocks
from luodi.clocks.sweep import sweep
from luodi.ledger.models import Outbox, State
from luodi.notices.actions import add_endpoint
from luodi.notices.models import Channel, Notice
from luodi.people import actions as people
from luodi.people.imports.shape import PEOPLE
from luodi.people.models import Account, Post
from luodi.people.queries import person_of
from luodi.projects import actions as projects
from luodi.projects.models import Paper, Part, SavedFilter, Sight, Task
from luodi.rights.kernel import MACHINE, NOTHING, Role
from luodi.work.jobs import JOBS
from luodi.work.models import Job
from tests.clocks.ground import started
from tests.frame.sheets import excel
from tests.imports.tables import uploaded
from tests.notices.acts import mailed, new, tell
from tests.people.country import Country, person
from tests.projects.ladder import blob, project
from tests.work.asking import ask

TODAY = date(2026, 11, 23)
HEADER = ["登录名", "姓名", "邮箱", "单位全路径", "岗位", "起始日", "最后一天"]


@dataclass
class Ground:
    """`people` by what they are; `named`: what an address may name, by the name of the part."""

    people: dict[str, Account]
    named: dict[str, Any]


def at_work(country: Country) -> Ground:
    """The district, on a day on which a clock is red."""
    admin = person("admin", country.bureau, Role.PLATFORM_ADMIN)
    manager, clerk = person("manager", country.bureau, Role.UNIT_ADMIN), mailed(person("clerk", country.office, Role.CLERK))
    supervisor = person("du", country.bureau, Role.SUPERVISOR)
    clock, other = (started(country.office, assignee=clerk) for _ in range(2))
    sweep(TODAY)
    for one in (clock, other):
        one.refresh_from_db()
    excuse = clocks.ask_excuse(person_of(clerk, TODAY), clock, "等批复", TODAY + timedelta(days=5), TODAY)
    for account in (admin, manager, clerk):
        tell(new(account, f"ground.{account.pk}", answer=True))
    robot = add_endpoint(MACHINE, country.office, Channel.GENERIC, "专窗一号", "https://robot.example/", "12345678")
    JOBS.setdefault("test.nothing", lambda run: NOTHING)
    ask(person_of(clerk, TODAY), country.district.pk, "test.nothing")
    absence = people.set_absence(MACHINE, clerk, manager, TODAY + timedelta(days=9), TODAY + timedelta(days=12))
    upload = uploaded(admin, excel([HEADER, ["li", "李雷", "", "行政审批局", "审批员", "", ""]], PEOPLE))
    Outbox.objects.create(region_id=country.district.pk, number=1, place=0, key="dead", topic="notices.mail", payload={}, state=State.DEAD,
                          next_at=timezone.now(), error="某错")
    post = Post.objects.get(account=clerk)
    promoter = person("zhao", country.bureau, Role.PROMOTER)
    made = [project(country.bureau, promoter, stage, number=number) for number, stage in ((1, "negotiation"), (2, "approval"))]
    projects.add_file(MACHINE, made[0], blob(), "说明.txt", "agreement", Sight.OFFICIALS, country.bureau)
    projects.keep_filter(person_of(promoter, TODAY), promoter, "在谈的", "stage=negotiation", False, False)
    return Ground({"admin": admin, "manager": manager, "clerk": clerk, "du": supervisor, "promoter": promoter}, {
        "clock": [clock.pk, other.pk], "excuse": [excuse.pk], "notice": list(Notice.objects.values_list("pk", flat=True)), "endpoint": [robot.pk],
        "job": list(Job.objects.values_list("pk", flat=True)), "absence": [absence.pk], "upload": [upload.pk], "post": [post.pk],
        "unit": [country.bureau.pk, country.office.pk, country.far.pk], "account": [clerk.pk, manager.pk, admin.pk], "region": [country.district.pk],
        "number": [1, 2], "name": ["outbox", "work.tidy"], "code": [one.code for one in made], "other": [made[1].code],
        "group": ["project", "land"], "kind": ["people", "projects", "navigator", "svg"],
        "attribute": ["total_investment_wan", "land_mode"], "part": list(Part.objects.values_list("pk", flat=True)),
        "task": list(Task.objects.values_list("pk", flat=True)), "paper": list(Paper.objects.values_list("pk", flat=True)),
        "kept": list(SavedFilter.objects.values_list("pk", flat=True))})
