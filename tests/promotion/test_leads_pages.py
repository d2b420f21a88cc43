"""The pages of leads: what is to be done next, who sees what, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from luodi.people.models import Account
from luodi.projects.models import Project
from luodi.promotion.actions.leads import ask_transfer, dispute, let_go
from luodi.promotion.models import Dispute, Lead, Transfer
from luodi.promotion.queries import leads as queries
from luodi.rights.kernel import Role
from tests.people.country import TODAY
from tests.promotion.court import FIRM, home, lead, owner, talked, who
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
COSTS = {"/promotion/leads": 27, "/promotion/leads?show=unit": 27, "/promotion/leads?show=soon": 27, "/promotion/leads?show=pool": 27}


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TODAY = TODAY.isoformat()


def typed(district: District, **more: str) -> dict[str, str]:
    """What is typed on a phone."""
    return {"firm": FIRM, "name": "装备制造基地", "way": "visit", "unit": str(district.rival.unit_id), "contact_name": "王总",
            "contact_phone": "13800000000", "project_category": "industrial", "total_investment_wan": "52000", **more}


@pytest.mark.mechanism("FL-04")
def test_a_lead_is_registered_in_one_form_and_its_page_says_what_comes_next(district: District, signed_in: Sign) -> None:
    client = signed_in(district.rival)
    form = client.get("/promotion/leads/add")
    assert "90 天" in form.content.decode()
    assert [field.name for field in form.context["form"].quick] == ["firm", "uscc", "name", "way"], "no more is asked for at once"
    answer = client.post("/promotion/leads/add", typed(district))
    made = Project.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/projects/{made.code}/promotion/lead")
    assert made.facts["total_investment_wan"] == "52000"
    shown = client.get(answer["Location"]).content.decode()
    for words in ("还有 90 天", "王总", "记一次接触", "没有记过接触"):
        assert words in shown
    assert "首接" in client.get(f"/projects/{made.code}/promotion").content.decode()


def test_who_meets_a_lead_of_another_unit_reads_the_unit_and_no_more_and_keeps_what_was_typed(district: District, signed_in: Sign) -> None:
    made = lead(district, name="隐山一号")
    answer = signed_in(district.rival).post("/promotion/leads/add", typed(district, sure="on"))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f"已由“{district.units['promotion'].name}”登记" in shown
    assert "提出首接争议" in shown
    assert FIRM in shown
    for secret in (made.name, made.code, "/projects/LD", "negotiation"):
        assert secret not in shown
    assert Project.objects.count() == 1


def test_who_meets_a_confidential_lead_reads_whom_to_ask_and_may_not_even_dispute_it(district: District, signed_in: Sign) -> None:
    made, client = lead(district, name="隐山一号", confidential=True), signed_in(district.rival)
    answers = (client.post("/promotion/leads/add", typed(district, sure="on")),
               client.post("/promotion/leads/dispute", {"firm": FIRM, "unit": district.rival.unit_id, "text": "我们先谈的"}))
    for answer in answers:
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "这家企业已经登记，请向“督查室”核实" in shown
        for secret in (made.name, made.code, district.units["promotion"].name, "名称相同"):
            assert secret not in shown
    assert "提出首接争议" not in answers[0].content.decode()
    assert not Dispute.objects.exists()


def test_what_is_alike_is_shown_and_goes_through_once_it_is_said_to_be_another(district: District, signed_in: Sign) -> None:
    lead(district, name="高端数控机床生产基地")
    client = signed_in(district.rival)
    post = typed(district, firm="远山精密有限公司", name="高端数控机床项目")
    assert "项目名称相近" in client.post("/promotion/leads/add", post).content.decode()
    assert client.post("/promotion/leads/add", {**post, "sure": "on"}).status_code == 302


def test_the_pages_of_a_lead_do_what_their_buttons_say(district: District, signed_in: Sign) -> None:
    made = lead(district)
    client, at = signed_in(district.promoter), f"/projects/{made.code}/promotion/lead"
    assert client.post(f"{at}/renew").status_code == 422
    assert client.post(f"{at}/contact", {"text": "谈了用地", "way": "call", "on": TODAY.isoformat()}).status_code == 302
    assert "谈了用地" in client.get(at).content.decode()
    assert client.post(f"{at}/renew").status_code == 302
    assert client.post(f"{at}/transfer", {"unit": district.rival.unit_id, "share": "30", "reason": "园区合适"}).status_code == 302
    transfer = Transfer.objects.get()
    assert "撤回移交" in client.get(at).content.decode()
    client = signed_in(district.rival)
    assert "园区合适" in client.get(f"{at}/transfers/{transfer.pk}").content.decode()
    assert client.post(f"{at}/transfers/{transfer.pk}", {"verdict": "refuse", "answer": ""}).status_code == 422
    assert client.post(f"{at}/transfers/{transfer.pk}", {"verdict": "take"}).status_code == 302
    assert owner(made) == "rival"


def test_a_dispute_is_raised_from_what_was_typed_and_ruled_without_the_claimant_seeing_the_project(district: District, signed_in: Sign) -> None:
    made = lead(district, name="隐山一号")
    client = signed_in(district.rival)
    asked = client.get(f"/promotion/leads/dispute?firm={quote(FIRM)}").content.decode()
    assert FIRM in asked
    answer = client.post("/promotion/leads/dispute", {"firm": FIRM, "unit": district.rival.unit_id, "text": "十月在展会上先谈的"})
    found = Dispute.objects.get()
    assert answer["Location"] == f"/promotion/leads/disputes/{found.pk}"
    mine = client.get(answer["Location"]).content.decode()
    assert "十月在展会上先谈的" in mine
    assert client.post(answer["Location"], {"text": "有纪要"}).status_code == 302
    holder = signed_in(district.promoter)
    assert holder.post(f"/projects/{made.code}/promotion/lead/disputes/{found.pk}", {"text": "八月签了意向"}).status_code == 302
    client = signed_in(district.rival)
    for page in (answer["Location"], "/promotion/leads"):
        shown = client.get(page).content.decode()
        for secret in (made.name, made.code, "八月签了意向"):
            assert secret not in shown, page
    assert client.get(f"/projects/{made.code}/promotion/lead").status_code in (403, 404)
    judge = signed_in(district.supervisor)
    assert "1 个争议等您裁定" in judge.get("/promotion/rulings").content.decode()
    shown = judge.get(f"/promotion/rulings/{found.pk}").content.decode()
    assert "八月签了意向" in shown
    assert "有纪要" in shown
    assert judge.post(f"/promotion/rulings/{found.pk}", {"unit": found.holder_id, "ruling": "登记在先"}).status_code == 302
    assert "登记在先" in signed_in(district.rival).get(answer["Location"]).content.decode()


def test_the_pool_is_open_to_promoters_of_the_region_and_to_nobody_else(district: District, signed_in: Sign, somebody: Callable[..., Account],
                                                                       settings: Settings) -> None:
    made = lead(district)
    late = TODAY + timedelta(days=91)
    assert signed_in(district.rival).get(f"/promotion/leads/pool/{made.code}").status_code == 404, "not in the pool"
    let_go(late)
    settings.TODAY = late.isoformat()
    far = signed_in(somebody("far", district.country.far, Role.PROMOTER))
    assert made.name not in far.get("/promotion/leads?show=pool").content.decode()
    assert far.get(f"/promotion/leads/pool/{made.code}").status_code == 404
    client = signed_in(district.rival)
    assert made.name in client.get("/promotion/leads?show=pool").content.decode()
    assert client.post(f"/promotion/leads/pool/{made.code}", {"unit": district.rival.unit_id}).status_code == 302
    assert owner(made) == "rival"


def test_the_ledger_shows_each_their_own_and_pages_through_all(district: District, signed_in: Sign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    made = [lead(district, firm=f"{one}工新材料有限公司", name=f"{one}工项目", sure=True) for one in "甲乙丙丁戊"]
    lead(district, district.rival, "己某某医药有限公司", "隐山医药", sure=True)
    Lead.objects.filter(project=made[0]).update(held_until=TODAY + timedelta(days=3))
    Lead.objects.filter(project=made[2]).update(held_until=TODAY - timedelta(days=1))
    client, found, address = signed_in(district.promoter), [], "/promotion/leads?show=mine"
    for _ in range(3):
        page = client.get(address)
        # Somebody works on the last one meanwhile: nothing is shown twice for that.
        Project.objects.filter(pk=page.context["rows"][-1][0].project_id).update(changed_at=timezone.now())
        found += [row.project_id for row, *_rest in page.context["rows"]]
        address = f"/promotion/leads?{page.context['onward']}"
    assert (sorted(found), page.context["onward"]) == (sorted(one.pk for one in made), "")
    assert "隐山医药" not in page.content.decode()
    soon = client.get("/promotion/leads?show=soon").content.decode()
    assert "还有 3 天" in soon
    assert "今晚进公开池" in soon
    assert soon.index("丙工项目") < soon.index("甲工项目")
    assert "乙工项目" not in soon


@pytest.mark.parametrize("address", COSTS)
def test_the_ledger_costs_the_same_with_thirty_leads(address: str, district: District, signed_in: Sign, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        lead(district, firm=f"{number}{number}号新材料有限公司", name=f"第{number}个", sure=True)
    Lead.objects.filter(pk__in=Lead.objects.order_by("pk")[:2].values("pk")).update(state="open")
    client = signed_in(district.promoter)
    client.get(address)
    with django_assert_max_num_queries(COSTS[address]):
        client.get(address)


def test_the_page_of_a_lead_costs_the_same_however_much_was_talked(district: District, signed_in: Sign, django_assert_max_num_queries: Any) -> None:
    made = lead(district)
    for _ in range(8):
        talked(made, district.promoter)
    ask_transfer(who(district.promoter), made, district.promoter, home(district.rival), None, 0, "园区合适", TODAY)
    dispute(who(district.rival), made, home(district.rival), district.rival, "海川", "先谈的", TODAY)
    client = signed_in(district.promoter)
    client.get(f"/projects/{made.code}/promotion/lead")
    with django_assert_max_num_queries(20):
        client.get(f"/projects/{made.code}/promotion/lead")


def test_registering_a_lead_takes_as_many_statements_however_many_there_are(district: District, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        lead(district, firm=f"{number}{number}号新材料有限公司", name=f"第{number}个", sure=True)
    with django_assert_max_num_queries(90):
        lead(district)
