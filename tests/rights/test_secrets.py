"""What somebody without a part learns of a confidential matter, wherever they look: nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.urls import reverse

from luodi.clocks.actions import New, ask_excuse, assign, open_clock
from luodi.clocks.models import Clock
from luodi.clocks.sweep import sweep
from luodi.clocks.telling import tell
from luodi.engine.timelimit import Accepted, Limit, Received
from luodi.ledger.actions import By
from luodi.ledger.models import Entry, Outbox, State
from luodi.notices.models import Notice
from luodi.rights.addresses import URLS
from luodi.rights.kernel import MACHINE
from luodi.rights.permissions import public
from tests.rights.addresses import Case
from tests.rights.examples import ADDRESSES as EXAMPLES
from tests.rights.sample import Sample
from tests.rights.test_addresses import ask
from tests.rights.world import FIRST, NOW, SECRET, TODAY, Actor, World

ASKED = ("", "?tab=all", "?tab=answer", f"?q={SECRET}", "?light=yellow&tab=all", "?thing=clock", f"?person={SECRET}")
SEARCHED = ("workbench_search", "clocks_list", "ledger_entries", "notices_inbox", "work_jobs")
LOT = Sample("secrets")
WHO = ("anonymous", "nobody", "supervisor", "auditor", "chief", "platform_admin", "clerk", "deputy")
TOLD = {("outbox_dead", "platform_admin"), ("outbox_dead", "city"), ("operations_state", "platform_admin"), ("operations_state", "city")}
"""Who is told that there is one, and in what way it failed, and no more: it is for them to have it sent again. The system's page counts all entries."""


def pages(world: World, actor: Actor) -> list[tuple[str, str]]:
    """A third of the pages that somebody may try, another one for each, or all; with what they are called. What the examples need is there afterwards."""
    found = []
    for name, example in EXAMPLES.items():
        # A second factor is set up with another secret every time.
        if (public(URLS[name]) and name not in ("home", "items", "help")) or name == "people_second_factor":
            continue
        if "GET" in example.methods and (name in SEARCHED or LOT.lot(actor.name, name, share=3)):
            case = example.case(world, actor, example.places[0])
            found += [(f"{name} {query}", reverse(name, args=case.args) + query) for query in (ASKED if name in SEARCHED else ("",))]
    return found


def lists(world: World, actor: Actor, those: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Every page that somebody reaches, by its address, and every export, as one text each."""
    for said, address in those:
        yield said, plain(ask(world, actor, "GET", address, Case())[0].content)
    region = world.units["own"].region_id
    for form in ("csv", "xlsx"):
        answer = ask(world, actor, "POST", reverse("ledger_export"), Case(post={"region": region, "form": form}))[0]
        yield f"ledger_export {form}", plain(answer.content)


def plain(held: bytes) -> str:
    """What a page or a file says: of an Excel or Word file its sheets or its text, not when it was packed."""
    if held[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(held)) as file:
            held = b"".join(file.read(one) for one in file.namelist() if one.startswith(("xl/", "word/")))
    return held.decode(errors="replace")


def secret_of(world: World, assignee: str | None) -> Clock:
    """One more confidential clock of the own unit, with entries that say its word."""
    account = world.actors[assignee].account if assignee else None
    made = open_clock(By(MACHINE, SECRET), New(world.units["own"], ("case", 9), SECRET, [Received(FIRST), Accepted(FIRST)], Limit(13), confidential=True,
                                               assignee=account), FIRST)
    found: Clock = Clock.objects.select_related("standing", "unit__region", "region", "assignee").get(pk=made.pk)
    assign(By(MACHINE, SECRET), found, account)
    return found


def without(text: str) -> str:
    """A page without the tokens of its forms and the word that was asked for."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|第 \d+ 分钟|\d\d:\d\d(:\d\d)?', "", text)
    return re.sub(rf'(value="|q=|“|person=){SECRET}', "", text)


@pytest.mark.walk
def test_the_word_of_a_confidential_matter_is_nowhere_but_with_those_entitled(world: World) -> None:
    clock = secret_of(world, "clerk")
    sweep(TODAY)
    tell(TODAY)
    ask_excuse(By(world.actors["clerk"].person, SECRET), clock, SECRET, TODAY.replace(month=12), TODAY)
    actors = [world.actors[name] for name in WHO]
    those = {actor.name: pages(world, actor) for actor in actors}
    wrong = [f"{actor.name}: {where}" for actor in actors for where, text in lists(world, actor, those[actor.name]) if SECRET in without(text)]
    assert {one.split(":")[0] for one in wrong} <= {"clerk", "auditor"}, wrong
    assert any(one.startswith("clerk: clocks_list") for one in wrong)
    assert any(one.startswith("auditor: ledger_e") for one in wrong)
    assert not [one for one in wrong if one.startswith("auditor") and not one.startswith("auditor: ledger_")]


@pytest.mark.walk
def test_nobody_can_count_a_confidential_matter(world: World) -> None:
    actors = [world.actors[name] for name in WHO if name != "auditor"]
    those = {actor.name: pages(world, actor) for actor in actors}
    before = {(actor.name, where): without(text) for actor in actors for where, text in lists(world, actor, those[actor.name])}
    secret_of(world, None)
    entry = Entry.objects.filter(confidential=True, region_id=world.units["own"].region_id).latest("number")
    Outbox.objects.create(region_id=entry.region_id, number=entry.number, place=8, key="k", topic="notice.mail", payload={}, state=State.DEAD, attempts=10,
                          next_at=NOW, error=f"Timeout: {SECRET}")
    after = {(actor.name, where): without(text) for actor in actors for where, text in lists(world, actor, those[actor.name])}
    changed = [f"{name}: {where}" for (name, where), text in after.items() if text != before[name, where]]
    # Those who resend see the number of messages that did not arrive in the menu of every page.
    assert {one.split(":")[0] for one in changed} <= {name for _, name in TOLD}, changed


def test_notices_of_a_confidential_clock_say_its_name_to_its_assignee_alone(world: World) -> None:
    clock = secret_of(world, "clerk")
    sweep(TODAY)
    tell(TODAY)
    ask_excuse(world.actors["clerk"].person, clock, SECRET, TODAY.replace(month=12), TODAY)
    # Whoever owns a confidential project with the same word in it hears of that.
    told = [one for one in Notice.objects.exclude(subject_type="project") if SECRET in one.title_zh + one.body_zh + one.title_en + one.body_en]
    assert {one.account_id for one in told} == {clock.assignee_id}


def test_the_robot_of_a_group_is_not_told_of_a_confidential_clock(world: World) -> None:
    secret_of(world, "clerk")
    sweep(TODAY)
    tell(TODAY)
    told = {notice for row in Outbox.objects.filter(topic__contains="robot") for notice in row.payload["notices"]}
    assert told
    assert not Notice.objects.filter(pk__in=told, title_zh__contains=SECRET).exists()


@pytest.mark.parametrize("how", ["opened", "assigned", "refused"])
def test_what_was_done_to_a_confidential_clock_is_a_confidential_entry(how: str, world: World) -> None:
    clock = secret_of(world, None)
    verb = {"opened": "clock.open", "assigned": "clock.assign", "refused": "clock.answer"}[how]
    if how == "refused":
        from luodi.clocks.actions import answer
        from luodi.rights.kernel import Denied
        with pytest.raises(Denied):
            answer(By(world.actors["chief"].person, SECRET), clock, TODAY)
    assert Entry.objects.filter(region_id=clock.region_id, verb=verb).latest("number").confidential
