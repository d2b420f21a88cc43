"""Whoever speaks first has the lead: it is found, protected, kept warm, and goes to the pool when nobody kept it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.notices.models import Notice
from luodi.people.models import Account, Unit
from luodi.projects import actions as projects
from luodi.projects.models import Project, Status
from luodi.promotion.actions.leads import Alike, NewLead, add_lead, let_go, register_first, renew, take
from luodi.promotion.models import Claim, FirmName, Lead
from luodi.promotion.names import plain
from luodi.promotion.queries.alike import alike, area_of
from luodi.rights.kernel import MACHINE, Denied, Role
from tests.people.country import TODAY
from tests.projects.ladder import uscc
from tests.promotion.court import FIRM, home, lead, owner, talked, who
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
SECRET = "隐山动力电池有限公司"


@pytest.mark.mechanism("FL-04")
@pytest.mark.parametrize("district", ["qingdao-west-coast-2026", "fuling-2024", "jiaozhou-2021"], indirect=True)
def test_the_first_to_register_is_written_down_and_protected(district: District) -> None:
    made = lead(district, contact=("王总", "13800000000"), facts={"project_category": "industrial"})
    held = Lead.objects.get(project=made)
    assert (held.first_by, held.first_unit, held.state) == (district.promoter, district.units["promotion"], "held")
    assert held.held_until == TODAY + timedelta(days=90)
    assert (made.stage, owner(made)) == ("lead", district.promoter.login)
    assert set(Claim.objects.filter(project=made).values_list("key", flat=True)) == {f"n:{plain('海川装备制造')}"}
    assert Entry.objects.filter(verb="project.lead.add", subject_id=made.pk, subject_type="project").exists()


@pytest.mark.mechanism("FL-04")
@pytest.mark.parametrize(("firm", "code", "why"), [
    ("海川装备制造（青岛）有限公司", "", "名称相同"), ("　青岛海川装备制造  股份有限公司", "", "名称相同"), ("改了名的某公司", uscc(7), "代码相同")])
def test_a_second_registration_is_told_the_unit_and_nothing_else(district: District, firm: str, code: str, why: str) -> None:
    made = lead(district, uscc=uscc(7))
    with pytest.raises(Alike) as found:
        lead(district, district.rival, firm, "另一个名字", uscc=code, sure=True)
    taken = found.value.taken
    assert taken is not None
    assert taken.unit == district.units["promotion"]
    assert taken.project is None
    assert any(why in one.zh for one in taken.why)
    assert made.name not in str(found.value)
    assert made.code not in str(found.value)
    with pytest.raises(Alike) as again:
        lead(district, district.promoter, firm, uscc=code)
    assert again.value.taken
    assert again.value.taken.project == made, "who may see it sees which one"


@pytest.mark.parametrize(("names", "why"), [((FirmName.Kind.SHORT, "海川重工"), "简称"), ((FirmName.Kind.FORMER, "海川重工"), "曾用名")])
def test_short_and_former_names_find_a_firm(district: District, names: tuple[str, str], why: str) -> None:
    made = lead(district)
    assert made.enterprise
    kind, name = names
    FirmName.objects.create(region=made.region, enterprise=made.enterprise, kind=kind, name=name, plain=plain(name))
    hits = alike(who(district.rival), area_of(made.region), "海川重工有限公司", "")
    assert [why in one.why[0].zh for one in hits] == [True]
    assert hits[0].taken is (kind == FirmName.Kind.FORMER), "a short name may be that of two firms"


def test_a_name_that_sounds_alike_and_a_project_called_alike_are_shown_and_may_be_another(district: District) -> None:
    lead(district, name="高端数控机床生产基地")
    with pytest.raises(Alike) as sound:
        lead(district, district.rival, "海传装备制造有限公司", "别的项目")
    assert [one.zh for one in sound.value.hits[0].why] == ["企业名称读音相近"]
    with pytest.raises(Alike) as named:
        lead(district, district.rival, "远山精密有限公司", "高端数控机床项目")
    assert [one.zh for one in named.value.hits[0].why] == ["项目名称相近"]
    assert owner(lead(district, district.rival, "远山精密有限公司", "高端数控机床项目", sure=True)) == "rival"


@pytest.mark.mechanism("FL-04")
@pytest.mark.parametrize(("firm", "code"), [(SECRET, ""), ("隐山动力电池股份有限公司", ""), ("换了个名字的公司", uscc(9))])
def test_a_firm_with_a_confidential_lead_is_taken_and_the_second_learns_only_whom_to_ask(district: District, firm: str, code: str) -> None:
    hidden = lead(district, firm=SECRET, uscc=uscc(9), name="隐山动力电池基地", confidential=True)
    assert Claim.objects.filter(project=hidden).count() == 2
    with pytest.raises(Alike) as found:
        lead(district, district.rival, firm, "另一个名字", uscc=code, sure=True)
    assert str(found.value.faults[0].said.zh) == "这家企业已经登记，请向“督查室”核实"
    assert [(one.unit, one.why, one.project, one.pool) for one in found.value.hits] == [(None, (), None, False)], "neither whose, nor by what, nor which"
    for secret in (hidden.name, hidden.code, district.units["promotion"].name):
        assert secret not in str(found.value)
    assert Project.objects.count() == 1
    assert [one.project for one in alike(who(district.promoter), area_of(hidden.region), SECRET, uscc(9))] == [hidden], "its owner sees which"


def test_what_is_but_like_a_confidential_lead_learns_nothing_and_is_registered(district: District) -> None:
    hidden = lead(district, firm=SECRET, name="隐山动力电池基地", confidential=True)
    assert hidden.enterprise
    FirmName.objects.create(region=hidden.region, enterprise=hidden.enterprise, kind=FirmName.Kind.SHORT, name="隐山电池", plain="隐山电池")
    for firm in ("银山动力电池有限公司", "隐山电池有限公司", "隐山动力"):
        assert not alike(who(district.rival), area_of(hidden.region), firm, "", "隐山动力电池基地"), firm
    assert owner(lead(district, district.rival, "隐山电池有限公司", "隐山动力电池基地")) == "rival"


def test_who_has_no_supervising_unit_is_told_to_ask_one_without_a_name(district: District) -> None:
    lead(district, firm=SECRET, confidential=True)
    Unit.objects.filter(pk=district.supervisor.unit_id).update(closed=TODAY)
    with pytest.raises(Alike, match="请向督查单位核实"):
        lead(district, district.rival, SECRET)


def test_a_lead_made_confidential_later_keeps_its_firm_and_tells_no_more_whose_it_is(district: District) -> None:
    made = lead(district)
    projects.set_confidential(MACHINE, made, True)
    with pytest.raises(Alike, match="督查室") as found:
        lead(district, district.rival)
    assert district.units["promotion"].name not in str(found.value)
    projects.set_confidential(MACHINE, made, False)
    with pytest.raises(Alike, match=district.units["promotion"].name):
        lead(district, district.rival)


def test_a_firm_that_a_project_no_longer_has_is_free_once_its_lead_is_kept_on(district: District) -> None:
    made = lead(district)
    firm = made.enterprise
    assert firm
    made.enterprise = type(firm).objects.create(region=made.region, name="另一家机电有限公司")
    made.save(update_fields=["enterprise"])
    talked(made, district.promoter)
    renew(who(district.promoter), made)
    assert set(Claim.objects.filter(project=made).values_list("key", flat=True)) == {"n:另一家机电"}


def test_a_firm_is_free_again_once_its_project_has_ended(district: District) -> None:
    made = lead(district)
    projects.set_status(By(MACHINE, "不投了"), made, Status.ENDED)
    assert owner(lead(district, district.rival)) == "rival"


def test_whatever_was_looked_at_before_the_table_lets_a_firm_be_taken_but_once(district: District) -> None:
    made = lead(district)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(region=made.region, key=Claim.objects.get(project=made).key, project=made)


@pytest.mark.mechanism("FL-04")
def test_each_contact_starts_the_days_of_silence_anew(district: District) -> None:
    made = lead(district)
    first = Clock.objects.get(subject_type="lead", ended_on__isnull=True)
    assert (first.thread_id, first.assignee_id) == (made.pk, district.promoter.pk)
    talked(made, district.promoter, TODAY + timedelta(days=3))
    now = Clock.objects.get(subject_type="lead", ended_on__isnull=True)
    assert now.pk != first.pk
    assert now.standing.due_on
    assert first.standing.due_on
    assert now.standing.due_on > first.standing.due_on
    assert Lead.objects.get(project=made).contacted_on == TODAY + timedelta(days=3)


def test_a_protection_is_renewed_only_with_a_contact_and_as_often_as_the_place_says(district: District) -> None:
    made, me = lead(district), district.promoter
    with pytest.raises(Refused, match="没有记过接触"):
        renew(who(me), made)
    day = TODAY
    for _ in range(2):
        talked(made, me, day)
        held = renew(who(me, day), made)
        with pytest.raises(Refused, match=r"没有记过接触|续满"):
            renew(who(me, day), made)
        day = held.held_until - timedelta(days=60)
    assert held.held_until == TODAY + timedelta(days=90 + 60 + 60)
    talked(made, me, day)
    with pytest.raises(Refused, match="续满"):
        renew(who(me, day), made)


@pytest.mark.mechanism("FL-04")
def test_a_lead_that_nobody_kept_goes_to_the_pool_once_and_another_promoter_takes_it(district: District) -> None:
    made, late = lead(district), TODAY + timedelta(days=91)
    assert let_go(TODAY + timedelta(days=90)) == 0, "the last day counts"
    assert (let_go(late), let_go(late)) == (1, 0)
    held = Lead.objects.get(project=made)
    assert (held.state, held.clock) == ("open", None)
    assert Notice.objects.filter(account=district.promoter, kind="project.lead").count() == 1
    with pytest.raises(Alike, match="公开池"):
        lead(district, district.rival, today=late)
    with pytest.raises(Refused, match="在您手里到期"):
        take(who(district.promoter, late), made, district.units["promotion"], district.promoter, late)
    take(who(district.rival, late), made, home(district.rival), district.rival, late)
    held.refresh_from_db()
    assert (held.state, held.held_until, held.first_by, held.first_unit) == ("held", late + timedelta(days=90), district.promoter, district.units["promotion"])
    made.refresh_from_db()
    assert (owner(made), made.unit_id) == ("rival", district.rival.unit_id)
    assert Clock.objects.get(subject_type="lead", ended_on__isnull=True).assignee_id == district.rival.pk
    with pytest.raises(Refused, match="不在公开池"):
        take(who(district.rival, late), made, home(district.rival), district.promoter, late)


def test_what_is_confidential_never_lies_in_the_pool(district: District) -> None:
    made = lead(district, confidential=True)
    assert let_go(TODAY + timedelta(days=200)) == 0
    assert Lead.objects.get(project=made).state == "held"


def test_a_protection_is_over_with_the_signing(district: District) -> None:
    made = lead(district)
    type(made).objects.filter(pk=made.pk).update(stage="signed", way=" lead negotiation signed ")
    assert let_go(TODAY) == 1
    assert Lead.objects.get(project=made).state == "over"
    assert not Claim.objects.filter(project=made).exists()
    assert not Clock.objects.filter(subject_type="lead", ended_on__isnull=True).exists()


def test_a_project_that_came_in_another_way_has_its_first_contact_registered_once(district: District) -> None:
    made = district.project()
    register_first(who(district.promoter), made, "call", ("", ""), TODAY)
    with pytest.raises(Refused, match="已经"):
        register_first(who(district.promoter), made, "call", ("", ""), TODAY)
    other = district.project(name="另一个", number=1, today=TODAY)
    with pytest.raises(Alike):
        register_first(who(district.promoter), other, "call", ("", ""), TODAY)


def test_nobody_registers_for_a_unit_that_is_not_theirs(district: District, somebody: Callable[..., Account]) -> None:
    clerk = somebody("clerk", district.units["planning"], Role.REVIEWER)
    for one in (clerk, district.rival):
        with pytest.raises(Denied):
            add_lead(who(one), NewLead(district.units["promotion"], "基地", FIRM, "visit"), one, TODAY)
