"""The approval map of a project: on which day it starts, what is still open, whether the agreed day is kept, who may see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.people import actions as people
from luodi.people.models import Account, Region
from luodi.people.rules import rulebook
from luodi.portal.queries.kinds import answers_of
from luodi.projects import actions
from luodi.projects.maps import ProjectMap, map_of
from luodi.projects.models import Project
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import HOLIDAYS, TODAY, Country
from tests.projects.ladder import FACTORY, project, uscc

Somebody = Callable[..., Account]
SignedIn = Callable[..., Client]
Queries = Callable[..., Any]
QUERIES = 10
"""The session, the account and its posts, what waits for it, the project with its parts, the rulebook, the day of signing."""
LANGS = ["zh-Hans", "en", "ja", "ko"]


@pytest.fixture
def owner(country: Country, somebody: Somebody) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


def shown(made: Project, lang: str = "zh-Hans", today: date = TODAY) -> ProjectMap:
    """The map of a project."""
    return map_of(made, rulebook(), today, lang)


def why() -> By:
    """The machine, with a reason."""
    return By(MACHINE, "企业要求重谈条件")


def agreed(made: Project, day: date | None) -> Project:
    """A project with an agreed day for its works to begin."""
    return actions.change_project(MACHINE, made, {}, name=made.name, enterprise=made.enterprise.name if made.enterprise else "", uscc=uscc(1),
                                  national_code="", target_on=day)


def test_before_it_is_signed_the_map_starts_today(country: Country, owner: Account) -> None:
    found = shown(project(country.bureau, owner, "negotiation"), today=TODAY + timedelta(days=30))
    assert (found.start, found.signed) == (TODAY + timedelta(days=30), False)


def test_once_signed_it_starts_on_the_day_of_signing_whatever_the_stage_is_now(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "approval")
    found = shown(made, today=TODAY + timedelta(days=90))
    assert (found.start, found.signed) == (TODAY, True)
    assert found.chart
    assert found.chart.plan.start == TODAY


def test_what_was_registered_beyond_its_signing_starts_where_it_came_in(country: Country, owner: Account) -> None:
    made = actions.add_project(MACHINE, actions.New(country.bureau, "某新材料项目", owner, facts=FACTORY, stage="approval", since=date(2026, 9, 1)), TODAY)
    assert shown(made).start == date(2026, 9, 1)


def test_what_is_signed_again_starts_again(country: Country, owner: Account) -> None:
    made, later = project(country.bureau, owner, "signed"), TODAY + timedelta(days=20)
    made = actions.move_back(why(), made, later, later)
    assert shown(made, today=later).signed is False
    assert shown(actions.move_on(MACHINE, made, "signed", later, later), today=later + timedelta(days=5)).start == later


def test_a_move_back_within_what_was_signed_does_not_start_it_again(country: Country, owner: Account) -> None:
    made, later = project(country.bureau, owner, "approval"), TODAY + timedelta(days=20)
    assert shown(actions.move_back(why(), made, later, later), today=later).start == TODAY


def test_what_is_unknown_is_marked_and_the_fact_that_decides_most_is_asked_for(country: Country, owner: Account) -> None:
    found = shown(project(country.bureau, owner, "lead"))
    assert found.chart
    assert found.chart.unknown
    first = found.chart.plan.questions()[0][0]
    assert found.ask[0] == found.chart.mechanism.table[first].name("zh-Hans")
    assert len(found.ask) == len(found.chart.plan.questions())


def test_a_project_of_which_nothing_is_known_has_an_empty_map(country: Country, owner: Account, signed_in: SignedIn) -> None:
    made = actions.add_project(MACHINE, actions.New(country.bureau, "某新材料项目", owner), TODAY)
    assert shown(made).chart
    assert shown(made).target is None
    page = signed_in(owner).get(f"/projects/{made.code}/map")
    assert page.status_code == 200
    assert "地图" in page.content.decode()


def test_facts_that_no_longer_fit_together_are_said_not_raised(country: Country, owner: Account, signed_in: SignedIn) -> None:
    made = project(country.bureau, owner, "lead")
    Project.objects.filter(pk=made.pk).update(facts=FACTORY | {"land_mode": "nonsense"})
    made.refresh_from_db()
    found = shown(made)
    assert found.chart is None
    assert found.problem
    client = signed_in(owner)
    page = client.get(f"/projects/{made.code}/map")
    assert (page.status_code, "现在画不出审批地图" in page.content.decode()) == (200, True)
    assert client.get(f"/projects/{made.code}/map.ics").status_code == 400


def test_a_mechanism_not_in_force_is_said_and_the_national_one_stands_in(
        country: Country, owner: Account, signed_in: SignedIn, settings: Any) -> None:
    made = project(country.bureau, owner, "lead")
    Region.objects.filter(pk=country.district.pk).update(slug="qingdao-west-coast-2026")
    assert not shown(made).elsewhere
    found = shown(made, today=date(2025, 6, 2))
    assert found.elsewhere
    assert found.chart
    assert found.chart.mechanism.slug == "national"
    settings.TODAY = "2025-06-02"
    assert "先按国家基准推算" in signed_in(owner).get(f"/projects/{made.code}/map").content.decode()


def test_holidays_taken_in_since_move_the_map(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "lead")
    before = shown(made).chart
    people.take_notice(MACHINE, HOLIDAYS, timezone.now())
    after = shown(made).chart
    assert before
    assert after
    assert before.mechanism.calendar.is_workday(date(2027, 1, 5))
    assert not after.mechanism.calendar.is_workday(date(2027, 1, 5))
    assert after.plan.finish != before.plan.finish


@pytest.mark.mechanism("CY-2c", "LX-2b")
def test_an_agreed_day_that_slips_is_shown_with_the_days_and_who_answers(country: Country, owner: Account, signed_in: SignedIn) -> None:
    made = project(country.bureau, owner, "negotiation")
    chart = shown(made).chart
    assert chart
    works, calendar = chart.plan.milestones["construction_start"], chart.mechanism.calendar
    early = calendar.add(works, -7)
    target = shown(agreed(made, early)).target
    assert target
    assert (target.reached, target.late, target.spare) == (works, 7, 0)
    page = signed_in(owner).get(f"/projects/{made.code}/map?view=backward").content.decode()
    assert "晚 7 个工作日" in page
    assert "今天开始也赶不上" in page
    assert "最晚受理" in page
    assert f"负责人 {owner.name}" in page


@pytest.mark.mechanism("CY-2c", "LX-2b")
def test_an_agreed_day_that_is_kept_says_by_when_to_begin(country: Country, owner: Account, signed_in: SignedIn) -> None:
    made = project(country.bureau, owner, "negotiation")
    chart = shown(made).chart
    assert chart
    works, calendar = chart.plan.milestones["construction_start"], chart.mechanism.calendar
    made = agreed(made, calendar.add(works, 9))
    target = shown(made).target
    assert target
    assert (target.late, target.spare) == (0, 9)
    page = signed_in(owner).get(f"/projects/{made.code}/map?view=backward")
    assert "还有 9 个工作日的余地" in page.content.decode()
    begin = page.context["backward"].begin_by
    assert calendar.count(TODAY, begin) > 0
    late = [found.late for day in (begin, calendar.add(begin, 1)) if (found := shown(made, today=day).target)]
    assert late[0] == 0
    assert late[1] > 0


def test_a_target_on_the_day_itself_is_kept_without_a_day_to_spare(country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "negotiation")
    chart = shown(made).chart
    assert chart
    target = shown(agreed(made, chart.plan.milestones["construction_start"])).target
    assert target
    assert (target.late, target.spare) == (0, 0)


def test_the_drawing_and_the_list_show_what_the_plan_has(country: Country, owner: Account, signed_in: SignedIn) -> None:
    made = project(country.bureau, owner, "approval")
    chart, client = shown(made).chart, signed_in(owner)
    assert chart
    drawn = set(re.findall(r'data-item="([a-z_]+)"', client.get(f"/projects/{made.code}/map").content.decode()))
    listed = set(re.findall(r'/items/jimo-2021/([a-z_]+)"', client.get(f"/projects/{made.code}/map?view=list").content.decode()))
    assert listed == {p.id for p in chart.plan.scheduled}
    assert drawn == {p.id for p in chart.plan.scheduled if not p.host}


@pytest.mark.parametrize("view", ["map", "list", "papers", "faster", "backward", "open", "nonsense"])
def test_every_view_opens_inside_and_as_a_part(country: Country, owner: Account, signed_in: SignedIn, view: str) -> None:
    made, client = project(country.bureau, owner, "signed"), signed_in(owner)
    whole = client.get(f"/projects/{made.code}/map?view={view}&by=2027-12-31")
    part = client.get(f"/projects/{made.code}/map?view={view}&by=2027-12-31", headers={"HX-Request": "true"})
    assert whole.status_code == 200
    assert part.content.decode().lstrip().startswith('<div id="guide"')
    assert "<html" not in part.content.decode()


def test_a_lever_and_days_of_works_change_the_map(country: Country, owner: Account, signed_in: SignedIn) -> None:
    known = answers_of("factory-100mu", "jimo-2021", TODAY).stated
    made, client = project(country.bureau, owner, "signed", facts=known), signed_in(owner)
    plain = client.get(f"/projects/{made.code}/map?view=faster").context
    best = plain["savings"].offered[0]
    assert best.to_start > 0
    assert client.get(f"/projects/{made.code}/map?with={best.levers[0].id}").context["map"].start_of_works == best.start_of_works
    assert client.get(f"/projects/{made.code}/map?works=900").context["map"].plan.finish > plain["map"].plan.finish


def test_what_cannot_be_used_is_said_beside_its_field(country: Country, owner: Account, signed_in: SignedIn) -> None:
    made, client = project(country.bureau, owner, "signed"), signed_in(owner)
    page = client.get(f"/projects/{made.code}/map?view=backward&by=morgen&works=viele&with=nonsense&stage=no")
    assert page.status_code == 200
    words = page.content.decode()
    assert "填的是“morgen”" in words
    assert "填的是“viele”" in words
    far = client.get(f"/projects/{made.code}/map?view=backward&by=2399-01-01")
    assert (far.status_code, "不在日历" in far.content.decode()) == (200, True)


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("ics", b"BEGIN:VCALENDAR")])
def test_the_handbook_of_a_project_is_a_file(country: Country, owner: Account, signed_in: SignedIn, kind: str, start: bytes) -> None:
    made, client = project(country.bureau, owner, "signed"), signed_in(owner)
    found = client.get(f"/projects/{made.code}/map.{kind}")
    assert found.content.startswith(start)
    assert f".{kind}" in found.headers["Content-Disposition"]
    assert client.get(f"/projects/{made.code}/map.exe").status_code == 404


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_speaks_four_languages(country: Country, owner: Account, signed_in: SignedIn, lang: str) -> None:
    made, client = agreed(project(country.bureau, owner, "negotiation"), date(2026, 12, 24)), signed_in(owner)
    prefix = "" if lang == "zh-Hans" else f"/{lang}"
    for view in ("map", "faster", "backward", "open"):
        assert client.get(f"{prefix}/projects/{made.code}/map?view={view}").status_code == 200
    chart = shown(made, lang).chart
    assert chart
    assert chart.lanes[0].title in client.get(f"{prefix}/projects/{made.code}/map").content.decode()


def test_the_contact_of_the_enterprise_sees_the_map(country: Country, owner: Account, somebody: Somebody, signed_in: SignedIn) -> None:
    made, contact = project(country.bureau, owner, "signed"), somebody("contact", country.far, Role.ENTERPRISE)
    client = signed_in(contact)
    assert client.get(f"/projects/{made.code}/map").status_code in (403, 404)
    actions.give_part(MACHINE, made, "contact", contact, TODAY)
    page = client.get(f"/projects/{made.code}/map")
    assert page.status_code == 200
    assert not page.context["may_change"].allowed


def test_the_map_of_a_confidential_project_exists_for_nobody_without_a_part(
        country: Country, owner: Account, somebody: Somebody, signed_in: SignedIn) -> None:
    made = project(country.bureau, owner, "signed", name="隐山装备基地")
    actions.set_confidential(why(), made, True)
    others = [somebody("colleague", country.bureau, Role.PROMOTER), somebody("stranger", country.far, Role.PROMOTER),
              somebody("boss", country.bureau, Role.LEADER)]
    for account in others:
        for address in (f"/projects/{made.code}/map", f"/projects/{made.code}/map.pdf"):
            found = signed_in(account).get(address)
            assert found.status_code == 404
            assert "隐山" not in found.content.decode()
    assert signed_in(owner).get(f"/projects/{made.code}/map").status_code == 200
    assert Entry.objects.filter(verb="record.read", subject_type="project", subject_id=made.pk, person_id=owner.pk).count() == 1


def test_the_map_asks_one_statement_beside_the_rules(country: Country, owner: Account, django_assert_num_queries: Queries) -> None:
    book, made, early = rulebook(), project(country.bureau, owner, "approval"), project(country.bureau, owner, "lead", number=2)
    with django_assert_num_queries(1):
        assert map_of(made, book, TODAY, "zh-Hans").chart
    with django_assert_num_queries(0):
        assert map_of(early, book, TODAY, "zh-Hans").chart


@pytest.mark.parametrize("view", ["map", "papers", "backward"])
def test_the_page_asks_nothing_more_whatever_it_shows(
        country: Country, owner: Account, signed_in: SignedIn, django_assert_num_queries: Queries, view: str) -> None:
    made, client = project(country.bureau, owner, "approval"), signed_in(owner)
    client.get(f"/projects/{made.code}/map")
    with django_assert_num_queries(QUERIES):
        client.get(f"/projects/{made.code}/map?view={view}")
