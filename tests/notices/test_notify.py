"""Telling people: once, for all of them in the same number of statements, and only what can be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.engine.source import Refused, Said
from luodi.ledger.models import Outbox
from luodi.notices import kinds
from luodi.notices.actions import New, add_endpoint
from luodi.notices.models import Channel, Notice
from luodi.notices.queries import unread
from luodi.people.models import Account
from luodi.rights.kernel import MACHINE
from tests.notices.acts import mailed, new, tell
from tests.notices.receivers import Mailbox
from tests.people.country import Country

Make = Callable[..., Account]


def test_the_same_key_tells_an_account_once_whoever_says_it_and_however_often(country: Country, somebody: Make) -> None:
    li, wang = somebody("li", country.bureau), somebody("wang", country.bureau)
    assert tell(new(li), new(li)) == 1
    assert tell(new(li), new(wang)) == 1
    assert (unread(li.pk), unread(wang.pk)) == (1, 1)


def test_nobody_is_told_of_what_did_not_happen(country: Country, somebody: Make, mailbox: Mailbox) -> None:
    li = mailed(somebody("li", country.bureau))
    with pytest.raises(LookupError):
        tell(new(li), fail=True)
    assert (unread(li.pk), Outbox.objects.count()) == (0, 0)
    assert tell(new(li)) == 1


def test_a_closed_account_is_told_nothing(country: Country, somebody: Make) -> None:
    li = somebody("li", country.bureau)
    Account.objects.filter(pk=li.pk).update(is_active=False)
    assert tell(new(li), new(somebody("wang", country.bureau))) == 1
    assert Notice.objects.get().account.login == "wang"


def test_a_thousand_people_cost_as_many_statements_as_one(country: Country, somebody: Make, mailbox: Mailbox) -> None:
    add_endpoint(MACHINE, country.bureau, Channel.WECOM, "群", "https://robot.example/send?key=k")
    few = [mailed(somebody("li", country.bureau)), mailed(somebody("wang", country.bureau))]
    many = Account.objects.bulk_create([Account(unit=country.bureau, login=f"p{n}", name="某", email=f"p{n}@district.example") for n in range(1000)])
    counts = []
    for key, people in (("first", few), ("a", few), ("b", many)):
        with CaptureQueriesContext(connection) as statements:
            assert tell(*(new(account, key, digest=n % 2 == 1) for n, account in enumerate(people))) == len(people)
        counts.append(len(statements))
    assert counts[1] == counts[2]
    assert Outbox.objects.filter(topic="notices.mail").count() == 502


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", "/\\evil.example", "people/me", "/a\nb"])
def test_a_notice_leads_to_our_own_pages_only(country: Country, somebody: Make, url: str) -> None:
    with pytest.raises(ValueError, match="path of ours"):
        tell(new(somebody("li", country.bureau), url=url))


@pytest.mark.parametrize(("field", "value"), [
    ("title", Said("长" * 201, "x")), ("body", Said("x", "y" * 4001)), ("key", "k" * 151), ("title", Said("坏\x00", "x"))])
def test_what_is_too_long_or_cannot_be_stored_is_refused_and_nothing_is_kept(country: Country, somebody: Make, field: str, value: Any) -> None:
    li, wang = somebody("li", country.bureau), somebody("wang", country.bureau)
    with pytest.raises(Refused):
        tell(new(wang, "good"), new(li, **{field: value}))
    assert Notice.objects.count() == 0


def test_a_kind_that_nobody_declared_cannot_be_told(country: Country, somebody: Make) -> None:
    with pytest.raises(ValueError, match="not declared"):
        tell(New(somebody("li", country.bureau).pk, "no.such", "k", Said("x", "x"), Said("", "")))


@pytest.mark.parametrize("name", ["clock", "Clock.red", "clock.test", "clock.", "a b.c"])
def test_a_kind_has_a_name_of_its_own_and_words(name: str) -> None:
    with pytest.raises(ValueError):
        kinds.declare(name, "某", "some")
    with pytest.raises(ValueError):
        kinds.declare("clock.wordless", "", "")


def test_a_kind_belongs_to_the_group_of_its_name_or_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "KINDS", {})
    assert [kinds.declare(name, "某", "some").group for name in ("clock.red", "whistle.blown")] == ["clock", "other"]


def test_a_headline_is_one_line_without_control_characters(country: Country, somebody: Make) -> None:
    tell(new(somebody("li", country.bureau), title=Said("一\r\nBcc: x\u202e二", "one\ttwo")))
    assert Notice.objects.get().title == Said("一 Bcc: x 二", "one two")
