"""What signing in leaves in the ledger, and what it never leaves anywhere."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from luodi.ledger.chain import verify
from luodi.ledger.models import Entry
from luodi.people.models import Account, Factor
from luodi.people.signing import codes
from luodi.people.signing.actions import FAILURES
from tests.people.country import PASSWORD, Country

Make = Callable[..., Account]
NEW = "another horse battery"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0.0.0 Safari/537.36"


def entries(verb: str) -> list[Entry]:
    """Those of a verb, oldest first."""
    return list(Entry.objects.filter(verb=verb).order_by("region_id", "number"))


def test_signing_in_and_out_are_entries_of_the_units_region(country: Country, somebody: Make) -> None:
    account = somebody("li", country.far)
    client = Client(headers={"user-agent": CHROME}, REMOTE_ADDR="192.0.2.7")
    client.post("/people/sign-in", {"login": "li", "password": PASSWORD})
    client.post("/people/sign-out")
    signed_in, out = *entries("account.sign_in"), *entries("account.sign_out")
    assert {(entry.region_id, entry.person_id, entry.subject_id) for entry in (signed_in, out)} == {(country.elsewhere.pk, account.pk, account.pk)}
    assert signed_in.payload == {"how": "password", "second": "", "address": "192.0.2.7", "device": "Chrome 129 · Windows"}
    assert verify(country.elsewhere.pk) == []


def test_a_lock_is_one_entry_and_failures_are_none(country: Country, somebody: Make) -> None:
    account = somebody("li", country.office)
    client = Client(REMOTE_ADDR="192.0.2.7")
    before = Entry.objects.count()
    for _ in range(FAILURES - 1):
        client.post("/people/sign-in", {"login": "li", "password": "wrong"})
    assert Entry.objects.count() == before
    for _ in range(FAILURES):
        client.post("/people/sign-in", {"login": "li", "password": "wrong"})
    locked, = entries("account.locked")
    assert (locked.region_id, locked.subject_id, locked.person_id, locked.payload["address"]) == (country.district.pk, account.pk, None, "192.0.2.7")
    assert Entry.objects.count() == before + 1


def test_signing_out_without_having_signed_in_is_no_entry(db: None, client: Client) -> None:
    assert client.post("/people/sign-out").status_code == 302
    assert not Entry.objects.exists()


def test_no_password_code_or_secret_is_in_the_ledger_or_the_log(country: Country, somebody: Make, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    account = somebody("li", country.office)
    guess = "Guess-of-a-stranger-17"
    client.post("/people/sign-in", {"login": "li", "password": guess})
    client.post("/people/sign-in", {"login": "li", "password": PASSWORD})
    secret = re.sub(r"\s", "", re.findall(r'class="code secret">([A-Z2-7 ]+)<', client.get("/people/second-factor").content.decode())[0])
    used = [codes.code_at(secret, timezone.now())]
    text = client.post("/people/second-factor", {"code": used[0]}).content.decode()
    spare = [found.replace(" ", "") for found in re.findall(r'class="code">([A-Z2-9 ]{14})<', text)]
    client.post("/people/sign-out")
    client.post("/people/sign-in", {"login": "li", "password": PASSWORD})
    client.post("/people/sign-in/code", {"code": "135790"})
    client.post("/people/sign-in/code", {"code": spare[0]})
    client.post("/people/password", {"old": PASSWORD, "new": NEW, "again": NEW})
    Factor.objects.filter(account=account).update(counter=0)
    used.append(codes.code_at(secret, timezone.now()))
    more = client.post("/people/second-factor", {"password": NEW, "code": used[1], "do": "new"}).content.decode()
    spare += [found.replace(" ", "") for found in re.findall(r'class="code">([A-Z2-9 ]{14})<', more)]
    client.post("/people/second-factor", {"password": NEW, "code": spare[10], "do": "off"})

    done = [entry.verb for entry in Entry.objects.filter(subject_type="account", subject_id=account.pk).order_by("number")]
    assert done == ["account.add", "post.give", "account.sign_in", "factor.add", "account.sign_out", "factor.recovery_used", "account.sign_in",
                    "account.password", "factor.recovery_new", "factor.recovery_used", "factor.remove"]
    kept = json.dumps(list(Entry.objects.values("payload", "before", "after", "reason")), ensure_ascii=False) + caplog.text
    assert not [word for word in (PASSWORD, NEW, guess, secret, *used, "135790", *spare, *map(codes.grouped, spare)) if word in kept]
    assert len(spare) == 20
