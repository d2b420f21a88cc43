"""The table of rights against the file of what is expected, and the door against the table."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from luodi.rights import permissions
from luodi.rights.addresses import URLS
from luodi.rights.kernel import ANONYMOUS, MACHINE, Matter, Person, PostHeld, Role
from luodi.rights.permissions import GROUPS, PARTS, PLACES, RIGHTS, ROLES, TABLE, Anyone, Right, may, public

EXPECTED = Path(__file__).with_name("rights.json")
ME, BOSS = 7, 8
OWN_UNIT = Matter(region_path=(1, 2), unit_path=(10, 11))
MATTERS = {
    "at_all": None,
    "own_unit": OWN_UNIT,
    "town_below": Matter(region_path=(1, 2, 5), unit_path=(30,)),
    "other_unit": Matter(region_path=(1, 2), unit_path=(20,)),
    "other_unit_assignee": Matter(region_path=(1, 2), unit_path=(20,), parts=frozenset({("assignee", ME)})),
    "other_district": Matter(region_path=(1, 3), unit_path=(40,)),
    "other_district_assignee": Matter(region_path=(1, 3), unit_path=(40,), parts=frozenset({("assignee", ME)})),
    "confidential_own_unit": replace(OWN_UNIT, confidential=True),
    "confidential_own_unit_assignee": replace(OWN_UNIT, confidential=True, parts=frozenset({("assignee", ME)})),
}


def held(role: Role, for_account: int | None = None) -> PostHeld:
    """A post in unit 10 of region 2."""
    return PostHeld(role, 10, 2, (10,), (1, 2), for_account)


def answers(person: Person) -> dict[str, str]:
    """Every right: yes, 403 or 404 for each of MATTERS, in their order."""
    return {right.value: " ".join(_answer(person, right, matter) for matter in MATTERS.values()) for right in Right}


def _answer(person: Person, right: Right, matter: Matter | None) -> str:
    verdict = may(person, right, matter)
    return "yes" if verdict.allowed else "404" if verdict.hidden else "403"


def table() -> dict[str, Any]:
    """What rights.json holds: after a change of the table write `written(table())` to it, and read what has changed."""
    people = {"anonymous": ANONYMOUS, "machine": MACHINE, "no_post": Person(ME, "我")} | {role.value: Person(ME, "我", (held(role),)) for role in Role}
    return {"matters": list(MATTERS), "answers": {name: answers(person) for name, person in people.items()}}


def written(held: dict[str, Any]) -> str:
    """`table()` as the file has it."""
    return re.sub(r"\[[^\]]*\]", lambda found: json.dumps(json.loads(found[0])), json.dumps(held, ensure_ascii=False, indent=2), count=1) + "\n"


def names(patterns: list[URLPattern | URLResolver]) -> dict[str, URLPattern]:
    """Every named address with its pattern. An address without a name is a fault."""
    out: dict[str, URLPattern] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            out |= names(pattern.url_patterns)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            out[pattern.name] = pattern
    return out


def test_every_right_of_every_role_everywhere_is_as_expected() -> None:
    assert table() == json.loads(EXPECTED.read_text(encoding="utf-8"))


def test_every_address_is_in_the_table() -> None:
    there = names(get_resolver().url_patterns).keys()
    assert not there - URLS.keys(), "an address without a right: add it to luodi.rights.addresses.URLS"
    assert not URLS.keys() - there, "a right for an address that is no longer there"


def test_every_address_that_is_not_public_has_its_door() -> None:
    for name, pattern in names(get_resolver().url_patterns).items():
        if not public(URLS[name]):
            assert getattr(pattern.callback, "needs", None) is URLS[name], name


def test_every_right_role_and_part_has_its_words_and_its_row() -> None:
    assert set(TABLE) == set(RIGHTS) == set(Right) == {right for group in GROUPS for right in group}
    assert set(ROLES) == {*Role, *Anyone}
    assert set(PLACES) == set(permissions.Place)
    assert {part for rows in TABLE.values() for row in rows for part in row.parts} <= set(PARTS)


def test_what_is_not_in_the_table_is_allowed_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLE, Right.CLOCK_EXCUSE)
    assert not may(Person(ME, "我", tuple(held(role) for role in Role)), Right.CLOCK_EXCUSE).allowed


def test_a_deputy_may_what_the_absent_person_may_and_it_is_said_for_whom() -> None:
    deputy = Person(ME, "我", (held(Role.REVIEWER), held(Role.SUPERVISOR, BOSS)))
    verdict = may(deputy, Right.CLOCK_EXCUSE, OWN_UNIT)
    assert (verdict.allowed, verdict.on_behalf_of) == (True, BOSS)


def test_what_a_deputy_may_as_himself_he_does_as_himself() -> None:
    deputy = Person(ME, "我", (held(Role.SUPERVISOR, BOSS), held(Role.SUPERVISOR)))
    assert may(deputy, Right.CLOCK_EXCUSE, OWN_UNIT).on_behalf_of is None


def test_a_deputy_sees_the_confidential_matter_of_the_absent_person() -> None:
    matter = replace(OWN_UNIT, confidential=True, parts=frozenset({("owner", BOSS)}))
    assert may(Person(ME, "我", (held(Role.REVIEWER, BOSS),)), Right.CLOCK_READ, matter).on_behalf_of == BOSS


def test_a_post_of_one_and_a_part_of_another_do_not_add_up() -> None:
    matter = replace(OWN_UNIT, confidential=True, parts=frozenset({("owner", ME)}))
    verdict = may(Person(ME, "我", (held(Role.REVIEWER), held(Role.SUPERVISOR, BOSS))), Right.CLOCK_EXCUSE, matter)
    assert not verdict.allowed
    assert not verdict.hidden


def test_who_may_not_is_told_who_does_it_and_what_they_may_instead() -> None:
    why = may(Person(ME, "我", (held(Role.CLERK),)), Right.OUTBOX_RESEND, OWN_UNIT).why
    assert why.zh == "这件事由平台管理员（本区域及以下）办理；您不能重发没有送达的消息。"
    why = may(Person(ME, "我", (held(Role.SUPERVISOR),)), Right.LEDGER_VERIFY, OWN_UNIT).why
    assert why.zh == "这件事由审计员、平台管理员（本区域及以下）办理；您可以查阅台账，不能核验台账。"
    assert why.en == "This is for: auditor, platform administrator (own region and below). You may read the ledger; you may not verify the ledger."


def test_what_is_hidden_is_not_explained() -> None:
    assert may(Person(ME, "我", (held(Role.CLERK),)), Right.CLOCK_READ, MATTERS["other_district"]).why.zh == ""
