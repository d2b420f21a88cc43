"""Methods that an address does not take, and languages that there are not: an answer in words, never a fault of ours."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.rights.addresses import Case
from tests.rights.examples import ADDRESSES as EXAMPLES
from tests.rights.test_addresses import ask
from tests.rights.world import World

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")


@pytest.mark.walk
def test_an_address_says_405_to_methods_that_it_does_not_take(world: World) -> None:
    wrong = []
    for name, example in EXAMPLES.items():
        for actor in map(world.actors.__getitem__, ("anonymous", "clerk", "platform_admin")):
            address = reverse(name, args=example.case(world, actor, example.places[0]).args)
            for method in METHODS:
                if method in example.methods or method == "HEAD":
                    continue
                answer, changes = ask(world, actor, method, address, Case())
                if answer.status_code != 405 or changes:
                    wrong.append(f"{method} {name} · {actor.name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.walk
def test_a_head_and_options_have_no_body_and_are_no_fault(world: World) -> None:
    actor, wrong = world.actors["platform_admin"], []
    for name, example in EXAMPLES.items():
        address = reverse(name, args=example.case(world, actor, "own").args)
        for method in ("HEAD", "OPTIONS"):
            answer, changes = ask(world, actor, method, address, Case())
            if (answer.status_code >= 500 and answer.status_code not in example.fine) or answer.content or changes:
                wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong, wrong


@pytest.mark.parametrize("prefix", ["fr", "zh-hans", "zh", "EN", "xx-yy", "e%00n"])
def test_a_language_that_there_is_not_is_no_page(prefix: str, world: World) -> None:
    for path in ("/people/me", "/clocks/", "/ledger", "/notices"):
        assert ask(world, world.actors["clerk"], "GET", f"/{prefix}{path}", Case())[0].status_code in (302, 404)
