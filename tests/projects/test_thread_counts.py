"""What the pages of a project cost, however much hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from luodi.ledger.models import Entry
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.models import Project, Sight, Task
from luodi.projects.timeline import PAGE
from luodi.rights.kernel import MACHINE, Denied, Role
from tests.people.country import TODAY, Country
from tests.projects.ladder import blob, project

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
PAGES = {("owner", ""): 31, ("leader", ""): 29, ("contact", ""): 18, ("owner", "/done"): 18, ("contact", "/done"): 13}
"""Statements of a page, those of signing in and of the menu with it."""


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TODAY = TODAY.isoformat()


@pytest.fixture
def made(country: Country, somebody: Make) -> Project:
    """A project with an owner, a contact and a sister; a leader of the region."""
    owner = somebody("owner", country.bureau, Role.PROMOTER)
    found, sister = project(country.bureau, owner, "negotiation"), project(country.bureau, owner, number=2, name="二期")
    somebody("leader", country.bureau_2, Role.LEADER)
    actions.give_part(MACHINE, found, "contact", somebody("contact", country.bureau_2, Role.ENTERPRISE), TODAY)
    actions.relate(MACHINE, found, sister, "二期")
    _more(found, country, 6)
    return found


def _more(made: Project, country: Country, times: int) -> None:
    me = Account.objects.get(login="owner")
    person, contact = person_of(me, TODAY), Account.objects.get(login="contact")
    for number in range(times):
        task = actions.add_task(person, made, f"事{number}", country.bureau, contact if number % 2 else me, 3, TODAY)
        for sight in Sight:
            actions.add_note(person, made, f"写了 {number}", sight, country.bureau, me)
        actions.add_file(person, made, blob(f"{number}"), f"{number}.txt", "other", Sight.ENTERPRISE, country.bureau)
        actions.state_facts(person, made, {"total_investment_wan": str(60000 + number)}, {}, TODAY)
        if number % 4 == 0:
            actions.finish_task(person, Task.objects.get(pk=task.pk), "好了", TODAY)


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_a_page_costs_the_same_with_forty_clocks_and_two_hundred_entries(
        login: str, path: str, made: Project, country: Country, signed_in: Sign, django_assert_num_queries: Any) -> None:
    client = signed_in(Account.objects.get(login=login))
    for times in (0, 53 if login == "owner" else 8):
        _more(made, country, times)
        with django_assert_num_queries(PAGES[login, path]):
            assert client.get(f"/projects/{made.code}{path}").status_code == 200
    if login == "owner":
        assert Task.objects.filter(project=made, done_on__isnull=True).count() >= 40
        assert Entry.objects.filter(subject_type="project", subject_id=made.pk).count() >= 200


def _pages(client: Client, made: Project, query: str = "") -> Iterator[str]:
    address = f"/projects/{made.code}/done?{query}"
    while address:
        page = client.get(address).content.decode()
        yield page
        onward = page.partition('rel="next" href="')[2].partition('"')[0]
        address = onward.replace("&amp;", "&")


def test_the_pages_of_what_was_done_follow_one_another_without_gap_or_repetition(made: Project, country: Country, signed_in: Sign) -> None:
    _more(made, country, 9)
    client = signed_in(Account.objects.get(login="owner"))
    sizes = [page.count('<span class="when">') for page in _pages(client, made)]
    assert sizes[:-1] == [PAGE] * (len(sizes) - 1)
    assert sum(sizes) == Entry.objects.filter(subject_type="project", subject_id=made.pk).count()


def test_what_was_done_is_found_by_kind_person_and_day(made: Project, signed_in: Sign) -> None:
    client = signed_in(Account.objects.get(login="owner"))
    notes = next(_pages(client, made, "kind=notes"))
    assert ("写记录</b>" in notes, "登记项目</b>" in notes) == (True, False)
    assert "登记项目</b>" in next(_pages(client, made, "kind=stage&first=2026-01-01"))
    assert "没有找到" in next(_pages(client, made, "who=nobody-here"))
    assert "没有找到" in next(_pages(client, made, "last=2020-01-01"))
    for odd in ("kind=x", "first=x&last=99", "before=x", "before=99999999999999999999", "who=%00"):
        assert client.get(f"/projects/{made.code}/done?{odd}").status_code == 200


def test_a_refused_attempt_is_told_to_those_who_read_the_ledger_alone(made: Project, country: Country, somebody: Make, signed_in: Sign) -> None:
    reviewer = somebody("reviewer", country.bureau, Role.REVIEWER)
    with pytest.raises(Denied):
        actions.state_facts(person_of(reviewer, TODAY), made, {"total_investment_wan": "1"}, {}, TODAY)
    seen = {}
    for one in (Account.objects.get(login="owner"), somebody("supervisor", country.bureau_2, Role.SUPERVISOR)):
        seen[one.login] = "被拒绝" in signed_in(one).get(f"/projects/{made.code}/done").content.decode()
    assert seen == {"owner": False, "supervisor": True}
