"""What everybody may know of a project: its name, how far it is, since when. Nothing private, and nothing of what is confidential."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from luodi.engine.identifiers import own_code
from luodi.ledger.actions import By
from luodi.people.models import Account
from luodi.projects import actions
from luodi.projects.models import Project, Sight, Status
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY, Country
from tests.projects.ladder import blob, project, uscc

Somebody = Callable[..., Account]
NONE = own_code("990101", 2026, 4711)


@pytest.fixture(autouse=True)
def fresh(db: None) -> None:
    """Nobody has asked before."""
    cache.clear()


@pytest.fixture
def owner(country: Country, somebody: Somebody) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


@pytest.mark.mechanism("FZ-10a")
def test_everybody_sees_how_far_a_project_is_and_nothing_private(client: Client, country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "signed", today=date(2026, 11, 16))
    actions.add_note(MACHINE, made, "企业报价两亿", Sight.ENTERPRISE, country.bureau, owner)
    actions.add_file(MACHINE, made, blob("x"), "报价单.pdf", "other", Sight.ENTERPRISE, country.bureau)
    answer = client.get(f"/p/{made.code}")
    page = answer.content.decode()
    assert "海川装备制造基地：走到“签约”" in page
    assert "已经 5 个工作日" in page
    assert "下一步是“审批报建”" in page
    for private in ("promoter", "某某装备", uscc(1), "52000", "报价", "行政审批局", "首次联系"):
        assert private not in page
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_page_is_the_same_whoever_is_signed_in(client: Client, country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "signed")
    before = client.get(f"/p/{made.code}").content
    client.force_login(owner)
    assert client.get(f"/p/{made.code}").content == before


def test_a_confidential_project_and_none_are_the_same_page_after_the_same_statements(client: Client, country: Country, owner: Account) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    secret = project(country.bureau, owner, confidential=True, name="隐山工程")
    client.get(f"/p/{NONE}")
    answers = []
    for code in (secret.code, NONE):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/p/{code}")
        answers.append((answer.status_code, answer.content.decode().replace(code, "CODE"),
                        [one["sql"].split(" WHERE ")[0] for one in asked if "projects_project" in one["sql"]], len(asked)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_what_is_still_negotiated_is_nobodys_business(client: Client, country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "negotiation")
    answers = [client.get(f"/p/{code}") for code in (made.code, NONE)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content.decode().replace(made.code, "CODE") == answers[1].content.decode().replace(NONE, "CODE")


def test_a_code_that_cannot_be_is_said_to_be_wrong_before_anything_is_looked_up(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get(f"/p/{NONE[:-1]}{'A' if NONE[-1] != 'A' else 'B'}")
    assert answer.status_code == 404
    assert "校验位不符" in answer.content.decode()


def test_a_code_is_typed_with_hyphens_or_without(client: Client, country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "signed")
    for typed in (made.code, made.code.lower(), made.code.replace("-", ""), f"  {made.code} "):
        assert client.get("/p", {"code": typed}).headers["Location"] == f"/p/{made.code}"


@pytest.mark.parametrize("typed", ["LD-1", "<b>", "a" * 3000, "\x00", "LD-990101-26-00001-!"])
def test_what_is_no_code_is_kept_and_said_to_be_wrong(client: Client, typed: str) -> None:
    answer = client.get("/p", {"code": typed})
    assert answer.status_code in (200, 422)
    assert "<b>" not in answer.content.decode().split("<main")[1]


def test_an_address_that_asks_too_often_has_to_wait(client: Client, country: Country, owner: Account, settings: Settings) -> None:
    settings.LOOKUPS_PER_MINUTE = 2
    made = project(country.bureau, owner, "signed")
    assert [client.get(f"/p/{made.code}").status_code for _ in range(3)] == [200, 200, 429]


def test_a_project_that_rests_or_ended_says_so_and_not_why(client: Client, country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "signed")
    actions.set_status(By(MACHINE, "资金链断了"), made, Status.PAUSED)
    page = client.get(f"/p/{made.code}").content.decode()
    assert "现在没有往前走" in page
    assert "资金" not in page
    actions.set_status(By(MACHINE, "资金链断了"), Project.objects.get(pk=made.pk), Status.ENDED)
    assert "已经终止" in client.get(f"/p/{made.code}").content.decode()


def test_a_project_that_went_back_shows_the_days_of_its_last_way(client: Client, country: Country, owner: Account) -> None:
    made = project(country.bureau, owner, "approval", today=date(2026, 11, 16))
    actions.move_back(By(MACHINE, "换了地块"), made, TODAY, TODAY)
    page = client.get(f"/p/{made.code}").content.decode()
    assert "走到“签约”" in page
    assert "已经 0 个工作日" in page


def test_the_first_page_has_a_place_to_type_a_code(client: Client) -> None:
    assert 'action="/p"' in client.get("/").content.decode()
