"""Whoever has no part in a confidential project learns nothing of it, whatever they ask: two worlds, with it and without it, and every answer compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from luodi.clocks.models import Clock
from luodi.ledger.models import Entry
from luodi.notices.models import Notice
from luodi.people.models import Account
from tests.people.country import Country
from tests.projects import outsiders
from tests.projects.outsiders import NOWHERE, OUTSIDE, SECRET, District, doors, heard, probed, told
from tests.rights.sample import ALL

Sign = Callable[[Account], Client]


TOLD = {("admin", "/operations")}
"""Who looks after the machine sees how long all chains of the ledger are together, whatever stands in them."""


@pytest.fixture
def there(country: Country, settings: Settings) -> District:
    """Everybody, and an open project."""
    settings.EXPORTS_PER_MINUTE = settings.LOOKUPS_PER_MINUTE = 100_000
    return outsiders.founded(country)


def apart(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What was answered otherwise, with the first words that differ."""
    return [f"{where}: {_first(before[where], after[where])}" for where in before if before[where] != after[where]]


def _first(one: str, other: str) -> str:
    place = next((at for at, (here, there) in enumerate(zip(one, other, strict=False)) if here != there), min(len(one), len(other)))
    return f"…{one[max(place - 60, 0):place + 60]!r} ≠ {other[max(place - 60, 0):place + 60]!r}"


@pytest.mark.walk
@pytest.mark.parametrize(("later", "who"), [
    pytest.param(False, OUTSIDE if ALL else OUTSIDE[::3], id="from the start"),
    pytest.param(True, ("colleague", "head", "other", "leader", "supervisor", "left"), id="hidden later",
                 marks=pytest.mark.skipif(not ALL, reason="make walk asks for it"))])
def test_every_answer_to_an_outsider_is_the_same_with_it_and_without_it(there: District, later: bool, who: tuple[str, ...]) -> None:
    before = {name: heard(there, name) for name in who}
    outsiders.hidden(there, later)
    wrong = [(name, one) for name in who for one in apart(before[name], heard(there, name)) if (name, one.split(":")[0]) not in TOLD]
    assert not wrong, f"{len(wrong)} answers tell of it:\n" + "\n".join(map(str, wrong))


def test_whoever_is_in_it_hears_of_it_wherever_the_outsiders_were_compared(there: District) -> None:
    there.clients["owner"] = Client()
    there.clients["owner"].force_login(there.people["owner"])
    before = heard(there, "owner")
    outsiders.hidden(there)
    after = heard(there, "owner")
    changed = {where for where in before if before[where] != after[where]}
    assert {"/desk", "/projects/", "/projects/board", "/projects/funnel", "/search?q=隐山", "/search?q=蒸汽管网", "palette", "/clocks", "/notices",
            "export csv", "export xlsx"} <= {where.rstrip("/") if where != "/projects/" else where for where in changed}
    assert [where for where in before if SECRET in after[where] and SECRET not in before[where]]


@pytest.mark.parametrize("name", OUTSIDE)
def test_its_own_addresses_are_those_of_what_is_not_there_after_as_many_statements(there: District, name: str) -> None:
    secret = outsiders.hidden(there)
    client = there.clients[name]
    for method, path, sent in doors(secret):
        said = []
        for code in (secret.code, NOWHERE):
            address = path.replace("CODE", code)
            with CaptureQueriesContext(connection) as found:
                answer = told(client, method, address, **sent)
            said.append((answer.replace(code, "CODE"), len(found)))
        assert said[0] == said[1], f"{method} {path}"


@pytest.mark.parametrize("name", [name for name in OUTSIDE if name not in ("nobody", "auditor")])
def test_its_clocks_notices_and_entries_are_not_there(there: District, name: str) -> None:
    secret = outsiders.hidden(there)
    client = there.clients[name]
    keys = {"clocks": (Clock.objects.filter(thread_id=secret.pk), "/clocks/{}"), "notices": (Notice.objects.filter(subject_type="clock"), "/notices/{}/open"),
            "ledger": (Entry.objects.filter(region_id=secret.region_id, confidential=True), f"/ledger/{secret.region_id}/{{}}")}
    for what, (rows, path) in keys.items():
        field = "number" if what == "ledger" else "pk"
        if what == "notices":
            rows = rows.exclude(account=there.people[name])
        for key in rows.values_list(field, flat=True)[:8]:
            here, nowhere = (told(client, "GET", path.format(one)).replace(path.format(one), path) for one in (key, 10**9))
            assert here == nowhere, (what, key)


@pytest.mark.parametrize("name", ["colleague", "deputy", "left"])
def test_whoever_registers_the_same_or_guesses_its_codes_is_told_the_same(there: District, name: str) -> None:
    before = probed(there, name)
    outsiders.hidden(there)
    assert apart(before, probed(there, name)) == []
