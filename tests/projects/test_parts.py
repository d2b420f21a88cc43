"""Who has a part sees a project first, who leaves takes nothing along, and of what is confidential only those in it are chased."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from luodi.clocks.actions import ask_excuse
from luodi.clocks.models import Clock
from luodi.clocks.queries import clock_by_id
from luodi.clocks.sweep import sweep
from luodi.clocks.telling import tell
from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.notices.models import Notice
from luodi.people import actions as people
from luodi.people.models import Account, RegionKind, UnitKind
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.models import Project, Task
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY, Country
from tests.projects.ladder import project
from tests.projects.outsiders import EARLIER

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
NATIONAL = "2603-990101-04-01-000077"


@pytest.fixture
def owner(country: Country, somebody: Make) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


def doers(made: Project) -> dict[str, tuple[int | None, int | None]]:
    """Who has each open task, and its clock, in hand."""
    return {task.name: (task.account_id, task.clock.assignee_id if task.clock else None)
            for task in Task.objects.filter(project=made, done_on__isnull=True).select_related("clock")}


@pytest.mark.mechanism("LC-1", "CY-2a")
def test_one_leader_one_unit_one_team_one_plan_and_each_of_them_sees_it_first(
        country: Country, owner: Account, somebody: Make, signed_in: Sign) -> None:
    made = project(country.bureau, owner, "negotiation")
    project(country.bureau, somebody("colleague", country.bureau, Role.PROMOTER), number=2, name="别人的项目")
    who = {kind: somebody(kind, country.bureau_2, role) for kind, role in (
        ("leader", Role.LEADER), ("team_lead", Role.TEAM_LEAD), ("member", Role.CLERK), ("navigator", Role.NAVIGATOR))}
    for kind, account in who.items():
        actions.give_part(MACHINE, made, kind, account, TODAY)
    for account in (owner, *who.values()):
        client = signed_in(account)
        desk, mine = client.get("/desk").content.decode(), client.get("/projects/?mine=part").content.decode()
        assert "我的 1 个项目" in desk, account.login
        assert made.name in mine
        assert "别人的项目" not in mine
        assert client.get(f"/projects/{made.code}/map").status_code == 200
    lead = signed_in(somebody("of_the_unit", country.bureau, Role.CLERK)).get("/projects/?mine=unit").content.decode()
    assert made.name in lead
    with pytest.raises(Refused, match="最多 1 个"):
        actions.give_part(MACHINE, made, "leader", somebody("second", country.bureau_2, Role.LEADER), TODAY)


@pytest.mark.mechanism("BH-06b", "FZ-12b")
def test_promotion_bureau_town_and_project_unit_each_see_the_stages_of_their_own_projects_and_only_those(
        country: Country, somebody: Make, signed_in: Sign) -> None:
    town = people.add_unit(MACHINE, people.add_region(MACHINE, "石桥镇", RegionKind.TOWN, country.district), "镇政府", UnitKind.TOWN)
    who = {"promotion": somebody("promotion", country.bureau, Role.PROMOTER), "town": somebody("town", town, Role.TOWN_OFFICER),
           "enterprise": somebody("enterprise", country.bureau_2, Role.ENTERPRISE)}
    own = {"promotion": project(country.bureau, who["promotion"], "signed", number=1, name="局里的项目"),
           "town": project(town, who["town"], "signed", number=2, name="镇里的项目"),
           "enterprise": project(country.bureau_2, somebody("third", country.bureau_2, Role.PROMOTER), "signed", number=3, name="企业的项目")}
    actions.give_part(MACHINE, own["enterprise"], "contact", who["enterprise"], TODAY)
    for name, account in who.items():
        client, listed = signed_in(account), signed_in(account).get("/projects/?sort=due").content.decode()
        for other, made in own.items():
            page, done = (client.get(f"/projects/{made.code}{path}") for path in ("", "/done"))
            told = (page.status_code == 200, done.status_code == 200, made.name in listed, "洽谈" in page.content.decode())
            assert told == (other == name,) * 4, (name, other)


def test_open_tasks_go_along_when_a_project_is_handed_over_with_one_entry(country: Country, owner: Account, somebody: Make) -> None:
    made, heir = project(country.bureau, owner, "negotiation"), somebody("heir", country.bureau, Role.PROMOTER)
    actions.finish_task(MACHINE, Task.objects.get(project=made, key="first_contact"), "联系上了", TODAY)
    others = actions.add_task(MACHINE, made, "别人的事", country.bureau, somebody("third", country.bureau), 3, TODAY)
    before = Entry.objects.count()
    actions.hand_project(person_of(owner, TODAY), made, heir, TODAY)
    assert doers(made) == {"登门对接并写明企业需求": (heir.pk, heir.pk), "别人的事": (others.account_id, others.account_id)}
    assert Entry.objects.count() == before + 1
    assert Entry.objects.get(verb="project.hand").payload["tasks"] == [Task.objects.get(project=made, key="visit").pk]
    assert Task.objects.get(project=made, key="first_contact").account_id == owner.pk


def test_an_owner_who_stays_as_navigator_keeps_the_tasks_of_navigators(country: Country, owner: Account, somebody: Make) -> None:
    made, heir = project(country.bureau, owner, "approval", navigator=owner), somebody("heir", country.bureau, Role.PROMOTER)
    actions.hand_project(MACHINE, made, heir, TODAY)
    held = doers(made)
    assert held["帮企业备齐立项材料"] == (owner.pk, owner.pk)
    assert held["首次联系企业"] == (heir.pk, heir.pk)


def test_whoever_leaves_a_project_leaves_their_tasks_to_its_owner(country: Country, owner: Account, somebody: Make) -> None:
    made, member = project(country.bureau, owner), somebody("member", country.bureau)
    actions.give_part(MACHINE, made, "member", member, TODAY)
    actions.add_task(MACHINE, made, "送样", country.bureau, member, 3, TODAY)
    actions.end_part(MACHINE, made, made.parts.get(kind="member").pk, TODAY)
    assert doers(made)["送样"] == (owner.pk, owner.pk)
    assert Entry.objects.get(verb="project.part.end").payload["tasks"] == [Task.objects.get(name="送样").pk]
    actions.end_part(MACHINE, made, made.parts.get(kind="owner").pk, TODAY)
    assert doers(made)["送样"] == (None, None)


def test_of_a_confidential_project_those_in_it_are_chased_by_name_and_nobody_else(country: Country, owner: Account, somebody: Make) -> None:
    leaders = people.add_unit(MACHINE, country.district, "区领导", UnitKind.LEADERSHIP)
    boss, member = somebody("boss", leaders, Role.LEADER), somebody("member", country.bureau)
    for login, unit, role in (("head", country.bureau, Role.CHIEF), ("watch", country.bureau, Role.SUPERVISOR), ("other", leaders, Role.LEADER)):
        somebody(login, unit, role)
    made = project(country.bureau, owner, confidential=True, today=EARLIER, name="隐山工程")
    actions.give_part(MACHINE, made, "leader", boss, EARLIER)
    actions.add_task(MACHINE, made, "送样", country.bureau, member, 3, EARLIER)
    actions.add_task(MACHINE, made, "还没有人", country.bureau, None, 3, EARLIER)
    Notice.objects.all().delete()
    sweep(TODAY)
    assert tell(TODAY) > 0
    told = {(one.account_id, one.title_zh.rsplit(" · ", 1)[-1], one.url.split("/")[1]) for one in Notice.objects.all()}
    assert told == {(owner.pk, "首次联系企业", "clocks"), (boss.pk, "首次联系企业", "projects"), (member.pk, "送样", "clocks"), (owner.pk, "送样", "projects"),
                    (boss.pk, "送样", "projects"), (owner.pk, "还没有人", "projects"), (boss.pk, "还没有人", "projects")}
    assert Entry.objects.get(verb="clock.tell").confidential


def test_whoever_hands_on_the_task_of_a_confidential_project_keeps_no_trace_of_it(country: Country, owner: Account, somebody: Make) -> None:
    made, helper = project(country.bureau, owner, confidential=True, today=EARLIER), somebody("helper", country.bureau)
    task = actions.add_task(MACHINE, made, "送样", country.bureau, helper, 3, EARLIER)
    sweep(TODAY)
    tell(TODAY)
    assert Notice.objects.filter(account=helper).exists()
    actions.hand_task(person_of(owner, TODAY), task, owner)
    assert not Notice.objects.filter(account=helper).exists()
    assert not Clock.objects.filter(assignee=helper).exists()


def test_nobody_is_asked_to_excuse_what_only_those_inside_may_know(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, confidential=True)
    clock = clock_by_id(Clock.objects.get(thread_id=made.pk).pk)
    assert clock
    with pytest.raises(Refused, match="不报督查员"):
        ask_excuse(person_of(owner, TODAY), clock, "等图纸", TODAY.replace(month=12), TODAY)
    assert not Notice.objects.exclude(account=owner).exists()


def test_a_project_is_not_opened_while_another_one_has_its_national_code(country: Country, owner: Account, somebody: Make) -> None:
    secret = project(country.bureau, owner, national_code=NATIONAL, confidential=True)
    stranger = somebody("stranger", country.bureau, Role.PROMOTER)
    project(country.bureau, stranger, by=person_of(stranger, TODAY), number=2, name="明山基地", national_code=NATIONAL)
    with pytest.raises(Refused, match="明山基地"):
        actions.set_confidential(person_of(owner, TODAY), secret, False)
    secret.refresh_from_db()
    assert secret.confidential


def test_what_officials_have_in_hand_is_not_on_the_desk_of_the_enterprise(country: Country, owner: Account, somebody: Make, signed_in: Sign) -> None:
    made, contact = project(country.bureau, owner), somebody("contact", country.bureau_2, Role.ENTERPRISE)
    actions.give_part(MACHINE, made, "contact", contact, TODAY)
    page = signed_in(contact).get("/desk").content.decode()
    assert "我的 1 个项目" in page
    assert "首次联系企业" not in page
    assert "首次联系企业" in signed_in(owner).get("/desk").content.decode()


def test_the_ledger_tells_nothing_of_what_became_confidential_later(country: Country, owner: Account, somebody: Make, signed_in: Sign) -> None:
    made = project(country.bureau, owner, name="隐山工程")
    watch = signed_in(somebody("watch", country.bureau_2, Role.SUPERVISOR))
    entry = Entry.objects.get(verb="project.add")
    path = f"/ledger/{entry.region_id}/{entry.number}"
    assert "隐山工程" in watch.get(path).content.decode()
    actions.set_confidential(By(MACHINE, "谈判"), made, True)
    assert watch.get(path).status_code == 404
    assert f'"{path}"' not in watch.get(f"/ledger?region={entry.region_id}").content.decode()
    assert "隐山工程" in signed_in(somebody("audit", country.bureau_2, Role.AUDITOR)).get(path).content.decode()
