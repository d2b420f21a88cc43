"""A lead goes to another unit when that says yes, and to whom a ruling gives it; what others hold is never shown to who claims it."""

from __future__ import annotations

from datetime import date

import pytest

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.ledger.models import Entry
from luodi.notices.models import Notice
from luodi.people.models import Unit
from luodi.projects.models import Part, Project, Task
from luodi.projects.queries import visible
from luodi.promotion.actions.leads import ask_transfer, bring, dispute, refuse_transfer, rule, take_over, withdraw
from luodi.promotion.models import Dispute, Evidence, Lead, Transfer
from luodi.rights.kernel import MACHINE, Denied
from tests.people.country import TODAY
from tests.promotion.court import home, lead, owner, who
from tests.promotion.district import District

pytestmark = pytest.mark.django_db


def asked(district: District, made: Project, **more: object) -> Transfer:
    """The promoter asks the unit of the rival."""
    me = district.promoter
    return ask_transfer(who(me), made, me, home(district.rival), more.get("account"), 40, "企业看中对方园区", TODAY)  # type: ignore[arg-type]


@pytest.mark.mechanism("FL-04")
def test_a_unit_that_says_yes_has_the_lead_with_its_tasks_and_the_other_keeps_its_share(district: District) -> None:
    made = lead(district)
    before = Lead.objects.get(project=made)
    transfer = asked(district, made)
    assert transfer.clock
    assert transfer.clock.standing.due_on == date(2026, 11, 26), "three working days"
    assert made in visible(who(district.rival)), "who is asked sees what for"
    take_over(who(district.rival), transfer, district.rival, "好的", TODAY)
    made.refresh_from_db()
    held, transfer = Lead.objects.get(project=made), Transfer.objects.get(pk=transfer.pk)
    assert (owner(made), made.unit_id, transfer.state, transfer.share) == ("rival", district.rival.unit_id, "taken", 40)
    assert (held.first_unit, held.held_until) == (district.units["promotion"], before.held_until)
    assert {task.unit_id for task in Task.objects.filter(project=made)} == {made.unit_id}
    assert set(Clock.objects.filter(thread_id=made.pk, ended_on__isnull=True).values_list("unit", "assignee")) == {(made.unit_id, district.rival.pk)}
    assert made in visible(who(district.promoter)), "who gave it still sees it"
    assert Notice.objects.filter(account=district.promoter, kind="project.lead").exists()
    assert Entry.objects.filter(verb="project.lead.taken", subject_id=made.pk, person_id=district.rival.pk).exists()


def test_a_unit_that_says_no_sees_the_lead_no_more(district: District) -> None:
    made = lead(district)
    transfer = asked(district, made)
    with pytest.raises(Refused, match="为什么"):
        refuse_transfer(who(district.rival), transfer, " ", TODAY)
    refuse_transfer(who(district.rival), transfer, "没有人手", TODAY)
    assert made not in visible(who(district.rival))
    assert owner(made) == district.promoter.login
    again = asked(district, made)
    withdraw(who(district.promoter), again, TODAY)
    assert made not in visible(who(district.rival))
    assert not Clock.objects.filter(subject_type="transfer", ended_on__isnull=True).exists()
    with pytest.raises(Refused, match="已撤回"):
        take_over(who(district.rival), again, district.rival, "", TODAY)


def test_only_who_is_asked_answers_and_only_one_transfer_waits(district: District) -> None:
    made = lead(district)
    transfer = asked(district, made)
    with pytest.raises(Refused, match="先撤回"):
        asked(district, made)
    for account in (district.promoter, district.people["planning"]):
        with pytest.raises(Denied):
            take_over(who(account), transfer, account, "", TODAY)
    with pytest.raises(Denied):
        ask_transfer(who(district.rival), lead(district, firm="别的公司有限公司", name="别的"), district.rival, home(district.rival), None, 0, "想要", TODAY)


def test_of_what_is_confidential_the_one_who_is_named_learns_alone(district: District) -> None:
    made = lead(district, confidential=True)
    with pytest.raises(Refused, match="指定"):
        asked(district, made)
    assert not Transfer.objects.exists()
    transfer = asked(district, made, account=district.rival)
    assert made in visible(who(district.rival))
    take_over(who(district.rival), transfer, district.rival, "", TODAY)
    assert owner(made) == "rival"
    assert made in visible(who(district.promoter)), "who gave it, by name"


def test_a_lead_does_not_leave_its_region(district: District) -> None:
    made = lead(district)
    far = Unit.objects.select_related("region").get(pk=district.country.far.pk)
    with pytest.raises(Refused, match="跨区域"):
        ask_transfer(MACHINE, made, district.promoter, far, None, 0, "企业去了那边", TODAY)
    assert not Transfer.objects.exists()


def disputed(district: District, made: Project) -> Dispute:
    """The rival says that it was theirs."""
    return dispute(who(district.rival), made, home(district.rival), district.rival, "海川装备", "十月在展会上先谈的", TODAY)


@pytest.mark.mechanism("FL-04")
def test_both_sides_bring_evidence_and_a_ruling_moves_the_lead(district: District) -> None:
    made = lead(district)
    found = disputed(district, made)
    assert found.clock
    assert found.clock.unit == district.units["government"]
    assert made not in visible(who(district.rival)), "who claims it does not see it"
    bring(who(district.promoter), found, district.units["promotion"], district.promoter, "我们八月就签了意向")
    bring(who(district.rival), found, home(district.rival), district.rival, "有会议纪要")
    for account in (district.rival, district.promoter):
        with pytest.raises(Denied):
            rule(who(account), found, home(account), "归我", TODAY)
    rule(who(district.supervisor), found, home(district.rival), "纪要在先", TODAY)
    assert (owner(made), Lead.objects.get(project=made).first_unit) == ("rival", district.units["promotion"])
    made.refresh_from_db()
    assert made.unit_id == district.rival.unit_id
    assert not Clock.objects.filter(subject_type="dispute", ended_on__isnull=True).exists()
    assert {notice.account_id for notice in Notice.objects.filter(key__contains="ruling")} == {district.rival.pk, district.promoter.pk}
    with pytest.raises(Refused, match="裁定"):
        bring(who(district.rival), found, home(district.rival), district.rival, "还有")


def test_a_ruling_for_who_holds_it_moves_nothing_and_tells_the_claimant_nothing_of_the_project(district: District) -> None:
    made = lead(district)
    found = disputed(district, made)
    rule(who(district.leader), found, district.units["promotion"], "登记在先", TODAY)
    assert owner(made) == district.promoter.login
    told = Notice.objects.get(account=district.rival, key__contains="ruling")
    for secret in (made.name, made.code):
        assert secret not in f"{told.title_zh}{told.body_zh}{told.url}"
    assert not Part.objects.filter(project=made, unit=home(district.rival)).exists()


def test_a_unit_disputes_a_lead_once_and_never_its_own(district: District) -> None:
    made = lead(district)
    disputed(district, made)
    with pytest.raises(Refused, match="已经在等"):
        disputed(district, made)
    with pytest.raises(Refused, match="本单位"):
        dispute(who(district.promoter), made, district.units["promotion"], district.promoter, "海川", "是我的", TODAY)
    with pytest.raises(Denied):
        bring(who(district.people["planning"]), Dispute.objects.get(), district.units["promotion"], district.promoter, "我看见了")
    assert Evidence.objects.count() == 1
