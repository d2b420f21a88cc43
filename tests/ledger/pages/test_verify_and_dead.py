"""The check of a chain on a page, and messages that did not arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from luodi.ledger import views
from luodi.ledger.chain import end
from luodi.ledger.models import Entry, Outbox
from luodi.rights.kernel import MACHINE, Role
from tests.ledger.acts import tamper, unguarded
from tests.ledger.pages.secrets import do
from tests.people.country import Country

As = Callable[..., Client]


def said(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(("role", "verify", "dead"), [
    (Role.AUDITOR, 200, 403), (Role.PLATFORM_ADMIN, 200, 200), (Role.SUPERVISOR, 403, 403), (Role.CLERK, 403, 403), (None, 302, 302)])
def test_who_may_verify_and_resend(as_: As, role: Role | None, verify: int, dead: int) -> None:
    client = as_(role)
    assert [client.get(path).status_code for path in ("/ledger/verify", "/ledger/dead")] == [verify, dead]


def test_another_district_is_not_there(country: Country, as_: As) -> None:
    client = as_(Role.PLATFORM_ADMIN, "far")
    for path in ("/ledger/verify", "/ledger/dead"):
        assert client.post(path, {"region": country.district.pk}).status_code == 404


def test_a_whole_chain_is_said_to_be_whole_with_its_end_to_note_down(country: Country, as_: As) -> None:
    client, here = as_(Role.AUDITOR), country.district.pk
    last = end(here)
    noted = f"{here}:{last.number}:{last.hash}"
    page = said(client.post("/ledger/verify", {"region": here}))
    assert f"{last.number} 条，完整" in page
    assert noted in page
    assert "<svg" in page
    assert "与先前抄下的链尾相符" in said(client.post("/ledger/verify", {"region": here, "known": f" {noted.upper()} "}))


def test_each_break_is_listed(country: Country, as_: As) -> None:
    client, here = as_(Role.AUDITOR), country.district.pk
    with unguarded():
        tamper("UPDATE ledger_entry SET reason = 'x' WHERE region_id = %s AND number IN (1, 2)", here)
        page = said(client.post("/ledger/verify", {"region": here}))
    assert "有 2 处对不上" in page
    assert page.count("被改过，或是后来写进去的") == 2


def test_a_hash_noted_earlier_that_does_not_fit_is_a_break(country: Country, as_: As) -> None:
    here = country.district.pk
    assert "整条链被重写过" in said(as_(Role.AUDITOR).post("/ledger/verify", {"region": here, "known": f"{here}:1:{'0' * 64}"}))


@pytest.mark.parametrize("known", ["x", "1:2", f"999:1:{'0' * 64}", "长" * 5000, "\x00"])
def test_what_is_no_end_of_this_chain_is_named_and_kept(as_: As, known: str) -> None:
    answer = as_(Role.AUDITOR).post("/ledger/verify", {"known": known})
    assert answer.status_code == 422
    assert "照抄先前的链尾" in said(answer)


def test_a_chain_too_long_for_a_page_is_left_to_the_command(country: Country, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "IN_PAGE", 1)
    page = said(as_(Role.AUDITOR).post("/ledger/verify"))
    assert f"luodi ledger verify --region {country.district.pk}" in page
    assert "完整" not in page.split("<main")[1]


@pytest.fixture
def lost(country: Country) -> int:
    """Three dead messages, one that waits."""
    do(MACHINE, country.district.pk, told=4)
    Outbox.objects.filter(place__lt=3).update(state="dead", attempts=10, error="ConnectionError: 连不上 <邮件服务器>")
    return int(Entry.objects.get(verb="test.pair").number)


@pytest.mark.usefixtures("lost")
def test_dead_messages_say_what_to_whom_how_often_and_why(as_: As) -> None:
    client = as_(Role.PLATFORM_ADMIN)
    page = said(client.get("/ledger/dead"))
    for words in ("计两次", "notice.mail", ">10<", "连不上 &lt;邮件服务器&gt;", '<span class="count">3'):
        assert words in page, words


def test_those_chosen_are_sent_again_and_that_is_an_entry(country: Country, as_: As, lost: int) -> None:
    client = as_(Role.PLATFORM_ADMIN)
    answer = client.post("/ledger/dead", {"message": [f"{lost}.0", f"{lost}.2", f"{lost}.3", "x", ""]})
    assert answer.status_code == 302
    assert list(Outbox.objects.order_by("place").values_list("state", flat=True)) == ["waiting", "dead", "waiting", "waiting"]
    assert len(Entry.objects.get(verb="outbox.resend").payload["keys"]) == 2
    assert "2 条消息会重新发送" in said(client.get("/ledger/dead"))
    client.post("/ledger/dead", {"all": "1"})
    assert not Outbox.objects.filter(state="dead").exists()
    assert "没有未送达的消息" in said(client.get("/ledger/dead"))


@pytest.mark.usefixtures("lost")
def test_when_none_is_chosen_it_is_said_and_nothing_happens(as_: As) -> None:
    answer = as_(Role.PLATFORM_ADMIN).post("/ledger/dead", {})
    assert answer.status_code == 422
    assert "先勾选" in said(answer)
    assert not Entry.objects.filter(verb="outbox.resend").exists()


def test_of_a_confidential_matter_it_is_only_said_that_a_message_is_lost(country: Country, as_: As) -> None:
    do(MACHINE, country.district.pk, True, "机密", told=1)
    Outbox.objects.update(state="dead", error="ValueError: 机密项目")
    page = said(as_(Role.PLATFORM_ADMIN).get("/ledger/dead"))
    assert "涉密事项" in page
    assert "机密" not in page


def test_the_dead_cost_the_same_however_many(country: Country, as_: As, django_assert_num_queries: Any) -> None:
    client = as_(Role.PLATFORM_ADMIN)
    for told in (1, 30):
        do(MACHINE, country.district.pk, told=told)
        Outbox.objects.update(state="dead")
        with django_assert_num_queries(4 + 1 + 3 + 1 + 1):
            client.get("/ledger/dead")
