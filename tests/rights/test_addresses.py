"""The walk over every address: whoever asks for whatever, wherever it is, gets what the table says, and learns nothing more."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import get_resolver, reverse
from django.utils import translation

from luodi.engine.source import Said
from luodi.rights.addresses import URLS
from luodi.rights.kernel import NOTHING
from luodi.rights.permissions import may, public
from tests.rights.addresses import Case, Example
from tests.rights.examples import ADDRESSES as EXAMPLES
from tests.rights.sample import Sample
from tests.rights.test_table import names
from tests.rights.world import SECRETS, Actor, World

ALL = names(get_resolver().url_patterns)
AT_ONCE = 30
"""Addresses of a house that are walked in one test: the longest test is not to be what all others wait for."""
PUBLIC_ACTORS = ("anonymous", "clerk", "nobody")
"""Public pages do not look at who asks; that they do not is tested elsewhere."""
DOOR = ("own", "far", "reserved", "of_others", *SECRETS)
"""Where those are asked whom the door sends away before it looks at a thing: the walk would take three times as long with all places, and learn nothing."""
OURS = ("people_session", "luodi_cache", "django_session")
"""What an answer may write whoever asked: that a session was seen, how often somebody asked."""


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that change something."""
    found: list[str] = []

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip("( ")[:6].upper() in ("INSERT", "UPDATE", "DELETE") and not any(f'"{table}"' in sql for table in OURS):
            found.append(sql)
        return execute(sql, params, many, context)
    with connection.execute_wrapper(look):
        yield found


@contextmanager
def taken_back() -> Iterator[None]:
    """A savepoint by hand: actions insist on the outermost transaction, which a test's is."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


def ask(world: World, actor: Actor, method: str, address: str, case: Case) -> tuple[HttpResponse, list[str]]:
    """What somebody gets, and what it wrote; all is as it was afterwards."""
    client = world.clients[actor.name]
    cookies: Any = client.cookies.copy()
    with taken_back(), written() as found:
        answer: Any = client.post(address, dict(case.post or {})) if method == "POST" else client.generic(method, address)
        if answer.streaming:
            answer = HttpResponse(b"".join(answer), status=answer.status_code, headers=dict(answer.items()))
        body = answer.content  # rendered while it all is still there
    client.cookies = cookies
    translation.activate("zh-hans")  # a request in another language leaves it behind
    assert body is not None
    return answer, found


def expected(name: str, actor: Actor, case: Case) -> tuple[str, Said]:
    """sign_in, yes, 403 or 404, and why."""
    right = URLS[name]
    if not public(right) and not actor.person.known:
        return "sign_in", NOTHING
    for which, matter in ((right, None), *case.asks):
        verdict = may(actor.person, which, matter)
        if not verdict.allowed:
            return ("404" if verdict.hidden else "403"), verdict.why
    return "yes", NOTHING


def plain(answer: HttpResponse, address: str) -> tuple[str, list[tuple[str, str]]]:
    """An answer without what differs from one request to the next: tokens, the request's number, the address itself."""
    text = answer.content.decode()
    path = address.split("?")[0]
    for own in (path, f"/en{path}", f"/ja{path}", f"/ko{path}"):
        text = text.replace(f'"{own}"', '"HERE"')
    text = text.replace(path, "HERE")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    heads = sorted((name, value) for name, value in answer.items() if name not in ("X-Request-ID", "Content-Length"))
    return text, heads


def walk(world: World, name: str, example: Example) -> tuple[list[str], int]:
    """What of a sample is not as the table says, and how many posts wrote something."""
    wrong, wrote, in_english, nothing, sample = [], 0, False, {}, Sample(name)
    actors = [actor for actor in world.actors.values() if not public(URLS[name]) or actor.name in PUBLIC_ACTORS]
    for place in example.places:
        for actor in actors:
            case = example.case(world, actor, place)
            address = reverse(name, args=case.args)
            full = address + "?" + "&".join(f"{key}={value}" for key, value in case.query.items()) if case.query else address
            answered, why = expected(name, actor, case)
            if place not in DOOR and not may(actor.person, URLS[name]).allowed:
                continue
            done = answered == "yes" and all(may(actor.person, *one).allowed for one in case.does)
            if not sample.takes((answered, why, done, place in SECRETS), actor.name, place):
                continue
            # A form is asked for, and then sent, by the same view: that it opens to nobody else is seen at the door.
            for method in example.methods[-1:] if place not in DOOR else example.methods:
                answer, changes = ask(world, actor, method, full, case)
                said = f"{method} {name} · {actor.name} · {place}: {answer.status_code}"
                if answered == "sign_in":
                    if answer.status_code != 302 or "/people/sign-in?next=" not in answer["Location"]:
                        wrong.append(f"{said}, not to the sign-in page")
                elif answered == "yes":
                    if answer.status_code not in example.fine | ({422} if method == "POST" and not done else set()):
                        wrong.append(f"{said}, but may")
                    if method == "POST":
                        wrote += bool(changes)
                        if changes and not done:
                            wrong.append(f"{said}, and wrote, which is beyond the table: {changes[0][:90]}")
                        if done and example.writes and not changes:
                            wrong.append(f"{said}, and nothing was done")
                elif str(answer.status_code) != answered:
                    wrong.append(f"{said}, not {answered}")
                elif answered == "403":
                    if html.escape(why.zh) not in answer.content.decode():
                        wrong.append(f"{said} without saying: {why.zh}")
                    elif not in_english:
                        in_english = True
                        with translation.override("en"):
                            there = reverse(name, args=case.args)
                        english = ask(world, actor, method, there + full.removeprefix(address), case)[0].content.decode()
                        if html.escape(why.en) not in english:
                            wrong.append(f"{said} without saying in English: {why.en}")
                elif case.missing is not None:
                    none = reverse(name, args=case.missing)
                    if (actor.name, method, none) not in nothing:
                        nothing[actor.name, method, none] = plain(ask(world, actor, method, none, case)[0], none)
                    if plain(answer, full) != nothing[actor.name, method, none]:
                        wrong.append(f"{said}, but one can tell it from what does not exist")
                if answered != "yes" and changes:
                    wrong.append(f"{said}, and yet something was written: {changes[0][:90]}")
    return wrong, wrote


def test_every_address_has_an_example() -> None:
    assert not ALL.keys() - EXAMPLES.keys(), "an address without an example: add it to tests/rights/addresses.py or tests/rights/promotion"
    assert not EXAMPLES.keys() - ALL.keys(), "an example of an address that is no longer there"


def some() -> Iterator[Any]:
    """All addresses, a few at a time."""
    for house, found in groupby(sorted(EXAMPLES), lambda name: name.split("_")[0]):
        those = tuple(found)
        for place in range(0, len(those), AT_ONCE):
            yield pytest.param(those[place:place + AT_ONCE], id=f"{house}-{place}")


@pytest.mark.walk
@pytest.mark.parametrize("some", list(some()))
def test_every_address_answers_everybody_as_the_table_says(some: tuple[str, ...], world: World) -> None:
    wrong = []
    for name in some:
        found, wrote = walk(world, name, EXAMPLES[name])
        wrong += found
        if "POST" in EXAMPLES[name].methods and EXAMPLES[name].writes and not wrote:
            wrong.append(f"POST {name}: the example does nothing for anybody")
    assert not wrong, f"{len(wrong)} answers are not as the table says:\n" + "\n".join(wrong)
