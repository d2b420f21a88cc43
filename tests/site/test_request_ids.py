"""What is done on a page, in whichever house, carries the number of its request into the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from django.test import Client

from luodi.ledger.models import Entry
from luodi.notices.kinds import by_group
from luodi.people.models import Account
from luodi.rights.kernel import Role
from luodi.work.rounds import ROUNDS
from tests.clocks.ground import started
from tests.people.conftest import country, quick_hashes, signed_in, somebody
from tests.people.country import PASSWORD, Country

__all__ = ["country", "quick_hashes", "signed_in", "somebody"]
Make = Callable[..., Account]
Sign = Callable[[Account], Client]
NUMBER = "here-1234"


def deeds(country: Country) -> dict[str, tuple[str, Mapping[str, object]]]:
    """An address and what is typed there, by the verb that follows."""
    clock = started(country.office)
    return {
        "unit.add": ("/people/units/add", {"region": country.district.pk, "name": "新科", "kind": "approval"}),
        "account.password": ("/people/password", {"old": PASSWORD, "new": "another good password", "again": "another good password"}),
        "record.export": ("/ledger/export", {"region": country.district.pk, "form": "csv"}),
        "round.run": (f"/work/rounds/{next(iter(ROUNDS))}/run", {}),
        "notice.prefer": ("/notices/preferences", {"digest_hour": "9"} | {f"{key}.{by}": "on" for key, _, _ in by_group() for by in ("mail", "robot")}),
        "clock.excuse.ask": (f"/clocks/{clock.pk}/excuse", {"reason": "等上级系统恢复", "until": "2026-11-30"}),
        "account.sign_in": ("/people/sign-in", {"login": "li", "password": PASSWORD}),
    }


@pytest.mark.parametrize("verb", ["unit.add", "account.password", "record.export", "round.run", "notice.prefer", "clock.excuse.ask", "account.sign_in"])
def test_an_entry_says_in_which_request_it_was_made(country: Country, somebody: Make, signed_in: Sign, client: Client, verb: str) -> None:
    role = {"record.export": Role.AUDITOR, "clock.excuse.ask": Role.REVIEWER}.get(verb, Role.PLATFORM_ADMIN)
    li = somebody("li", country.bureau, role)
    path, typed = deeds(country)[verb]
    asks = client if verb == "account.sign_in" else signed_in(li)
    asks.post(path, typed, headers={"X-Request-ID": NUMBER})
    assert Entry.objects.filter(verb=verb).latest("at").request_id == NUMBER
