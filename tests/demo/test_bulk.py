"""Rows in bulk agree with what the engine and the clocks say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from luodi.clocks.models import Clock, Event, Standing
from luodi.clocks.sweep import Swept, sweep
from luodi.demo.bulk import CLOCKS, fill
from luodi.engine.identifiers import check_own_code, check_uscc
from luodi.engine.source import Refused
from luodi.ledger.models import Entry
from luodi.people import actions as people
from luodi.people.models import Account, Region, RegionKind, Unit, UnitKind
from luodi.people.queries import person_of
from luodi.projects.lights import lit
from luodi.projects.models import Enterprise, Move, Part, Project, Task, Words
from luodi.projects.queries import visible
from luodi.promotion.actions.leads import let_go
from luodi.promotion.actions.services import follow
from luodi.promotion.models import Contact, FirmName, Lead, ServiceEntry
from luodi.promotion.names import initials, plain
from luodi.promotion.queries.alike import area_of, keys_of
from luodi.rights.kernel import MACHINE
from tests.demo.conftest import TODAY


@pytest.fixture
def many(lasting_db: None) -> None:
    """Thirty projects."""
    fill(30, TODAY)


def test_all_rows_are_there_and_the_ledger_knows_of_none(many: None) -> None:
    clocks = 30 * CLOCKS + Lead.objects.filter(clock__isnull=False).count()
    assert {model: model.objects.count() for model in (Project, Lead, Clock, Standing, Task, Words, Unit, Account)} == {
        Project: 30, Lead: 30, Clock: clocks, Standing: clocks, Task: 90, Words: 60, Unit: 201, Account: 2001}
    assert (Region.objects.count(), Move.objects.exists(), Part.objects.exists(), Event.objects.count() >= 60 * CLOCKS) == (11, True, True, True)
    assert list(Entry.objects.values_list("verb", flat=True)) == ["demo.begin"]


def test_lights_are_those_of_the_clocks_and_a_sweep_finds_nothing_to_do(many: None) -> None:
    before = list(Project.objects.order_by("pk").values_list("light", "due_on"))
    lit(Project.objects.all())
    assert before == list(Project.objects.order_by("pk").values_list("light", "due_on"))
    assert sweep(TODAY) == Swept()
    assert sweep(TODAY + timedelta(days=10)).turned


def test_codes_can_be_and_facts_can_be_read(many: None) -> None:
    assert all(check_own_code(code) for code in Project.objects.values_list("code", flat=True))
    assert all(check_uscc(code) for code in Enterprise.objects.values_list("uscc", flat=True))
    assert all(project.facts["project_category"] == project.category for project in Project.objects.all())


def test_more_can_be_added_and_people_see_theirs(many: None) -> None:
    fill(5, TODAY)
    assert Project.objects.count() == 35
    owner = Part.objects.filter(kind="owner").select_related("account").order_by("pk")[0]
    assert owner.account
    assert visible(person_of(owner.account, TODAY)).filter(pk=owner.project_id).exists()


def test_leads_are_as_the_action_would_have_kept_them(many: None) -> None:
    fill(90, TODAY)
    held = Lead.objects.exclude(state=Lead.State.OVER).select_related("project__region", "project__enterprise", "clock")
    assert {lead.state for lead in held} == {"held", "open"}
    for lead in held:
        project, firm = lead.project, lead.project.enterprise
        assert firm
        assert set(project.claims.values_list("key", flat=True)) == set(keys_of(area_of(project.region), firm.name, firm.uscc))
        assert project.stage in ("lead", "negotiation")
        assert (lead.state == "held") == (lead.held_until >= TODAY)
        assert not lead.clock or (lead.clock.subject_type, lead.clock.subject_id, lead.clock.ended_on) == ("lead", project.pk, None)
    assert not Lead.objects.filter(state=Lead.State.OVER, project__claims__isnull=False).exists()
    assert not Lead.objects.filter(state=Lead.State.OPEN, project__confidential=True).exists()
    assert all(name.plain == plain(name.name) and name.initials == initials(name.name) for name in FirmName.objects.all())
    assert (FirmName.objects.count(), Contact.objects.exists()) == (Enterprise.objects.count(), True)
    assert let_go(TODAY) == 0


def test_the_list_of_linked_services_is_as_its_rules_say(many: None) -> None:
    assert ServiceEntry.objects.exists()
    assert follow(None, TODAY) == 0


def test_they_are_never_added_to_what_is_real(lasting_db: None) -> None:
    unit = people.add_unit(MACHINE, people.add_region(MACHINE, "某区", RegionKind.DISTRICT), "某局", UnitKind.DEPARTMENT)
    people.add_account(MACHINE, unit, "real", "某人")
    with pytest.raises(Refused, match="真实"):
        fill(1, TODAY)
