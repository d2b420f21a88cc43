"""The search: what is found, what comes first, and that nobody finds what they may not see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from luodi.people.models import Account
from luodi.projects import actions
from luodi.projects.models import Project, Sight
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import Country, without_token
from tests.projects.ladder import project, uscc

Somebody = Callable[..., Account]
SignedIn = Callable[[Account], Client]
Find = Callable[[Account, str], str]


@pytest.fixture
def owner(country: Country, somebody: Somebody) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


@pytest.fixture
def made(country: Country, owner: Account) -> Project:
    """A project of the bureau."""
    return project(country.bureau, owner)


@pytest.fixture
def find(signed_in: SignedIn) -> Find:
    """What somebody finds, as the palette gets it."""
    return lambda account, typed: signed_in(account).get("/search", {"q": typed}, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize("typed", ["海川", "装备", "某某装备1", "hczbzz", "HCZB", "海川 基地", "海川装备制造基地"])
def test_a_project_is_found_by_its_names_and_their_initials(made: Project, owner: Account, find: Find, typed: str) -> None:
    assert "海川装备制造基地" in find(owner, typed)


@pytest.mark.parametrize("strip", ["", "-"])
def test_a_whole_code_comes_first_with_hyphens_or_without(made: Project, owner: Account, country: Country, find: Find, strip: str) -> None:
    project(country.bureau, owner, number=2, name=f"关于{made.code}的配套")
    page = find(owner, made.code.replace("-", strip).lower() if strip else made.code)
    assert page.index("海川装备制造基地") < page.index("代码一致")
    assert page.count("代码一致") == 1


def test_the_code_of_its_enterprise_finds_a_project(made: Project, owner: Account, find: Find) -> None:
    assert "代码一致" in find(owner, uscc(1))
    assert "海川装备制造基地" in find(owner, uscc(1)[:12])


def test_one_character_is_too_few_and_the_page_says_so(made: Project, owner: Account, find: Find) -> None:
    assert "至少写两个字" in find(owner, "海")
    assert "海川" not in find(owner, "海")


def test_items_rooms_and_people_are_found_beside_projects(made: Project, owner: Account, find: Find) -> None:
    assert 'href="/items/jimo-2021/construction_permit"' in find(owner, "施工许可")
    assert 'href="/notices"' in find(owner, "消息")
    assert "/people/persons/" in find(owner, "promoter")


def test_a_room_that_one_may_not_enter_is_not_found(owner: Account, find: Find) -> None:
    assert 'href="/ledger"' not in find(owner, "台账")


def test_people_of_other_units_are_not_found(owner: Account, country: Country, somebody: Somebody, find: Find) -> None:
    somebody("stranger", country.bureau_2)
    assert "/people/persons/" not in find(owner, "stranger")


def test_a_note_is_found_as_far_as_its_sight_goes(made: Project, country: Country, owner: Account, somebody: Somebody, find: Find) -> None:
    other, contact = somebody("other", country.bureau_2, Role.REVIEWER), somebody("contact", country.bureau_2, Role.ENTERPRISE)
    actions.give_part(MACHINE, made, "unit", country.bureau_2, made.stage_since)
    actions.give_part(MACHINE, made, "contact", contact, made.stage_since)
    for sight, words in ((Sight.UNIT, "单位内部谈过蒸汽价格"), (Sight.OFFICIALS, "几家一起议过蒸汽管网"), (Sight.ENTERPRISE, "企业问了蒸汽怎么接")):
        actions.add_note(MACHINE, made, words, sight, country.bureau, owner)
    seen = {one.login: [word for word in ("价格", "管网", "怎么接") if word in find(one, "蒸汽")] for one in (owner, other, contact)}
    assert seen == {"promoter": ["价格", "管网", "怎么接"], "other": ["管网", "怎么接"], "contact": ["怎么接"]}


@pytest.mark.parametrize("typed", ["隐山", "隐山工程", "ysgc", "某某装备1", "CODE", "USCC", "蒸汽管网"])
def test_a_confidential_project_is_found_by_those_with_a_part_alone(country: Country, owner: Account, somebody: Somebody, find: Find, typed: str) -> None:
    project(country.bureau, owner, number=2, name="海川二期")
    who = [somebody("colleague", country.bureau, Role.PROMOTER), somebody("head", country.bureau, Role.LEADER),
           somebody("watch", country.bureau, Role.SUPERVISOR), somebody("audit", country.bureau, Role.AUDITOR)]
    code = Project.objects.get().code[:-7]
    words = {"USCC": uscc(1), "CODE": code}.get(typed, typed)
    before = [find(one, words) for one in who]
    made = project(country.bureau, owner, name="隐山工程", confidential=True)
    actions.add_note(MACHINE, made, "蒸汽管网的事", Sight.OFFICIALS, country.bureau, owner)
    assert [find(one, words) for one in who] == before
    assert "隐山工程" in find(owner, words)


def test_the_page_of_the_search_works_alone(made: Project, owner: Account, signed_in: SignedIn) -> None:
    page = signed_in(owner).get("/search", {"q": "海川"}).content.decode()
    assert "“海川”找到 1 条" in page
    assert f'href="/projects/{made.code}"' in page
    assert "<h1>搜索</h1>" in signed_in(owner).get("/search").content.decode()


@pytest.mark.parametrize("typed", ["%", "%%", "__", "' OR 1=1", "\x00\x00", "<b>x</b>", "a" * 5000, "\ud83d\ude00" * 40, "| & !", "海\u200b川"])
def test_whatever_is_typed_is_no_fault(owner: Account, signed_in: SignedIn, typed: str) -> None:
    assert signed_in(owner).get("/search", {"q": typed.encode("utf-16", "surrogatepass").decode("utf-16")}).status_code == 200


def test_the_door_to_the_search_is_shown_to_those_who_may(owner: Account, country: Country, somebody: Somebody, signed_in: SignedIn) -> None:
    assert 'class="find"' in signed_in(owner).get("/people/me").content.decode()
    admin = signed_in(somebody("admin", country.bureau, Role.PLATFORM_ADMIN))
    assert 'class="find"' not in admin.get("/people/me").content.decode()
    assert admin.get("/search").status_code == 403


@pytest.mark.parametrize("many", [1, 6])
def test_a_search_costs_the_same_however_much_is_found(country: Country, owner: Account, signed_in: SignedIn, many: int,
                                                       django_assert_num_queries: Any) -> None:
    for number in range(many):
        made = project(country.bureau, owner, number=number + 1)
        actions.add_note(MACHINE, made, "海川的蒸汽", Sight.OFFICIALS, country.bureau, owner)
    client = signed_in(owner)
    client.get("/search?q=海川")
    # Who asks 4, the menu 1, the rules 2; projects 2, notes 2 (which hold the words, then they themselves), people 1, and units below for each of three rights.
    with django_assert_num_queries(4 + 1 + 2 + 8):
        assert without_token(client.get("/search?q=海川").content.decode())
