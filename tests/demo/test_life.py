"""The invented district: the same each time, whole, and only where nothing real is."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.utils import timezone

from luodi.clocks.models import Clock, Turn
from luodi.demo.actions import begin_demo
from luodi.demo.life import make
from luodi.demo.reset import empty
from luodi.demo.town import Town
from luodi.engine.identifiers import check_uscc
from luodi.engine.source import Refused
from luodi.ledger import chain
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.ledger.standing import demonstration, standing_at
from luodi.notices.models import Notice
from luodi.people import actions as people
from luodi.people.models import Region, RegionKind, UnitKind
from luodi.projects.models import Enterprise, Move, Note, Paper, Project, Task
from luodi.rights.kernel import MACHINE
from tests.demo.conftest import TODAY


def test_every_project_is_registered_and_has_lived(town: Town) -> None:
    assert Project.objects.count() == 12
    assert {model.objects.exists() for model in (Move, Note, Paper, Task, Clock, Turn, Notice)} == {True}
    assert len(set(Project.objects.values_list("stage", flat=True))) >= 4
    assert len(set(Project.objects.values_list("light", flat=True))) >= 3


def test_people_were_told_what_happened_and_do_not_drown_in_it(town: Town) -> None:
    told = Notice.objects.filter(kind__startswith="project.")
    assert {"project.stage", "project.task", "project.note"} <= set(told.values_list("kind", flat=True))
    unread = Counter(Notice.objects.filter(read_at=None).values_list("account_id", flat=True))
    assert max(unread.values()) <= 20


def test_what_happened_then_happened_then(town: Town) -> None:
    at = list(Entry.objects.filter(region_id=town.region.pk).order_by("number").values_list("at", flat=True))
    assert at == sorted(at)
    assert (at[-1] - at[0]).days >= 30
    assert at[-1] < timezone.now() or at[-1].date() <= TODAY


def test_its_chain_is_whole(town: Town) -> None:
    assert [broken for region in chain.regions() for broken in chain.verify(region)] == []


def test_every_light_is_that_of_the_clocks(town: Town) -> None:
    from luodi.projects.lights import lit
    before = list(Project.objects.order_by("pk").values_list("pk", "light", "due_on"))
    lit(Project.objects.all())
    assert before == list(Project.objects.order_by("pk").values_list("pk", "light", "due_on"))


def test_every_enterprise_has_a_code_that_can_be(town: Town) -> None:
    assert all(check_uscc(code) for code in Enterprise.objects.values_list("uscc", flat=True))


def test_the_same_numbers_give_the_same_district(lasting_db: None) -> None:
    def seen() -> list[object]:
        return [list(Project.objects.order_by("pk").values_list("pk", "code", "name", "stage", "light", "facts")),
                list(Entry.objects.exclude(verb="demo.begin").order_by("region_id", "number").values_list("region_id", "number", "verb", "at", "payload")),
                # In which order clocks that turn in one sweep are numbered is the database's business.
                sorted((account, re.sub(r"^(clock\.\d+)\.\d+", r"\1", key), str(read)) for account, key, read in
                       Notice.objects.values_list("account_id", "key", "read_at"))]
    begin_demo(MACHINE, TODAY, 0, 0)
    empty()
    make(TODAY, 4, 20)
    first = seen()
    empty()
    make(TODAY, 4, 20)
    assert seen() == first


def test_where_something_is_real_nothing_is_invented(db: None) -> None:
    people.add_unit(MACHINE, people.add_region(MACHINE, "某区", RegionKind.DISTRICT), "某局", UnitKind.DEPARTMENT)
    with pytest.raises(Refused, match="不能变成演示"):
        begin_demo(By(MACHINE), TODAY, 1, 1)
    assert not demonstration()


def test_only_a_demonstration_is_emptied(lasting_db: None) -> None:
    people.add_region(MACHINE, "某区", RegionKind.DISTRICT)
    with pytest.raises(Refused, match="不是演示"):
        empty()
    assert Region.objects.count() == 1


def test_only_a_demonstration_has_a_made_up_past(db: None) -> None:
    people.add_region(MACHINE, "某区", RegionKind.DISTRICT)
    with pytest.raises(RuntimeError, match="demonstration"), standing_at(timezone.now()):
        pass
